"""Who stands on which side of an act: "the regulator fined Corvin" is not "Corvin fined the regulator".

Promise: pure; two texts disagree where the nearest words before a word that both have once stand behind it in the
other, or, where one of them is passive ("was caused by"), do not. Order only: what it lets through may be turned.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.english.terms import Token, tokens

NEAR = 4
"""Content words on either side that are looked at."""
BY_REACH = 8
"""Words behind a passive within which "by" tells who did it; without it nobody is told of."""
_ACT = re.compile(r"[a-z]+(?:ed|t|d|n|ew|ook|ang|an|es|s)$")
_BE = frozenset(["is", "are", "was", "were", "been", "being", "be"])


@dataclass(frozen=True, slots=True)
class Sides:
    """The stems near an act, the nearest first, and whether it is done by what follows."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    is_passive: bool


def sides_changed(statement: str, evidence: str) -> bool:
    """Whether some act is told the other way round.

    >>> sides_changed("Corvin fined the regulator.", "In May the regulator fined Corvin.")
    True
    >>> sides_changed("A faulty motor caused the blaze.", "The blaze was caused by a faulty motor.")
    False
    """
    ours, theirs = _acts(tokens(statement)), _acts(tokens(evidence))
    return any(_differ(ours[act], theirs[act]) for act in ours.keys() & theirs.keys())


def _differ(one: Sides, other: Sides) -> bool:
    before, after = set(one.before), set(one.after)
    swapped = bool(before & set(other.after)) and bool(after & set(other.before))
    nearest = swapped and _moved(one.before[0], one, other) and _moved(other.before[0], other, one)
    kept = bool(before & set(other.before)) and bool(after & set(other.after))
    return nearest if one.is_passive == other.is_passive else kept and not swapped


def _moved(word: str, one: Sides, other: Sides) -> bool:
    """Whether it stands before the act in one, and only behind it in the other."""
    return word not in one.after and word in other.after and word not in other.before


def _acts(words: Sequence[Token]) -> dict[str, Sides]:
    """Words in small letters that may be acts, those that stand once, and what stands near them."""
    content = [i for i, word in enumerate(words) if not word.is_stopword and not word.is_number]
    stems = [words[i].stem for i in content]
    found = {}
    for n, i in enumerate(content):
        word = words[i]
        if word.capital or stems.count(word.stem) > 1 or not _ACT.search(word.text):
            continue
        after = stems[n + 1 : n + 1 + NEAR]
        passive = any(one.text.lower() in _BE for one in words[max(0, i - 2) : i])
        if passive:
            by = next((j for j in range(i + 1, min(i + 1 + BY_REACH, len(words))) if words[j].text.lower() == "by"), 0)
            after = [words[j].stem for j in content if by and j > by][:NEAR]
        before = stems[max(0, n - NEAR) : n][::-1]
        if before and after:
            found[word.stem] = Sides(tuple(before), tuple(after), passive)
    return found
