"""From the model's numbers for each word piece to the best spans of a window.

Promise: a span never begins before the passage nor ends after it, is at most MAX_SPAN pieces long, and its score is how
much better it is than "no answer", in log-odds of the model.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

MAX_SPAN = 40
"""Word pieces; of the training answers 0.3 % are longer."""


@dataclass(frozen=True, slots=True)
class PieceSpan:
    """Pieces `first`..`last` of a window's passage, both included."""

    first: int
    last: int
    score: float


def best_spans(starts: np.ndarray, ends: np.ndarray, first: int, n: int, k: int = 1) -> list[PieceSpan]:
    """The `k` best spans that do not overlap, best first.

    `starts` and `ends` are float (pieces,); the passage's stand at [first, first + n).
    """
    if n <= 0:
        return []
    null = float(starts[0] + ends[0])
    scores = _square(starts[first : first + n], ends[first : first + n])
    found: list[PieceSpan] = []
    while len(found) < k:
        at = int(scores.argmax())
        i, length = divmod(at, scores.shape[1])
        if not np.isfinite(scores[i, length]):
            break
        found.append(PieceSpan(i, i + length, float(scores[i, length]) - null))
        _forbid(scores, i, i + length)
    return found


def _square(starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """score[i, length] of the span from i to i + length."""
    width = min(MAX_SPAN, len(starts))
    padded = np.concatenate([ends, np.full(width - 1, -np.inf, ends.dtype)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, width)
    square: np.ndarray = starts[:, None] + windows
    return square


def _forbid(scores: np.ndarray, first: int, last: int) -> None:
    """No further span may share a piece with first..last."""
    scores[first : last + 1] = -np.inf
    for i in range(max(0, first - scores.shape[1] + 1), first):
        scores[i, first - i :] = -np.inf
