"""Answering and refusing measured: whether the best sentence answers, and the confidence tells when none does.

    python -m eval.studies.picking --data DIR [--reader spans|sentences] [--questions 2000] [--work DIR] [--json]

Promise: the questions are SQuAD dev_a's, which tune and measure but never train; ways of asking are those of
`eval.studies.cases`; intervals are 95 %, drawn over articles (cluster bootstrap, seeded). Wording is not judged.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.answerers.part import Reads
from bot.embed import load_embedder
from bot.settings import Settings
from bot.wiring import open_reads
from eval.metrics.answers import token_f1
from eval.plainly import plainly
from eval.progress import progress
from eval.sets import open_set
from eval.statistics import Figure, mean, resampled
from eval.studies.cases import WAYS, Case, make_cases, open_library
from eval.studies.reading import auroc_less, report

STRICTNESS = Settings(home=Path()).strictness


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of one case. `places`: whether the 1st, 2nd, ... sentence holds it; `f1` of the short answer."""

    way: str
    article: str
    confidence: float
    places: tuple[bool, ...]
    f1: float = 0.0

    @property
    def answered(self) -> bool:
        """Whether the program would answer at its default strictness."""
        return self.confidence >= STRICTNESS


def judge(case: Case, reads: Reads) -> Judged:
    """Read the passages, and look."""
    part = reads.read(case.text, case.passages)
    places = tuple(case.holds_answer(one.article_id, one.start, one.end) for one in part.ranked)
    shorts = [short for piece in part.say().pieces for short in piece.shorts] if part.ranked else []
    return Judged(case.way, case.item.group, part.confidence, places, token_f1(", ".join(shorts), case.item.answers))


def figures(judged: Sequence[Judged], beside: Sequence[Judged] = ()) -> dict[str, Figure]:
    """By name: hits on answerable questions, refusals of each kind, and how well the confidence parts them.

    With the same cases as judged by another reader `beside`, each figure is the difference: ours less theirs.
    """
    sides = [judged, beside] if beside else [judged]
    own = [[one for one in side if one.way == "own"] for side in sides]
    found = {
        "own: best sentence holds the answer": _mean(own, lambda one: any(one.places[:1])),
        "own: one of the best 3": _mean(own, lambda one: any(one.places[:3])),
        "own: F1 of the short answer": _mean(own, lambda one: one.f1),
        "own: refused": _mean(own, lambda one: not one.answered),
        "own: answered with a right sentence": _mean(own, lambda one: one.answered and any(one.places[:1])),
    }
    for way in WAYS[1:]:
        others = [[one for one in side if one.way == way] for side in sides]
        if others[0]:
            found[f"{way}: answered"] = _mean(others, lambda one: one.answered)
            found[f"{way}: AUROC beside own"] = _area(own, others)
    return found


def _mean(sides: Sequence[Sequence[Judged]], is_so: Callable[[Judged], float]) -> Figure:
    ours, *theirs = (np.array([float(is_so(one)) for one in side]) for side in sides)
    return mean((ours - sum(theirs)).tolist(), [one.article for one in sides[0]])


def _area(own: Sequence[Sequence[Judged]], others: Sequence[Sequence[Judged]]) -> Figure:
    """AUROC of the confidence: the chance that an answerable question scores above one that is not."""
    sides = [[*ours, *theirs] for ours, theirs in zip(own, others, strict=True)]
    is_own = np.array([one.way == "own" for one in sides[0]])
    sure = [np.array([one.confidence for one in side]) for side in sides]
    return resampled(lambda rows: auroc_less(sure, is_own, rows), [one.article for one in sides[0]])


def run(data: Path, n_questions: int, work: Path, reader: str) -> list[Judged]:
    """Every case of `n_questions` of dev_a."""
    settings = Settings(home=Path(), reader=reader)
    embedder = load_embedder(settings)
    reads = open_reads(settings, embedder)
    whole = open_set("squad-dev", data)
    articles = whole.articles or ()
    items = random.Random(1).sample(whole.items, min(n_questions, len(whole.items)))  # noqa: S311 a draw of questions
    retriever = open_library(articles, embedder, work / whole.name)
    judged: list[Judged] = []
    seen: set[str] = set()
    with progress("picking: questions", len(items)) as step:
        for case in make_cases(retriever, articles, items, WAYS):
            judged.append(judge(case, reads))
            step(case.item.id not in seen)
            seen.add(case.item.id)
    return judged


def main() -> int:
    """Measure and print; 0."""
    parser = argparse.ArgumentParser(prog="python -m eval.studies.picking", description="Measure picking and refusing.")
    given = os.environ.get("FOOTNOTE_DATA")
    parser.add_argument("--data", type=Path, default=given, required=not given, help="or FOOTNOTE_DATA")
    parser.add_argument("--reader", choices=("spans", "sentences"), default="spans")
    parser.add_argument("--questions", type=int, default=2000)
    parser.add_argument("--work", type=Path, help="where the library is kept for the next time")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as spare:
        found = figures(run(Path(options.data), options.questions, options.work or Path(spare), options.reader))
    print(report(found, as_json=options.json))  # noqa: T201
    return 0


if __name__ == "__main__":
    raise SystemExit(plainly(main))
