"""The reader alone: figures of a perfect, a silent and a guessing reader."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.answerers.by_sentence import BySentence
from bot.embed import load_embedder
from bot.reader.inputs import Window
from bot.reader.model import Output
from bot.settings import Settings
from eval.studies.reading import Question, Read, figures, read_all, read_by, report, with_refusals

ASKED = [
    Question(f"article {n % 5}", f"Who was number {n}?", f"Number {n} was Person{n}.", (f"Person{n}",) if n % 2 else ())
    for n in range(40)
]


def reads(span: str | None, margin: dict[bool, float]) -> list[Read]:
    """Every question read alike: the right words (None) or these, with a margin for those with an answer and without."""
    return [
        Read(q, "".join(q.answers) if span is None else span, margin[bool(q.answers)], margin[bool(q.answers)])
        for q in ASKED
    ]


def test_a_perfect_reader() -> None:
    found = figures(reads(None, {True: 3.0, False: -3.0}))
    assert {figure.value for figure in found.values()} == {1.0}


def test_a_reader_that_is_sure_of_the_wrong_questions() -> None:
    found = figures(reads(None, {True: -3.0, False: 3.0}))
    assert found["F1, answerable"].value == 1.0
    assert found["answerability AUROC"].value == 0.0
    assert found["F1, SQuAD 2.0"].value <= 0.5


def test_a_reader_that_finds_nothing() -> None:
    found = figures(reads("elsewhere", {True: 0.0, False: 0.0}))
    assert found["F1, answerable"].value == 0.0
    assert found["answerability AUROC"].value == 0.5
    assert found["F1, SQuAD 2.0"].value == 0.5  # whoever refuses everything has half of them right


def test_the_threshold_comes_from_the_other_articles() -> None:
    sure = np.array([1.0, 0.0, 9.0, 8.0])
    scores, answerable = np.array([1.0, 0.0, 1.0, 0.0]), np.array([True, False, True, False])
    groups = np.array(["a", "a", "b", "b"])
    # The threshold of b (9) refuses all of a, that of a (1) answers all of b.
    assert with_refusals(sure, scores, answerable, groups).tolist() == [0.0, 1.0, 1.0, 0.0]


def test_the_difference_of_two_readers() -> None:
    perfect, silent = reads(None, {True: 3.0, False: -3.0}), reads("elsewhere", {True: 0.0, False: 0.0})
    gains = figures(perfect, silent)
    assert {name: figure.value for name, figure in gains.items()} == pytest.approx(
        {"F1, answerable": 1.0, "F1, SQuAD 2.0": 0.5, "exact match, answerable": 1.0, "exact match, SQuAD 2.0": 0.5}
        | {"answerability AUROC": 0.5}
    )
    assert {figure.value for figure in figures(perfect, perfect).values()} == {0.0}


def test_the_sentence_picker_is_read_beside() -> None:
    found = read_by(BySentence(load_embedder(Settings(home=Path()))), ASKED[:3])
    assert [read.asked for read in found] == ASKED[:3]
    assert [f"Person{n}" in read.span for n, read in enumerate(found)] == [True] * 3


class Pointing:
    """A network that begins and ends at the last word but one, in the window that has it."""

    def run(self, windows: list[Window]) -> list[Output]:
        found = []
        for window in windows:
            pieces = np.zeros((len(window.ids), 5), np.float32)
            pieces[len(window.ids) - 2, :2] = 4.0
            found.append(Output(pieces, 1.0))
        return found


def test_it_reads_every_question_in_its_order() -> None:
    found = read_all(Pointing(), ASKED[:7])
    assert [read.asked for read in found] == ASKED[:7]
    assert {read.span for read in found} == {"."}


@pytest.mark.parametrize("as_json", [True, False])
def test_the_report_names_every_figure(as_json: bool) -> None:
    text = report(figures(reads(None, {True: 1.0, False: 0.0})), as_json=as_json)
    assert "SQuAD 2.0" in text
    assert "AUROC" in text
