"""Where a quote stands in a text: word for word, however its spaces, quotation marks and hyphens are written.

Promise: what is given back are exact offsets into the text as it is, whole words, never an approximation; a quote that
is not there is not found. Time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

MIN_CHARS = 3
"""Of letters and digits: a shorter quote says nothing."""
_SAME = {
    **dict.fromkeys("‘’‚‛′`´", "'"),
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
}
_NOTHING = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
ELLIPSIS = re.compile(r"\s*(?:\[\s*(?:\.\.\.|…)\s*\]|\(\s*(?:\.\.\.|…)\s*\)|\.\.\.+|…)\s*")
_EDGES = " \t\n\r\"'.,;:!?-"


@dataclass(frozen=True, slots=True)
class Plain:
    """A text as quotes are compared; `places[i]` is where character i of it stands in the text."""

    text: str
    places: tuple[int, ...]


@lru_cache(maxsize=512)
def plain(text: str) -> Plain:
    """One kind of space, quotation mark and hyphen, one case.

    >>> plain("He  said “Go”").text
    'he said "go"'
    """
    found: list[str] = []
    places: list[int] = []
    for i, one in enumerate(text):
        if one in _NOTHING:
            continue
        same = " " if one.isspace() else _SAME.get(one, one)
        if same == " " and found and found[-1] == " ":
            continue
        lower = same.lower()
        found.append(lower if len(lower) == 1 else same)
        places.append(i)
    return Plain("".join(found), tuple(places))


def find_quote(quote: str, text: str) -> tuple[int, int] | None:
    """[start:end] of the first place where it stands as whole words, None where there is none.

    >>> find_quote("a tea set", "He gave him a tea  set.")
    (12, 22)
    >>> find_quote("tea", "the team") is None
    True
    """
    return next(places(quote, text), None)


def places(quote: str, text: str) -> Iterator[tuple[int, int]]:
    """Every such place."""
    wanted = plain(quote).text.strip(_EDGES)
    if sum(c.isalnum() for c in wanted) < MIN_CHARS:
        return
    there = plain(text)
    at = there.text.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        if _is_whole(there.text, at, end):
            yield there.places[at], there.places[end - 1] + 1
        at = there.text.find(wanted, at + 1)


def parts(quote: str) -> list[str]:
    """What stands between the dots of "gave Kim ... a tea set"; the quote itself where there are none."""
    return [part for part in ELLIPSIS.split(quote) if part.strip(_EDGES)]


def stitched(quote: str, texts: list[str]) -> bool:
    """Whether it is put together from words that stand apart: two pieces of two words or more, each there somewhere."""
    words = plain(quote).text.strip(_EDGES).split()
    for cut in range(2, len(words) - 1):
        halves = " ".join(words[:cut]), " ".join(words[cut:])
        if all(any(find_quote(half, text) for text in texts) for half in halves):
            return True
    return False


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether no word goes on before or after."""
    before = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    after = end < len(text) and text[end - 1].isalnum() and text[end].isalnum()
    return not (before or after)
