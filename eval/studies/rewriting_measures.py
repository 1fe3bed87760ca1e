"""How near a resolved question comes to a person's, in figures that need no judge.

Promise: every figure is a ratio of sums over questions, so that it has a bootstrap interval over dialogues. Word
overlap says how much of the reference was recovered, not whether a reader would accept the question.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

N_SAMPLES = 2000
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_POSSESSIVE = re.compile(r"['’]s?$")
_NAME = re.compile(r"[A-Z][\w'’.-]*(?: (?:of |the |de |von |and )?[A-Z][\w'’.-]*)*")
_TRIVIAL = frozenset(("a", "an", "the", "and", "so", "also", "then", "please", "of"))
_STOPWORDS = frozenset(
    _WORD.findall(
        "a an the of in on at to from by with about for into and or but if as than that this these those it its he she "
        "they her him his them their is are was were be been being do does did has have had can could will would what "
        "which who whom whose when where why how not no any some other else there i you we me my your our besides aside"
    )
)


@dataclass(frozen=True, slots=True)
class Score:
    """One question under one system."""

    needs: bool
    """Whether the reference is more than the question, case, punctuation and articles aside."""
    rewrote: bool
    gold_added: int
    """Content words that the reference has and the question has not ..."""
    recovered: int
    """... and of these, those that the output added too."""
    added: int
    recall: float
    """Share of the reference's words that the output has."""
    wrong_name: bool
    """Whether the output has a name of which no word stands in the question or the reference."""


def words(text: str) -> list[str]:
    """Lower-case words without possessive endings."""
    return [_POSSESSIVE.sub("", word) for word in _WORD.findall(text.lower())]


def content(text: str) -> Counter[str]:
    """Content words, plural endings cut."""
    return Counter(w[:-1] if len(w) > 3 and w.endswith("s") else w for w in words(text) if w not in _STOPWORDS)


def score(question: str, gold: str, output: str) -> Score:
    """Compare one output with its reference.

    >>> one = score("Did he win?", "Did Kim Clijsters win?", "Did Kim win?")
    >>> one.needs, one.gold_added, one.recovered, one.recall, one.wrong_name
    (True, 2, 1, 0.75, False)
    """
    gold_added, added = content(gold) - content(question), content(output) - content(question)
    wanted, given = Counter(words(gold)), Counter(words(output))
    return Score(
        needs=_core(question) != _core(gold),
        rewrote=output != question,
        gold_added=gold_added.total(),
        recovered=(gold_added & added).total(),
        added=added.total(),
        recall=(wanted & given).total() / max(wanted.total(), 1),
        wrong_name=any(_is_wrong(name, question, gold) for name in _NAME.findall(output)),
    )


def _core(text: str) -> list[str]:
    return [word for word in words(text) if word not in _TRIVIAL]


def _is_wrong(name: str, question: str, gold: str) -> bool:
    parts = set(words(name)) - _STOPWORDS
    return bool(parts) and not parts & {*words(gold), *words(question)}


FIGURES: dict[str, Callable[[Score], tuple[float, float]]] = {
    "precision": lambda s: (s.needs and s.rewrote, s.rewrote),
    "recall": lambda s: (s.needs and s.rewrote, s.needs),
    "left alone": lambda s: (not s.needs and not s.rewrote, not s.needs),
    "words recovered": lambda s: (s.recovered, s.gold_added),
    "of words added": lambda s: (s.recovered, s.added),
    "unigram recall": lambda s: (s.recall, 1),
    "wrong name": lambda s: (s.wrong_name, 1),
}
"""Numerator and denominator of a question. The first three are about whether a question needs its history."""


def figure(name: str, scores: Sequence[Score], groups: Sequence[str], seed: int = 7) -> tuple[float, float, float]:
    """The value of a figure and the bounds of its 95 % interval, whole groups drawn again."""
    parts = np.asarray([FIGURES[name](one) for one in scores], float)
    _, members = np.unique(np.asarray(groups), return_inverse=True)
    sums = np.stack([np.bincount(members, parts[:, 0]), np.bincount(members, parts[:, 1])])
    drawn = np.random.default_rng(seed).integers(0, sums.shape[1], (N_SAMPLES, sums.shape[1]))
    above, below = sums[:, drawn].sum(axis=2)
    low, high = np.percentile(np.divide(above, below, out=np.zeros_like(above), where=below > 0), [2.5, 97.5])
    whole = parts[:, 1].sum()
    return float(parts[:, 0].sum() / whole) if whole else 0.0, float(low), float(high)
