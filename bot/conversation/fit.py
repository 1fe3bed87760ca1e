"""How well an entity of the conversation fits a gap of the question.

Promise: a pure function of the two; None says that it cannot be meant at all. Agreement in number, kind and gender
decides what can be meant, presence and a few bonuses decide between the rest.
"""

from __future__ import annotations

from bot.conversation.discourse import DECAY, Discourse
from bot.conversation.entities import IS_PLACE, Entity
from bot.conversation.followup import Gap
from bot.conversation.words import listed
from bot.english.name_kinds import words as names

PERSON_WEIGHT, MAX_PERSON = 0.7, 1.0
"""How much being a person counts for "he", against presence (about 3 for the subject of the last question)."""
SAME_VERB = 2.0
"""Bonus of the deal that was signed, for "when was it signed?"."""
TURNED = 4.0
"""The same for whoever was given something, for "what did he give in return?": the giver is the one more spoken of."""
ANSWERED = 1.0
SAME_PRONOUN = 3.0
"""Bonus of the one whom the same pronoun meant in the turn before: people go on asking about him."""
NAMED_LAST = 1.2
UNKNOWN_KIND = 0.3
"""Against a name of which nothing says that it is a person, for "he"."""
DOCUMENT = 2.0
"""Bonus of deals, laws and books for what is signed or is about something."""
PLACE_AS_THING = 1.5
MORE_WORDS = 2.0
"""Bonus of "the new partnership deal", for "that deal"."""


def fit(entity: Entity, gap: Gap, discourse: Discourse, *, turned: bool = False) -> float | None:
    """A score against other entities, about 1 to 10; None where the gap cannot stand for the entity.

    `turned`: the question asks for what was done "in return", by whom it was done to.
    """
    score = entity.presence
    score += (
        (TURNED if turned else SAME_VERB) * _in_same_place(entity, gap, turned=turned)
        + ANSWERED * entity.answered
        + NAMED_LAST * entity.named_last
    )
    if gap.kind in entity.called:
        score += SAME_PRONOUN * DECAY ** discourse.age(entity.called[gap.kind])
    change = _change(entity, gap)
    return None if change is None else score + change


def _in_same_place(entity: Entity, gap: Gap, *, turned: bool) -> bool:
    """Whether the entity has been where the gap is: what was signed, who said."""
    acting = (gap.case == "subject" and not gap.passive) != turned
    return gap.verb in (entity.subject_of if acting else entity.object_of)


def _change(entity: Entity, gap: Gap) -> float | None:
    if gap.noun:
        return _as_noun(entity, gap)
    if gap.kind in ("he", "she"):
        return _as_person(entity, gap)
    if gap.kind in ("they", "these", "both"):
        return _as_several(entity, gap)
    if gap.kind == "there":
        return entity.place if entity.place >= 1.0 and entity.named else None
    return _as_thing(entity, gap)


def _as_person(entity: Entity, gap: Gap) -> float | None:
    gender = "f" if gap.kind == "she" else "m"
    if entity.plural or entity.members or entity.gender not in ("", gender):
        return None
    if not entity.named:
        return -1.0 if entity.head in listed("people") else None
    if entity.person <= -0.5 or entity.place >= IS_PLACE or "it" in entity.called:
        return None
    unknown = UNKNOWN_KIND if entity.person < 0.3 else 0.0
    return PERSON_WEIGHT * min(entity.person, MAX_PERSON) - unknown


def _as_thing(entity: Entity, gap: Gap) -> float | None:
    if entity.plural or entity.members or entity.gender:
        return None
    signed = gap.verb in listed("signed") and gap.passive
    published = gap.verb in ("publish", "write", "post", "update")
    if gap.verb in ("happen", "occur") and entity.named and not _names_event(entity):
        return None
    if entity.named and gap.kind == "this":
        return None
    if entity.named:
        place = PLACE_AS_THING if entity.place >= IS_PLACE else 0.0
        unfit = entity.person >= 0.5 or ((signed or published) and entity.person > -1.0)
        return None if unfit else -max(entity.person, 0.0) - place
    document, work = entity.head in listed("documents"), entity.head in listed("works")
    if entity.head in listed("people") or entity.head in listed("times"):
        return None
    if gap.verb == "about" or signed:
        return DOCUMENT if document else None
    return None if published and not (document or work) else 0.0


def _names_event(entity: Entity) -> bool:
    return any(word in names("event words") for word in entity.text.split())


def _as_several(entity: Entity, gap: Gap) -> float | None:
    if entity.members:
        return 0.5
    if entity.plural and not entity.named:
        people = entity.person > 0
        if entity.head in listed("times") or (gap.human and not people):
            return None
        return 0.5 if people else -1.0 if gap.case == "possessive" else 0.0
    place = entity.place >= IS_PLACE and entity.group < 1.0  # but a country does what people do
    if entity.gender or place or gap.kind in ("these", "both") or "it" in entity.called:
        return None
    if entity.group > 0:
        return 0.5 if gap.human or "they" in entity.called else 0.0
    a_thing = entity.is_where or (gap.human and entity.person <= -2.0)  # "in Wajima", a code name
    return -1.0 if entity.named and entity.person <= 0.3 and not a_thing else None


def _as_noun(entity: Entity, gap: Gap) -> float | None:
    """For "that album": an album spoken of with more words, or a name that may be one."""
    if not entity.named:
        says_more = entity.head == gap.noun and entity.plural == gap.plural and len(entity.text.split()) > 2
        return MORE_WORDS if says_more else None
    if entity.members:
        return None
    if gap.noun in entity.nouns:
        return 1.0
    if gap.kind == "the":
        return 0.0 if gap.noun in listed("groups") and _may_be_group(entity) else None
    return 0.0 if (entity.plural or not gap.plural) and _may_be(entity, gap.noun) else None


def _may_be(entity: Entity, noun: str) -> bool:
    if noun in listed("people"):
        return entity.person > 0
    if entity.person > 0.9 or entity.gender:
        return False
    if noun in listed("groups"):
        return entity.group > 0 and entity.place < IS_PLACE
    titled = entity.place < 1 and entity.group <= 0 and (entity.answered or entity.person < 0)
    return noun in listed("works") and titled


def _may_be_group(entity: Entity) -> bool:
    """Whether "the company" may be it: asked about by name, or called "they" before."""
    if "they" in entity.called:
        return True
    return entity.asked and entity.person <= 0.6 and entity.place < 1 and not entity.gender
