"""Ranking measures equal the reference implementation's; judging answers looks past typography."""

from __future__ import annotations

import math

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ir_measures import RR, R, Success, nDCG

from eval.metrics.ranking import holds, ndcg, plain_answer, recall, reciprocal_rank, success, within_chars

DOCS = [f"d{n}" for n in range(20)]


@given(st.permutations(DOCS), st.sets(st.sampled_from(DOCS), min_size=1), st.integers(0, 20))
def test_measures_equal_ir_measures(ranked: list[str], relevant: set[str], n_found: int) -> None:
    found = ranked[:n_found]
    qrels = [ir_measures.Qrel("q", doc, 1) for doc in relevant]
    run = [ir_measures.ScoredDoc("q", doc, 1 / rank) for rank, doc in enumerate(found, 1)]
    reference = ir_measures.calc_aggregate([nDCG @ 10, RR @ 10, R @ 10, Success @ 5], qrels, run)
    ours = {nDCG @ 10: ndcg, RR @ 10: reciprocal_rank, R @ 10: recall}
    for measure, function in ours.items():
        expected = reference.get(measure, 0.0)
        assert math.isclose(function(found, relevant, 10), 0.0 if math.isnan(expected) else expected, abs_tol=1e-6)
    assert success(found, relevant, 5) == pytest.approx(reference.get(Success @ 5, 0.0) if found else 0.0)


def test_holds_looks_past_quotes_case_and_spaces() -> None:
    assert holds("He watched “Squid  Game” twice", [plain_answer('"squid game."')])
    assert not holds("He watched it", [plain_answer("Squid Game")])


def test_within_chars_counts_over_passages() -> None:
    assert within_chars(["x" * 10, "the answer"], ["answer"], 20)
    assert not within_chars(["x" * 10, "the answer"], ["answer"], 19)
    assert not within_chars(["x" * 30, "the answer"], ["answer"], 20)
