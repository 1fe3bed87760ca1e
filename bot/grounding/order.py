"""Who stands on which side of an act: "the regulator fined Corvin" is not "Corvin fined the regulator".

Promise: pure; two texts disagree where the nearest words before a word that both have once stand behind it in the
other, or, where one of them is passive ("was caused by"), do not. Order only: what it lets through may be turned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.english.terms import Token, is_namelike, stem, tokens

NEAR = 4
"""Content words on either side that are looked at."""
BY_REACH = 8
"""Words behind a passive within which "by" tells who did it; without it nobody is told of."""
REACH = 6
"""Words at the beginning of a statement in which its name and its act are looked for."""
_PARTS = re.compile(r";|[.!?]\s|,?\s(?:and|but|while|whereas)\s")
_PRONOUNS = frozenset(["he", "she", "it", "they", "who", "which", "that", "whose"])
_TURNS = frozenset(["by", "which", "who", "whose", "whom"])
_MUTUAL = frozenset(stem(word) for word in ("met", "meets", "married", "signed", "talks", "talked", "shared"))
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
        passive = any(one.text.lower() in _BE for one in words[max(0, i - 2) : i]) or any(
            one.text.lower() == "by" for one in words[i + 1 : i + 3]
        )
        if passive:
            by = next((j for j in range(i + 1, min(i + 1 + BY_REACH, len(words))) if words[j].text.lower() == "by"), 0)
            after = [words[j].stem for j in content if by and j > by][:NEAR]
        before = stems[max(0, n - NEAR) : n][::-1]
        if before and after:
            found[word.stem] = Sides(tuple(before), tuple(after), passive)
    return found


def another_did(statement: str, evidence: str) -> bool:
    """Whether the act that follows the first name of a statement follows other names wherever the evidence has it.

    >>> another_did("Brandt scored twice.", "Karlsson scored twice, and Brandt added the third.")
    True
    >>> another_did("Karlsson scored twice.", "Karlsson, 24, scored twice, and Brandt added the third.")
    False
    """
    name, act = _name_and_act(tokens(statement))
    if act is None:
        return False
    owners = [owner for part in _PARTS.split(evidence) for owner in _owners(tokens(part), act)]
    own = {token.stem for token in tokens(evidence)} & name
    return bool(owners and own) and all(owner and not owner & name for owner in owners)


def _name_and_act(words: Sequence[Token]) -> tuple[set[str], Token | None]:
    """The name that a statement begins with, and the act right behind it; no act that is done to it."""
    name: set[str] = set()
    for n, word in enumerate(words[:REACH]):
        if word.capital and not word.is_stopword and (n or is_namelike(word.stem)):
            name.add(word.stem)
        elif name and word.text.lower() in _BE:
            break
        elif name and not word.is_stopword:
            return name, word if _ACT.search(word.text) and not word.is_number else None
    return name, None


def _owners(words: Sequence[Token], act: Token) -> Iterator[set[str]]:
    """The names before each place of the act, in its part of a sentence; none where no name stands there."""
    for i, word in enumerate(words):
        if word.stem == act.stem and not word.capital:
            before = words[:i]
            names = {one.stem for one in before if one.capital and not one.is_stopword}
            plain = any(not one.capital and not one.is_stopword for one in before)
            yield set() if any(one.text.lower() in _PRONOUNS for one in before) or (plain and not names) else names


def names_changed(statement: str, evidence: str) -> bool:
    """Whether two names about one act stand in turned order, neither text being passive there ("by").

    >>> names_changed("Nortek agreed to buy Velora.", "Velora agreed on Wednesday to buy its smaller rival Nortek.")
    True
    >>> names_changed("Nortek was bought by Velora.", "Velora bought Nortek.")
    False
    """
    ours, theirs = _between(tokens(statement)), _between(tokens(evidence))
    return any(
        acts & theirs[last, first] - _MUTUAL and (first, last) not in theirs
        for (first, last), acts in ours.items()
        if (last, first) in theirs and (last, first) not in ours
    )


def _between(words: Sequence[Token]) -> dict[tuple[str, str], set[str]]:
    """The acts between each two names that stand once; no pair whose second name has "by" before it."""
    names = [i for i, word in enumerate(words) if word.capital and not word.is_stopword and not word.is_number]
    stems = [words[i].stem for i in names]
    found: dict[tuple[str, str], set[str]] = {}
    for n, i in enumerate(names):
        for j in names[n + 1 :]:
            pair = (words[i].stem, words[j].stem)
            if (
                stems.count(pair[0]) > 1
                or stems.count(pair[1]) > 1
                or any(w.text.lower() in _TURNS for w in words[i:j])
            ):
                continue
            inside = (one for one in words[i + 1 : j] if not one.capital and not one.is_stopword)
            found[pair] = {one.stem for one in inside if _ACT.search(one.text)}
    return found
