"""Curves behind the plots: risk against coverage, confidence against truth, how the latencies are spread.

Promise: pure functions of rows; equal confidences stand or fall together, since no threshold can part them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from eval.metrics.refusal import risk_coverage as measured
from eval.report.svg import step

if TYPE_CHECKING:
    from eval.score import Row

N_BINS = 10
Z = 1.959964  # of a 95 % interval


@dataclass(frozen=True, slots=True)
class Point:
    """Of the `n` most confident questions (a share `coverage` of all), a share `risk` is not right."""

    n: int
    coverage: float
    risk: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions of about the same confidence: its mean, and the share that the articles answer, with its interval."""

    n: int
    confidence: float
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts in bars of `width` from 0 on; `n_over` lie beyond the last bar."""

    width: float
    counts: tuple[int, ...]
    n_over: int


def confidence(row: Row) -> float | None:
    """What the answer claims, or None where it claims nothing; of a question that failed what metrics take it for."""
    if row.answer is None:
        return row.confidence if row.error is not None else None
    found = row.answer.get("confidence")
    return float(found) if isinstance(found, int | float) and math.isfinite(found) else None


def risk_coverage(rows: Sequence[Row]) -> tuple[Point, ...]:
    """The most confident questions first: how many are not right among the first n. Empty without confidences."""
    if not any(row.answer is not None and confidence(row) is not None for row in rows):
        return ()
    judged = [
        (claimed, row.values["right"] != 0)
        for row in rows
        if row.item.answerable is not None and "right" in row.values and (claimed := confidence(row)) is not None
    ]
    if not judged:
        return ()
    claims, right = np.array([claimed for claimed, _ in judged]), np.array([is_right for _, is_right in judged])
    falling = np.sort(claims)[::-1]
    places = [
        (round(coverage * len(judged)), coverage, risk) for coverage, risk in zip(*measured(claims, right), strict=True)
    ]
    return tuple(Point(n, float(coverage), float(risk), float(falling[n - 1])) for n, coverage, risk in places)


def as_run(rows: Sequence[Row]) -> Point | None:
    """Where the run itself stands on that plane: the questions it chose to answer."""
    judged = [row for row in rows if row.item.answerable is not None and "right" in row.values]
    answered = [row for row in judged if row.answer is not None and row.answer.get("status") in ("answered", "partial")]
    if not answered:
        return None
    n_wrong = sum(row.values["right"] == 0 for row in answered)
    lowest = min(confidence(row) or 0.0 for row in answered)
    return Point(len(answered), len(answered) / len(judged), n_wrong / len(answered), lowest)


def reliability(rows: Sequence[Row], n_bins: int = N_BINS) -> tuple[Bin, ...]:
    """Confidence against answerability in bins of about equal counts; a failed question has claimed nothing."""
    judged = sorted(
        (claimed, row.item.answerable)
        for row in rows
        if row.item.answerable is not None and row.answer is not None and (claimed := confidence(row)) is not None
    )
    binned: dict[int, list[tuple[float, bool]]] = {}
    start = 0
    for _, tied in groupby(judged, key=lambda pair: pair[0]):
        members = list(tied)
        middle = start + len(members) / 2
        binned.setdefault(int(n_bins * middle / len(judged)), []).extend(members)
        start += len(members)
    return tuple(_bin(members) for members in binned.values())


def wilson(n_hits: int, n: int) -> tuple[float, float]:
    """Wilson's score interval of a share, 95 %.

    >>> tuple(round(bound, 3) for bound in wilson(8, 10))
    (0.49, 0.943)
    """
    share, weight = n_hits / n, Z * Z / n
    centre = (share + weight / 2) / (1 + weight)
    half = Z * math.sqrt(share * (1 - share) / n + weight / (4 * n)) / (1 + weight)
    return max(0.0, centre - half), min(1.0, centre + half)


def histogram(values: Sequence[float], n_most: int = 30) -> Histogram | None:
    """Bars of a round width. A few values far out (over twice the 95th percentile) are counted apart."""
    if not values:
        return None
    ordered = sorted(values)
    far = 2 * ordered[int(0.95 * (len(ordered) - 1))]
    top = ordered[-1] if ordered[-1] <= far else far
    width = step(max(top, 1e-3), n_most)
    n_bars = math.ceil(top / width) or 1
    counts = [0] * n_bars
    inside = [value for value in ordered if value <= n_bars * width]
    for value in inside:
        counts[min(int(value / width), n_bars - 1)] += 1
    return Histogram(width, tuple(counts), len(ordered) - len(inside))


def _bin(members: Sequence[tuple[float, bool]]) -> Bin:
    n, n_hits = len(members), sum(is_answerable for _, is_answerable in members)
    return Bin(n, sum(claimed for claimed, _ in members) / n, n_hits / n, *wilson(n_hits, n))
