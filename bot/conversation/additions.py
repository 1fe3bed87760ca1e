"""What a question takes for granted without any pronoun: "in return", "anyone else", "who won?", "the main causes".

Promise: it only adds words, at the end or after "in return" and "happened", and what it adds is a phrase of the
history; a question that names somebody, or something that the conversation has not spoken of, gets nothing.
"""

from __future__ import annotations

import re

from bot.conversation.discourse import Discourse, Entity
from bot.conversation.ellipsis import first_cut
from bot.conversation.grammar import Phrase, Sentence
from bot.conversation.words import listed, singular

MIN_TOPIC = 1.5
"""Presence of what a question may be completed with: about one mention in the last question or two before it."""
MAX_TOKENS = 9
_IN_RETURN = re.compile(r"\bin (?:return|exchange)\b(?! for)", re.IGNORECASE)
_HAPPENED = re.compile(
    r"^(?:and |so |but |then )*what (?:else )?(?:happen(?:ed|s)?|had happened|has happened|will happen)\b",
    re.IGNORECASE,
)
_ELSE = re.compile(r"\b(?:any|some)(?:one|body|where) else\b|\bwho else\b", re.IGNORECASE)
_UNIQUE = frozenset(
    "world sun moon sky sea weather internet government economy president minister king queen pope army police media press "
    "public war future past present country state capital us uk eu un law answer question truth end beginning".split()
)
_LIGHT = frozenset("people person casualty victim injury death damage anyone reaction result cause reason".split())


def add(question: str, sentence: Sentence, discourse: Discourse, *, pointed: bool) -> str:
    """The question with what it takes for granted.

    Args:
        question: with its pronouns resolved.
        sentence: the same, parsed.
        discourse: the conversation.
        pointed: whether the question has words that point back, resolved or not; then it is not completed.

    """
    if match := _IN_RETURN.search(question):
        return _in_return(question, match, discourse)
    if _ELSE.search(question):
        return _besides(question, sentence, discourse)
    topic = None if pointed else _topic(sentence, discourse)
    if topic is None:
        return question
    if match := _HAPPENED.search(question):
        preposition = "to" if topic.person > 0 or topic.group > 0 or topic.gender else "with"
        return f"{question[: match.end()]} {preposition} {topic.text}{question[match.end() :]}"
    preposition = _attachment(sentence, discourse, topic)
    return _at_end(question, f"{preposition} {topic.text}") if preposition else question


def _at_end(question: str, words: str) -> str:
    body = question.rstrip("?!. \n")
    return f"{body} {words}{question[len(body) :].strip() or '?'}"


def _in_return(question: str, match: re.Match[str], discourse: Discourse) -> str:
    """ "In return" for what the last question was about."""
    last = discourse.turns[-1].question
    things = [p for p in last.phrases if not p.name and p.role in ("subject", "object") and _has_content(p)]
    asked = next((p for p in things if p.determiner in ("what", "which")), things[-1] if things else None)
    if asked is None or singular(asked.head) in question.lower():
        return question
    noun = re.sub(r"^(?:what|which|a|an|any|some|the)\s+", "", asked.text, flags=re.IGNORECASE)
    return f"{question[: match.end()]} for the {noun}{question[match.end() :]}"


def _has_content(phrase: Phrase) -> bool:
    return (
        phrase.head not in listed("vague")
        and phrase.head not in listed("times")
        and phrase.head not in listed("people")
    )


def _besides(question: str, sentence: Sentence, discourse: Discourse) -> str:
    """ "Anyone else" than the one the last turn names."""
    said = question.lower()
    if "besides" in said or "other than" in said or "apart from" in said:
        return question
    for entity in discourse.entities:
        fresh = entity.seen == len(discourse.turns) - 1 and entity.named and not entity.members
        if (
            fresh
            and entity.person >= 0
            and entity.place < 2
            and not set(entity.text.lower().split()) & set(said.split())
        ):
            verbs = {token.base for token in sentence.tokens if token.tag == "V"}
            if entity.answered or verbs & (entity.verbs | entity.subject_of):
                return _at_end(question, f"besides {entity.text}")
    return question


def _topic(sentence: Sentence, discourse: Discourse) -> Entity | None:
    """What the conversation is about, for a question that names nothing itself."""
    if len(sentence.tokens) > MAX_TOKENS + 1 or "N" in sentence.tags:
        return None
    said = {token.lower for token in sentence.tokens if token.tag in "ON"}
    for entity in discourse.entities:
        if entity.presence < MIN_TOPIC:
            return None
        if set(entity.text.lower().split()) & said:
            return None
        if (
            not entity.members
            and any(place == "q" for _, place in entity.weights)
            and entity.head not in listed("people")
        ):
            return entity
    return None


def _attachment(sentence: Sentence, discourse: Discourse, topic: Entity) -> str:
    """The preposition that ties the topic to the question; "" where the question stands by itself."""
    spoken_of = {entity.head for entity in discourse.entities if not entity.named}
    phrases = [p for p in sentence.phrases if p.role != "owner"]
    if not first_cut(sentence) or "'" in sentence.tags or any(p.head in spoken_of for p in phrases):
        return ""
    last = phrases[-1] if phrases else None
    ends = last is not None and sentence.tags[last.last :].strip(".") == ""
    place = "in" if topic.place >= 1 or topic.head in listed("events") else ""
    if last is not None and ends and last.determiner == "the" and re.match(r"(?:[WK]A|KA|WA)D", sentence.tags):
        concrete = last.head in listed("works") or last.head in listed("documents")
        relational = last.head in listed("relational") or last.plural or topic.named and last.last - last.first > 2
        return "of" if relational and not concrete and last.head not in _UNIQUE and not last.preposition else ""
    indefinite = [p for p in phrases if p.determiner not in ("any", "", "many", "much") and p.head not in _LIGHT]
    if (
        indefinite
        or any(p.plural and p.determiner == "" and p.head not in _LIGHT for p in phrases)
        or "S" in sentence.tags
    ):
        return ""
    contentful = [p for p in phrases if p.head not in _LIGHT and p.determiner not in ("any",)]
    existential = any(p.determiner == "any" or p.head in _LIGHT for p in phrases)
    return "" if contentful else place or ("regarding" if existential else "")
