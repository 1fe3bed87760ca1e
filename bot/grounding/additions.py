"""What a statement adds to its sentences: a clause, or a run of words, that nothing in them says.

Promise: pure. `support` weighs all words of a statement together, so a long true one has room for a short false end;
here each part must be said for itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from bot.english.terms import Token, alternatives, tokens

_JOINT = re.compile(
    r"[;:]\s|\s[–—]\s|,\s(?:and|but|so|as|with)\b|,?\s\b(?:because|since|which|who|whose|where|while|although|though|"
    r"despite|so that|in order to|after|before|until|thanks to|due to|leading to|causing|making|meaning|"
    r"and(?= \w+(?:ed|s)\b))\b",
    re.IGNORECASE,
)
MIN_WORDS = 2
"""Content words of a clause that is looked at by itself."""
SHARE = 0.34
"""Of a clause's content words that must be found."""
RUN = 3
"""So many content words in a row that nothing says are an addition."""


def added(statement: str, evidence: str) -> str:
    """The first part that is nowhere said, "" for none.

    >>> added("Kim gave Putin two dogs, because oil was scarce.", "Kim gave Putin two dogs.")
    'adds what the quoted sentences do not say: because oil was scarce'
    """
    known = {token.stem for token in tokens(evidence)}
    for part in _parts(statement):
        found = [_is_known(token, known) for token in tokens(part) if not token.is_stopword]
        few = len(found) >= MIN_WORDS and sum(found) < SHARE * len(found)
        if few or _longest_run(found) >= RUN:
            return f"adds what the quoted sentences do not say: {part.strip(' ,;:.–—')}"
    return ""


def _parts(statement: str) -> Iterator[str]:
    """Its clauses, each with the word that joins it."""
    starts = [0, *(match.start() for match in _JOINT.finditer(statement)), len(statement)]
    yield from (statement[a:b] for a, b in pairwise(starts) if a < b)


def _is_known(token: Token, known: set[str]) -> bool:
    return token.stem in known or bool(known & set(alternatives(token.stem)))


def _longest_run(found: list[bool]) -> int:
    longest = run = 0
    for one in found:
        run = 0 if one else run + 1
        longest = max(longest, run)
    return longest
