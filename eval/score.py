"""A run judged: every item's values, their means with intervals, by tag, latency apart.

Promise: needs no model: a run can be scored again whenever a metric changes. Every item of the selection counts; one
without a prediction, or whose prediction failed, scores 0 and is counted as an error. Each figure has its n and its
95 % interval, whole groups drawn again. Quotes that are not exact are a failure, not a figure to be weighed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import median, quantiles
from typing import Any

import numpy as np

from bot.errors import UsageError
from eval.items import EvalSet, Item
from eval.metrics import METRICS
from eval.pooled import POOLED
from eval.run import Selection
from eval.runfile import Run
from eval.statistics import Figure, Statistic, mean, resampled
from eval.system import Prediction
from eval.values import MISSING, Corpus, Row, said, values_of

__all__ = ["Row", "Score", "assemble", "score", "with_values"]

Json = dict[str, Any]
BY_TAG = (
    "right",
    "spans_f1",
    "answer_in_5",
    "article_hit@1",
    "ndcg@10",
    "false_answer_rate",
    "false_refusal_rate",
    "rewrite_rouge1_recall",
)
"""What is broken down by tag."""
MIN_OF_TAG = 10
"""Tags of fewer items are no group to call the lowest."""


@dataclass(frozen=True, slots=True)
class Score:
    """All of it. `corpus` holds the texts that the answers quote."""

    header: Json
    rows: tuple[Row, ...] = field(repr=False)
    figures: dict[str, Figure]
    tags: dict[str, dict[str, Figure]] = field(repr=False)
    counts: dict[str, int]
    latency: dict[str, float | int | None]
    corpus: Corpus = field(repr=False)
    _statistics: dict[str, Statistic] = field(repr=False, default_factory=dict)

    def recompute(self, metric: str, indices: np.ndarray) -> float | None:
        """A figure that is no mean, over some of the rows (repeated as `indices` has them); None where undefined."""
        if metric not in self._statistics:
            self._statistics[metric] = POOLED[metric].over(self.rows)
        return self._statistics[metric](indices)

    @property
    def lowest(self) -> tuple[str, Figure] | None:
        """The tag that does worst, by the first metric of BY_TAG that there is."""
        for metric in BY_TAG:
            found = {t: f[metric] for t, f in self.tags.items() if metric in f and f[metric].n >= MIN_OF_TAG}
            if found:
                tag = min(found, key=lambda tag: (found[tag].value, tag))
                return tag, found[tag]
        return None

    def as_json(self) -> Json:
        """The score without its rows."""
        lowest = self.lowest
        return {
            "footnote_score": 1,
            "header": self.header,
            "counts": self.counts,
            "metrics": {name: figure.as_json() for name, figure in self.figures.items()},
            "tags": {tag: {name: f.as_json() for name, f in found.items()} for tag, found in self.tags.items()},
            "lowest": {"tag": lowest[0], **lowest[1].as_json()} if lowest else None,
            "latency": self.latency,
            "size": _size(self.header, self.rows),
            "false_answers": [row.as_json() for row in self.rows if row.values.get("false_answer_rate") and row.answer],
            "false_refusals": [row.item.id for row in self.rows if row.values.get("false_refusal_rate") and row.answer],
            "inexact_quotes": [row.item.id for row in self.rows if row.values.get("quotes_exact") == 0],
        }


def score(made: EvalSet, run: Run, corpus: Corpus, seed: int = 0) -> Score:
    """Judge a run.

    Raises:
        UsageError: the run was made over other questions or articles than `made` has.

    """
    check_same(made, run)
    unknown = run.predictions.keys() - {item.id for item in made.items}
    if unknown:
        message = f"the run answers {min(unknown)!r}, which {made.name} does not ask"
        raise UsageError(message, hint=f"footnote eval run {made.source} -o RUN.jsonl")
    items = Selection.from_json(run.header["selection"]).scored(made.items)
    rows = tuple(_row(item, run.predictions.get(item.id), corpus) for item in items)
    return assemble(run.header, rows, corpus, seed)


def assemble(header: Json, rows: tuple[Row, ...], corpus: Corpus, seed: int = 0) -> Score:
    """The figures of these rows."""
    tags = sorted({tag for row in rows for tag in row.item.tags})
    by_tag = {tag: means([row for row in rows if tag in row.item.tags], seed, BY_TAG) for tag in tags}
    figures = {**means(rows, seed, METRICS), **_pooled(rows, seed)}
    ordered = {name: figures[name] for name in METRICS if name in figures}
    return Score(header, rows, ordered, by_tag, _counts(header, rows), _latency(rows), corpus)


def with_values(judged: Score, extra: Mapping[str, Mapping[str, float]], header: Json, seed: int = 0) -> Score:
    """The score with further values (a judge's), by item id."""
    rows = tuple(replace(row, values={**row.values, **extra.get(row.item.id, {})}) for row in judged.rows)
    return assemble({**judged.header, **header}, rows, judged.corpus, seed)


def check_same(made: EvalSet, run: Run) -> None:
    """Refuse to judge answers to other questions."""
    for name, now in (("set_digest", made.digest), ("corpus_digest", made.corpus_digest)):
        if run.header[name] != now:
            what = "questions" if name == "set_digest" else "articles"
            was = run.header[name]
            message = f"the {what} of {made.name} have changed since the run: {was[:17]} was asked, {now[:17]} is there"
            raise UsageError(message, hint=f"footnote eval run {run.header['set_source']} -o RUN.jsonl")


def means(rows: Sequence[Row], seed: int, names: Iterable[str]) -> dict[str, Figure]:
    """The mean of every metric that any of the rows has a value for."""
    found = {}
    for name in names:
        having = [row for row in rows if name in row.values]
        if having:
            found[name] = mean([row.values[name] for row in having], [row.item.cluster for row in having], seed)
    return found


def _row(item: Item, given: Prediction | None, corpus: Corpus) -> Row:
    one = given or Prediction(item.id, None, {"code": MISSING, "message": "it was not asked", "hint": ""})
    values = values_of(item, one.answer, corpus)
    return Row(item, one.answer, one.error, one.cached, one.first_ms, one.total_ms, values)


def _pooled(rows: Sequence[Row], seed: int) -> dict[str, Figure]:
    found = {}
    for name, pooled in POOLED.items():
        chosen = [row for row in rows if pooled.counts(row)]
        statistic = pooled.over(chosen)
        if chosen and statistic(np.arange(len(chosen))) is not None:
            figure = resampled(statistic, [row.item.cluster for row in chosen], seed)
            found[name] = replace(figure, n=pooled.n(chosen))
    return found


def _counts(header: Json, rows: Sequence[Row]) -> dict[str, int]:
    return {
        "items": len(rows),
        "answerable": sum(row.item.answerable is True for row in rows),
        "unanswerable": sum(row.item.answerable is False for row in rows),
        "unjudged": sum(row.item.answerable is None for row in rows),
        "groups": len({row.item.cluster for row in rows}),
        "errors": sum(row.answer is None for row in rows),
        "missing": sum(row.is_missing for row in rows),
        "cached": sum(row.cached for row in rows),
        "refused": sum(row.refused for row in rows),
        "inexact_quotes": sum(row.values.get("quotes_exact") == 0 for row in rows),
        "partial": int(header["partial"]),
    }


def _size(header: Json, rows: Sequence[Row]) -> dict[str, int | float | None]:
    """What it takes: the index on disk, words shown, and a chat model's tokens (None where none was asked)."""
    index = header.get("index", {})
    used = [row.answer["usage"].get("total_tokens", 0) for row in rows if row.answer and row.answer.get("usage")]
    words = [len(said(row.answer).split()) for row in rows if row.answer and not row.refused]
    return {
        "index_bytes": index.get("bytes"),
        "chunks": index.get("chunks"),
        "answer_words_p50": median(words) if words else None,
        "tokens": sum(used) if used else None,
    }


def _latency(rows: Sequence[Row]) -> dict[str, float | int | None]:
    """Milliseconds, of what was asked in this run; answers from the cache tell nothing."""
    fresh = [row for row in rows if row.total_ms is not None and not row.cached]
    found: dict[str, float | int | None] = {"n": len(fresh)}
    for name in ("total", "first"):
        taken = [ms for row in fresh if (ms := getattr(row, f"{name}_ms")) is not None]
        cuts = quantiles(taken, n=100, method="inclusive") if len(taken) > 1 else taken * 99
        found |= {
            f"{name}_p50_ms": round(cuts[49], 2) if cuts else None,
            f"{name}_p95_ms": round(cuts[94], 2) if cuts else None,
        }
    return found
