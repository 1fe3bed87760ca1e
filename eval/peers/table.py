"""What the peers' answers are worth: the columns of `eval.studies.retrieval`, with intervals, beside ours.

Promise: a question whose answer stands nowhere in the collection is left out of the answer columns for all of them.
Knows results, not how they came about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import TYPE_CHECKING, Any

from eval.peers.peer import OURS

if TYPE_CHECKING:
    from eval.items import EvalSet
    from eval.peers.run import PeerResult

SPEEDS = ("n_chunks", "build_s", "load_s", "cold_s", "median_ms", "p95_ms", "peak_mb")

SAME_LENGTH = "answer in 2000 chars"
"""Added where the set does not have it: a passage is 200 characters of one peer and 4,000 of another, so that counting
passages favours long ones."""

Scores = Mapping[str, Mapping[str, float]]
"""Question id to column to value."""


def rows(results: Sequence[PeerResult], collection: EvalSet) -> list[dict[str, Any]]:
    """One row a peer, ours first where it is among them.

    "quality" has {"n", "mean", "low", "high"} a column; "ours_minus" the paired difference {"mean", "low", "high"} a
    column, empty for ourselves and where we are not among the results.
    """
    ordered = sorted(results, key=lambda result: result.peer != OURS)
    scored = {result.peer: scores(result, collection) for result in ordered}
    return [
        {"set": result.set, "peer": result.peer, "version": result.version}
        | {name: getattr(result, name) for name in SPEEDS}
        | {"quality": _quality(scored[result.peer], collection)}
        | {"ours_minus": _ours_minus(scored, result.peer, collection)}
        for result in ordered
    ]


def scores(result: PeerResult, collection: EvalSet) -> Scores:
    """Every column of every question."""
    from eval.metrics.ranking import plain, plain_answer
    from eval.studies.retrieval import judge

    whole = plain("\n".join(article.text for article in collection.articles or ()))
    return {
        q.id: judge(collection.name, q, [a for a in map(plain_answer, q.answers) if a in whole], result.hits[q.id])
        for q in collection.items
    }


def _columns(collection: EvalSet) -> tuple[str, ...]:
    from eval.studies.retrieval import COLUMNS

    return tuple(dict.fromkeys((*COLUMNS[collection.name], SAME_LENGTH)))


def _quality(scored: Scores, collection: EvalSet) -> dict[str, dict[str, float]]:
    found = {}
    for column in _columns(collection):
        asked = [q for q in collection.items if column in scored[q.id]]
        values = [scored[q.id][column] for q in asked]
        bounds = interval(values, [0.0] * len(values), [q.cluster for q in asked])
        found[column] = {"n": len(values), "mean": fmean(values), "low": bounds[0], "high": bounds[1]}
    return found


def _ours_minus(scored: Mapping[str, Scores], peer: str, collection: EvalSet) -> dict[str, dict[str, float]]:
    if peer == OURS or OURS not in scored:
        return {}
    found = {}
    for column in _columns(collection):
        asked = [q for q in collection.items if column in scored[OURS][q.id]]
        ours, theirs = ([scored[name][q.id][column] for q in asked] for name in (OURS, peer))
        low, high = interval(ours, theirs, [q.cluster for q in asked])
        found[column] = {"mean": fmean(ours) - fmean(theirs), "low": low, "high": high}
    return found


def interval(ours: Sequence[float], theirs: Sequence[float], groups: Sequence[str]) -> tuple[float, float]:
    """The 95 % interval of the mean difference, whole groups drawn again."""
    from eval.statistics import paired_difference

    found = paired_difference(ours, theirs, groups)
    return found.low, found.high


def quality_table(found: Sequence[Mapping[str, Any]]) -> str:
    """The rows of one set in Markdown: means with their intervals, then ours minus each peer's."""
    columns = list(found[0]["quality"])
    lines = [_line(found[0]["set"], *columns), _line("---", *["---"] * len(columns))]
    lines += [_line(r["peer"], *(_bounds(r["quality"][c], "{:.3f}") for c in columns)) for r in found]
    gains = [r for r in found if r["ours_minus"]]
    lines += [_line(f"ours - {r['peer']}", *(_bounds(r["ours_minus"][c], "{:+.3f}") for c in columns)) for r in gains]
    return "\n".join(lines)


def speed_table(found: Sequence[Mapping[str, Any]]) -> str:
    """What the rows of one set cost, in Markdown."""
    head = ("version", "chunks", "build s", "chunks/s", "load s", "cold s", "median ms", "95 % ms", "peak MB")
    lines = [_line(found[0]["set"], *head), _line("---", *["---:"] * len(head))]
    lines += [_line(r["peer"], r["version"], *_speeds(r)) for r in found]
    return "\n".join(lines)


def _speeds(row: Mapping[str, Any]) -> list[str]:
    rate = row["n_chunks"] / row["build_s"] if row["build_s"] else 0.0
    whole = (row["n_chunks"], row["build_s"], rate)
    parts = [f"{row['load_s']:.2f}", f"{row['cold_s']:.2f}", f"{row['median_ms']:.1f}", f"{row['p95_ms']:.1f}"]
    return [*(f"{value:,.0f}" for value in whole), *parts, f"{row['peak_mb']:,.0f}"]


def _bounds(figure: Mapping[str, float], form: str) -> str:
    return f"{form.format(figure['mean'])} [{form.format(figure['low'])}, {form.format(figure['high'])}]"


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
