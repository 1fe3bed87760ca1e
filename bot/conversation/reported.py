"""Who only passes on what an answer says: "Ushakov told reporters that ...", "according to Ushakov, ...".

Promise: the first tokens of the phrases that name a source; whoever acts in what is reported is none, nor is somebody
who speaks of himself ("Chernov said that he ..."). Told by verbs of saying, commas and word order.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.conversation.grammar import Sentence
from bot.conversation.words import listed

_ENDS = frozenset(".!?;:\n")
_HIMSELF = frozenset(("he", "she"))


def sources(sentence: Sentence) -> frozenset[int]:
    """First tokens of the phrases that say who said so.

    >>> from bot.conversation.grammar import parse
    >>> answer = parse("Ann Lee, the city's engineer, said that Bob Ray closed the bridge.")
    >>> [p.text for p in answer.phrases if p.first in sources(answer)]
    ['Ann Lee', 'the city', "the city's engineer"]
    """
    named = [i for start, end in _sentences(sentence) for i in _source(sentence, start, end)]
    return frozenset(p.first for p in sentence.phrases if p.first in named)


def _sentences(sentence: Sentence) -> Iterator[tuple[int, int]]:
    start = 0
    for i, token in enumerate(sentence.tokens):
        if token.text[0] in _ENDS:
            yield start, i
            start = i + 1
    yield start, len(sentence.tokens)


def _source(sentence: Sentence, start: int, end: int) -> range:
    """Tokens that name the source of the sentence of tokens [start:end]."""
    words = [token.lower for token in sentence.tokens[start:end]]
    if "according" in words:
        at = start + words.index("according") + 1
        return range(at, _comma(sentence, at, end))
    for i in range(start, end):
        token = sentence.tokens[i]
        if token.tag == "V" and token.base in listed("clause verbs") and _reports(sentence, start, i, end):
            speaker = _speaker(sentence, start, i, end)
            return range(speaker.start, _that(sentence, i, end)) if speaker.stop <= i else speaker
    return range(0)


def _that(sentence: Sentence, verb: int, end: int) -> int:
    """Where what is said begins: those it is told to come before."""
    clause = next((i for i in range(verb + 1, end) if sentence.tags[i] in "CVA."), verb)
    return clause if sentence.tags[clause] == "C" else verb


def _comma(sentence: Sentence, start: int, end: int) -> int:
    return next((i for i in range(start, end) if sentence.tags[i] == "."), end)


def _reports(sentence: Sentence, start: int, verb: int, end: int) -> bool:
    """Whether something is said about others: a clause follows or went before, and does not begin with "he"."""
    if verb and sentence.tokens[verb - 1].lower in listed("be"):
        return False
    rest = [i for i in range(verb + 1, end) if sentence.tags[i] in "VA"]
    if not rest:
        return any(tag in "VA" for tag in sentence.tags[start:verb])
    subject = next((t.lower for t in sentence.tokens[verb + 1 : rest[0]] if t.tag in "RNO" and t.lower != "that"), "")
    pronoun = next((t.lower for t in sentence.tokens[verb + 1 : rest[0]] if t.lower in _HIMSELF), "")
    return not pronoun and bool(subject)


def _speaker(sentence: Sentence, start: int, verb: int, end: int) -> range:
    """Tokens of who says it: all before the verb where nobody else acts there, else what stands next to it."""
    acting = [i for i in range(start, verb) if sentence.tags[i] in "VA"]
    if not acting:
        return range(start, verb) if verb > start else range(verb + 1, end)
    before = verb - 1
    while before > start and sentence.tags[before] == "X":
        before -= 1
    if sentence.tags[before] in "NO":
        comma = max((i for i in range(start, verb) if sentence.tags[i] in ".C"), default=start)
        return range(comma, verb)
    if sentence.tags[before] == "." and sentence.tags[verb + 1 : verb + 2] in ("N", "D", "O"):
        return range(verb + 1, end)
    return range(start, acting[0])
