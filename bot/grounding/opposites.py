"""Words that turn a statement round: "more" for "less", "all" for "some", the hider for one accused of hiding.

Promise: pure; a word counts only where the statement has it, the evidence has its opposite, and the evidence does not
have the word itself. What is not on these lists is not seen.
"""

from __future__ import annotations

import re
from functools import cache

from bot.english.terms import stem, tokens

_OPPOSITES = (
    ("more", "less fewer"),
    ("rose rise risen increased increase grew grow", "fell fall fallen decreased decrease dropped drop shrank"),
    ("higher up", "lower down"),
    ("large larger big bigger", "small smaller little"),
    ("true", "false untrue"),
    ("opened open reopen reopened", "closed close shut"),
    ("before", "after since"),
    ("approved approve accepted accept", "rejected reject refused refuse"),
    ("won win", "lost lose"),
    ("ignored ignore", "followed follow heeded"),
    ("allowed allow permitted", "banned ban forbade forbidden"),
    ("started start began begin", "ended end finished stopped stop"),
    ("lend lends lent", "sell sells sold buys bought"),
    ("minimum", "maximum"),
    ("healthy healthier", "sick ill unhealthy"),
    ("north northern", "south southern"),
    ("east eastern", "west western"),
    ("brother father son husband", "sister mother daughter wife"),
    ("million", "billion trillion thousand"),
    ("first", "last second"),
    ("supported support backed", "opposed oppose"),
)  # fmt: skip
_AMOUNTS = ("all every everyone everybody each entire whole", "most majority", "only solely", "always", "never")
_SUSPECTS = re.compile(r"\b(?:accus|alleg|suspect|reportedly|rumou?r)\w*", re.IGNORECASE)
_AT_LEAST, _AT_MOST = re.compile(r"\bat least\b", re.IGNORECASE), re.compile(r"\bat most\b|\bexactly\b", re.IGNORECASE)


def turned_round(statement: str, evidence: str) -> str:
    """The word of the statement that the evidence has the opposite of, or that only limits or accuses; "" for none.

    >>> turned_round("All of them were women.", "Most of them were women.")
    'an amount that is not in the quoted sentences: all'
    >>> turned_round("Prices rose.", "Prices fell in May.")
    'the opposite of the quoted sentences: rose'
    """
    said, there = tokens(statement), {token.stem for token in tokens(evidence)}
    for token in said:
        if token.stem in there:
            continue
        if _opposites().get(token.stem, frozenset()) & there:
            return f"the opposite of the quoted sentences: {token.text}"
        if token.stem in _amounts() and not _amounts()[token.stem] & there:
            return f"an amount that is not in the quoted sentences: {token.text.lower()}"
    if _AT_MOST.search(statement) and _AT_LEAST.search(evidence) and not _AT_MOST.search(evidence):
        return "the opposite of the quoted sentences: at most"
    return "an accusation told as a fact" if _is_accused_only(statement, evidence) else ""


def _is_accused_only(statement: str, evidence: str) -> bool:
    """Whether most of what it says stands behind "accused of" and its kind, and it does not say so."""
    match = _SUSPECTS.search(evidence)
    if match is None or _SUSPECTS.search(statement):
        return False
    said = {token.stem for token in tokens(statement) if not token.is_stopword}
    before, behind = (
        {token.stem for token in tokens(text)} for text in (evidence[: match.start()], evidence[match.end() :])
    )
    return len(said & (behind - before)) > len(said & before)


@cache
def _opposites() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for one, other in _OPPOSITES:
        left, right = (frozenset(map(stem, words.split())) for words in (one, other))
        found |= {word: found.get(word, frozenset()) | right for word in left}
        found |= {word: found.get(word, frozenset()) | left for word in right}
    return found


@cache
def _amounts() -> dict[str, frozenset[str]]:
    sets = [frozenset(map(stem, words.split())) for words in _AMOUNTS]
    return {word: words for words in sets for word in words}
