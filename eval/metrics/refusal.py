"""Refusing, measured: "the articles don't say" where they don't, and a confidence that knows.

Promise: a refusal is right on a question without an answer; every function takes plain arrays, and gives None where
its figure is undefined (no refusal, only one kind of question).
"""

from __future__ import annotations

import numpy as np

N_BINS = 10
Flags = np.ndarray
"""Of bool, one an item."""
Numbers = np.ndarray
"""Of float, one an item."""


def precision(refused: Flags, answerable: Flags) -> float | None:
    """Share of refusals that were right."""
    return float((~answerable[refused]).mean()) if refused.any() else None


def recall(refused: Flags, answerable: Flags) -> float | None:
    """Share of unanswerable questions that were refused."""
    return float(refused[~answerable].mean()) if (~answerable).any() else None


def f1(refused: Flags, answerable: Flags) -> float | None:
    """Harmonic mean of the two."""
    right = int((refused & ~answerable).sum())
    total = int(refused.sum()) + int((~answerable).sum())
    return 2 * right / total if total else None


def auroc(confidence: Numbers, answerable: Flags) -> float | None:
    """The chance that an answerable question has the higher confidence; ties count half (Mann and Whitney 1947)."""
    n, m = int(answerable.sum()), int((~answerable).sum())
    if not n or not m:
        return None
    _, places, counts = np.unique(confidence, return_inverse=True, return_counts=True)
    below = np.cumsum(counts) - counts
    ranks = (below + (counts + 1) / 2)[places]
    return float((ranks[answerable].sum() - n * (n + 1) / 2) / (n * m))


def risk_coverage(confidence: Numbers, right: Flags) -> tuple[Numbers, Numbers]:
    """Coverage and risk (share of wrong answers) as questions are answered from the most confident down.

    Of equal confidence all are answered or none (El-Yaniv and Wiener 2010).
    """
    order = np.argsort(-confidence, kind="stable")
    wrong = np.cumsum(~right[order])
    answered = np.arange(1, len(order) + 1)
    last = np.append(np.flatnonzero(np.diff(confidence[order])), len(order) - 1)
    return answered[last] / len(order), wrong[last] / answered[last]


def aurc(confidence: Numbers, right: Flags) -> float | None:
    """Area under that curve: the mean risk over all coverages; 0 is perfect."""
    if not len(confidence):
        return None
    coverage, risk = risk_coverage(confidence, right)
    return float((risk * np.diff(coverage, prepend=0.0)).sum())


def calibration_error(confidence: Numbers, answerable: Flags) -> float | None:
    """Mean distance of confidence and truth over N_BINS bins of equal width (Naeini et al. 2015)."""
    if not len(confidence):
        return None
    bins = np.minimum((confidence * N_BINS).astype(int), N_BINS - 1)
    gaps = np.bincount(bins, confidence - answerable, N_BINS)
    return float(np.abs(gaps).sum() / len(confidence))
