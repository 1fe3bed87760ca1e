"""Two runs beside each other: refused where they cannot be, a planted change found, luck not taken for one."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from bot.errors import UsageError
from eval.compare import Comparison, compare, regressions
from eval.items import Item
from eval.score import Score, assemble
from eval.values import Corpus, Row


def row(item: Item, right: float, **values: float) -> Row:
    refused = (right == 1) != bool(item.answerable)
    answer = {"status": "refused" if refused else "answered", "answer": f"{item.id} {right}", "confidence": 0.5}
    return Row(item, answer, None, False, 1.0, 2.0, {"right": right, **values})


def score(rows: list[Row], **header: Any) -> Score:
    known: dict[str, Any] = {"set_digest": "sha256-s", "corpus_digest": "sha256-c", "n_items": len(rows)}
    known |= {"partial": False, "selection": {}, "config": {"depth": 10}, "index": {"articles": 12}}
    return assemble(known | header, tuple(rows), Corpus({}))


def items(n_groups: int = 40, size: int = 3, answerable: bool | None = True) -> list[Item]:
    return [
        Item(f"q{g}-{i}", f"question {g} {i}?", ("yes",), group=f"g{g}", answerable=answerable)
        for g in range(n_groups)
        for i in range(size)
    ]


def hits(asked: list[Item], chance: float, seed: int) -> np.ndarray:
    return (np.random.default_rng(seed).random(len(asked)) < chance).astype(float)


def run(asked: list[Item], values: np.ndarray, **header: Any) -> Score:
    pairs = zip(asked, values.tolist(), strict=True)
    return score([row(item, v, answer_f1=v / 2 + 0.25, uncited=1 - v) for item, v in pairs], **header)


def planted() -> tuple[Score, Score]:
    """B is A with one right answer in five lost."""
    asked = items()
    before = hits(asked, 0.8, seed=1)
    return run(asked, before), run(asked, before * hits(asked, 0.8, seed=2))


def change(compared: Comparison, metric: str) -> Any:
    return next(one for one in compared.changes if one.metric == metric)


def test_line_18_other_questions_are_refused_with_their_number_and_a_way_out() -> None:
    asked = items()
    a, b = run(asked[:100], np.ones(100)), run(asked[20:], np.ones(100))
    with pytest.raises(UsageError) as caught:
        compare(a, b)
    assert "A lacks 20 (q33-1, q33-2, q34-0, ...), B lacks 20 (q0-0, " in caught.value.message
    assert "--intersect compares the 80 " in caught.value.hint
    assert caught.value.exit_code == 2


def test_line_18_the_intersection_is_stated() -> None:
    asked = items()
    found = compare(run(asked[:100], np.ones(100)), run(asked[20:], np.ones(100), set_digest="other"), intersect=True)
    assert found.n_shared == 80
    assert change(found, "right").delta.n == 80
    assert any("80 questions that both have" in note for note in found.notes)


def test_nothing_in_common_is_refused_even_as_an_intersection() -> None:
    asked = items()
    with pytest.raises(UsageError, match="different questions"):
        compare(run(asked[:10], np.ones(10)), run(asked[10:20], np.ones(10)), intersect=True)


@pytest.mark.parametrize(("field", "word"), [("set_digest", "sets"), ("corpus_digest", "articles")])
def test_other_sets_and_other_articles_are_refused(field: str, word: str) -> None:
    asked = items(4)
    with pytest.raises(UsageError) as caught:
        compare(run(asked, np.ones(12)), run(asked, np.ones(12), **{field: "sha256-x"}))
    assert word in caught.value.message
    assert "sha256-x" in caught.value.message
    assert "\n" not in str(caught.value)


def test_one_id_for_two_questions_is_refused_even_as_an_intersection() -> None:
    asked = items(4)
    changed = [replace(asked[0], question="something else?"), *asked[1:]]
    with pytest.raises(UsageError, match="same id differ: 1 "):
        compare(run(asked, np.ones(12)), run(changed, np.ones(12)), intersect=True)


def test_a_partial_run_is_compared_and_said_to_be_one() -> None:
    asked = items(4)
    found = compare(run(asked, np.ones(12), partial=True, selection={"limit": 12}), run(asked, np.ones(12)))
    assert found.notes == ("A is partial: 12 questions (limit=12)",)


def test_line_18_a_planted_regression_is_found() -> None:
    found = compare(*planted())
    right = change(found, "right")
    assert right.delta.value == pytest.approx(right.b - right.a)
    assert right.delta.high < -0.05
    assert right.p < 0.001
    assert right.p <= right.p_corrected < 0.05
    assert right.significant
    assert (right.wins, right.ties + right.losses) == (0, 120)
    assert right.losses == -round(right.delta.value * 120)
    assert found.as_json()["correction"] == "holm"


def test_line_18_less_is_better_where_it_is() -> None:
    uncited = change(compare(*planted()), "uncited")
    assert uncited.delta.low > 0
    assert uncited.gain < 0
    assert uncited.wins == 0
    assert uncited.losses > 0


def test_line_18_luck_is_rarely_taken_for_a_change() -> None:
    asked, n_found = items(30, 2, answerable=None), 0
    for seed in range(40):
        a, b = (run(asked, hits(asked, 0.7, seed=2 * seed + side)) for side in (0, 1))
        n_found += change(compare(a, b), "right").significant
    assert n_found <= 6  # 2 of 40 expected


def test_two_groups_that_both_lose_are_no_proof() -> None:
    asked = items(2, 5)
    right = change(compare(run(asked, np.ones(10)), run(asked, np.zeros(10))), "right")
    assert (right.delta.low, right.delta.high, right.p) == (-1.0, -1.0, 0.5)
    assert not right.significant


def test_equal_runs_do_not_differ() -> None:
    asked = items(5)
    found = compare(run(asked, np.ones(15)), run(asked, np.ones(15)))
    for one in found.changes:
        assert (one.delta.value, one.delta.low, one.delta.high, one.significant) == (0, 0, 0, False)
    right = change(found, "right")
    assert (right.p, right.p_corrected, right.wins, right.ties, right.losses) == (1, 1, 0, 15, 0)
    assert found.better == found.worse == ()


def test_line_15_questions_of_a_group_are_drawn_together() -> None:
    asked = items(20, 10)
    lost = np.repeat(hits(items(20, 1), 0.6, seed=3), 10)  # whole groups are lost
    a, b = run(asked, np.ones(200)), run(asked, lost)
    apart = [replace(item, group=item.id) for item in asked]
    together, single = (
        change(found, "right").delta for found in (compare(a, b), compare(run(apart, np.ones(200)), run(apart, lost)))
    )
    assert together.value == single.value
    assert together.high - together.low > 2 * (single.high - single.low)


def confident(asked: list[Item], sure: np.ndarray) -> Score:
    """A run whose confidence grows with `sure`."""
    confidence = (1 / (1 + np.exp(-sure))).tolist()
    rows = [row(item, 1.0) for item in asked]
    return score(
        [replace(one, answer={**(one.answer or {}), "confidence": c}) for one, c in zip(rows, confidence, strict=True)]
    )


def test_line_18_what_is_no_mean_is_compared_at_the_same_draws() -> None:
    asked = items(30, 2) + [replace(one, id="n" + one.id) for one in items(30, 2, answerable=False)]
    rng = np.random.default_rng(4)
    truth = np.array([float(bool(item.answerable)) for item in asked])
    noise = rng.normal(size=120)
    a, b = confident(asked, truth + 0.3 * noise), confident(asked, truth + 1.5 * noise)  # A parts them better
    auroc = change(compare(a, b), "auroc")
    assert auroc.a > 0.95
    assert auroc.delta.value == pytest.approx(b.figures["auroc"].value - a.figures["auroc"].value)
    assert auroc.delta.high < 0
    assert auroc.significant
    assert (auroc.p, auroc.wins) == (None, None)
    same = change(compare(a, confident(asked, 2 * truth + 0.6 * noise)), "auroc")  # the same order
    assert (same.delta.value, same.delta.low, same.delta.high) == (0, 0, 0)


def test_line_19_flipped_questions_both_ways_with_both_answers() -> None:
    asked = [*items(2, 2), Item("none", "who knows?", answerable=False)]
    a = score([row(i, r, answer_f1=f) for i, r, f in zip(asked, [1, 0, 1, 1, 1], [1, 0, 0.6, 1, 0], strict=True)])
    b = score([row(i, r, answer_f1=f) for i, r, f in zip(asked, [0, 1, 0, 1, 0], [0, 1, 0.4, 1, 0], strict=True)])
    found = compare(a, b)
    assert [flip.id for flip in found.better] == ["q0-1"]
    assert [flip.id for flip in found.worse] == ["q0-0", "q1-0", "none"]  # the largest change first
    flip = found.worse[-1]
    assert (flip.question, flip.a.status, flip.b.status) == ("who knows?", "refused", "answered")
    assert (flip.a.text, flip.b.text) == ("none 1", "none 0")


def test_a_failed_prediction_flips_with_its_error() -> None:
    asked = items(2, 2)
    a = run(asked, np.ones(4))
    failed = replace(
        a.rows[0], answer=None, error={"code": "x", "message": "no memory", "hint": ""}, values={"right": 0.0}
    )
    flip = compare(a, score([failed, *a.rows[1:]])).worse[0]
    assert (flip.b.status, flip.b.text) == ("error", "no memory")


def test_settings_and_metrics_that_differ_are_said() -> None:
    asked = items(4)
    a = run(asked, np.ones(12))
    b = score([row(item, 1.0) for item in asked], config={"depth": 20})
    found = compare(a, b)
    assert found.settings == {"depth": (10, 20)}
    assert "uncited: only A has it" in found.notes


def test_metrics_of_different_judges_are_not_compared() -> None:
    asked = items(4)
    judged = [row(item, 1.0, faithfulness=1.0) for item in asked]
    found = compare(score(judged, judge="one"), score(judged, judge="other"))
    assert "faithfulness" not in {one.metric for one in found.changes}
    assert any("one for A, other for B" in note for note in found.notes)
    assert change(compare(score(judged, judge="one"), score(judged, judge="one")), "faithfulness").delta.n == 12


def test_line_21_a_regression_fails_only_where_it_is_significant() -> None:
    asked = items(10, 2)
    values = np.ones(20)
    lost_one = values.copy()
    lost_one[0] = 0
    found = compare(run(asked, values), run(asked, lost_one))
    (lenient,) = regressions(found, {"right": 0.02})
    (strict,) = regressions(found, {"right": 0.02}, strict=True)
    assert lenient.passed
    assert "not significant" in lenient.reason
    assert not strict.passed
    assert strict.value == pytest.approx(0.05)
    assert regressions(found, {"right": 0.05}, strict=True)[0].passed  # no more than allowed


def test_line_21_a_large_drop_fails_and_a_gain_never_does() -> None:
    a, b = planted()
    found = compare(a, b)
    assert [one.passed for one in regressions(found, {"right": 0.02, "uncited": 0.02})] == [False, False]
    assert [one.passed for one in regressions(found, {"right": 0.5, "uncited": 0.5})] == [True, True]
    back = compare(b, a)
    assert all(one.passed for one in regressions(back, {"right": 0.0, "uncited": 0.0}, strict=True))


def test_line_21_an_unknown_metric_fails_with_its_reason() -> None:
    unknown, lacking = regressions(compare(*planted()), {"rihgt": 0.1, "ndcg@10": 0.1})
    assert (unknown.passed, unknown.reason) == (False, "no metric is called rihgt")
    assert (lacking.passed, lacking.reason) == (False, "the runs share no ndcg@10")
    assert not regressions(compare(*planted()), {"right": float("nan")})[0].passed


def test_line_25_same_seed_same_bytes() -> None:
    one, other = (json.dumps(compare(*planted(), seed=7).as_json(), allow_nan=False) for _ in range(2))
    assert one == other
