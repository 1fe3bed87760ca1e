"""Thresholds hold what they were set on, go down only on request, and fail where they cannot be checked."""

from __future__ import annotations

import doctest
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.errors import UsageError
from eval import gate
from eval.gate import Floors, SetFloors, check, fail_under, read_floors, read_limits, update, write_floors
from eval.items import Item
from eval.score import Score, assemble
from eval.statistics import Figure
from eval.values import Corpus, Row


def score(ndcg: float = 0.7654321, uncited: float = 0.1234567, n: int = 4, **header: Any) -> Score:
    known: dict[str, Any] = {"set": "small", "set_digest": "sha256-s", "corpus_digest": "sha256-c", "n_items": n}
    known |= {"partial": False, "selection": {}}
    answer = {"status": "answered", "answer": "yes", "confidence": 0.5}
    values = {"ndcg@10": ndcg, "uncited": uncited, "quotes_exact": 1.0}
    asked = [Item(f"q{i}", "is it?", ("yes",), answerable=True) for i in range(n)]
    rows = tuple(Row(item, answer, None, False, 1.0, 2.0, values) for item in asked)
    return assemble(known | header, rows, Corpus({}))


def with_row(judged: Score, **changes: Any) -> Score:
    return assemble(judged.header, (replace(judged.rows[0], **changes), *judged.rows[1:]), judged.corpus)


def floors_of(judged: Score) -> Floors:
    return update(Floors(), judged)[0]


def failed(checks: list[gate.Check]) -> list[str]:
    return [one.name for one in checks if not one.passed]


def test_examples_in_docstrings() -> None:
    assert doctest.testmod(gate).failed == 0


def test_line_20_a_run_reaches_its_own_floors() -> None:
    checks = check(score(), floors_of(score()))
    assert failed(checks) == []
    assert {"ndcg@10", "uncited", "inexact_quotes", "errors", "set_digest", "n_items"} <= {one.name for one in checks}
    assert all(one.reason == "" for one in checks)


def test_line_20_a_missed_floor_or_ceiling_fails() -> None:
    floors = floors_of(score())
    assert failed(check(score(ndcg=0.75), floors)) == ["ndcg@10"]
    assert failed(check(score(uncited=0.2), floors)) == ["uncited"]
    assert failed(check(score(ndcg=0.8, uncited=0.0), floors)) == []
    (missed,) = [one for one in check(score(ndcg=0.75), floors) if not one.passed]
    assert (missed.value, missed.limit, missed.reason) == (0.75, 0.765, "ndcg@10 0.7500 is under 0.765")


def test_line_20_unknown_metric_or_nan_fails() -> None:
    judged = score()
    nan = replace(judged, figures={**judged.figures, "mrr@10": Figure(float("nan"), None, None, 4, 4, "none")})
    limits = {"ndgc@10": 0.1, "recall@10": 0.1, "mrr@10": 0.1, "ndcg@10": float("nan")}
    checks = fail_under(nan, limits)
    assert failed(checks) == list(limits)
    assert [one.reason for one in checks][:2] == ["no metric is called ndgc@10", "the run has no recall@10"]
    json.dumps([one.as_json() for one in checks], allow_nan=False)


def test_line_20_fail_under() -> None:
    judged = score()
    assert failed(fail_under(judged, {"ndcg@10": 0.7654321, "uncited": 0.1234567})) == []
    assert failed(fail_under(judged, {"ndcg@10": 0.77, "uncited": 0.12})) == ["ndcg@10", "uncited"]
    assert fail_under(judged, {"uncited": 0.12})[0].reason == "uncited 0.1235 is over 0.12"


@pytest.mark.parametrize("given", ["ndcg@10", "=0.5", "ndcg@10=", "ndcg@10=high", "ndcg@10=nan", "ndcg@10=inf"])
def test_line_20_a_limit_that_is_none_is_a_usage_error(given: str) -> None:
    with pytest.raises(UsageError, match="is not metric=number"):
        read_limits([given])


def test_line_20_a_metric_is_limited_once() -> None:
    with pytest.raises(UsageError, match="twice"):
        read_limits(["mrr@10=0.5", "mrr@10=0.6"])


@pytest.mark.parametrize(
    ("judged", "names"),
    [
        (score(set_digest="sha256-x"), ["set_digest"]),
        (score(corpus_digest="sha256-x"), ["corpus_digest"]),
        (score(n=5), ["n_items", "counts.items", "counts.answerable"]),
    ],
)
def test_line_20_a_gate_holds_for_its_own_questions(judged: Score, names: list[str]) -> None:
    checks = check(judged, floors_of(score()))
    assert failed(checks) == names
    assert all("the gate was set on other" in one.reason for one in checks if not one.passed)


def test_line_12_one_inexact_quote_fails_every_gate() -> None:
    judged = with_row(score(), values={**score().rows[0].values, "quotes_exact": 0.0})
    lenient = Floors(sets={"small": SetFloors(set_digest="sha256-s", corpus_digest="sha256-c", n_items=4)})
    assert failed(check(judged, lenient)) == ["inexact_quotes"]
    assert failed(gate.soundness(judged)) == ["inexact_quotes"]
    with pytest.raises(UsageError, match="floors not changed"):
        update(lenient, judged)


def test_line_08_errors_are_counted() -> None:
    judged = with_row(score(), answer=None, error={"code": "x", "message": "no memory", "hint": ""})
    (errors,) = [one for one in check(judged, floors_of(score())) if one.name == "errors"]
    assert (errors.passed, errors.value, errors.reason) == (False, 1, "1 of 4 questions have no answer, 0 may")
    assert failed(check(judged, floors_of(score()), max_errors=1)) == []
    with pytest.raises(UsageError, match="floors not changed"):
        update(Floors(), judged)


def test_line_28_a_partial_run_is_never_a_baseline() -> None:
    judged = score(partial=True, selection={"limit": 4})
    for refuse in (lambda: check(judged, floors_of(score())), lambda: update(Floors(), judged, lower=True)):
        with pytest.raises(UsageError, match="a partial run is never a baseline"):
            refuse()


def test_floors_are_figures_rounded_to_the_safe_side() -> None:
    small = floors_of(score()).sets["small"]
    assert small.floors == {"ndcg@10": 0.765, "quotes_exact": 1.0}
    assert small.ceilings == {"uncited": 0.124}
    assert (small.n_items, small.counts["answerable"]) == (4, 4)
    wide = update(Floors(), score(), margin=0.01)[0].sets["small"]
    assert (wide.floors["ndcg@10"], wide.ceilings["uncited"]) == (0.755, 0.134)


def test_floors_rise_and_go_down_only_on_request() -> None:
    floors = floors_of(score())
    better, changes = update(floors, score(ndcg=0.9, uncited=0.05))
    assert [str(one) for one in changes] == ["ndcg@10: 0.765 -> 0.9", "uncited: 0.124 -> 0.05"]
    kept, none = update(better, score())
    assert (kept, none) == (better, ())
    lowered, changes = update(better, score(), lower=True)
    assert lowered == floors
    assert {one.name for one in changes} == {"ndcg@10", "uncited"}


def test_a_floor_of_a_metric_that_the_run_lacks_stays() -> None:
    floors = floors_of(score())
    judged = score()
    less = replace(judged, figures={"ndcg@10": judged.figures["ndcg@10"]})
    assert update(floors, less) == (floors, ())


def test_a_changed_set_is_set_anew_only_on_request() -> None:
    floors = floors_of(score())
    with pytest.raises(UsageError, match="other questions"):
        update(floors, score(set_digest="sha256-x"))
    again, _ = update(floors, score(ndcg=0.1, set_digest="sha256-x"), lower=True)
    assert again.sets["small"].floors["ndcg@10"] == 0.1
    assert again.sets["small"].set_digest == "sha256-x"


def test_other_sets_are_left_alone(tmp_path: Path) -> None:
    floors = update(floors_of(score()), score(set="large"))[0]
    assert list(floors.sets) == ["small", "large"]
    write_floors(tmp_path / "floors.json", floors)
    assert read_floors(tmp_path / "floors.json") == floors
    assert [path.name for path in tmp_path.iterdir()] == ["floors.json"]
    first = (tmp_path / "floors.json").read_bytes()
    write_floors(tmp_path / "floors.json", read_floors(tmp_path / "floors.json"))
    assert (tmp_path / "floors.json").read_bytes() == first


def test_a_set_without_floors_is_refused() -> None:
    with pytest.raises(UsageError, match="no floors for set small"):
        check(score(), Floors())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "cannot read"),
        ("{", "not JSON"),
        ("[]", "dictionary"),
        ('{"sets": {"small": {"n_items": 3}}}', "sets.small.set_digest: field required"),
        ('{"sets": {"s": {"set_digest": "", "corpus_digest": "", "n_items": 3, "floors": {"x": NaN}}}}', "finite"),
        ('{"sets": {}, "flors": {}}', "flors: extra"),
        ("\udcff", "not JSON"),
    ],
)
def test_line_20_a_missing_or_bad_file_is_one_line(text: str | None, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    if text is not None:
        path.write_text(text, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(UsageError) as caught:
        read_floors(path)
    assert reason in caught.value.message
    assert "\n" not in caught.value.message
    assert caught.value.hint
