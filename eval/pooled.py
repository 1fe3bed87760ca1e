"""The figures that are no means: AUROC, F1 of refusals, BLEU and the like, over all items at once.

Promise: each is a function of arrays that are read off the rows once, so that an interval's thousand samples only
index them; None where a figure is undefined (no refusal, only one kind of question).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from eval.metrics import refusal, rewriting
from eval.metrics.support import balanced_accuracy
from eval.statistics import Statistic
from eval.values import RANKED, Row

Column = Callable[[Row], Any]


@dataclass(frozen=True, slots=True)
class Pooled:
    """`counts`: whether a row has a part in it; `measure` takes one array a column, of the rows that have.

    `among`: the rows that the figure is a share of, where these are not all of them.
    """

    counts: Callable[[Row], bool]
    columns: tuple[Column, ...]
    measure: Callable[..., float | None]
    among: Callable[[Row], bool] | None = None

    def n(self, rows: Sequence[Row]) -> int:
        """How many rows the figure is about."""
        return sum(map(self.among or self.counts, rows))

    def over(self, rows: Sequence[Row]) -> Statistic:
        """The figure as a function of indices into `rows`."""
        counted = np.array([self.counts(row) for row in rows], bool)
        arrays = [np.array([column(row) for row in rows]) for column in self.columns]

        def statistic(indices: np.ndarray) -> float | None:
            chosen = indices[counted[indices]]
            return self.measure(*(array[chosen] for array in arrays)) if len(chosen) else None

        return statistic


def _is_judged(row: Row) -> bool:
    is_ranking = row.answer is not None and row.answer["status"] == RANKED
    return row.item.answerable is not None and not row.item.is_statement and not is_ranking


def _is_statement(row: Row) -> bool:
    return row.item.is_statement and row.item.answerable is not None


def _has_rewrite(row: Row) -> bool:
    return bool(row.item.rewrite) and rewriting.is_available()


def _both_kinds(measure: Callable[[Any, Any], float | None]) -> Callable[[Any, Any], float | None]:
    """Undefined where all questions have an answer, or none has."""
    return lambda of, answerable: measure(of, answerable) if answerable.any() and not answerable.all() else None


def _bleu_parts(row: Row) -> tuple[int, ...]:
    said = (row.answer or {}).get("standalone_question", "")
    return rewriting.bleu_parts(said, row.item.rewrite) if _has_rewrite(row) else rewriting.NO_PARTS


_ANSWERABLE: Column = lambda row: bool(row.item.answerable)  # noqa: E731
_REFUSED: Column = lambda row: row.refused  # noqa: E731
_UNSUPPORTED: Column = lambda row: row.refused if row.answer else bool(row.item.answerable)  # noqa: E731
"""The verdict on a statement; one that failed is the wrong one."""
_CONFIDENCE: Column = lambda row: row.confidence  # noqa: E731
_RIGHT: Column = lambda row: row.values.get("right", 0.0) > 0  # noqa: E731

POOLED: dict[str, Pooled] = {
    "refusal_precision": Pooled(_is_judged, (_REFUSED, _ANSWERABLE), _both_kinds(refusal.precision), _REFUSED),
    "refusal_recall": Pooled(
        _is_judged, (_REFUSED, _ANSWERABLE), _both_kinds(refusal.recall), lambda row: row.item.answerable is False
    ),
    "refusal_f1": Pooled(_is_judged, (_REFUSED, _ANSWERABLE), _both_kinds(refusal.f1)),
    "auroc": Pooled(_is_judged, (_CONFIDENCE, _ANSWERABLE), _both_kinds(refusal.auroc)),
    "aurc": Pooled(lambda row: _is_judged(row) and "right" in row.values, (_CONFIDENCE, _RIGHT), refusal.aurc),
    "calibration_error": Pooled(_is_judged, (_CONFIDENCE, _ANSWERABLE), _both_kinds(refusal.calibration_error)),
    "rewrite_bleu": Pooled(_has_rewrite, (_bleu_parts,), rewriting.bleu_of),
    "support_auroc": Pooled(_is_statement, (_CONFIDENCE, _ANSWERABLE), _both_kinds(refusal.auroc)),
    "support_balanced_accuracy": Pooled(
        _is_statement, (_UNSUPPORTED, _ANSWERABLE), lambda refused, supported: balanced_accuracy(supported, ~refused)
    ),
}
