"""The table: never wider than the terminal, nothing obeyed, plain in a pipe."""

from __future__ import annotations

import io
import re

import pytest
from report_material import CHECKS, comparison, hostile, realistic, retrieval_only
from rich.cells import cell_len
from rich.console import Console

from eval.report.table import show_checks, show_comparison, show_score

SCORES = {
    "realistic": realistic(),
    "one row": realistic(1),
    "all errors": realistic(20, error_rate=1),
    "retrieval only": retrieval_only(),
    "hostile": hostile(),
}
MARKUP = "[bold red]markup[/bold red]"


def shown(score, width: int, *, is_terminal: bool = False) -> str:
    stream = io.StringIO()
    console = Console(file=stream, width=width, force_terminal=is_terminal)
    show_score(console, score)
    show_comparison(console, comparison(score, score))
    show_checks(console, CHECKS)
    return stream.getvalue()


@pytest.mark.parametrize("width", [20, 40, 80, 100, 200])
@pytest.mark.parametrize("kind", SCORES)
def test_no_line_is_wider_than_the_terminal(kind: str, width: int) -> None:
    for line in shown(SCORES[kind], width).split("\n"):
        assert cell_len(line) <= width, line


@pytest.mark.parametrize("kind", SCORES)
def test_a_pipe_gets_no_escape(kind: str) -> None:
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown(SCORES[kind], 80))


def test_a_terminal_gets_only_colours() -> None:
    text = shown(SCORES["hostile"], 100, is_terminal=True)
    assert "\x1b[" in text
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", re.sub(r"\x1b\[[0-9;]*m", "", text))


def test_texts_are_no_markup() -> None:
    assert MARKUP in shown(hostile(lambda _: MARKUP), 200)


def test_line_14_to_17_stand_in_the_table() -> None:
    score = SCORES["realistic"]
    text = shown(score, 120)
    figure, lowest = score.figures["ndcg@10"], score.lowest
    assert lowest is not None
    assert re.search(rf"ndcg@10 +{figure.value:.3f} +{figure.low:.3f} to {figure.high:.3f} +{figure.n}\b", text)
    assert f"lowest tag  {lowest[0]}" in text
    assert "p50" in text
    assert "p95" in text


def test_few_items_are_flagged() -> None:
    few = shown(realistic(12), 120)
    assert re.search(r"right +\S+ +\S+ to \S+ +12 +few", few)


def test_only_chosen_metrics() -> None:
    stream = io.StringIO()
    show_score(Console(file=stream, width=100), SCORES["realistic"], ["ndcg@10"])
    assert "ndcg@10" in stream.getvalue()
    assert "spans_f1" not in stream.getvalue()
