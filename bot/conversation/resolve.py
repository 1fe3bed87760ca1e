"""What each gap of a question stands for, and how to put it there.

Promise: what is put in stands word for word in the history ("the", "and", "in" and a possessive ending aside), one
entity never fills two different pronouns of a question, and a gap without a fitting entity is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.conversation.discourse import MAX_MEMBERS, Discourse, ParsedTurn
from bot.conversation.entities import IS_PLACE, Entity
from bot.conversation.fit import fit
from bot.conversation.followup import Gap
from bot.conversation.grammar import Sentence, parse
from bot.conversation.turning import cut
from bot.conversation.words import listed

MIN_PRESENCE = 0.35
"""Less than this (a single mention four turns ago), and it is not meant any more."""
MAX_WORDS = 9
IN_RETURN = re.compile(r"\bin (?:return|exchange)\b(?! for)", re.IGNORECASE)
_SAYS = re.compile(
    r"^[^,]{2,60}?(?:, [^,]{2,60},)? ?"
    r"\b(?:(?:said|says|claimed|added|reported|announced|confirmed)(?: that)?|told [\w ]{2,30}? that) (?=\S)"
)
_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_YEAR = re.compile(r"\b(?:1[0-9]|20)\d\d\b")
_DATE = re.compile(
    rf"\b(?:{_MONTH}\b(?: \d{{1,2}}\b)?(?:,? (?:1[0-9]|20)\d\d\b)?|\d{{1,2}} {_MONTH}\b(?: (?:1[0-9]|20)\d\d)?"
    r"|(?:1[0-9]|20)\d\d(?:[-–](?:1[0-9]|20)?\d\d)?\b)"
)


@dataclass(frozen=True, slots=True)
class Filling:
    """Put `text` in place of characters [start:end]."""

    start: int
    end: int
    text: str


def fill(sentence: Sentence, found: Sequence[Gap], discourse: Discourse) -> list[Filling]:
    """A filling for every gap that has a fitting entity; the second mention of one entity keeps its pronoun."""
    chosen: dict[str, Entity] = {}
    fillings: list[Filling] = []
    taken = _named_in(sentence, discourse)
    turned = bool(IN_RETURN.search(sentence.text))
    for gap in found:
        pronoun = _pronoun(gap, found)
        if (gap.kind == "the" and taken) or (pronoun in chosen and not gap.noun):
            continue
        text = _without_entity(sentence, gap, discourse)
        if text is None:
            entity = _entity(gap, discourse, [*chosen.values(), *taken], turned=turned)
            if entity is None:
                continue
            chosen[pronoun] = entity
            text = _worded(gap, entity, sentence)
        if text:
            fillings.append(Filling(gap.start, gap.end, text))
    both = sorted(gap.kind for gap in found) == ["he", "she"] and all(gap.case != "possessive" for gap in found)
    again = both and len(fillings) == len(found) and _is_asked_again(apply(sentence.text, fillings), discourse.last)
    return _the_other_way_round(fillings) if again else fillings


def _is_asked_again(text: str, turn: ParsedTurn) -> bool:
    """Whether it is the last question once more: "and what did Ann Lee give Bob?" after "What did Ann give to Bob?"."""
    words = iter(re.findall(r"\w+", text.lower()))
    return all(word in words for word in re.findall(r"\w+", turn.question.text.lower()) if word not in ("and", "to"))


def _the_other_way_round(fillings: Sequence[Filling]) -> list[Filling]:
    """Nobody asks the same again, and no name tells who is "he" and who "she"."""
    first, second = fillings
    return [Filling(first.start, first.end, second.text), Filling(second.start, second.end, first.text)]


def apply(text: str, fillings: Sequence[Filling]) -> str:
    """The text with the fillings put in.

    >>> apply("did he win?", [Filling(4, 6, "Kim")])
    'did Kim win?'
    """
    parts: list[str] = []
    done = 0
    for filling in sorted(fillings, key=lambda f: f.start):
        if filling.start >= done:
            parts += text[done : filling.start], filling.text
            done = filling.end
    return "".join((*parts, text[done:]))


def _named_in(sentence: Sentence, discourse: Discourse) -> list[Entity]:
    """Entities that the question names itself: no pronoun of its stands for them."""
    said = {word.lower() for phrase in sentence.phrases for word in phrase.name.split()}
    heads = {phrase.head for phrase in sentence.phrases if not phrase.name}
    return [e for e in discourse.entities if (said & _capitalised(e) if e.named else e.head in heads)]


def _capitalised(entity: Entity) -> set[str]:
    return {word.lower() for word in entity.text.split() if word[0].isupper()}


def _pronoun(gap: Gap, found: Sequence[Gap]) -> str:
    """A key for who is meant: "he" and "him" are two people, "he" and "his" are one."""
    other = gap.case == "object" and any(g.kind == gap.kind and g.case == "subject" for g in found)
    return f"{gap.kind} {'object' if other else ''}"


def _without_entity(sentence: Sentence, gap: Gap, discourse: Discourse) -> str | None:
    """What stands for a time, a noun or a clause ("" where the history has none); None for all other gaps."""
    if gap.kind == "then" or (gap.kind == "this" and gap.noun in listed("times")):
        return _time(sentence, gap, discourse)
    if gap.kind == "one":
        return _noun(gap, discourse)
    direct = gap.kind == "it" and sentence.tags[max(gap.token - 1, 0)] == "V"  # "say it", not "think about it"
    if (gap.kind != "this" and not direct) or gap.noun:
        return None
    if gap.verb in listed("clause verbs") and gap.case == "object" and gap.verb != "write":
        return statement(discourse.last)
    if gap.kind == "it":
        return None
    return "" if _is_event(sentence, gap) else None


def _is_event(sentence: Sentence, gap: Gap) -> bool:
    """Whether "this" is something that happened, which no noun of the history names: "why did he do this?"."""
    before = sentence.tokens[gap.token - 1] if gap.token else None
    return gap.verb in listed("event verbs") or (before is not None and before.tag in "PF" and before.lower != "about")


def _time(sentence: Sentence, gap: Gap, discourse: Discourse) -> str:
    """The date spoken of last, for "that year" and "then", with a preposition where there is none."""
    pattern = _YEAR if gap.noun in ("year", "decade", "era") else _DATE
    texts = [text for turn in reversed(discourse.turns[-2:]) for text in (turn.answer.text, turn.question.text)]
    date = next((match.group() for match in map(pattern.search, texts) if match), "")
    if not date or sentence.tags[max(gap.token - 1, 0) : gap.token] == "P":
        return date
    return f"on {date}" if re.search(r"\b\d{1,2}\b", date) else f"in {date}"


def _noun(gap: Gap, discourse: Discourse) -> str:
    """The noun spoken of last, for "which one"."""
    counted = discourse.counted
    things = [e for e in discourse.entities if not e.named and e.presence >= MIN_PRESENCE]
    people = listed("people") - {counted.head if counted is not None else ""}
    noun = next((e for e in things if e.head not in people), None)
    if noun is None:
        return ""
    plural = noun.text.split()[-1] if noun.plural else f"{noun.head}s"
    return plural if gap.plural else noun.head


def statement(turn: ParsedTurn) -> str:
    """What the last answer says, as a clause: its first sentence without who said so, at most to a comma."""
    answer = turn.answer
    end = next((t.start for t in answer.tokens if t.text in ".!?" or t.text[0] == "\n"), len(answer.text))
    text = answer.text[:end].strip().strip('"“”')
    clause = _SAYS.sub("", text)
    if len(clause.split()) > 14 and "," in clause[20:]:
        clause = clause[: clause.index(",", 20)]
    n_words = len(clause.split())
    if not 2 <= n_words <= 25:
        return ""
    if n_words < 3 or not any(token.tag in "VA" for token in parse(clause).tokens):
        return f"“{clause}”"
    lowered = text.startswith(clause) and answer.tokens[0].tag != "N" and answer.tokens[0].text != "I"
    return f"that {clause[0].lower() + clause[1:] if lowered else clause}"


def _entity(gap: Gap, discourse: Discourse, taken: Sequence[Entity], *, turned: bool) -> Entity | None:
    mutual = gap.kind == "they" and gap.case == "subject" and gap.verb in listed("mutual verbs")
    entity = _who_answered(discourse) if gap.kind == "they" and gap.human else None
    entity = entity or (_two_people(discourse) if mutual else None) or _best(gap, discourse, taken, turned=turned)
    if entity is None and (gap.kind == "both" or (gap.kind == "they" and gap.human)):
        entity = _two_people(discourse)
    if entity is None and gap.kind == "they":
        entity = _main_name(discourse)
    if entity is not None and gap.kind == "they" and not entity.asked:
        entity = next((e for e in discourse.entities if entity.text in e.members and e.seen == entity.seen), entity)
    return _by_name(entity, discourse) if entity is not None else None


def _best(gap: Gap, discourse: Discourse, taken: Sequence[Entity], *, turned: bool) -> Entity | None:
    best, best_score = None, MIN_PRESENCE
    for entity in discourse.entities:
        if len(entity.text.split()) > MAX_WORDS or any(entity is other for other in taken):
            continue
        score = fit(entity, gap, discourse, turned=turned)
        if score is not None and score > best_score:
            best, best_score = entity, score
    return best


def _two_people(discourse: Discourse) -> Entity | None:
    """The two people of the last turn, where it has two: "where did they meet?" after "Putin gave Kim a limousine"."""
    people = [e for e in discourse.entities if e.may_be_person and not discourse.age(e.seen)]
    return _together(people[:2])


def _who_answered(discourse: Discourse) -> Entity | None:
    """The people that the answer to "who ...?" names, where it names several."""
    last = len(discourse.turns) - 1
    parts = cut(discourse.last.question)
    known = any("they" in e.called for e in discourse.entities)
    if known or parts is None or not parts.asks_subject or parts.wh.lower() != "who":
        return None
    people = [e for e in discourse.entities if e.may_be_person and e.person > 0 and (last, "answer") in e.weights]
    people.sort(key=lambda e: discourse.last.answer.text.find(e.text))
    return _together(people[:MAX_MEMBERS])


def _together(people: Sequence[Entity]) -> Entity | None:
    names = tuple(e.text for e in people)
    if len(names) < 2:
        return None
    return Entity(f"{', '.join(names[:-1])} and {names[-1]}", people[-1].head, True, True, names)


def _main_name(discourse: Discourse) -> Entity | None:
    """Whom the questions are about: "they" is also one person, or a group of which nothing has told so."""
    asked = (e for e in discourse.entities if e.named and e.asked and e.place < IS_PLACE and not e.is_where)
    return next((e for e in asked if e.presence >= 1.0 and not e.members), None)


def _by_name(entity: Entity, discourse: Discourse) -> Entity:
    """The name of "the band", where the conversation has it."""
    group = entity.head in listed("groups")
    if entity.named or entity.text != f"the {entity.head}" or not (group or entity.head in listed("works")):
        return entity
    named = (e for e in discourse.entities if e.named and not e.members and e.place < IS_PLACE and not e.gender)
    return next((e for e in named if entity.head in e.nouns or (group and "they" in e.called)), entity)


def _is_pointed(text: str) -> bool:
    """Whether it says which: "the doctor", "his doctor", "Ann's doctor", not the bare "doctor" of a short answer."""
    return text.split()[0].lower() in ("the", *listed("possessives")) or "'" in text or "’" in text


def _worded(gap: Gap, entity: Entity, sentence: Sentence) -> str:
    text = entity.text
    if gap.kind in ("he", "she") and not entity.named and not _is_pointed(text):
        text = f"the {text}"
    if gap.kind == "there" and sentence.tags[max(gap.token - 1, 0) : gap.token] != "P":
        text = f"{'to' if gap.verb in listed('motion') else 'in'} {text}"
    elif gap.noun and entity.named:
        text = f"the {gap.noun}{'s' if gap.plural else ''} {text.removeprefix('the ')}"
    elif gap.kind == "both":
        text = f"both {text}"
    if gap.case == "possessive":
        text += "'" if text.endswith("s") else "'s"
    opens = not sentence.text[: gap.start].strip()
    return text[0].upper() + text[1:] if opens else text
