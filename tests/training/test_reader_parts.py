"""What the reader is taught by: labels, changes of questions, the network and its drawing."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from onnx import numpy_helper

from bot.embed import weights
from bot.errors import UsageError
from bot.reader import model
from bot.reader.inputs import Layout
from eval.sets import CATALOGUE
from training.reader.drawn import read_drawn
from training.reader.examples import NONE, SUPPORTS, Row
from training.reader.export import draw, quantised
from training.reader.mine import SETS
from training.reader.model import from_minilm
from training.reader.prepare import encode, load_likeness
from training.reader.statements import as_statement, as_yes_no
from training.reader.swaps import Swapper
from training.reader.train import load_reader

LAYOUT = Layout(weights.package_folder() / weights.TOKENIZER)


def test_weights_see_training_sets_only() -> None:
    assert {CATALOGUE[name].use for name in SETS} == {"train"}


def test_labels_stand_on_the_words_that_answer() -> None:
    text = "It rained. Kim Jong Un gave two dogs. He left."
    start = text.index("two dogs")
    row = encode(Row("answer", "What did Kim give?", "Visit", text, start, start + 8, 1, start, SUPPORTS), LAYOUT)
    assert row is not None
    words = LAYOUT.pieces(["two dogs"])[0][0]
    assert row["ids"][row["start"] : row["end"] + 1] == words
    sentence = [i for i, n in zip(row["ids"], row["sentences"], strict=True) if n == row["sentence"]]
    assert sentence == LAYOUT.pieces(["Kim Jong Un gave two dogs."])[0][0]


def test_a_row_without_an_answer_points_at_cls() -> None:
    row = encode(Row("swap", "What did Xi give?", "", "Kim gave two dogs."), LAYOUT)
    assert row is not None
    assert (row["start"], row["end"], row["answerable"], row["sentence"]) == (0, 0, 0, NONE)


def test_an_answer_beyond_the_window_is_found_in_the_next() -> None:
    text = "Nothing of note happened that day. " * 80 + "Kim gave two dogs."
    start = text.index("two dogs")
    row = encode(Row("answer", "What?", "", text, start, start + 8, 1, start, SUPPORTS), LAYOUT)
    assert row is not None
    assert row["ids"][row["start"] : row["end"] + 1] == LAYOUT.pieces(["two dogs"])[0][0]


@pytest.mark.parametrize(
    ("question", "answer", "made"),
    [
        ("What did Kim give Putin?", "two dogs", "Did Kim give Putin two dogs?"),
        ("When was the bridge opened?", "1931", "Was the bridge opened in 1931?"),
        ("Who was the captain?", "Ingrid Solheim", "Was Ingrid Solheim the captain?"),
        ("How many goals did Ada score?", "three", "Did Ada score three goals?"),
        ("Why is the sky blue?", "scattering", ""),
        ("", "x", ""),
    ],
)
def test_yes_no_questions(question: str, answer: str, made: str) -> None:
    assert as_yes_no(question, answer) == made


def test_statements() -> None:
    assert as_statement("Who wrote the letter?", "Kim") == "Kim wrote the letter."
    assert as_statement("When did it rain?", "Monday") == ""


def test_swaps_change_a_question_by_one_thing() -> None:
    text = "In 1931 the Harbour Bridge was opened by Ada Alder. Boris Birch drew it in 1924 for the city of Cork."
    questions = ["When did Ada Alder open the Harbour Bridge?", "Who drew the Harbour Bridge in 1924?"]
    swapper = Swapper(questions, text, random.Random(3), load_likeness())
    made = {swapper.swap(questions[0], text, "1931") for _ in range(30)} - {""}
    assert len(made) > 3
    assert not made & set(questions)


def test_the_drawing_computes_what_torch_does() -> None:
    reader = from_minilm().eval()
    ids = torch.randint(1_000, 20_000, (3, 50))
    segments, mask = torch.zeros_like(ids), torch.ones_like(ids)
    segments[:, 10:], mask[1, 40:] = 1, 0
    with torch.no_grad():
        pieces, answer = reader(ids, segments, mask)
    session = onnxruntime.InferenceSession(draw(reader, bits=32).SerializeToString())
    feeds = {"ids": ids.numpy(), "segments": segments.numpy(), "mask": mask.numpy()}
    drawn, drawn_answer = session.run(None, feeds)
    kept = mask.numpy()[..., None] == 1
    assert np.abs((drawn - pieces.numpy()) * kept).max() < 1e-4
    assert np.abs(drawn_answer - answer.numpy()).max() < 1e-4


def test_eight_bits_lose_half_a_step_at_most() -> None:
    values = np.random.default_rng(0).normal(size=(20, 30)).astype(np.float32)
    table, scale = quantised(values, axis=1)
    assert np.abs(table * scale - values).max() <= scale.max() / 2 + 1e-6


def test_a_shipped_file_gives_its_weights_back() -> None:
    path = Path(model.__file__).with_name(model.FILE)
    stored, again = onnx.load(path).graph.initializer, draw(read_drawn(path)).graph.initializer
    ours = {one.name: numpy_helper.to_array(one) for one in again}
    assert len(ours) == len(stored)
    assert all(np.array_equal(ours[one.name], numpy_helper.to_array(one)) for one in stored)


def test_what_is_no_drawn_reader_is_said(tmp_path: Path) -> None:
    (tmp_path / "other.onnx").write_bytes(b"nothing of the kind")
    with pytest.raises(UsageError, match=r"other\.onnx is no drawn reader"):
        load_reader(tmp_path / "other.onnx")
