"""A run judged: systems that are perfect, empty or leak score as they must; nothing is left out of a mean."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from eval_material import article_texts, made, perfect, refusal, run_of

from bot.errors import UsageError
from eval.items import Item
from eval.score import Score, score
from eval.values import Corpus, values_of


def scored(answers: dict[str, dict[str, Any] | None], **header: Any) -> Score:
    return score(made(), run_of(made(), answers, **header), Corpus(article_texts()))


def values(found: Score) -> dict[str, float]:
    return {name: figure.value for name, figure in found.figures.items()}


def leaked(item: Item) -> dict[str, Any]:
    """Gold passages, and nothing of worth said about them."""
    return {**perfect(item), "answer": "", "statements": [], "citations": [], "spans": []}


LOWER = ("uncited", "false_answer_rate", "false_refusal_rate", "aurc", "calibration_error")


def test_line_30_a_perfect_system_scores_1() -> None:
    found = values(scored({item.id: perfect(item) for item in made().items}))
    for name, value in found.items():
        assert value == (0 if name in LOWER else 1), name
    for name in (
        "ndcg@10",
        "answer_in_1",
        "spans_f1",
        "cited_first",
        "citation_f1",
        "quotes_exact",
        "refusal_f1",
        "auroc",
        "right",
    ):
        assert name in found


def test_line_30_gold_answers_pass_every_citation_metric() -> None:
    found = values(scored({item.id: perfect(item) for item in made().items}))
    assert [found[n] for n in ("citation_recall", "citation_precision", "citation_f1", "cited_answer")] == [1] * 4


def test_line_30_an_empty_system_scores_0() -> None:
    found = values(scored({item.id: refusal(item) for item in made().items if item.answerable}))
    refused = values(scored({item.id: refusal(item) for item in made().items}))
    for name in (
        "ndcg@10",
        "mrr@10",
        "recall@10",
        "article_hit@5",
        "answer_in_5",
        "spans_f1",
        "answer_f1",
        "cited_answer",
        "cited_first",
    ):
        assert found[name] == refused[name] == 0, name
    assert found["right"] == 0
    assert refused["right"] == 2 / 8  # it rightly says nothing where nothing is to be said
    assert refused["false_refusal_rate"] == 1


def test_line_30_a_planted_leak_is_seen_as_perfect_retrieval_and_no_more() -> None:
    found = values(scored({item.id: leaked(item) for item in made().items}))
    retrieval = (
        "ndcg@10",
        "mrr@10",
        "recall@10",
        "article_hit@1",
        "passage_hit@1",
        "answer_in_1",
        "answer_in_2000_chars",
    )
    assert [found[name] for name in retrieval] == [1.0] * len(retrieval)
    assert found["spans_f1"] == found["answer_f1"] == 0


def test_line_30_a_shuffled_system_is_near_chance() -> None:
    items = [item for item in made().items if item.answerable]
    rng, hits, corpus = random.Random(0), [], Corpus(article_texts())
    for _ in range(200):
        shuffled = rng.sample(items, len(items))
        pairs = zip(items, shuffled, strict=True)
        hits += [values_of(item, perfect(other), corpus)["article_hit@1"] for item, other in pairs]
    # Two articles with three questions each: a passage drawn at random is of the right one half the time.
    assert sum(hits) / len(hits) == pytest.approx(0.5, abs=0.05)


def test_line_07_unanswerable_questions_are_no_part_of_retrieval_and_counted() -> None:
    found = scored({item.id: perfect(item) for item in made().items})
    assert found.figures["ndcg@10"].n == 6
    assert (found.counts["answerable"], found.counts["unanswerable"]) == (6, 2)


def test_line_08_missing_and_failed_predictions_score_0_and_are_counted() -> None:
    answers: dict[str, dict[str, Any] | None] = {item.id: perfect(item) for item in made().items}
    answers["cost"] = None
    del answers["mirror"], answers["opera"]
    found = scored(answers)
    assert (found.counts["errors"], found.counts["missing"], found.counts["items"]) == (3, 2, 8)
    assert found.figures["spans_f1"].n == 6
    assert found.figures["spans_f1"].value == found.figures["ndcg@10"].value == pytest.approx(4 / 6)
    assert found.figures["false_refusal_rate"].value == pytest.approx(2 / 6)
    assert found.figures["false_answer_rate"].value == pytest.approx(1 / 2)


def test_line_10_confusion_of_refusals() -> None:
    answers = {item.id: perfect(item) for item in made().items}
    answers["cost"] = refusal(made().items[3])
    answers["opera"] = perfect(made().items[0])
    found = scored(answers)
    assert found.figures["refusal_precision"].value == found.figures["refusal_recall"].value == 0.5
    assert found.figures["refusal_f1"].value == 0.5
    assert (found.figures["refusal_precision"].n, found.figures["refusal_recall"].n) == (2, 2)
    listed = found.as_json()
    assert [row["id"] for row in listed["false_answers"]] == ["opera"]
    assert listed["false_answers"][0]["answer"] == "a wooden model boat"
    assert listed["false_refusals"] == ["cost"]


@pytest.mark.parametrize(
    "change", [{"start": 1}, {"quote": "a wooden model b0at"}, {"article_id": "gone"}, {"end": 10**6}]
)
def test_line_12_a_quote_is_exact_or_it_is_not(change: dict[str, Any]) -> None:
    answers = {item.id: perfect(item) for item in made().items}
    answers["gifts"] = {**answers["gifts"], "citations": [{**answers["gifts"]["citations"][0], **change}]}
    found = scored(answers)
    assert found.figures["quotes_exact"].value < 1
    assert found.counts["inexact_quotes"] == 1
    assert found.as_json()["inexact_quotes"] == ["gifts"]


def test_line_12_the_closest_passage_of_a_refusal_is_a_quote_too() -> None:
    answers = {item.id: perfect(item) for item in made().items}
    answers["opera"] = {**answers["opera"], "closest": {"article_id": "harbour", "start": 0, "end": 3, "quote": "the"}}
    assert scored(answers).counts["inexact_quotes"] == 1


def test_line_16_by_tag() -> None:
    answers = {item.id: perfect(item) for item in made().items}
    answers["opera"] = perfect(made().items[0])
    found = scored(answers)
    assert found.tags["asked"]["right"].value == 1
    assert found.tags["nothing"]["right"].value == 0.5


def test_line_17_latency_is_apart_and_leaves_the_cache_out() -> None:
    run = run_of(made(), {item.id: perfect(item) for item in made().items})
    slow = run.predictions
    object.__setattr__(slow["cost"], "total_ms", 9_000.0)
    object.__setattr__(slow["cost"], "cached", True)
    found = score(made(), run, Corpus(article_texts()))
    assert found.latency == {"n": 7, "total_p50_ms": 10, "total_p95_ms": 10, "first_p50_ms": 5, "first_p95_ms": 5}
    assert found.counts["cached"] == 1
    assert not [name for name in found.figures if "ms" in name.split("_")]


def test_line_17_tokens_and_the_size_of_the_index_are_reported() -> None:
    answers: dict[str, dict[str, Any] | None] = {item.id: perfect(item) for item in made().items}
    answers["cost"] = {**perfect(made().items[3]), "usage": {"total_tokens": 70}}
    size = scored(answers, index={"bytes": 12_345, "chunks": 4}).as_json()["size"]
    assert size == {"index_bytes": 12_345, "chunks": 4, "answer_words_p50": 2, "tokens": 70}


def test_a_run_over_other_questions_is_refused() -> None:
    run = run_of(made(), {}, set_digest="sha256-" + "0" * 64)
    with pytest.raises(UsageError, match="the questions of tiny have changed since the run"):
        score(made(), run, Corpus(article_texts()))


def test_line_25_a_score_is_the_same_bytes() -> None:
    answers = {item.id: perfect(item) for item in made().items}
    answers["cost"] = refusal(made().items[3])
    first, second = (json.dumps(scored(answers).as_json()) for _ in range(2))
    assert first == second


def test_long_references_are_not_called_wrong() -> None:
    prose = Item("long", "How do I apply?", ("word " * 40,), answerable=True)
    assert "right" not in values_of(prose, perfect(made().items[0]), Corpus(article_texts()))


def test_line_08_what_failed_is_the_worst_in_every_figure() -> None:
    good: dict[str, dict[str, Any] | None] = {item.id: perfect(item) for item in made().items}
    perfect_values = values(scored(good))
    for broken in ("cost", "opera"):
        found = values(scored({**good, broken: None}))
        better = [
            n
            for n, value in found.items()
            if (value < perfect_values[n]) == (n in LOWER) and value != perfect_values[n]
        ]
        assert better == []
    all_failed = values(scored(dict.fromkeys(good)))
    for name, value in all_failed.items():
        assert value == (1 if name in LOWER else 0), name


def test_a_reference_of_articles_alone_is_no_gift() -> None:
    item = Item("q", "Which letter?", ("A",), answerable=True)
    corpus = Corpus(article_texts())
    for answer in (None, refusal(item)):
        found = values_of(item, answer, corpus)
        assert not any(found.get(name, 0) for name in ("right", "spans_em", "spans_f1", "answer_f1", "squad_f1"))


def test_what_was_not_searched_is_no_miss() -> None:
    told = {
        **perfect(made().items[0]),
        "statements": [{"text": "May.", "kind": "metadata", "citations": []}],
        "passages": [],
    }
    assert "ndcg@10" not in values_of(made().items[0], told, Corpus(article_texts()))


def test_quotes_are_checked_even_where_no_article_is_left() -> None:
    assert values_of(made().items[0], perfect(made().items[0]), Corpus({}))["quotes_exact"] == 0
