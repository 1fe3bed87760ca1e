"""Somebody or something a conversation has spoken of: how it is called, what kind it is, how present it is.

Promise: what an entity is called stands word for word in the conversation, "the" aside. Kinds (person, place,
group) are weights collected from how the texts speak of it and from word lists; nobody's gender is known by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Literal

from bot.conversation.grammar import Phrase, Sentence
from bot.conversation.words import is_adjective, listed, verb_form
from bot.english.name_kinds import words as names

Where = Literal["question", "answer"]

AGAIN = 0.3
"""For each further mention in the same question or answer."""
MAX_PHRASES = 40
"""Of one question or answer; a turn of nothing but names would cost half a second."""
IS_PLACE = 2.0
"""Weight from which on a name counts as a place: the list of places gives 3."""
_TITLED = ("Mr", "Mrs", "Ms", "Dr", "President")
_BARE_DETERMINERS = ("", "some", "any", "many", "no")


@dataclass(slots=True)
class Entity:
    """Somebody or something; `text` is how to call it. Turns count from 0."""

    text: str
    head: str
    """Of a thing its noun in the singular, of a name its last word; lower case."""
    named: bool
    plural: bool = False
    members: tuple[str, ...] = ()
    """The names in "Putin and Kim"."""
    person: float = 0.0
    place: float = 0.0
    group: float = 0.0
    gender: Literal["", "f", "m"] = ""
    called: dict[str, int] = field(default_factory=dict)
    """Pronouns that stood for it, with the turn of the last time."""
    nouns: set[str] = field(default_factory=set)
    """What a name is said to be: "album" for "the album Nick of Time"."""
    subject_of: set[str] = field(default_factory=set)
    object_of: set[str] = field(default_factory=set)
    """Base forms of verbs."""
    weights: dict[tuple[int, Where], float] = field(default_factory=dict)
    """How prominent it was, by turn and place."""
    presence: float = 0.0
    """All of `weights`, the older the less."""
    seen: int = 0
    """The last turn that mentions it."""
    answered: bool = False
    """Whether the last answer consists of it, or gives it as the answer to "who"."""
    named_last: bool = False
    """Whether the last question, as it was asked, names it."""

    @property
    def asked(self) -> bool:
        """Whether any question was about it."""
        return any(where == "question" for _, where in self.weights)

    @property
    def is_where(self) -> bool:
        """Whether it has only been where things are: "in Wajima"."""
        return self.place > 0 and not self.subject_of

    @property
    def may_be_person(self) -> bool:
        """Whether nothing speaks against its being one person."""
        return self.named and not self.members and self.person >= 0 and self.place < IS_PLACE


def nameable(phrases: Sequence[Phrase]) -> list[Phrase]:
    """The phrases that bring up an entity: no dates, no "two", no "the reason", no adjectives."""
    found = (p for p in phrases if (_is_entity(p.name) if p.name else _is_thing(p.head)))
    return list(islice(found, MAX_PHRASES))


def _is_entity(name: str) -> bool:
    """Not dates, numbers and nationalities, which are names by their capital only."""
    parts = name.replace(",", " ").split()
    dated = all(part in names("calendar") or not part[0].isalpha() or part == "No." for part in parts)
    return not dated and name not in names("demonyms")


def _is_thing(head: str) -> bool:
    lists = ("numbers", "interjections", "vague", "relational")
    told = not any(head in listed(kind) for kind in lists) and not is_adjective(head)
    return len(head) > 1 and head[0].isalpha() and told and verb_form(head)[1] != "past"


def find(entities: Sequence[Entity], phrase: Phrase) -> Entity | None:
    """The entity a phrase speaks of: the same noun, or a name with a part of its words, the last seen first."""
    if not phrase.name:
        same = (e for e in entities if not e.named and e.head == phrase.head and e.plural == phrase.plural)
        return next(same, None)
    wanted = _name_words(phrase.name)
    fitting = (e for e in entities if e.named and _same_name(wanted, _name_words(e.text)))
    return max(fitting, key=lambda e: e.seen, default=None)


def _is_other(phrase: Phrase, entity: Entity) -> bool:
    """Whether a fuller name after a shorter one in the same text is somebody else: "Kim and his sister Kim Yo Jong"."""
    return bool(phrase.name) and len(_name_words(phrase.name)) > len(_name_words(entity.text))


@lru_cache(maxsize=4096)
def _name_words(name: str) -> tuple[str, ...]:
    return tuple(word for word in name.lower().split() if word != "the")


def _same_name(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether the names are the same, or the shorter is the start or end of the longer: "Kim" and "Kim Jong Un"."""
    short, long = sorted((one, other), key=len)
    if short == long:
        return True
    return bool(short) and "of" not in long and short in (long[: len(short)], long[-len(short) :])


def mention(
    entities: list[Entity], phrase: Phrase, sentence: Sentence, turn: int, where: Where, weight: float
) -> Entity:
    """Add a mention to the entity it speaks of, which is made where there is none yet."""
    entity = find(entities, phrase)
    if entity is not None and (turn, where) in entity.weights and _is_other(phrase, entity):
        entity = None
    if entity is None:
        entity = Entity(_called(phrase, sentence), phrase.head, bool(phrase.name), phrase.plural)
        entities.append(entity)
        if entity.named:
            _weigh_name(entity, phrase, sentence)
    elif entity.named:
        entity.text = max(entity.text, _called(phrase, sentence), key=_fullness)
    elif _says_better(phrase, entity, turn, where):
        entity.text = _called(phrase, sentence)
    entity.seen = turn
    before = entity.weights.get((turn, where), 0.0)
    entity.weights[turn, where] = max(before, weight) + (AGAIN if before else 0.0)
    if phrase.verb:
        (entity.subject_of if phrase.role == "subject" else entity.object_of).add(phrase.verb)
    _weigh_use(entity, phrase)
    return entity


def _says_better(phrase: Phrase, entity: Entity, turn: int, where: Where) -> bool:
    """Whether to call a thing as this mention does: the newer, the longer, but the answer not against the question."""
    if turn > entity.seen:
        return True
    told = where == "answer" and (turn, "question") in entity.weights and len(entity.text.split()) > 2
    return not told and len(phrase.text) > len(entity.text)


def _fullness(name: str) -> tuple[bool, int, bool]:
    """The fullest form of a name is used, unless it has more than five words; "the" does not count."""
    n = len(_name_words(name))
    return n <= 5, n, name != name.lower()


def _called(phrase: Phrase, sentence: Sentence) -> str:
    """How to speak of it again: a name as it stands; a noun with "the", unless it had no determiner or is owned."""
    tokens, tags = sentence.tokens, sentence.tags
    if phrase.name:
        article = phrase.determiner == "the" and tokens[phrase.first].end + 1 == phrase.end - len(phrase.name)
        return f"the {phrase.name}" if article else phrase.name
    first = phrase.first
    while first < phrase.last - 1 and (tags[first] in "DK" or tokens[first].lower in ("first", "other")):
        first += 1
    text = sentence.text[tokens[first].start : _end_with_of(phrase, sentence)]
    bare = phrase.determiner in _BARE_DETERMINERS or (phrase.plural and phrase.determiner in ("what", "which"))
    bare = bare and tags[first] != "#" and not _is_counted(sentence, first)
    owned = tags[first] == "S" or (tags[first] == "N" and "'" in tags[first : phrase.last])
    return text if bare or owned else f"the {text}"


def _is_counted(sentence: Sentence, first: int) -> bool:
    """Whether "how many" stands before: the people who were counted, not people."""
    return first > 1 and sentence.tokens[first - 2].lower == "how" and sentence.tokens[first - 1].lower == "many"


def _end_with_of(phrase: Phrase, sentence: Sentence) -> int:
    """Where the phrase ends with the "of ..." that follows it."""
    of = [p for p in sentence.phrases if p.first == phrase.last + 1 and sentence.tags[phrase.last] == "F"]
    if not of:
        return phrase.end
    owner = of[-1].head in listed("relational") | listed("vague")  # "the mayor of [Suzu]'s name"
    return of[0 if owner else -1].end


def _weigh_use(entity: Entity, phrase: Phrase) -> None:
    """What a mention tells of the kind: "leader Kim", "the album X", "in X", "X said"."""
    if phrase.noun in listed("people"):
        entity.person += 1.5
    if phrase.noun in listed("groups"):
        entity.group += 1.5
    if phrase.noun in listed("works") or (not phrase.name and phrase.noun in listed("events")):
        entity.person -= 2.0
    if not phrase.name:
        return
    if phrase.noun:
        entity.nouns.add(phrase.noun)
    if phrase.role == "subject" and phrase.verb in listed("human verbs"):
        entity.person += 0.5
    if phrase.preposition in ("in", "at", "near", "into", "across"):
        entity.place += 0.5
        entity.person -= 0.4


def _weigh_name(entity: Entity, phrase: Phrase, sentence: Sentence) -> None:
    """What the words of a name tell: lists of places, organisations and given names, quotes, digits, "the"."""
    parts = phrase.name.split()
    if phrase.name in names("places"):
        entity.place, entity.person = 3.0, -3.0
        entity.group = 1.0 if phrase.name in names("places/countries") else 0.0
    elif phrase.name in names("organisations") or any(part in names("organisation words") for part in parts):
        entity.group, entity.person = 2.0, -2.5
    elif len(parts) > 2 and parts[0] != "The" and parts[-1] in names("place words"):
        entity.place, entity.person = 2.0, -2.0
    elif parts[0] in names("given names") or phrase.text.split()[0].rstrip(".") in _TITLED:
        entity.person = 2.0
    elif len(parts) == 2 and parts[0] != "The" and parts[-1] in names("place words"):
        entity.place, entity.person = 2.0, -2.0
    elif len(parts) in (2, 3) and parts[0] != "The" and "of" not in parts:
        entity.person = 0.6
    titled = sentence.text[: phrase.start].endswith(('"', "“", "‘")) and sentence.rest(phrase)[:1] not in ("V", "A")
    if titled or any(letter.isdigit() for letter in phrase.name):
        entity.person -= 2.0
    if phrase.determiner == "the" or parts[0] == "The":
        entity.person -= 1.5
        entity.group += 0.7
    if len(parts) == 1 and phrase.name.isupper():
        entity.person -= 1.0
    entity.plural = parts[0] == "The" and parts[-1].endswith("s")
