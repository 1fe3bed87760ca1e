"""How sure is a figure, and is a difference more than luck? Intervals and paired tests over groups of questions.

Promise: the same seed gives the same numbers, byte for byte. Questions on one article stand or fall together, so whole
groups are drawn again, not questions (cluster bootstrap; Field and Welsh 2007), and whole groups change sides in the
permutation test. Intervals are 95 %. No figure is nan: where no interval can be drawn, the figure says so.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

N_SAMPLES = 10_000
N_FIGURE_SAMPLES = 2_000
"""Samples of a figure's interval: a score has hundreds of figures, and the bounds are read to two digits."""
N_PERMUTATIONS = 9_999
FEW = 30
BOUNDS = (2.5, 97.5)
_BATCH = 1 << 20
"""Numbers drawn at once, so that memory stays small."""
_MANY_GROUPS = 1_000
"""From here on the percentile interval serves: BCa corrects for skew, which so many groups average out."""

Statistic = Callable[[np.ndarray], float | None]


@dataclass(frozen=True, slots=True)
class Difference:
    """Mean of ours minus theirs, with the bounds of its 95 % interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with the bounds of its 95 % interval, from `n` items in `n_groups` groups.

    `method` is how the interval was drawn: bias-corrected and accelerated bootstrap ("bca"), percentile bootstrap, or
    "none": one group tells nothing of how groups differ, and `low` and `high` are None. Groups, not items, make an
    interval sure: simulated (1,000 each, 5 items a group), it held the truth in 94 % from 40 groups on, in 92 % of 20,
    90 % of 12 and 84 % of 5. All items equal: it is a point, which says nothing of items yet to come.
    """

    value: float
    low: float | None
    high: float | None
    n: int
    n_groups: int
    method: Literal["bca", "percentile", "none"]

    @property
    def few(self) -> bool:
        """Whether there are too few items to rely on the figure; how few groups narrow an interval, see above."""
        return self.n < FEW

    def as_json(self) -> dict[str, Any]:
        """The figure as plain data."""
        return asdict(self) | {"few": self.few}


def paired_difference(
    ours: Sequence[float], theirs: Sequence[float], groups: Sequence[str], n_samples: int = N_SAMPLES, seed: int = 0
) -> Difference:
    """Compare two systems on the same questions; `groups` names the group of each question.

    >>> paired_difference([1, 1, 0, 1], [0, 0, 0, 0], ["a", "b", "c", "d"]).mean
    0.75
    """
    gains = np.asarray(ours, float) - np.asarray(theirs, float)
    _, members = np.unique(np.asarray(groups), return_inverse=True)
    sums, sizes = np.bincount(members, gains), np.bincount(members)
    drawn = np.random.default_rng(seed).integers(0, len(sums), (n_samples, len(sums)))
    means = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    low, high = np.percentile(means, BOUNDS)
    return Difference(float(gains.mean()), float(low), float(high))


def mean(values: Sequence[float], groups: Sequence[str], seed: int = 0) -> Figure:
    """The mean of one value an item.

    Raises:
        ValueError: there is no item, or a value is nan.

    >>> mean([1, 0, 1, 1], ["a", "a", "a", "a"])
    Figure(value=0.75, low=None, high=None, n=4, n_groups=1, method='none')
    """
    return ratio(values, [1.0] * len(values), groups, seed)


def ratio(numerators: Sequence[float], denominators: Sequence[float], groups: Sequence[str], seed: int = 0) -> Figure:
    """A ratio of sums over items, such as right citations by citations. Items whose denominator is 0 do not count.

    Raises:
        ValueError: every denominator is 0, or a number is nan.

    """
    above, below = np.asarray(numerators, float), np.asarray(denominators, float)
    counted = below != 0
    if not counted.any() or not np.isfinite(above).all() or not np.isfinite(below).all():
        raise ValueError("a figure needs items, and numbers that are finite")
    members = _members(groups)[counted]
    _, members = np.unique(members, return_inverse=True)
    above, below = above[counted], below[counted]
    parts = np.bincount(members, above), np.bincount(members, below)
    value, n, n_groups = float(above.sum() / below.sum()), len(above), len(parts[0])
    if n_groups == 1:
        return Figure(value, None, None, n, 1, "none")
    (low, high), method = _interval(parts, seed)
    return Figure(value, min(low, value), max(high, value), n, n_groups, method)


def resampled(statistic: Statistic, groups: Sequence[str], seed: int = 0, n_samples: int = 1_000) -> Figure:
    """A figure that is no mean (AUROC, F1, BLEU): `statistic` takes the indices of items, some of them repeated.

    A sample for which it is None or nan is left out; where it is so for most, no interval is drawn.

    Raises:
        ValueError: it is undefined for the items themselves.

    """
    members = _members(groups)
    value = statistic(np.arange(len(members))) if len(members) else None
    if value is None or not math.isfinite(value):
        raise ValueError("the figure is undefined for these items")
    n_groups = int(members.max()) + 1
    drawn = [statistic(rows) for rows in draws(groups, seed, n_samples)] if n_groups > 1 else []
    found = [one for one in drawn if one is not None and math.isfinite(one)]
    if 2 * len(found) <= len(drawn):
        return Figure(float(value), None, None, len(members), n_groups, "none")
    low, high = np.percentile(found, BOUNDS)
    low, high = min(float(low), value), max(float(high), value)
    return Figure(float(value), float(low), float(high), len(members), n_groups, "percentile")


def draws(groups: Sequence[str], seed: int = 0, n_samples: int = 1_000) -> list[np.ndarray]:
    """Indices of items, whole groups drawn with replacement; two systems are compared at the same draws."""
    members = _members(groups)
    order = np.argsort(members, kind="stable")
    rows = np.split(order, np.flatnonzero(np.diff(members[order])) + 1)
    drawn = np.random.default_rng(seed).integers(0, len(rows), (n_samples, len(rows)))
    return [np.concatenate([rows[group] for group in sample]) for sample in drawn]


def paired_permutation_p(ours: Sequence[float], theirs: Sequence[float], groups: Sequence[str], seed: int = 0) -> float:
    """Two-sided p of the mean difference: how often it is as large where each group's sides are swapped at random.

    Exact where there are few groups (2 ** groups no more than the permutations drawn).

    >>> paired_permutation_p([1, 1, 1, 1], [0, 0, 0, 0], ["a", "b", "c", "d"])
    0.125
    """
    from scipy.stats import permutation_test

    gains = np.asarray(ours, float) - np.asarray(theirs, float)
    sums = np.bincount(_members(groups), gains)
    sums = sums[np.abs(sums) > 1e-12]  # groups without a difference stay the same whichever side they are on
    if len(sums) < 2:  # a single group that differs, differs as much with its sides swapped
        return 1.0
    found = permutation_test(
        (sums,),
        np.sum,
        permutation_type="samples",
        vectorized=True,
        n_resamples=min(N_PERMUTATIONS, max(N_PERMUTATIONS // 5, 4 * _BATCH // len(sums))),
        batch=max(1, _BATCH // len(sums)),
        rng=np.random.default_rng(seed),
    )
    return float(found.pvalue)


def holm(p_values: Sequence[float]) -> list[float]:
    """P values corrected for their number (Holm 1979): below .05 together no more than one time in twenty.

    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    corrected, highest = [0.0] * len(p_values), 0.0
    for rank, place in enumerate(sorted(range(len(p_values)), key=lambda i: p_values[i])):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[place]))
        corrected[place] = highest
    return corrected


def _members(groups: Sequence[str]) -> np.ndarray:
    """The number of each item's group."""
    return np.unique(np.asarray(list(groups), dtype=str), return_inverse=True)[1]


def _interval(
    parts: tuple[np.ndarray, np.ndarray], seed: int
) -> tuple[tuple[float, float], Literal["bca", "percentile"]]:
    """Bounds of the ratio of two sums over groups."""
    from scipy.stats import bootstrap

    n_groups = len(parts[0])
    method: Literal["bca", "percentile"] = "bca" if n_groups < _MANY_GROUPS else "percentile"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # all groups alike: BCa is undefined and says so
        found = bootstrap(
            parts,
            _ratio_of_sums,
            paired=True,
            vectorized=True,
            n_resamples=N_FIGURE_SAMPLES,
            batch=max(1, _BATCH // n_groups),
            method=method,
            rng=np.random.default_rng(seed),
        )
    low, high = float(found.confidence_interval.low), float(found.confidence_interval.high)
    if math.isfinite(low) and math.isfinite(high):
        return (low, high), method
    low, high = (float(bound) for bound in np.percentile(found.bootstrap_distribution, BOUNDS))
    return (low, high), "percentile"


def _ratio_of_sums(above: np.ndarray, below: np.ndarray, axis: int = -1) -> np.ndarray:
    return np.asarray(above.sum(axis=axis) / below.sum(axis=axis))
