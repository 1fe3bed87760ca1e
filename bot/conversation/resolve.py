"""What each gap of a question stands for, chosen among the entities of the conversation by how present they are.

Promise: what is put in stands word for word in the history (an article "the" and a possessive ending aside), one
entity never fills two different pronouns of a question, and a gap without a fitting entity is left as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.conversation.discourse import DECAY, Discourse, Entity
from bot.conversation.followup import Gap
from bot.conversation.grammar import Sentence
from bot.conversation.words import listed, singular

PERSON_WEIGHT, MAX_PERSON = 0.7, 2.0
"""How much being a person counts for "he", against presence (about 3 for the subject of the last question)."""
SAME_VERB = 2.0
"""Bonus of the deal that was signed, for "when was it signed?"."""
ANSWERED = 1.0
SAME_PRONOUN = 2.5
"""Bonus of the one whom the same pronoun meant in the turn before: people go on asking about him."""
MIN_PRESENCE = 0.35
"""Less present than this (a single mention four turns ago), and it is not meant any more."""
MAX_WORDS = 9
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
    for gap in found:
        if gap.kind == "then" or (gap.noun in listed("times") and gap.kind == "this"):
            fillings += _time(sentence, gap, discourse)
            continue
        if gap.kind == "this" and not gap.noun and gap.verb in ("do", "happen"):
            continue
        pronoun = _distinct(gap, found)
        if pronoun in chosen and not gap.noun:
            continue
        entity = _best(gap, discourse, [*chosen.values(), *taken])
        if entity is not None:
            chosen[pronoun] = entity
            fillings.append(Filling(gap.start, gap.end, _worded(gap, entity, sentence)))
    return fillings


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


def _fit(entity: Entity, gap: Gap, discourse: Discourse) -> float | None:
    """How well an entity fills a gap; None where it cannot."""
    score = entity.presence + (SAME_VERB if gap.verb and gap.verb in entity.verbs | entity.subject_of else 0.0)
    score += ANSWERED if entity.answered else 0.0
    if gap.kind in entity.called:
        score += SAME_PRONOUN * DECAY ** (len(discourse.turns) - 1 - entity.called[gap.kind])
    if gap.noun:
        return _fit_noun(entity, gap, score)
    if gap.kind in ("he", "she"):
        return _fit_person(entity, gap, score)
    if gap.kind in ("they", "these", "both"):
        return _fit_several(entity, gap, score)
    if gap.kind == "there":
        return score + entity.place if entity.place >= 0.5 and entity.named else None
    if gap.kind == "one":
        return None
    return _fit_thing(entity, gap, score)


def _fit_person(entity: Entity, gap: Gap, score: float) -> float | None:
    gender = "f" if gap.kind == "she" else "m"
    if entity.plural or entity.members or (entity.gender and entity.gender != gender):
        return None
    if not entity.named:
        return score - 1.0 if entity.head in listed("people") else None
    if entity.person <= -0.5 or entity.place >= 2.0:
        return None
    return score + PERSON_WEIGHT * min(entity.person, MAX_PERSON)


def _fit_thing(entity: Entity, gap: Gap, score: float) -> float | None:
    if entity.plural or entity.members or entity.gender:
        return None
    if not entity.named:
        return None if entity.head in listed("people") or entity.head in listed("times") else score
    return None if entity.person >= 1.2 else score - max(entity.person, 0.0)


def _fit_several(entity: Entity, gap: Gap, score: float) -> float | None:
    human = gap.case == "subject" and gap.verb in listed("human verbs")
    if entity.members:
        return score + 0.5
    if entity.plural and not entity.named:
        people = entity.person > 0
        return score + (0.5 if people else -2.5 if human else 0.0)
    if entity.gender or gap.kind in ("these", "both"):
        return None
    if entity.group > 0:
        return score + 0.5
    if entity.named and entity.person <= 0.3 and entity.place < 2.0:
        return score - 1.0
    return None


def _fit_noun(entity: Entity, gap: Gap, score: float) -> float | None:
    """For "that album": an album spoken of with more words, or a name that may be one."""
    if not entity.named:
        return score + 2.0 if entity.head == gap.noun and len(entity.text.split()) > 2 else None
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
        return score if entity.place < 1 and (entity.answered or entity.person < 0) else None
    return None


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


def head_of(text: str) -> str:
    """The last word, in the singular."""
    return singular(text.split()[-1].lower()) if text.split() else ""
