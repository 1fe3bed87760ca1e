"""The reader alone, the passage given: F1, exact match and answerability on SQuAD dev_a, which it never learned from.

    python -m eval.studies.reading --data DIR [--onnx FILE] [--sample N] [--json]

Promise: passages are SQuAD's own paragraphs, long ones read in windows; what a threshold decides is judged with the one
that is best on the other articles. Intervals are 95 %, over articles. Retrieval has no part in it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from bot.embed import weights
from bot.reader.inputs import Layout, Window
from bot.reader.model import Network, Output
from bot.reader.spans import best_spans
from eval.metrics.answers import exact_match, token_f1
from eval.metrics.refusal import auroc
from eval.plainly import plainly
from eval.progress import progress
from eval.sets.files import data_file, document
from eval.sets.squad import DEV, File
from eval.statistics import Figure, mean, resampled

TOGETHER = 64
"""Windows handed to the network at once."""


class Runs(Protocol):
    """Anything that gives the model's numbers: the shipped network, or a checkpoint in training."""

    def run(self, windows: Sequence[Window]) -> list[Output]:
        """Of each window."""
        ...


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its paragraph; `answers` () where the paragraph has none."""

    article: str
    question: str
    passage: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """What the reader says: its best span, how much better that is than none, and the answerability head's logit."""

    asked: Question
    span: str
    margin: float
    answerable: float


def read_dev(data: Path, sample: int | None = None, seed: int = 0) -> list[Question]:
    """Every question of dev_a, or a sample of them."""
    found = [
        Question(entry.title.replace("_", " "), asked.question, paragraph.context, tuple(a.text for a in asked.answers))
        for entry in document(data_file(data, DEV), File).data
        for paragraph in entry.paragraphs
        for asked in paragraph.qas
    ]
    return random.Random(seed).sample(found, sample) if sample else found  # noqa: S311 a draw of questions


def read_all(runs: Runs, questions: Sequence[Question]) -> list[Read]:
    """What the reader says of each, in their order."""
    layout = Layout(weights.package_folder() / weights.TOKENIZER)
    windows = [(n, w) for n, q in enumerate(questions) for w in layout.windows(q.question, q.article, q.passage)]
    windows.sort(key=lambda one: len(one[1].ids))
    best: dict[int, Read] = {}
    with progress("reading", len(windows)) as step:
        for start in range(0, len(windows), TOGETHER):
            part = windows[start : start + TOGETHER]
            for (n, window), output in zip(part, runs.run([w for _, w in part]), strict=True):
                read = _read(questions[n], window, output)
                best[n] = max(best.get(n, read), read, key=lambda one: one.margin)
            step(len(part))
    return [best[n] for n in range(len(questions))]


def _read(asked: Question, window: Window, output: Output) -> Read:
    spans = best_spans(output.pieces[:, 0], output.pieces[:, 1], window.first, len(window.offsets))
    if not spans:
        return Read(asked, "", -99.0, -99.0)
    text = asked.passage[window.offsets[spans[0].first][0] : window.offsets[spans[0].last][1]]
    return Read(asked, text, spans[0].score, output.answer)


def figures(reads: Sequence[Read]) -> dict[str, Figure]:
    """By name: over the answerable questions, and over all of them with a fitted threshold."""
    groups = np.array([r.asked.article for r in reads])
    answerable = np.array([bool(r.asked.answers) for r in reads])
    f1 = np.array([_of_answers(token_f1, r) for r in reads])
    em = np.array([_of_answers(exact_match, r) for r in reads])
    sure = confidence(reads)
    own = groups[answerable].tolist()
    return {
        "F1, answerable": mean(f1[answerable].tolist(), own),
        "exact match, answerable": mean(em[answerable].tolist(), own),
        "F1, SQuAD 2.0": mean(with_refusals(sure, f1, answerable, groups).tolist(), groups.tolist()),
        "exact match, SQuAD 2.0": mean(with_refusals(sure, em, answerable, groups).tolist(), groups.tolist()),
        "answerability AUROC": resampled(lambda rows: auroc(sure[rows], answerable[rows]), groups.tolist()),
    }


def _of_answers(measure: Callable[[str, Sequence[str]], float], read: Read) -> float:
    return measure(read.span, read.asked.answers) if read.asked.answers else 0.0


def confidence(reads: Sequence[Read]) -> np.ndarray:
    """Both signs that there is an answer, of equal weight: the span's margin and the head's logit."""
    both = [np.array([r.margin for r in reads]), np.array([r.answerable for r in reads])]
    total: np.ndarray = sum((one / (one.std() or 1.0) for one in both), start=np.zeros(len(reads)))
    return total


def with_refusals(sure: np.ndarray, scores: np.ndarray, answerable: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """SQuAD 2's score of each question; each article is judged with the threshold that is best on the others."""
    judged = np.zeros(len(sure))
    for group in np.unique(groups):
        out = groups == group
        cut = _threshold(sure[~out], scores[~out], answerable[~out]) if (~out).any() else 0.0
        judged[out] = np.where(sure[out] >= cut, scores[out] * answerable[out], ~answerable[out])
    return judged


def _threshold(sure: np.ndarray, scores: np.ndarray, answerable: np.ndarray) -> float:
    order = np.argsort(-sure)
    gains = np.concatenate([[0.0], np.cumsum(np.where(answerable[order], scores[order], -1.0))])
    at = int(gains.argmax())
    return float(sure[order[at - 1]]) if at else float("inf")


def report(found: dict[str, Figure], *, as_json: bool) -> str:
    """A line a figure, or one JSON object."""
    if as_json:
        return json.dumps({name: figure.as_json() for name, figure in found.items()})
    lines = [f"{name:26} {f.n:6} {f.value:.3f} [{f.low or 0:.3f}, {f.high or 0:.3f}]" for name, f in found.items()]
    return "\n".join(lines)


def main() -> int:
    """Measure and print; 0."""
    parser = argparse.ArgumentParser(prog="python -m eval.studies.reading", description="Measure the reader alone.")
    given = os.environ.get("FOOTNOTE_DATA")
    parser.add_argument("--data", type=Path, default=given, required=not given, help="or FOOTNOTE_DATA")
    parser.add_argument("--onnx", type=Path, help="weights other than the shipped ones")
    parser.add_argument("--sample", type=int)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    reads = read_all(Network(options.onnx), read_dev(Path(options.data), options.sample))
    print(report(figures(reads), as_json=options.json))  # noqa: T201
    return 0


if __name__ == "__main__":
    raise SystemExit(plainly(main))
