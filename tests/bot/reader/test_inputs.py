"""What the reader sees: one layout, and every piece with its place."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.embed import weights
from bot.reader.inputs import CLS, MAX_PIECES, MAX_QUESTION, OVERLAP, SEP, Layout

LAYOUT = Layout(weights.package_folder() / weights.TOKENIZER)


def test_a_passage_stands_behind_question_and_title() -> None:
    (window,) = LAYOUT.windows("Who came?", "The visit", "Kim came.")
    separators = [i for i, piece in enumerate(window.ids) if piece == SEP]
    assert window.ids[0] == CLS
    assert window.n_question == separators[0] + 1
    assert window.first == separators[1] + 1
    assert separators[2] == len(window.ids) - 1
    assert ["Kim came."[a:b] for a, b in window.offsets] == ["Kim", "came", "."]


def test_a_long_passage_becomes_windows_that_overlap() -> None:
    text = " ".join(f"word{n}" for n in range(600))
    windows = LAYOUT.windows("Which word?", "", text)
    assert len(windows) > 1
    assert all(len(window.ids) <= MAX_PIECES for window in windows)
    for before, after in pairwise(windows):
        assert before.offsets[-OVERLAP:] == after.offsets[:OVERLAP]
    assert {offset for window in windows for offset in window.offsets} == set(LAYOUT.pieces([text])[0][1])


def test_a_long_question_keeps_its_end() -> None:
    (window,) = LAYOUT.windows("very " * 2_000 + "late?", "", "Kim came.")
    assert window.n_question == MAX_QUESTION + 2
    assert window.ids[window.n_question - 3 : window.n_question - 1] == LAYOUT.pieces(["late?"])[0][0]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\ud800", "\x00", "🙂", "é" * 3])
def test_odd_texts_give_one_window(text: str) -> None:
    assert len(LAYOUT.windows(text, text, text)) == 1


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400), st.text(max_size=60))
def test_offsets_lie_in_the_passage_and_never_go_back(passage: str, question: str) -> None:
    for window in LAYOUT.windows(question, "", passage):
        assert len(window.ids) == window.first + len(window.offsets) + 1
        assert all(0 <= a <= b <= len(passage) for a, b in window.offsets)
        assert window.offsets == sorted(window.offsets)
