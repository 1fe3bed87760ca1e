"""What a question takes for granted without any pronoun: "in return", "anyone else", "who won?", "the main causes".

Promise: it only adds words, at the end or after "in return" and "happened", and what it adds is a phrase of the
history. A question that names somebody, or that stands by itself, gets nothing.
"""

from __future__ import annotations

import re

from bot.conversation.discourse import Discourse
from bot.conversation.entities import IS_PLACE, Entity
from bot.conversation.grammar import Phrase, Sentence, content
from bot.conversation.resolve import IN_RETURN
from bot.conversation.turning import cut
from bot.conversation.words import listed, singular

MIN_TOPIC = 1.5
"""Presence of what a question may be completed with: about one mention in the last question or two before it."""
MAX_TOKENS = 10
"""A longer question says itself what it is about."""
_HAPPENED = re.compile(
    r"(?:and |so |but |then )*what (?:else )?(?:happen(?:ed|s)?|had happened|has happened|will happen)\b", re.IGNORECASE
)
_ELSE = re.compile(r"\b(?:any|some)(?:one|body|where) else\b|\bwho else\b", re.IGNORECASE)
_BESIDES = re.compile(r"besides|other than|apart from|aside from", re.IGNORECASE)
_LEAD = re.compile(r"^(?:what|which|a|an|any|some|the)\s+", re.IGNORECASE)
_ASKS_WHAT_IS = re.compile(r"(?:[WK]A|KA|WA)D")


def add(question: str, sentence: Sentence, discourse: Discourse, *, pointed: bool) -> str:
    """The question with what it takes for granted.

    Args:
        question: with its pronouns resolved.
        sentence: the same, parsed.
        discourse: the conversation.
        pointed: whether the question has words that point back, resolved or not; then it gets no topic.

    """
    if "how many" in question.lower() and (counted := _counted(sentence, discourse)):
        return counted
    if match := IN_RETURN.search(question):
        return _in_return(question, match, discourse)
    if _ELSE.search(question):
        return _besides(question, sentence, discourse)
    topic = None if pointed else _topic(sentence, discourse)
    if topic is None:
        return question
    if match := _HAPPENED.match(question):
        preposition = "to" if topic.person > 0 or topic.group > 0 or topic.gender else "with"
        return f"{question[: match.end()]} {preposition} {topic.text}{question[match.end() :]}"
    preposition = _preposition(sentence, discourse, topic)
    return _at_end(question, f"{preposition} {topic.text}") if preposition else question


def _at_end(question: str, words: str) -> str:
    body = question.rstrip("?!. \n")
    return f"{body} {words}{question[len(body) :].strip() or '?'}"


def _counted(sentence: Sentence, discourse: Discourse) -> str:
    """Say what "how many were opened?" counts: what the questions before it did."""
    at = next((i for i, t in enumerate(sentence.tokens) if t.lower == "many"), 0) + 1
    counted, follows = discourse.counted, sentence.tokens[at] if at < len(sentence.tokens) else None
    if counted is None or follows is None or follows.tag not in "AV":
        return ""
    end = sentence.tokens[at - 1].end
    return f"{sentence.text[:end]} {counted.text.removeprefix('many ')}{sentence.text[end:]}"


def _in_return(question: str, match: re.Match[str], discourse: Discourse) -> str:
    """Say what "in return" is for: what the last question was about."""
    phrases = discourse.last.question.phrases
    things = [p for p in phrases if not p.name and p.role in ("subject", "object") and content(p)]
    thing = next((p for p in things if p.determiner in ("what", "which")), things[-1] if things else None)
    if thing is None or singular(thing.head) in question.lower():
        return question
    return f"{question[: match.end()]} for the {_LEAD.sub('', thing.text)}{question[match.end() :]}"


def _besides(question: str, sentence: Sentence, discourse: Discourse) -> str:
    """Say who "anyone else" leaves out: whom the last turn names, if it answered or did the same."""
    said = {token.lower for token in sentence.tokens}
    verbs = {token.base for token in sentence.tokens if token.tag == "V"}
    for entity in discourse.entities:
        named = {word.lower() for word in entity.text.split() if word[0].isupper()}
        fresh = entity.may_be_person and not discourse.age(entity.seen) and not said & named
        if fresh and (entity.answered or verbs & (entity.object_of | entity.subject_of)):
            return question if _BESIDES.search(question) else _at_end(question, f"besides {entity.text}")
    return question


def _topic(sentence: Sentence, discourse: Discourse) -> Entity | None:
    """What the conversation is about, for a question that names nothing itself."""
    if len(sentence.tokens) > MAX_TOKENS or "N" in sentence.tags or any(t.lower == "this" for t in sentence.tokens):
        return None
    said = {token.lower for token in sentence.tokens if token.tag == "O"}
    for entity in discourse.entities:
        if entity.presence < MIN_TOPIC or said & set(entity.text.lower().split()):
            return None
        if entity.asked and not entity.members and entity.head not in listed("people"):
            return entity
    return None


def _preposition(sentence: Sentence, discourse: Discourse, topic: Entity) -> str:
    """What ties the topic to the question; "" where the question stands by itself."""
    spoken_of = {entity.head for entity in discourse.entities if not entity.named}
    phrases = sentence.phrases
    owned = "'" in sentence.tags or "S" in sentence.tags
    if owned or not cut(sentence) or any(phrase.head in spoken_of for phrase in phrases):
        return ""
    defines = bool(_ASKS_WHAT_IS.match(sentence.tags)) and bool(phrases) and not sentence.rest(phrases[-1])
    if defines and phrases[-1].determiner == "the":
        return "of" if _takes_of(phrases[-1], topic) else ""
    if any(content(p) and p.head not in listed("light") and p.determiner != "any" for p in phrases):
        return ""
    return _place_of(phrases, topic)


def _takes_of(phrase: Phrase, topic: Entity) -> bool:
    """Whether "the main causes" want an "of ..."."""
    if phrase.preposition or phrase.head in listed("unique") or phrase.head in listed("works") | listed("documents"):
        return False
    return phrase.head in listed("relational") or phrase.plural or (topic.named and phrase.last - phrase.first > 2)


def _place_of(phrases: list[Phrase], topic: Entity) -> str:
    if topic.head in listed("sites"):
        return "at"
    if topic.place >= IS_PLACE / 2 or topic.head in listed("events") or topic.head in listed("settlements"):
        return "in"
    return "regarding" if any(p.determiner == "any" for p in phrases) and topic.named else ""
