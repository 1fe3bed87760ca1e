"""Numbers of a statement held against those of its sentences: there at all, of the same thing, in the same place.

Promise: pure; a number is known again however it is written ("1,000", "a thousand" is not), and by the words around it,
so that "12 died and 40 were hurt" is not told of 40 who died.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from bot.english.terms import Token, stem, tokens

_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
WRITTEN = {word: str(n) for n, word in enumerate(_WORDS.split())} | {
    word: str(n)
    for word, n in {
        "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
        "once": 1, "twice": 2, "pair": 2, "couple": 2, "dozen": 12, "both": 2,
    }.items()
}  # fmt: skip
_VAGUE = frozenset(["one", "both", "once"])
"""Words that count only where they stand in the evidence: "one of them" is no claim of a number."""
_SEVERAL = frozenset(["dozens", "hundreds", "thousands", "millions", "billions"])
_SIDES, _PER = frozenset(["against", "for"]), frozenset(["percent", "per", "cent", "%"])
_MAGNITUDES = {stem(word) for word in ("hundred", "thousand", "million", "billion", "trillion")}
_PAIR = re.compile(r"\b(\d[\d.,]*\d|\d)(?: percent| %|%)? to (\d[\d.,]*\d|\d)\b")
_COUNTS = re.compile(r"(?!(?:1[5-9]|20)\d\d$)\d[\d.,]*|(?!one|both|once|twice|pair|couple|dozen)[a-z]+")
"""No years, no ordinals, and words for numbers alone."""
_ANYBODY = frozenset(["peo", "per", "oth", "man", "men", "wom", "tim"])
UNIT_CHARS = 3
"""By which things are known again: "metres" and "meters"."""
NEAR = 3
"""Content words on either side of a number by which its place is known again."""
_PART = re.compile(r"(?:,\s|;|\band\b|\bbut\b|\bwhile\b|[.!?]\s)")
_PIECE = re.compile(r"\d[\d.,]*\d|\d|[^\W\d]+|[^\w\s]")
_REACHED = re.compile(r"\b(by|to|from) (?:\w+ )?[$€£]?(\d[\d.,]*\d|\d)", re.IGNORECASE)
_LIMITED = re.compile(
    r"(?:\b(?:(more than|over|at least|above)|(less than|fewer than|up to|at most|under|below)|"
    r"(\w+ of (?:the|its|their|his|her))|(about|around|some|nearly|almost))\s+)?[$€£]?\b(\d[\d.,]*\d|\d|[a-z]+)\b",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|s)$")


def wrong_number(statement: str, evidence: str) -> str:
    """What is wrong with its numbers, "" where nothing is seen.

    >>> wrong_number("Kim gave three dogs.", "Kim gave two dogs.")
    'a number that is not in the quoted sentences: three'
    >>> wrong_number("40 died.", "The storm killed nobody it hurt; 12 died and 40 were hurt.")
    'a number of something else in the quoted sentences: 40'
    """
    said, there = tokens(statement), tokens(evidence)
    if missing := next(_missing(said, there), ""):
        return f"a number that is not in the quoted sentences: {missing}"
    checks = (_units_missing, _exchanged, _misplaced, _otherwise_reached, _otherwise_limited)
    other = next((found for look in checks for found in look(statement, evidence)), "")
    return f"a number of something else in the quoted sentences: {other}" if other else ""


def number_of(token: Token) -> str:
    """'1,000' and '1000', 'two' and '2nd': as they are compared; "" for a word."""
    return _value(token.text) if token.is_number else WRITTEN.get(token.text.lower(), "")


def _value(word: str) -> str:
    """What a word of digits or letters stands for."""
    digits = word[:1].isdigit()
    return _ORDINAL.sub("", word.replace(",", "").lower()) if digits else WRITTEN.get(word.lower(), "")


def _missing(said: Sequence[Token], there: Sequence[Token]) -> Iterator[str]:
    known, words = {value for token in there if (value := number_of(token))}, {t.text.lower() for t in there}
    for token in said:
        value, word = number_of(token), token.text.lower()
        if (value and value not in known and word not in _VAGUE) or (word in _SEVERAL and word not in words):
            yield token.text


def _units_missing(statement: str, evidence: str) -> Iterator[str]:
    """Numbers that count or measure other things in the evidence, and pairs ("14 to 9") that it has turned round."""
    theirs = list(_counted(evidence))
    for value, what, written in _counted(statement):
        same = [other for found, other, _ in theirs if found == value]
        abbreviated = any(len(one) < UNIT_CHARS or "/" in one for one in what)
        if (
            what
            and not abbreviated
            and not what & _ANYBODY
            and same
            and all(other and not what & other for other in same)
        ):
            yield written
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


def _exchanged(statement: str, evidence: str) -> Iterator[str]:
    """Numbers whose neighbours are those of another number in the evidence, and none of their own there."""
    ours, theirs = _places(statement), _places(evidence)
    for value, around in ours.items():
        others = [words for other, words in theirs.items() if other != value]
        mine = theirs.get(value)
        if around and mine and not around & mine and any(len(around & words) * 2 > len(around) for words in others):
            yield value


def _places(text: str) -> Mapping[str, set[str]]:
    """The content words near each number, in its part of the sentence."""
    found: dict[str, set[str]] = {}
    for part in _PART.split(text):
        content = [
            w for w in tokens(part) if (number_of(w) or not w.is_stopword or w.text in _SIDES) and w.text not in _PER
        ]
        for i, word in enumerate(content):
            if (value := number_of(word)) and word.text.lower() not in _VAGUE:
                near = (*_until_number(content[:i][::-1]), *_until_number(content[i + 1 :]))
                found.setdefault(value, set()).update(near)
    return found


def _until_number(words: Sequence[Token]) -> Iterator[str]:
    for word in words[:NEAR]:
        if number_of(word):
            return
        yield word.stem


def _misplaced(statement: str, evidence: str) -> Iterator[str]:
    """Numbers between just the words or signs that another one stands between: "from 60% in" for "from 90% in"."""
    ours, theirs = _frames(statement), _frames(evidence)
    for value, frames in ours.items():
        others = {frame for other, found in theirs.items() if other != value for frame in found}
        if value in theirs and frames & others and not frames & theirs[value]:
            yield value


def _frames(text: str) -> Mapping[str, set[tuple[str, str]]]:
    pieces = ["", *(piece.lower() for piece in _PIECE.findall(text)), ""]
    found: dict[str, set[tuple[str, str]]] = {}
    for before, piece, after in zip(pieces, pieces[1:], pieces[2:], strict=False):
        value = _value(piece)
        if value and before and after and piece not in _VAGUE:
            found.setdefault(value, set()).add((before, after))
    return found


def _otherwise_reached(statement: str, evidence: str) -> Iterator[str]:
    """Numbers by which something changes, told as what it changes to, and the like."""
    ours, theirs = _reached(statement), _reached(evidence)
    yield from (value for value, how in ours.items() if theirs.get(value) and not how & theirs[value])


def _reached(text: str) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    for how, value in _REACHED.findall(text):
        found.setdefault(_value(value), set()).add(how.lower())
    return found


def _otherwise_limited(statement: str, evidence: str) -> Iterator[str]:
    """As "more than 400" for "about 400", "140" for "up to 140", "the three" for "two of the three"."""
    ours, theirs = _limited(statement), _limited(evidence)
    for value, how in ours.items():
        there = theirs.get(value)
        if there and not how & there and (how != {""} or there <= {"most", "part"}):
            yield value


def _limited(text: str) -> Mapping[str, set[str]]:
    """How each number is limited: from below ("least"), from above ("most"), as a whole of a part, or ""."""
    found: dict[str, set[str]] = {}
    for least, most, part, _, written in _LIMITED.findall(text):
        if value := _value(written):
            how = "least" if least else "most" if most else "part" if part else ""
            found.setdefault(value, set()).add(how)
    return found
