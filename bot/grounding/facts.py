"""What a statement says that its sentences do not: numbers, names, a negation, who did it to whom.

Promise: pure; gives the first thing that is wrong, in words for `Dropped.verdict`, or "". It compares words; that two
wordings mean the same is not known here, so what it lets through may still be wrong (`support`), what it stops is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.answerers.roles import direction, read_roles
from bot.english.negation import negations
from bot.english.terms import Token, alternatives, is_namelike, stem, tokens
from bot.grounding.opposites import turned_round
from bot.grounding.order import sides_changed

_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
_NUMBERS = {word: str(n) for n, word in enumerate(_WORDS.split())} | {
    word: str(n)
    for word, n in {
        "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
        "once": 1, "twice": 2, "pair": 2, "couple": 2, "dozen": 12, "both": 2,
    }.items()
}  # fmt: skip
_VAGUE = frozenset(["one", "both", "once"])
"""Words that count only where they stand in the evidence: "one of them" is no claim of a number."""
_MAGNITUDES = {stem(word) for word in ("hundred", "thousand", "million", "billion", "trillion")}
_PAIR = re.compile(r"\b(\d[\d.,]*\d|\d)(?: percent| %|%)? to (\d[\d.,]*\d|\d)\b")
_COUNTS = re.compile(r"(?!(?:1[5-9]|20)\d\d$)\d[\d.,]*|(?!one|both|once|twice|pair|couple|dozen)[a-z]+")
"""No years, no ordinals, and words for numbers alone."""
_ANYBODY = frozenset(["peo", "per", "oth", "man", "men", "wom", "tim"])
UNIT_CHARS = 3
"""By which things are known again: "metres" and "meters"."""
N_AFTER = 3
"""Words behind a name by which its place is known again."""
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|s)$")
_PRONOUN = re.compile(r"\b(?:he|she|it|they|him|her|them|his|hers|its|their|this|these|those)\b", re.IGNORECASE)


def missing_fact(statement: str, evidence: str, around: str = "", everywhere: str = "") -> str:
    """What is wrong, "" where nothing is seen.

    `around` is what stands before `evidence`, for names behind its pronouns; `everywhere` all that was found, for the
    first name of one whom the evidence calls by the last.

    >>> missing_fact("Kim gave Putin three dogs.", "Kim gave Putin two dogs.")
    'a number that is not in the quoted sentences: three'
    >>> missing_fact("Putin gave Kim two dogs.", "Kim gave Putin two dogs.")
    'the other way round'
    """
    said, there = tokens(statement), tokens(evidence)
    number = next(_numbers_missing(said, there), "")
    if number:
        return f"a number that is not in the quoted sentences: {number}"
    named = tokens(around) if _PRONOUN.search(evidence) else []
    name = next(_names_missing(said, [*there, *named], everywhere), "")
    if name:
        return f"a name that is not in the quoted sentences: {name}"
    if unit := next(_units_missing(statement, evidence), ""):
        return f"a number of something else in the quoted sentences: {unit}"
    if _is_turned(statement, said, evidence, there):
        return "a negation is lost or added"
    if opposite := turned_round(statement, evidence):
        return opposite
    return "the other way round" if _is_reversed(said, there) or sides_changed(statement, evidence) else ""


def _numbers_missing(said: Sequence[Token], there: Sequence[Token]) -> Iterator[str]:
    known = {value for token in there if (value := number_of(token))}
    for token in said:
        value = number_of(token)
        if value and value not in known and token.text.lower() not in _VAGUE:
            yield token.text


def number_of(token: Token) -> str:
    """'1,000' and '1000', 'two' and '2nd': as they are compared; "" for a word."""
    if token.is_number:
        return _ORDINAL.sub("", token.text.replace(",", "").lower())
    return _NUMBERS.get(token.text.lower(), "")


def _units_missing(statement: str, evidence: str) -> Iterator[str]:
    """Numbers that count or measure other things in the evidence, and pairs ("14 to 9") that it has turned round."""
    theirs = list(_counted(evidence))
    for value, what, written in _counted(statement):
        same = [other for found, other, _ in theirs if found == value]
        if what and not what & _ANYBODY and same and all(other and not what & other for other in same):
            yield f"{written}"
    pairs = {(left, right) for left, right in _PAIR.findall(evidence.lower())}
    yield from (
        f"{left} to {right}"
        for left, right in _PAIR.findall(statement.lower())
        if (right, left) in pairs and (left, right) not in pairs
    )


def _counted(text: str) -> Iterator[tuple[str, set[str], str]]:
    """Each number, with the stems of the content words right behind it, and as it is written."""
    words = tokens(text)
    for i, word in enumerate(words):
        if not (value := number_of(word)) or not _COUNTS.fullmatch(word.text.lower()):
            continue
        behind = []
        for last, one in pairwise(words[i : i + 4]):
            if one.is_stopword or number_of(one) or not text[last.start + len(last.text) : one.start].isspace():
                break
            behind.append(one.stem)
        yield value, {one[:UNIT_CHARS] for one in behind if one not in _MAGNITUDES}, word.text


def _names_missing(said: Sequence[Token], there: Sequence[Token], everywhere: str) -> Iterator[str]:
    known = {token.stem for token in there}
    for i, token in enumerate(said):
        if not is_name(said, i) or token.stem in known or known & set(alternatives(token.stem)):
            continue
        if i + 1 < len(said) and said[i + 1].stem in known and f"{token.text} {said[i + 1].text}" in everywhere:
            continue
        yield token.text
    if said and not said[0].is_stopword and said[0].stem not in known and _stands_for_a_name(said, there):
        yield said[0].text


def _stands_for_a_name(said: Sequence[Token], there: Sequence[Token]) -> bool:
    """Whether the first word has a name's place: "Housing will also be ..." where "Truss will also be ..." stands."""
    after = [token.stem for token in said[1 : 1 + N_AFTER]]
    places = range(1, len(there) - N_AFTER + 1)
    same = (i for i in places if [token.stem for token in there[i : i + N_AFTER]] == after)
    return len(after) == N_AFTER and any(there[i - 1].capital and not there[i - 1].is_stopword for i in same)


def is_name(words: Sequence[Token], i: int) -> bool:
    """Whether it is written as a name: a capital that no beginning of a sentence explains."""
    token = words[i]
    if not token.capital or token.is_stopword or token.is_number or token.text.lower() in _NUMBERS:
        return False
    return i > 0 or is_namelike(token.stem)


def _is_turned(statement: str, said: Sequence[Token], evidence: str, there: Sequence[Token]) -> bool:
    """A word that both have is denied in one of them only: each negation wants one of the other side that it meets."""
    ours, theirs = negations(statement), negations(evidence)
    both = {t.stem for t in said} & {t.stem for t in there}
    return any(
        bool(one & both) and not any(one & other for other in others)
        for some, others in ((ours, theirs), (theirs, ours))
        for one in some
    )


def _is_reversed(said: Sequence[Token], there: Sequence[Token]) -> bool:
    names = [i for i in range(len(said)) if is_name(said, i)]
    roles = read_roles(said, names, 0)
    where: dict[str, list[int]] = {}
    for i, token in enumerate(there):
        where.setdefault(token.stem, []).append(i)
    return bool(roles.agent and roles.patient) and direction(roles, there, where) < 0
