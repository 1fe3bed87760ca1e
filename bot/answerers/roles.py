"""Who does what to whom, as far as word order, "by", "to" and possessives tell.

Promise: +1 where a sentence has the question's one acting on the other, -1 where it has them the other way round, 0
where it does not tell. It reads order only; "he" and "she" are nobody to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.answerers.asked import Asked
from bot.answerers.terms import Token

_REACH = 12
"""Tokens between an act and the one who does it; further off, another clause has begun more often than not."""


def direction(asked: Asked, words: Sequence[Token], places: Mapping[str, Sequence[int]]) -> int:
    """+1, -1 or 0, by the nearest mention of the act that tells."""
    if not asked.verb or not (asked.agent or asked.patient):
        return 0
    agents = sorted(i for stem in asked.agent for i in places.get(stem, ()))
    patients = sorted(i for stem in asked.patient for i in places.get(stem, ()))
    acts = sorted(i for stem in asked.verb for i in places.get(stem, ()))
    votes = sum(_votes(words, act, agents, patients) for act in acts)
    return (votes > 0) - (votes < 0)


def _votes(words: Sequence[Token], act: int, agents: Sequence[int], patients: Sequence[int]) -> int:
    return sum(_role(words, act, i) for i in agents if abs(i - act) <= _REACH) - sum(
        _role(words, act, i) for i in patients if abs(i - act) <= _REACH
    )


def _role(words: Sequence[Token], act: int, i: int) -> int:
    """+1 where the one at i does the act, -1 where it is done to him, 0 where it is not clear."""
    before = words[i - 1].text.lower() if i else ""
    passive = act > 0 and any(word.text.lower() in _BE for word in words[max(0, act - 2) : act])
    if i > act:
        if before in ("by", "from"):
            return 1
        return -1 if before in ("to", "with", "for") or i - act <= 3 else 0
    return -1 if passive else 1


_BE = frozenset("is are was were been being be".split())
