"""The best spans of a window, against looking at every one of them."""

from __future__ import annotations

import numpy as np
import pytest

from bot.reader.spans import MAX_SPAN, best_spans


def every_span(starts: np.ndarray, ends: np.ndarray, first: int, n: int) -> dict[tuple[int, int], float]:
    null = starts[0] + ends[0]
    return {
        (i, j): float(starts[first + i] + ends[first + j] - null)
        for i in range(n)
        for j in range(i, min(n, i + MAX_SPAN))
    }


@pytest.mark.parametrize("seed", range(20))
def test_the_best_is_the_best_of_all(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 90))
    starts, ends = rng.normal(size=n + 5).astype(np.float32), rng.normal(size=n + 5).astype(np.float32)
    (found,) = best_spans(starts, ends, 4, n)
    scores = every_span(starts, ends, 4, n)
    assert scores[found.first, found.last] == pytest.approx(max(scores.values()), abs=1e-5)
    assert found.score == pytest.approx(scores[found.first, found.last], abs=1e-5)


@pytest.mark.parametrize("seed", range(10))
def test_further_ones_do_not_overlap_and_fall(seed: int) -> None:
    rng = np.random.default_rng(seed)
    starts, ends = rng.normal(size=60), rng.normal(size=60)
    found = best_spans(starts, ends, 5, 54, k=6)
    covered = [place for one in found for place in range(one.first, one.last + 1)]
    assert len(covered) == len(set(covered))
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_a_passage_without_pieces_has_no_span() -> None:
    assert best_spans(np.zeros(4), np.zeros(4), 3, 0, 4) == []


def test_all_spans_are_used_up() -> None:
    assert len(best_spans(np.zeros(8), np.zeros(8), 3, 2, k=9)) == 2
