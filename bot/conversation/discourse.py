"""What a conversation has spoken of so far, the most present first.

Promise: it reads only the history it is given, answers at most to `ANSWER_CHARS`, and chooses nothing: `resolve` does.
The weights below were set by hand and varied by half and double on one half of CANARD dev: no single one moves the
share of recovered words by more than .006, so they are left round.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.conversation.entities import IS_PLACE, Entity, Where, find, mention, nameable
from bot.conversation.grammar import Phrase, Sentence, parse
from bot.conversation.reported import sources
from bot.conversation.said import said_in
from bot.conversation.words import listed
from bot.english.terms import is_namelike, stem
from bot.types import Exchange

ANSWER_CHARS = 700
"""What a follow-up points at is said early; reading ten passages of an answer costs milliseconds."""
QUESTION_CHARS = 1000
DECAY = 0.7
"""How much less an entity is present for each turn that has gone by."""
WEIGHTS: dict[Where, dict[str, float]] = {
    "question": {"subject": 3.0, "object": 2.8, "owner": 2.4, "oblique": 2.2, "of": 1.8},
    "answer": {"subject": 1.8, "object": 1.3, "owner": 1.2, "oblique": 0.8, "of": 0.7},
}
SECOND = 0.85
"""For Kim in "Putin and Kim"."""
OPENS_ANSWER, IS_ANSWER = 1.0, 2.0
INTRODUCED = 2.0
"""For X in "tell me about X", "who was X?": what comes next is about it ..."""
SHIFT = 0.5
"""... and what came before is less present."""
SOURCE = 0.5
"""Who only reports ("Ushakov said that ...") is less spoken of than those of whom it is said."""
MAX_MEMBERS = 4
"""Of a row of names; more would make a question that nobody reads."""
_SHORT_TOKENS = 12
_INTRODUCES = re.compile(r"(?:can you )?(?:tell|describe|explain)\b|(?:who|what)(?:'s| is| are| was| were)\b")
_CALLED = {
    "he": frozenset(("he", "him", "his")),
    "she": frozenset(("she", "her", "hers")),
    "they": frozenset(("they", "them", "their")),
    "it": frozenset(("it", "its")),
}


@dataclass(frozen=True, slots=True)
class ParsedTurn:
    """One earlier turn, parsed: the question as it was asked, as it stands alone, and the answer without markers."""

    asked: str
    question: Sentence
    answer: Sentence
    wh: str

    @property
    def is_short(self) -> bool:
        """Whether the answer is a phrase or a short sentence."""
        return len(self.answer.tokens) <= _SHORT_TOKENS

    @property
    def counted(self) -> Phrase | None:
        """What "how many" of the question counts."""
        tokens = self.question.tokens
        counted = (p for p in self.question.phrases if p.determiner == "many" and p.first and p.plural)
        return next((p for p in counted if tokens[p.first - 1].lower == "how"), None)


@dataclass(slots=True)
class Discourse:
    """The conversation so far: its turns, and its entities with the most present one first."""

    turns: list[ParsedTurn]
    entities: list[Entity]
    known: set[str]
    """Words of names: with a capital, and in lower case where they can be nothing else."""

    @property
    def last(self) -> ParsedTurn:
        """The turn before the question."""
        return self.turns[-1]

    @property
    def counted(self) -> Phrase | None:
        """What the last two questions asked the number of."""
        return next((turn.counted for turn in reversed(self.turns[-2:]) if turn.counted is not None), None)

    def age(self, turn: int) -> int:
        """How many turns ago, 0 for the last."""
        return len(self.turns) - 1 - turn


def read(history: Sequence[Exchange]) -> Discourse:
    """Parse the history (at least one turn) and weigh its entities."""
    known: set[str] = set()
    discourse = Discourse([_parse_turn(exchange, known) for exchange in history], [], known)
    for number, turn in enumerate(discourse.turns):
        _read_question(discourse, number, turn)
        _read_answer(discourse, number, turn)
        _read_pronouns(discourse, number, turn)
    for entity in discourse.entities:
        entity.presence = sum(weight * DECAY ** discourse.age(n) for (n, _), weight in entity.weights.items())
    discourse.entities.sort(key=lambda entity: -entity.presence)
    return discourse


def _parse_turn(exchange: Exchange, known: set[str]) -> ParsedTurn:
    answer = parse(said_in(exchange.answer[:ANSWER_CHARS]), known)
    _learn(answer, known)
    question = parse((exchange.standalone_question or exchange.question)[:QUESTION_CHARS], known)
    _learn(question, known)
    wh = next((token.lower for token in question.tokens if token.tag in "WK"), "")
    return ParsedTurn(exchange.question, question, answer, wh)


def _learn(sentence: Sentence, known: set[str]) -> None:
    """Words by which a name may be called again, even without a capital."""
    for phrase in sentence.phrases:
        for word in phrase.name.split():
            bare = word.strip(".,'’\"").lower()
            if len(bare) > 2 and bare.isalpha() and bare not in listed("inside names"):
                known.add(bare.capitalize())
                if is_namelike(stem(bare)):
                    known.add(bare)


def _read_question(discourse: Discourse, number: int, turn: ParsedTurn) -> None:
    sentence, asked = turn.question, turn.asked.lower()
    introduces = turn.asked == sentence.text and bool(_INTRODUCES.match(asked))
    for phrase in nameable(sentence.phrases):
        if phrase.role == "object" and not phrase.verb and phrase.determiner in ("a", "an"):
            continue  # "a young state" in "Is San Marino a young state?" is nothing else than San Marino
        weight = _weight("question", phrase, sentence) + (INTRODUCED if introduces else 0.0)
        entity = mention(discourse.entities, phrase, sentence, number, "question", weight)
        entity.named_last = not discourse.age(number) and (phrase.name or phrase.head).lower() in asked
        if introduces and len(entity.weights) == 1 and not sentence.rest(phrase):
            _turn_to(entity, discourse, number)
        introduces = False
    _read_pairs(discourse, number, sentence, "question")


def _weight(where: Where, phrase: Phrase, sentence: Sentence) -> float:
    second = phrase.first > 0 and sentence.tokens[phrase.first - 1].lower == "and"
    return WEIGHTS[where][phrase.role] * (SECOND if second else 1.0)


def _turn_to(new: Entity, discourse: Discourse, number: int) -> None:
    for entity in discourse.entities:
        if entity is not new:
            entity.weights = {key: w * (SHIFT if key[0] < number else 1.0) for key, w in entity.weights.items()}
            entity.called.clear()


def _read_answer(discourse: Discourse, number: int, turn: ParsedTurn) -> None:
    asks_person = turn.wh in ("who", "whom")
    answering = _answering(turn, asks_person)
    passing_on = sources(turn.answer)
    opening = next((p for p in turn.answer.phrases if p.role != "owner" and p.first not in passing_on), None)
    for phrase in nameable(turn.answer.phrases):
        answers = phrase is answering and (turn.is_short or asks_person)
        bonus = (IS_ANSWER if answers else 0.0) + (OPENS_ANSWER if phrase is opening else 0.0)
        weight = _weight("answer", phrase, turn.answer) * (SOURCE if phrase.first in passing_on else 1.0) + bonus
        entity = mention(discourse.entities, phrase, turn.answer, number, "answer", weight)
        if answers:
            _note_answer(entity, turn, asks_person)
            entity.answered = entity.answered or not discourse.age(number)
    _read_pairs(discourse, number, turn.answer, "answer")


def _answering(turn: ParsedTurn, asks_person: bool) -> Phrase | None:
    """The phrase that answers: the first that the question does not have itself, for "who" the first name."""
    asked = turn.question.text.lower()
    phrases = [p for p in turn.answer.phrases if p.role != "owner" and (p.name or p.text).lower() not in asked]
    return next((p for p in phrases if not asks_person or (p.name and p.preposition not in listed("places"))), None)


def _note_answer(entity: Entity, turn: ParsedTurn, asks_person: bool) -> None:
    """What the question tells of what answers it."""
    if turn.wh == "where":
        entity.place += 1.5
    if entity.named and asks_person:
        entity.person += 1.0
    if entity.named and turn.is_short:
        entity.nouns |= {phrase.head for phrase in turn.question.phrases if not phrase.name}


def _read_pairs(discourse: Discourse, number: int, sentence: Sentence, where: Where) -> None:
    """Make "Putin and Kim", "Ann, Bob and Eve" an entity of its own: the several that "they" may mean."""
    row: list[Phrase] = []
    named = [p for p in sentence.phrases if p.name and p.role != "owner"]
    for one, other in pairwise(named):
        between = sentence.text[one.end : other.start].strip().lower()
        row = [*(row or [one]), other] if between in ("and", ", and", "&", ",") else []
        if row and between != ",":
            _mention_row(discourse, number, row, where)
            row = []


def _mention_row(discourse: Discourse, number: int, row: Sequence[Phrase], where: Where) -> None:
    members = tuple(phrase.name for phrase in row[-MAX_MEMBERS:])
    text = f"{', '.join(members[:-1])} and {members[-1]}"
    entity = next((e for e in discourse.entities if e.text == text), None)
    if entity is None:
        entity = Entity(text, row[-1].head, True, True, members)
        discourse.entities.append(entity)
    entity.seen = number
    entity.weights[number, where] = WEIGHTS[where][row[0].role] + (0.5 if row[0].role == "subject" else 0.0)


def _read_pronouns(discourse: Discourse, number: int, turn: ParsedTurn) -> None:
    """A pronoun of the question as asked tells of the name that stands for it in the resolved one."""
    words = {word.strip(".,?!'\"").lower() for word in turn.asked.split()}
    text, asked = turn.question.text.lower(), turn.asked.lower()
    added = [
        e
        for e in discourse.entities
        if e.seen == number and e.text.lower() in text and e.text.lower().split()[-1] not in asked
    ]
    added = [e for e in added if not any(_is_part(e, other) for other in added)]
    added.sort(key=lambda e: text.index(e.text.lower()))
    for kind, pronouns in _CALLED.items():
        if not pronouns & words:
            continue
        if kind in ("he", "she"):
            entity = next((e for e in added if e.named and e.person > -0.5 and not e.members), None)
        else:
            entity = min(added, key=lambda e: e.person, default=None)
        if entity is not None:
            added.remove(entity)
            _note_pronoun(entity, kind, number)
    _read_pronoun_of_answer(discourse, number, turn)
    for phrase in (*turn.question.phrases, *turn.answer.phrases):
        gender = "f" if phrase.noun in listed("feminine") else "m" if phrase.noun in listed("masculine") else ""
        named = find(discourse.entities, phrase) if gender and phrase.name else None
        if named is not None and not named.gender:
            named.gender = "f" if gender == "f" else "m"


def _is_part(entity: Entity, other: Entity) -> bool:
    """Whether it is only named within the other: Suzu in "the mayor of Suzu"."""
    return entity is not other and not other.members and entity.text.lower() in other.text.lower()


def _note_pronoun(entity: Entity, kind: str, number: int) -> None:
    if kind in ("he", "she"):
        if not entity.named or entity.members or entity.place >= IS_PLACE:
            return
        entity.gender = "f" if kind == "she" else "m"
        entity.person = max(entity.person, 0.0) + 2.0
    elif kind == "they":
        entity.group += 1.0
    entity.called[kind] = number


def _read_pronoun_of_answer(discourse: Discourse, number: int, turn: ParsedTurn) -> None:
    """An answer that opens with "She" speaks of the person of the question."""
    pronouns = _CALLED["he"] | _CALLED["she"]
    pronoun = next((t for t in turn.answer.tokens[:_SHORT_TOKENS] if t.tag in "RS" and t.lower in pronouns), None)
    if pronoun is None or any(p.name and p.start < pronoun.start for p in turn.answer.phrases):
        return
    people = [e for e in discourse.entities if (number, "question") in e.weights and e.named and e.person > -0.5]
    if people:
        entity = max(people, key=lambda e: e.weights[number, "question"])
        entity.gender = "f" if pronoun.lower in _CALLED["she"] else "m"
        weight = WEIGHTS["answer"]["subject"]
        entity.weights[number, "answer"] = max(entity.weights.get((number, "answer"), 0.0), weight)
