"""What each gap of a question stands for, chosen among the entities of the conversation by how present they are.

Promise: what is put in stands word for word in the history (an article "the" and a possessive ending aside), one
entity never fills two different pronouns of a question, and a gap without a fitting entity is left as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.conversation.discourse import DECAY, Discourse, Entity, Exchanged
from bot.conversation.followup import Gap
from bot.conversation.grammar import Sentence, parse
from bot.conversation.words import listed

PERSON_WEIGHT, MAX_PERSON = 0.7, 2.0
"""How much being a person counts for "he", against presence (about 3 for the subject of the last question)."""
SAME_VERB = 2.0
"""Bonus of the deal that was signed, for "when was it signed?"."""
ANSWERED = 1.0
SAME_PRONOUN = 3.0
"""Bonus of the one whom the same pronoun meant in the turn before: people go on asking about him."""
NAMED_LAST = 1.2
UNKNOWN_KIND = 0.3
"""Against a name of which nothing says that it is a person, for "he"."""
DOCUMENT = 2.0
"""Bonus of deals, laws and books for what is signed or is about something."""
PLACE_AS_THING = 1.0
MIN_PRESENCE = 0.35
"""Less present than this (a single mention four turns ago), and it is not meant any more."""
MAX_WORDS = 9
_SAYS = re.compile(r"^[^,]{2,60}?\b(?:said|says|told [\w ]{2,30}?|claimed|added|reported|announced|confirmed)(?: that)? (?=\S)")
_YEAR = re.compile(r"\b(?:1[0-9]|20)\d\d\b")
_DATE = re.compile(
    r"\b(?:(?:January|February|March|April|May|June|July|August|September|October|November|December)\b(?: \d{1,2}\b)?"
    r"(?:,? (?:1[0-9]|20)\d\d\b)?|\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|"
    r"November|December)\b(?: (?:1[0-9]|20)\d\d)?|(?:1[0-9]|20)\d\d(?:[-–](?:1[0-9]|20)?\d\d)?\b)"
)


@dataclass(frozen=True, slots=True)
class Filling:
    """Put `text` in place of characters [start:end]."""

    start: int
    end: int
    text: str


def fill(sentence: Sentence, found: list[Gap], discourse: Discourse) -> list[Filling]:
    """A filling for every gap that has a fitting entity; the second mention of one entity keeps its pronoun."""
    chosen: dict[str, Entity] = {}
    fillings: list[Filling] = []
    taken = _named_in(sentence, discourse)
    if taken:
        found = [gap for gap in found if gap.kind != "the"]
    for gap in found:
        if gap.kind == "then" or (gap.noun in listed("times") and gap.kind == "this"):
            fillings += _time(sentence, gap, discourse)
            continue
        if gap.kind == "this" and not gap.noun and _is_event(gap, sentence):
            continue
        pronoun = _distinct(gap, found)
        if pronoun in chosen and not gap.noun:
            continue
        if gap.kind == "this" and not gap.noun and gap.verb in listed("clause verbs") and gap.case == "object":
            said = statement(discourse.turns[-1])
            fillings += [Filling(gap.start, gap.end, said)] if said else []
            continue
        mutual = gap.kind == "they" and gap.case == "subject" and gap.verb in listed("mutual verbs")
        entity = _two_people(discourse) if mutual else None
        entity = entity or _best(gap, discourse, [*chosen.values(), *taken])
        if gap.kind == "one":
            fillings += _one(gap, discourse)
            continue
        if entity is None and gap.kind in ("they", "both"):
            pair = _two_people(discourse) if gap.human or gap.kind == "both" else None
            entity = pair or (_main_name(discourse) if gap.kind == "they" else None)
        entity = _by_name(entity, discourse)
        if entity is not None:
            chosen[pronoun] = entity
            fillings.append(Filling(gap.start, gap.end, _worded(gap, entity, sentence)))
    return fillings


def _is_event(gap: Gap, sentence: Sentence) -> bool:
    """Whether "this" is something that happened, which no noun of the history names: "why did he do this?"."""
    before = sentence.tokens[gap.token - 1].lower if gap.token else ""
    return gap.verb in ("do", "happen", "cause", "affect", "call") or (before in listed("prepositions") and before != "about") or before == "of"


def apply(text: str, fillings: list[Filling]) -> str:
    """The text with the fillings put in."""
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
    return [
        e
        for e in discourse.entities
        if (e.named and said & {w.lower() for w in e.text.split() if w[0].isupper()}) or (not e.named and e.head in heads)
    ]


def _distinct(gap: Gap, found: list[Gap]) -> str:
    """ "he" and "him" are two people, "he" and "his" are one."""
    case = "object" if gap.case == "object" and any(g.kind == gap.kind and g.case == "subject" for g in found) else ""
    return f"{gap.kind}{case}"


def _best(gap: Gap, discourse: Discourse, taken: list[Entity]) -> Entity | None:
    best, best_score = None, MIN_PRESENCE
    for entity in discourse.entities:
        if any(entity is other for other in taken) or len(entity.text.split()) > MAX_WORDS:
            continue
        score = _fit(entity, gap, discourse)
        if score is not None and score > best_score:
            best, best_score = entity, score
    return best


def _one(gap: Gap, discourse: Discourse) -> list[Filling]:
    """ "Which one" of what: the noun spoken of last."""
    noun = next((e for e in discourse.entities if not e.named and e.head not in listed("people")), None)
    if noun is None or noun.presence < MIN_PRESENCE:
        return []
    plural = noun.text.split()[-1] if noun.plural else f"{noun.head}s"
    return [Filling(gap.start, gap.end, plural if gap.plural else noun.head)]


def _two_people(discourse: Discourse) -> Entity | None:
    """The two people of the last turn, where it has two: "where did they meet?" after "Putin gave Kim a limousine"."""
    last = len(discourse.turns) - 1
    people = [e for e in discourse.entities if e.named and e.seen == last and e.person >= 0 and e.place < 2 and not e.members]
    if len(people) < 2:
        return None
    one, other = people[:2]
    return Entity(f"{one.text} and {other.text}", other.head, True, True, members=(one.text, other.text))


def _main_name(discourse: Discourse) -> Entity | None:
    """Whom the questions are about: "they" is also one person, or a group of which nothing has told so."""
    asked = (e for e in discourse.entities if e.named and e.place < 2 and any(where == "q" for _, where in e.weights))
    return next((e for e in asked if e.presence >= 1.0 and not e.members), None)


def _by_name(entity: Entity | None, discourse: Discourse) -> Entity | None:
    """ "The band" by its name, where the conversation has it."""
    if entity is None or entity.named or entity.plural or " " not in entity.text or not entity.text.startswith("the "):
        return entity
    if len(entity.text.split()) > 2 or not (entity.head in listed("groups") or entity.head in listed("works")):
        return entity
    group = entity.head in listed("groups")
    names = (e for e in discourse.entities if e.named and not e.members and e.place < 2 and not e.gender)
    return next((e for e in names if entity.head in e.nouns or (group and "they" in e.called)), entity)


def statement(turn: Exchanged) -> str:
    """What the last answer says, as a clause: its first sentence without who said so, at most to a comma."""
    answer = turn.answer
    end = next((t.start for t in answer.tokens if t.text in (".", "!", "?", "[")), len(answer.text))
    text = answer.text[:end].strip().strip("\"“”")
    clause = _SAYS.sub("", text)
    if len(clause.split()) > 14 and "," in clause[20:]:
        clause = clause[: clause.index(",", 20)]
    words = clause.split()
    if len(words) > 25 or len(words) < 2:
        return ""
    if len(words) < 3 or not any(t.tag in "VA" for t in parse(clause).tokens):
        return f"“{clause}”"
    first = answer.tokens[0] if text.startswith(clause) else None
    lowered = first is not None and first.tag != "N" and first.text != "I"
    return f"that {clause[0].lower() + clause[1:] if lowered else clause}"


def _fit(entity: Entity, gap: Gap, discourse: Discourse) -> float | None:
    """How well an entity fills a gap; None where it cannot."""
    score = entity.presence + (SAME_VERB if _same_verb(entity, gap) else 0.0)
    score += ANSWERED if entity.answered else 0.0
    score += NAMED_LAST if entity.named_last else 0.0
    if gap.kind in entity.called:
        score += SAME_PRONOUN * DECAY ** (len(discourse.turns) - 1 - entity.called[gap.kind])
    if gap.noun:
        return _fit_noun(entity, gap, score)
    if gap.kind in ("he", "she"):
        return _fit_person(entity, gap, score)
    if gap.kind in ("they", "these", "both"):
        return _fit_several(entity, gap, score)
    if gap.kind == "there":
        return score + entity.place if entity.place >= 1.0 and entity.named else None
    return _fit_thing(entity, gap, score)


def _same_verb(entity: Entity, gap: Gap) -> bool:
    """Whether the entity has been in the gap's place: what was signed, who said."""
    if gap.case == "subject" and not gap.passive:
        return gap.verb in entity.subject_of
    return gap.verb in entity.verbs


def _fit_person(entity: Entity, gap: Gap, score: float) -> float | None:
    gender = "f" if gap.kind == "she" else "m"
    if entity.plural or entity.members or (entity.gender and entity.gender != gender):
        return None
    if not entity.named:
        return score - 1.0 if entity.head in listed("people") else None
    if entity.person <= -0.5 or entity.place >= 2.0 or "it" in entity.called:
        return None
    score -= UNKNOWN_KIND if entity.person < 0.3 else 0.0
    return score + PERSON_WEIGHT * min(entity.person, MAX_PERSON)


def _fit_thing(entity: Entity, gap: Gap, score: float) -> float | None:
    if entity.plural or entity.members or entity.gender:
        return None
    if not entity.named:
        document = entity.head in listed("documents")
        needed = gap.verb == "about" or (gap.verb in listed("signed") and gap.passive)
        if entity.head in listed("people") or entity.head in listed("times") or (needed and not document):
            return None
        return score + (DOCUMENT if document and (gap.verb == "about" or gap.verb in listed("signed")) else 0.0)
    if entity.person >= 0.5 or (gap.verb in listed("signed") and entity.person > -1):
        return None
    return score - max(entity.person, 0.0) - (PLACE_AS_THING if entity.place >= 2 else 0.0)


def _fit_several(entity: Entity, gap: Gap, score: float) -> float | None:
    if entity.members:
        return score + 0.5
    if entity.plural and not entity.named:
        people = entity.person > 0
        if entity.head in listed("times") or (gap.human and not people):
            return None
        return score + (0.5 if people else -1.0 if gap.case == "possessive" else 0.0)
    if entity.gender or gap.kind in ("these", "both") or "it" in entity.called or (entity.place >= 2 and entity.group < 1.5):
        return None
    if entity.group > 0:
        return score + 0.5
    if entity.named and entity.person <= 0.3 and entity.place < 2.0:
        return score - 1.0
    return None


def _fit_noun(entity: Entity, gap: Gap, score: float) -> float | None:
    """For "that album": an album spoken of with more words, or a name that may be one."""
    if not entity.named:
        return score + 2.0 if entity.head == gap.noun and len(entity.text.split()) > 2 and not entity.plural ^ gap.plural else None
    if gap.noun in entity.nouns and not entity.members:
        return score + 1.0
    if gap.kind == "the":
        return score if gap.noun in listed("groups") and _may_be_group(entity) else None
    if gap.plural and not entity.plural:
        return None
    person_noun, group_noun = gap.noun in listed("people"), gap.noun in listed("groups")
    if person_noun:
        return score if entity.person > 0 and not entity.members else None
    if entity.person > 0.9 or entity.gender or entity.members:
        return None
    if group_noun:
        return score if entity.group > 0 and entity.place < 2 else None
    if gap.noun in listed("works"):
        titled = entity.place < 1 and entity.group <= 0
        return score if titled and (entity.answered or entity.person < 0) else None
    return None


def _may_be_group(entity: Entity) -> bool:
    """Whether "the company" may be it: asked about by name, or called "they" before."""
    if "they" in entity.called:
        return True
    asked = any(place == "q" for _, place in entity.weights)
    return asked and entity.person <= 0.6 and entity.place < 1 and not entity.gender and not entity.members


def _time(sentence: Sentence, gap: Gap, discourse: Discourse) -> list[Filling]:
    """ "That year" and "then" are the date spoken of last, with a preposition where there is none."""
    for turn in reversed(discourse.turns[-2:]):
        for text in (turn.answer.text, turn.question.text):
            pattern = _YEAR if gap.noun in ("year", "decade", "era") else _DATE
            match = pattern.search(text)
            if match:
                before = sentence.tags[gap.token - 1 : gap.token] if gap.token else ""
                full_day = bool(re.search(r"\b\d{1,2}\b(?!\d)", match.group()))
                preposition = "" if before == "P" else "on " if full_day else "in "
                return [Filling(gap.start, gap.end, preposition + match.group())]
    return []


def _worded(gap: Gap, entity: Entity, sentence: Sentence) -> str:
    text = entity.text
    if gap.kind == "there":
        text = text if sentence.tags[gap.token - 1 : gap.token] == "P" else f"in {text}"
    elif gap.noun and entity.named:
        text = f"the {gap.noun if not gap.plural else gap.noun + 's'} {text}"
    elif gap.kind == "both":
        text = f"both {text}"
    if gap.case == "possessive":
        text = f"{text}'" if text.endswith("s") else f"{text}'s"
    at_start = not sentence.text[: gap.start].strip()
    return text[0].upper() + text[1:] if at_start else text
