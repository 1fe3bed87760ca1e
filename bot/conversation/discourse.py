"""Who and what a conversation has spoken of, and how present each of them is.

Promise: every entity's name stands word for word in a question or an answer of the history; nothing is added from
elsewhere. It knows kinds (person, place, several) only as weights collected from how the texts speak of an entity,
and it does not choose: `resolve` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.answerers.name_kinds import words as names
from bot.answerers.terms import is_namelike, stem
from bot.conversation.grammar import Phrase, Sentence, parse
from bot.conversation.words import is_adjective, listed, verb_form
from bot.types import Exchange

ANSWER_CHARS = 700
"""So much of an answer is read: what a follow-up points at is said early, and reading all of it costs milliseconds."""
DECAY = 0.7
"""How much less an entity is present for each turn that has gone by."""
IN_QUESTION = {"subject": 3.0, "object": 2.8, "oblique": 2.2, "owner": 2.4, "of": 1.8}
IN_ANSWER = {"subject": 1.8, "object": 1.3, "oblique": 0.8, "owner": 1.2, "of": 0.7}
OPENS_ANSWER = 1.0
IS_ANSWER = 2.0
INTRODUCED = 2.0
"""For X in "tell me about X", "who was X?": what comes next is about it."""
SPEAKER = 0.6
"""Who is only quoted ("Ushakov said that ...") is less spoken of than those in the quoted clause."""
AGAIN = 0.3
"""For each further mention in the same question or answer."""
SHIFT = 0.5
_INTRODUCES = re.compile(r"^(?:(?:can you )?(?:tell|describe|explain)\b|(?:who|what)(?:'s| is| are| was| were)\b)")
_SHORT_ANSWER_TOKENS = 12
_FEMININE = frozenset("she her hers herself woman actress mother sister daughter wife queen princess girl".split())
_MASCULINE = frozenset("he him his himself man actor father brother son husband king prince boy".split())
_INSIDE_NAMES = frozenset("of the and & de la van von der del y al".split())


@dataclass(slots=True)
class Entity:
    """Somebody or something; `text` is how to call it."""

    text: str
    head: str
    named: bool
    plural: bool = False
    person: float = 0.0
    place: float = 0.0
    group: float = 0.0
    gender: str = ""
    called: dict[str, int] = field(default_factory=dict)
    """Pronouns that stood for it, with the turn of the last time."""
    presence: float = 0.0
    seen: int = 0
    """The last turn that mentions it; turns count from 0."""
    answered: bool = False
    """Whether it was the answer to the last question, or part of it."""
    nouns: set[str] = field(default_factory=set)
    """What a name is said to be: "album" for "the album Nick of Time"."""
    verbs: set[str] = field(default_factory=set)
    """Base forms of verbs that it was the object or subject of."""
    subject_of: set[str] = field(default_factory=set)
    named_last: bool = False
    """Whether the last question, as it was asked, names it."""
    judged: bool = False
    """Whether its words have been weighed."""
    members: tuple[str, ...] = ()
    """The names in "Putin and Kim"."""
    weights: dict[tuple[int, str], float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Exchanged:
    """One earlier turn, parsed; the question is the one that stands alone."""

    asked: str
    question: Sentence
    answer: Sentence
    wh: str


@dataclass(slots=True)
class Discourse:
    """The conversation so far: its turns, and its entities with the most present one first."""

    turns: list[Exchanged]
    entities: list[Entity]
    known: set[str]
    """Words of names, in lower case."""


def read(history: Sequence[Exchange]) -> Discourse:
    """Parse the history and weigh its entities."""
    known: set[str] = set()
    turns: list[Exchanged] = []
    for exchange in history:
        turns.append(_parse_turn(exchange, known))
    discourse = Discourse(turns, [], known)
    for number, turn in enumerate(turns):
        _collect(discourse, number, turn)
    for entity in discourse.entities:
        entity.presence = sum(w * DECAY ** (len(turns) - 1 - n) for (n, _), w in entity.weights.items())
    discourse.entities.sort(key=lambda entity: -entity.presence)
    return discourse


def _parse_turn(exchange: Exchange, known: set[str]) -> Exchanged:
    answer = parse(exchange.answer[:ANSWER_CHARS], known)
    _learn(answer, known)
    question = parse(exchange.standalone_question or exchange.question, known)
    _learn(question, known)
    wh = next((token.lower for token in question.tokens if token.tag in "WK"), "")
    return Exchanged(exchange.question, question, answer, wh)


def _learn(sentence: Sentence, known: set[str]) -> None:
    """Words by which a name may be called again, even without a capital."""
    for phrase in sentence.phrases:
        for word in phrase.name.split():
            bare = word.strip(".,'’\"").lower()
            if len(bare) > 2 and bare.isalpha() and bare not in _INSIDE_NAMES:
                known.add(bare.capitalize())
                if is_namelike(stem(bare)):
                    known.add(bare)


def _collect(discourse: Discourse, number: int, turn: Exchanged) -> None:
    last = number == len(discourse.turns) - 1
    short = len(turn.answer.tokens) <= _SHORT_ANSWER_TOKENS
    asked = turn.asked.lower()
    introduced = turn.asked == turn.question.text and bool(_INTRODUCES.match(asked))
    for phrase in _nameable(turn.question.phrases):
        weight = IN_QUESTION[phrase.role] + (INTRODUCED if introduced else 0.0)
        entity = _note(discourse, phrase, number, "q", weight, turn.question)
        if introduced and len(entity.weights) == 1 and not turn.question.tags[phrase.last :].strip("."):
            _turn_to(entity, discourse, number)
        introduced = False
        entity.named_last = last and (phrase.name or phrase.head).lower() in asked
    _note_pairs(discourse, turn.question, number, "q")
    asks_person = turn.wh in ("who", "whom")
    answering = _answering(turn, asks_person)
    opening = next((p for p in turn.answer.phrases if p.role != "owner"), None)
    for phrase in _nameable(turn.answer.phrases):
        weight = IN_ANSWER[phrase.role] + (OPENS_ANSWER if phrase is opening else 0.0)
        weight *= SPEAKER if phrase.role == "subject" and phrase.verb in listed("clause verbs") else 1.0
        answers = phrase is answering and (short or asks_person)
        entity = _note(discourse, phrase, number, "a", weight + (IS_ANSWER if answers else 0.0), turn.answer)
        if answers and asks_person and entity.named:
            entity.person += 1.0
        if answers and short and entity.named:
            entity.nouns |= {p.head for p in turn.question.phrases if not p.name}
        if answers and turn.wh == "where":
            entity.place += 1.5
        entity.answered = entity.answered or (last and answers)
    _note_pairs(discourse, turn.answer, number, "a")
    _note_gender(discourse, turn, number)


def _turn_to(new: Entity, discourse: Discourse, number: int) -> None:
    """The conversation turns to something new: all that came before is less present."""
    for entity in discourse.entities:
        if entity is not new:
            for key in entity.weights:
                entity.weights[key] *= SHIFT if key[0] < number else 1.0
            entity.called.clear()


def _answering(turn: Exchanged, asks_person: bool) -> Phrase | None:
    """The phrase that answers: the first that the question does not have itself, for "who" the first name."""
    asked = turn.question.text.lower()
    phrases = [p for p in turn.answer.phrases if p.role != "owner" and (p.name or p.text).lower() not in asked]
    return next((p for p in phrases if p.name or not asks_person), None)


def _nameable(phrases: Iterable[Phrase]) -> list[Phrase]:
    return [p for p in phrases if (not _is_date(p.name) if p.name else _is_noun(p.head))]


def _is_noun(head: str) -> bool:
    return head[0].isalpha() and head not in listed("vague") and head not in listed("relational") and not is_adjective(head) and verb_form(head)[1] != "past"


def _is_date(name: str) -> bool:
    return all(part in names("calendar") or not part[0].isalpha() or part == "No." for part in name.replace(",", " ").split())


def _note(discourse: Discourse, phrase: Phrase, number: int, place: str, weight: float, sentence: Sentence) -> Entity:
    """Add a mention to its entity, which is made where there is none yet."""
    entity = _find(discourse.entities, phrase)
    if entity is None:
        entity = Entity(_called(phrase, sentence), phrase.head, bool(phrase.name), phrase.plural)
        discourse.entities.append(entity)
    elif entity.named:
        entity.text = max(entity.text, phrase.name, key=lambda name: (len(name.split()) <= 5, len(name.split())))
    else:
        entity.text = _called(phrase, sentence) if number > entity.seen or len(phrase.text) > len(entity.text) else entity.text
        entity.plural = phrase.plural
    entity.seen = number
    before = entity.weights.get((number, place), 0.0)
    entity.weights[number, place] = max(before, weight) + (AGAIN if before else 0.0)
    if phrase.verb:
        (entity.subject_of if phrase.role == "subject" else entity.verbs).add(phrase.verb)
    _weigh_kind(entity, phrase, sentence)
    return entity


def _find(entities: list[Entity], phrase: Phrase) -> Entity | None:
    """The entity a phrase speaks of: the same noun, or a name with a part of its words."""
    if not phrase.name:
        return next((e for e in entities if not e.named and e.head == phrase.head and e.plural == phrase.plural), None)
    wanted = [word for word in phrase.name.lower().split() if word != "the"]
    for entity in sorted(entities, key=lambda e: -e.seen):
        have = [word for word in entity.text.lower().split() if word != "the"]
        if entity.named and (wanted == have or _is_part(wanted, have) or _is_part(have, wanted)):
            return entity
    return None


def _is_part(part: list[str], whole: list[str]) -> bool:
    """Whether a shorter name is the first or the last words of a longer one: "Kim" and "Un" of "Kim Jong Un"."""
    if not part or len(part) >= len(whole) or "of" in whole:
        return False
    return whole[: len(part)] == part or whole[-len(part) :] == part


def _called(phrase: Phrase, sentence: Sentence) -> str:
    """How to speak of it again: a name by itself, a noun with "the"."""
    if phrase.name:
        return phrase.name
    first = phrase.first
    while first < phrase.last and (sentence.tags[first] in "DK" or sentence.tokens[first].lower in ("first", "other")):
        first += 1
    end = _with_of(phrase, sentence)
    text = sentence.text[sentence.tokens[first].start : end]
    bare = phrase.determiner in ("", "some", "any", "many", "no") or (phrase.plural and phrase.determiner in ("what", "which"))
    owned = _owned(phrase, sentence) and sentence.tags[first] == "N"
    return text if sentence.tags[first] == "S" or owned or bare else f"the {text}"


def _with_of(phrase: Phrase, sentence: Sentence) -> int:
    """Where the phrase ends with the "of ..." that follows it."""
    for following in sentence.phrases:
        if following.first == phrase.last + 1 and following.role == "of" and sentence.tags[following.last : following.last + 1] != "'":
            return following.end
    return phrase.end


def _owned(phrase: Phrase, sentence: Sentence) -> bool:
    return "'" in sentence.tags[phrase.first : phrase.last]


def _weigh_kind(entity: Entity, phrase: Phrase, sentence: Sentence) -> None:
    if phrase.name and phrase.noun:
        entity.nouns.add(phrase.noun)
    if phrase.noun in listed("people"):
        entity.person += 1.5
    if phrase.noun in listed("groups"):
        entity.group += 1.5
    if not phrase.name:
        if phrase.noun in listed("works") or phrase.noun in listed("events"):
            entity.person -= 2.0
        return
    if phrase.noun in listed("works"):
        entity.person -= 2.0
    if phrase.role == "subject" and phrase.verb in listed("human verbs"):
        entity.person += 0.5
    if phrase.preposition in ("in", "at", "near", "into", "across") and phrase.role == "oblique":
        entity.place += 0.5
        entity.person -= 0.4
    if not entity.judged:
        entity.judged = True
        _weigh_name(entity, phrase, sentence)


def _weigh_name(entity: Entity, phrase: Phrase, sentence: Sentence) -> None:
    """What the words of a name tell: lists of places, organisations and given names, quotes, digits, "the"."""
    parts = phrase.name.split()
    quoted = phrase.start > 0 and sentence.text[phrase.start - 1] in "\"“‘"
    if phrase.name in names("places"):
        entity.place += 3.0
        entity.person -= 3.0
    elif phrase.name in names("organisations") or any(p in names("organisation words") for p in parts):
        entity.group += 2.0
        entity.person -= 2.5
    elif parts[0] in names("given names") or phrase.text.split()[0].rstrip(".") in ("Mr", "Mrs", "Ms", "Dr", "President"):
        entity.person += 2.0
    elif len(parts) in (2, 3) and parts[0] != "The" and "of" not in parts:
        entity.person += 0.6
    if quoted or any(p[0].isdigit() for p in parts):
        entity.person -= 2.0
    if phrase.determiner == "the" or parts[0] == "The":
        entity.person -= 1.5
        entity.group += 0.7
    if len(parts) == 1 and phrase.name.isupper():
        entity.person -= 1.0
    if parts[-1].endswith("s") and parts[0] == "The":
        entity.plural = True


def _note_pairs(discourse: Discourse, sentence: Sentence, number: int, place: str) -> None:
    """ "Putin and Kim" is an entity of its own, several people that "they" may mean."""
    named = [p for p in sentence.phrases if p.name and p.role != "owner"]
    for one, other in zip(named, named[1:], strict=False):
        between = sentence.text[one.end : other.start].strip().lower()
        if between in ("and", ", and", "&") and len(other.name) < 60:
            text = f"{one.name} and {other.name}"
            entity = next((e for e in discourse.entities if e.text == text), None)
            if entity is None:
                entity = Entity(text, other.head, True, True, members=(one.name, other.name), seen=number)
                discourse.entities.append(entity)
            weights = IN_QUESTION if place == "q" else IN_ANSWER
            entity.seen = number
            entity.weights[number, place] = weights[one.role] + (0.5 if one.role == "subject" else 0.0)


def _note_gender(discourse: Discourse, turn: Exchanged, number: int) -> None:
    """A pronoun of the question as asked tells of the name that stands for it in the resolved one."""
    asked = [word.strip(".,?!'\"").lower() for word in turn.asked.split()]
    text = turn.question.text.lower()
    added = [e for e in discourse.entities if e.seen == number and e.text.lower() in text and e.text.lower() not in turn.asked.lower()]
    for kind, pronouns in _CALLED.items():
        if added and pronouns & set(asked):
            person = kind in ("he", "she")
            called = (max if person else min)(added, key=lambda e: e.person)
            added.remove(called)
            _note_called(called, kind, number)
    _note_pronoun_of_answer(discourse, turn, number)
    for sentence in (turn.question, turn.answer):
        for phrase in sentence.phrases:
            gender = "f" if phrase.noun in _FEMININE else "m" if phrase.noun in _MASCULINE else ""
            entity = _find(discourse.entities, phrase) if gender and phrase.name else None
            if entity is not None:
                entity.gender = entity.gender or gender


def _note_pronoun_of_answer(discourse: Discourse, turn: Exchanged, number: int) -> None:
    """An answer that opens with "She" speaks of the person of the question."""
    pronoun = next((t for t in turn.answer.tokens[:12] if t.tag in "RS" and t.lower in ("he", "she", "his", "her")), None)
    if pronoun is None or any(p.name and p.start < pronoun.start for p in turn.answer.phrases):
        return
    text = turn.question.text.lower()
    people = [e for e in discourse.entities if (number, "q") in e.weights and e.named and e.person > -0.5 and e.text.lower() in text]
    if people:
        entity = max(people, key=lambda e: e.weights[number, "q"])
        entity.gender = "f" if pronoun.lower in _FEMININE else "m"
        entity.weights[number, "a"] = max(entity.weights.get((number, "a"), 0.0), IN_ANSWER["subject"])


def _note_called(entity: Entity, kind: str, number: int) -> None:
    if kind in ("he", "she"):
        if not entity.named or entity.members or entity.place >= 2:
            return
        entity.gender = "f" if kind == "she" else "m"
        entity.person = max(entity.person, 0.0) + 2.0
    elif kind == "they" and (entity.plural or entity.group > 0 or entity.named):
        entity.group += 1.0
    entity.called[kind] = number


_CALLED = {
    "he": frozenset(("he", "him", "his")),
    "she": frozenset(("she", "her", "hers")),
    "they": frozenset(("they", "them", "their")),
    "it": frozenset(("it", "its")),
}
