"""What is written for other tools says what the run says."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.items import Gold, Item
from eval.score import Row, Score
from eval.sets import read_trec_run
from eval.sets.export import to_ragas, to_trec
from eval.values import Corpus

TEXTS = {"a": "Ann Hale signed.", "b c": "Tom did not."}


def answer(*places: tuple[str, int, int]) -> dict[str, Any]:
    passages = [{"article_id": id_, "start": start, "end": end, "score": 1.0} for id_, start, end in places]
    return {"status": "answered", "answer": "Ann [1].", "passages": passages}


def scored(*rows: tuple[Item, dict[str, Any] | None]) -> Score:
    made = tuple(Row(item, found, None, False, None, None, {}) for item, found in rows)
    return Score({}, made, {}, {}, {}, {}, Corpus(TEXTS))


ITEM = Item("q 1", "Who?", ("Ann", "Ann Hale"), (Gold("a", 0, 3, quote="Ann"), Gold("b c", grade=2)))
FAILED = Item("q2", "Why?", relevant=(Gold("a"),))


def test_line_03_ragas_fields() -> None:
    first, second = to_ragas(scored((ITEM, answer(("b c", 0, 3), ("a", 4, 8))), (FAILED, None)))
    assert first == {
        "user_input": "Who?",
        "retrieved_contexts": ["Tom", "Hale"],
        "retrieved_context_ids": ["b c", "a"],
        "reference": "Ann",
        "reference_contexts": ["Ann", "Tom did not."],
        "reference_context_ids": ["a", "b c"],
        "response": "Ann [1].",
    }
    assert (second["retrieved_contexts"], second["response"], second["reference"]) == ([], "", "")
    assert list(second) == list(first)


def test_line_07_trec_has_an_article_once_and_scores_that_fall(tmp_path: Path) -> None:
    judged = scored((ITEM, answer(("b c", 0, 3), ("a", 4, 8), ("b c", 3, 5))), (FAILED, None))
    qrels, run = to_trec(judged, "our tag")
    assert qrels.splitlines() == ["q%201 0 a 1", "q%201 0 b%20c 2", "q2 0 a 1"]
    assert run.splitlines() == ["q%201 Q0 b%20c 1 2 our%20tag", "q%201 Q0 a 2 1 our%20tag"]
    (tmp_path / "run.txt").write_text(run, encoding="utf-8")
    assert read_trec_run(tmp_path / "run.txt") == {"q%201": [("b%20c", 2.0), ("a", 1.0)]}


@given(st.lists(st.sampled_from("abcdef"), max_size=12))
def test_ranks_survive_the_way_through_a_run(ranked: list[str]) -> None:
    _, run = to_trec(scored((FAILED, answer(*((id_, 0, 1) for id_ in ranked)))), "x")
    cells = [line.split() for line in run.splitlines()]
    assert [one[2] for one in cells] == list(dict.fromkeys(ranked))
    assert [int(one[3]) for one in cells] == list(range(1, len(cells) + 1))
    scores = [float(one[4]) for one in cells]
    assert all(high > low for high, low in pairwise(scores))


def test_another_tool_reads_both(tmp_path: Path) -> None:
    qrels, run = to_trec(scored((ITEM, answer(("x", 0, 3), ("a", 4, 8))), (FAILED, None)), "x")
    (tmp_path / "qrels").write_text(qrels, encoding="utf-8")
    (tmp_path / "run").write_text(run, encoding="utf-8")
    given = [ir_measures.read_trec_qrels(str(tmp_path / "qrels")), ir_measures.read_trec_run(str(tmp_path / "run"))]
    assert ir_measures.calc_aggregate([ir_measures.RR @ 10], *given)[ir_measures.RR @ 10] == pytest.approx(0.25)
