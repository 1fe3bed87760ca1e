"""Words that turn a statement round: "more" for "less", "all" for "some", the hider for one accused of hiding.

Promise: pure; a word counts only where the statement has it, the evidence has its opposite, and the evidence does not
have the word itself. What is not on these lists is not seen.
"""

from __future__ import annotations

import re
from functools import cache

from bot.english.negation import negated
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
    ("killed kill dead died", "injured hurt wounded"),
    ("over", "under"),
    ("confirmed confirm", "contradicted contradict"),
    ("lend lends lent loan loaned loans", "sell sells sold buys bought"),
    ("minimum", "maximum"),
    ("healthy healthier", "sick ill unhealthy"),
    ("north northern", "south southern"),
    ("east eastern", "west western"),
    ("brother father son husband", "sister mother daughter wife"),
    ("million", "billion trillion thousand"),
    ("first", "last second"),
    ("supported support backed", "opposed oppose"),
    ("deny denied denies", "admit admitted admits confirm confirmed confirms"),
    ("led lead leading", "trailed trail trailing"),
    ("scored score converted convert", "missed miss"),
    ("left leave departed depart", "returned return arrived arrive"),
    ("gained gain", "lost lose"),
    ("hired hire", "fired fire sacked sack dismissed dismiss"),
    ("freed free released release", "jailed jail arrested arrest imprisoned"),
    ("guilty convicted convict", "innocent acquitted acquit"),
    ("imported import", "exported export"),
    ("strong stronger", "weak weaker"),
    ("early earlier", "late later"),
    ("cheap cheaper", "expensive dearer"),
    ("above", "below"),
    ("inside", "outside"),
    ("succeeded succeed success", "failed fail failure"),
    ("bought buy", "sold sell"),
)  # fmt: skip
_AMOUNTS = ("all every everyone everybody each entire whole", "most majority", "only solely", "always", "never")
_PREFIXES, LEAST_CHARS = ("un", "in", "im", "dis", "non", "non-"), 4
"""Which turn a word round, where it has at least so many characters."""
_SUSPECTS = re.compile(
    r"\b(?:accus|alleg|suspect|reportedly|rumou?r|fear|indict|prosecut|claim|charged with|examin|whether)\w*",
    re.IGNORECASE,
)
_CHARGED = re.compile(
    r"\baccording to (?:the |an? |his |her |their )?(?:indictment|charges|lawsuit|complaint|suit|prosec)", re.IGNORECASE
)
_AT_LEAST, _AT_MOST = re.compile(r"\bat least\b", re.IGNORECASE), re.compile(r"\bat most\b|\bexactly\b", re.IGNORECASE)


def turned_round(statement: str, evidence: str) -> str:
    """The word of the statement that the evidence has the opposite of, or that only limits or accuses; "" for none.

    >>> turned_round("All of them were women.", "Most of them were women.")
    'an amount that is not in the quoted sentences: all'
    >>> turned_round("Prices rose.", "Prices fell in May.")
    'the opposite of the quoted sentences: rose'
    """
    said, there = tokens(statement), {token.stem for token in tokens(evidence)}
    denied, not_said = negated(evidence), negated(statement)
    for token in said:
        if token.stem in there | not_said:
            continue
        if set(map(stem, _with_prefix(token.text.lower()))) & there - denied:
            return f"the opposite of the quoted sentences: {token.text}"
        if _opposites().get(token.stem, frozenset()) & there and not _likes().get(token.stem, frozenset()) & there:
            return f"the opposite of the quoted sentences: {token.text}"
        if token.stem in _amounts() and not _amounts()[token.stem] & there:
            return f"an amount that is not in the quoted sentences: {token.text.lower()}"
    if _AT_MOST.search(statement) and _AT_LEAST.search(evidence) and not _AT_MOST.search(evidence):
        return "the opposite of the quoted sentences: at most"
    return "an accusation told as a fact" if _is_accused_only(statement, evidence) else ""


def _with_prefix(word: str) -> set[str]:
    """Its opposites by a prefix: "damaged" of "undamaged", and the other way round."""
    if len(word) < LEAST_CHARS:
        return set()
    bare = {word.removeprefix(one) for one in _PREFIXES if word.startswith(one) and len(word) > LEAST_CHARS + len(one)}
    return {prefix + word for prefix in _PREFIXES} | bare


def _is_accused_only(statement: str, evidence: str) -> bool:
    """Whether most of what it says stands behind "accused of" and its kind, and it does not say so."""
    match = _SUSPECTS.search(evidence)
    if match is None or _SUSPECTS.search(statement):
        return False
    said = {token.stem for token in tokens(statement) if not token.is_stopword}
    if _CHARGED.search(evidence):
        return True
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
def _likes() -> dict[str, frozenset[str]]:
    """The words on the same side as each."""
    sides = [frozenset(map(stem, words.split())) for pair in _OPPOSITES for words in pair]
    found: dict[str, frozenset[str]] = {}
    for side in sides:
        found |= {word: found.get(word, frozenset()) | side for word in side}
    return found


@cache
def _amounts() -> dict[str, frozenset[str]]:
    sets = [frozenset(map(stem, words.split())) for words in _AMOUNTS]
    return {word: words for words in sets for word in words}
