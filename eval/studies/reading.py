"""The reader alone, the passage given: F1, exact match and answerability on SQuAD dev_a, which it never learned from.

    python -m eval.studies.reading --data DIR [--reader spans|sentences] [--onnx FILE] [--sample N] [--json]

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

from bot.answerers.by_sentence import BySentence
from bot.answerers.part import Reads
from bot.embed import load_embedder, weights
from bot.reader.inputs import Layout, Window
from bot.reader.model import Network, Output
from bot.reader.spans import best_spans
from bot.settings import Settings
from bot.types import Chunk, Passage
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


def read_by(reads: Reads, questions: Sequence[Question]) -> list[Read]:
    """What another reader says of each: its short answers, where it has none its words, and its confidence."""
    found = []
    with progress("reading", len(questions)) as step:
        for q in questions:
            chunk = Chunk(q.article, "", 0, len(q.passage), q.passage, q.article)
            part = reads.read(q.question, [Passage(chunk, 1, 0.5)])
            pieces = part.say().pieces if part.ranked else ()
            said = [short for piece in pieces for short in piece.shorts] or [piece.text for piece in pieces]
            found.append(Read(q, " ".join(said), part.confidence, part.confidence))
            step(1)
    return found


def figures(reads: Sequence[Read], beside: Sequence[Read] = ()) -> dict[str, Figure]:
    """By name: over the answerable questions, and over all of them with a fitted threshold.

    With what another reader says of the same questions `beside`, each figure is the difference: ours less theirs.
    """
    groups = np.array([r.asked.article for r in reads])
    answerable = np.array([bool(r.asked.answers) for r in reads])
    ours, theirs = _values(reads), _values(beside) if beside else {}
    found = {}
    for name, values in ours.items():
        of = answerable if name.endswith("answerable") else np.full(len(reads), True)
        found[name] = mean((values - theirs.get(name, 0.0))[of].tolist(), groups[of].tolist())
    sure = [confidence(side) for side in (reads, beside) if side]
    return found | {"answerability AUROC": resampled(lambda rows: auroc_less(sure, answerable, rows), groups.tolist())}


def auroc_less(sides: Sequence[np.ndarray], answerable: np.ndarray, rows: np.ndarray) -> float | None:
    """AUROC of one side's confidence, less the other's where there are two; None where `rows` are of one kind."""
    areas = [auroc(side[rows], answerable[rows]) for side in sides]
    return None if None in areas else float(np.subtract.reduce(np.array(areas, float)))


def _values(reads: Sequence[Read]) -> dict[str, np.ndarray]:
    """One value a question."""
    groups = np.array([r.asked.article for r in reads])
    answerable = np.array([bool(r.asked.answers) for r in reads])
    sure = confidence(reads)
    found = {}
    for name, measure in (("F1", token_f1), ("exact match", exact_match)):
        scores = np.array([_of_answers(measure, r) for r in reads])
        found[f"{name}, answerable"] = scores
        found[f"{name}, SQuAD 2.0"] = with_refusals(sure, scores, answerable, groups)
    return found


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
    lines = [f"{name:40} {f.n:6} {f.value:.3f} [{f.low or 0:.3f}, {f.high or 0:.3f}]" for name, f in found.items()]
    return "\n".join(lines)


def main() -> int:
    """Measure and print; 0."""
    parser = argparse.ArgumentParser(prog="python -m eval.studies.reading", description="Measure the reader alone.")
    given = os.environ.get("FOOTNOTE_DATA")
    parser.add_argument("--data", type=Path, default=given, required=not given, help="or FOOTNOTE_DATA")
    parser.add_argument("--reader", choices=("spans", "sentences"), default="spans")
    parser.add_argument("--onnx", type=Path, help="weights other than the shipped ones")
    parser.add_argument("--sample", type=int)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    questions = read_dev(Path(options.data), options.sample)
    if options.reader == "spans":
        reads = read_all(Network(options.onnx), questions)
    else:
        reads = read_by(BySentence(load_embedder(Settings(home=Path()))), questions)
    print(report(figures(reads), as_json=options.json))  # noqa: T201
    return 0


if __name__ == "__main__":
    raise SystemExit(plainly(main))
