"""Metrics of single answers: SQuAD's rules, ALCE's, retrieval beside ir_measures, refusing."""

from __future__ import annotations

import doctest
import math

import ir_measures
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ir_measures import RR, R, Success, nDCG

from bot.grounding.support import support as lexical
from eval.items import Gold, Item
from eval.metrics import METRICS, answers, citations, ranking, refusal, support
from eval.values import Corpus, values_of

DOCS = [f"d{n:02}" for n in range(15)]


def test_examples_in_docstrings() -> None:
    for module in (answers, citations, ranking, support):
        assert doctest.testmod(module).failed == 0


@st.composite
def topics(draw: st.DrawFn) -> list[tuple[list[str], dict[str, int]]]:
    """A ranking and graded judgements for some questions; rankings may be empty: a question the run lacks."""
    one = st.tuples(
        st.permutations(DOCS).flatmap(lambda docs: st.integers(0, len(docs)).map(lambda n: docs[:n])),
        st.dictionaries(st.sampled_from(DOCS), st.integers(0, 3), min_size=1, max_size=6).filter(
            lambda g: any(g.values())
        ),
    )
    return draw(st.lists(one, min_size=1, max_size=5))


@given(topics())
def test_line_06_retrieval_equals_ir_measures(asked: list[tuple[list[str], dict[str, int]]]) -> None:
    # Passages may repeat an article, as ours do; the ranking is that of its first passages. The run that is handed
    # over has strictly decreasing scores, and a question without passages is missing from it.
    qrels = [ir_measures.Qrel(f"q{n}", doc, g) for n, (_, grades) in enumerate(asked) for doc, g in grades.items()]
    run = [
        ir_measures.ScoredDoc(f"q{n}", doc, float(len(ranked) - place))
        for n, (ranked, _) in enumerate(asked)
        for place, doc in enumerate(ranked)
    ]
    reference = {nDCG @ 10: "ndcg@10", RR @ 10: "mrr@10", R @ 10: "recall@10", Success @ 5: "article_hit@5"}
    expected = ir_measures.calc_aggregate(list(reference), qrels, run)
    corpus = Corpus(dict.fromkeys(DOCS, "text"))
    ours = []
    for n, (ranked, grades) in enumerate(asked):
        item = Item(f"q{n}", "?", relevant=tuple(Gold(doc, grade=g) for doc, g in grades.items()))  # grades of 0 too
        twice = [*ranked, *ranked[:3]]
        passages = [{"article_id": doc, "start": 0, "end": 4} for doc in twice]
        answer = {"status": "answered", "passages": passages, "statements": [], "citations": [], "spans": []}
        ours.append(values_of(item, answer, corpus))
    single = {(m.query_id, str(m.measure)): m.value for m in ir_measures.iter_calc(list(reference), qrels, run)}
    for n, values in enumerate(ours):
        for measure, name in reference.items():
            assert math.isclose(values[name], single.get((f"q{n}", str(measure)), 0.0), abs_tol=1e-6), name
    for measure, name in reference.items():
        value = expected[measure] if run else 0.0  # ir_measures has no mean over an empty run
        assert math.isclose(np.mean([values[name] for values in ours]), value, abs_tol=1e-6), name


def test_line_06_ties_cannot_happen_and_an_article_counts_once() -> None:
    item = Item("q", "?", relevant=(Gold("a"), Gold("b")), answerable=True)
    passages = [{"article_id": i, "start": 0, "end": 1} for i in ("x", "x", "a", "a", "b")]
    answer = {"status": "answered", "passages": passages, "statements": [], "citations": [], "spans": []}
    values = values_of(item, answer, Corpus(dict.fromkeys("abx", "t")))
    assert values["mrr@10"] == 0.5  # x, a, b: the article a is second, though its passage is third
    assert values["recall@10"] == 1
    assert (values["article_hit@1"], values["article_hit@5"]) == (0, 1)


@pytest.mark.parametrize(
    ("said", "references", "em", "f1"),
    [
        ("The Tea Set!", ["a tea set"], 1, 1),
        ("“Squid Game”", ["squid game"], 1, 1),
        ("a tea set and a dagger", ["the tea set"], 0, 2 / 3),
        ("a dagger", ["a tea set", "the dagger"], 1, 1),
        ("", ["a tea set"], 0, 0),
        ("the", ["an"], 1, 1),  # both are nothing once normalised, as in SQuAD's own script
        ("40,000 tonnes", ["40000 tonnes"], 1, 1),
    ],
)
def test_line_09_em_and_f1_follow_squad(said: str, references: list[str], em: float, f1: float) -> None:
    assert answers.exact_match(said, references) == em
    assert answers.token_f1(said, references) == pytest.approx(f1)


@pytest.mark.parametrize(
    ("refused", "answerable", "score", "expected"),
    [(True, False, 0, 1), (False, False, 1, 0), (True, True, 1, 0), (False, True, 0.4, 0.4)],
)
def test_line_09_no_answer_rule(refused: bool, answerable: bool, score: float, expected: float) -> None:
    assert answers.no_answer(refused, answerable, score) == expected


@given(st.text(max_size=60), st.lists(st.text(max_size=30), min_size=1, max_size=3))
def test_line_09_scores_are_shares_and_exact_answers_are_perfect(said: str, references: list[str]) -> None:
    assert 0 <= answers.token_f1(said, references) <= 1
    if answers.exact_match(said, references):
        assert answers.token_f1(said, references) == 1
    assert answers.token_f1(references[0], references) == 1


def test_long_answers_win_nothing() -> None:
    padding = "word " * 100
    item = Item("q", "?", answers=("Lena Horak",), answerable=True)
    answer = {"status": "answered", "answer": padding + "Lena Horak", "citations": [], "spans": [], "passages": []}
    values = values_of(item, answer, Corpus({}))
    assert values["answer_contains"] == values["answer_f1"] == values["right"] == 0


def test_contains_is_of_whole_words() -> None:
    assert answers.contains("He paid 210 euros", ["210"])
    assert not answers.contains("He paid 2105 euros", ["210"])


def judged(text: str, *quotes: str) -> citations.Judged:
    cited = [{"n": n, "quote": quote} for n, quote in enumerate(quotes, 1)]
    found = citations.judge({"answer": text, "citations": cited}, lexical, 0.7)
    assert found is not None
    return found


def test_line_11_recall_and_precision_are_alces() -> None:
    dogs, car, other = (
        "Kim gave Putin two dogs in return.",
        "Putin gave Kim a car.",
        "The weather was fine in Pyongyang.",
    )
    both = judged("Kim gave Putin two dogs. [1] Putin gave Kim a car. [2]", dogs, car)
    assert (both.recall, both.precision, both.f1, both.n_uncited) == (1, 1, 1, 0)
    idle = judged("Kim gave Putin two dogs. [1][2]", dogs, other)
    assert (idle.recall, idle.precision) == (1, 0.5)
    wrong = judged("Kim gave Putin two dogs. [1]", other)
    assert (wrong.recall, wrong.precision, wrong.f1) == (0, 0, 0)


def test_line_11_out_of_range_counts_nothing() -> None:
    out = judged("Kim gave Putin two dogs. [7]", "Kim gave Putin two dogs.")
    assert (out.recall, out.precision) == (0, 0)


def test_line_11_markers_are_read_alike() -> None:
    assert (
        [c.numbers for c in citations.parse("He came. [1, 2]")]
        == [c.numbers for c in citations.parse("He came. [1][2]")]
        == [(1, 2)]
    )
    assert citations.parse("He said \\[12]. [3]")[0].numbers == (3,)


def test_line_11_uncited_sentences_are_counted() -> None:
    assert judged("He came. He left. [1]", "He left.").n_uncited == 1


def test_support_needs_the_words() -> None:
    assert lexical("Lena Horak directs the observatory.", "Its director, Lena Horak, said so of the observatory.") > 0.5
    assert lexical("", "anything") == 0.0


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=2, max_size=40))
def test_line_10_auroc_is_the_chance_of_a_right_order(asked: list[tuple[float, bool]]) -> None:
    confidence, answerable = np.array([c for c, _ in asked]), np.array([a for _, a in asked], bool)
    pairs = [(p, q) for p in confidence[answerable] for q in confidence[~answerable]]
    expected = np.mean([1.0 if p > q else 0.5 if p == q else 0.0 for p, q in pairs]) if pairs else None
    found = refusal.auroc(confidence, answerable)
    assert found == (None if expected is None else pytest.approx(expected))


def test_line_10_risk_and_coverage_by_hand() -> None:
    coverage, risk = refusal.risk_coverage(np.array([0.9, 0.8, 0.8, 0.1]), np.array([True, True, False, False]))
    assert coverage.tolist() == [0.25, 0.75, 1.0]  # the two of one confidence are answered together
    assert risk.tolist() == pytest.approx([0, 1 / 3, 1 / 2])
    assert refusal.aurc(np.array([0.9, 0.1]), np.array([True, True])) == 0


def test_line_10_calibration_error_by_hand() -> None:
    sure = np.array([0.95, 0.95, 0.05, 0.05])
    assert refusal.calibration_error(sure, np.array([True, True, False, False])) == pytest.approx(0.05)
    assert refusal.calibration_error(sure, np.array([False, False, True, True])) == pytest.approx(0.95)


def test_every_metric_says_what_it_is() -> None:
    assert all(metric.title and metric.kind for metric in METRICS.values())
