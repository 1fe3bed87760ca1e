"""JUnit XML: it parses whatever it holds, and its counts are those of the score."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_material import CHECKS, hostile, realistic, retrieval_only

from eval.report.junit import junit
from eval.report.outcomes import RIGHT, UNJUDGED, has_inexact_quote, outcome
from eval.report.texts import one_line

SCORES = {
    "realistic": realistic,
    "one row": lambda: realistic(1),
    "all errors": lambda: realistic(20, error_rate=1),
    "hostile": hostile,
    "retrieval only": retrieval_only,
}


@pytest.mark.parametrize("kind", SCORES)
def test_line_23_junit_parses_and_counts_agree(kind: str) -> None:
    score = SCORES[kind]()
    text = junit(score, CHECKS)
    root = ElementTree.fromstring(text.encode())
    items, checks = root.findall("testsuite")
    ended = [outcome(row) for row in score.rows]
    n_failed = sum(
        row.answer is not None and (has_inexact_quote(row) or one not in (RIGHT, UNJUDGED))
        for row, one in zip(score.rows, ended, strict=True)
    )
    assert items.get("tests") == str(len(score.rows)) == str(len(items.findall("testcase")))
    assert items.get("errors") == str(score.counts["errors"]) == str(len(items.findall("testcase/error")))
    assert items.get("failures") == str(n_failed) == str(len(items.findall("testcase/failure")))
    assert (checks.get("tests"), checks.get("failures")) == ("5", "2")
    assert root.get("failures") == str(n_failed + 2)
    assert [case.get("name") for case in items.findall("testcase")] == [one_line(row.item.id) for row in score.rows]


def test_a_failure_tells_what_was_expected_and_said() -> None:
    score = realistic()
    row = next(row for row in score.rows if outcome(row) == "wrong")
    root = ElementTree.fromstring(junit(score).encode())
    (failure,) = root.findall(f".//testcase[@name='{row.item.id}']/failure")
    assert row.item.answers[0] in (failure.text or "")
    assert row.answer is not None
    assert row.answer["answer"] in (failure.text or "")


def test_time_is_in_seconds() -> None:
    score = realistic(1, error_rate=0)
    case = ElementTree.fromstring(junit(score).encode()).find(".//testcase")
    assert case is not None
    assert score.rows[0].total_ms is not None
    assert float(case.get("time", "")) == pytest.approx(score.rows[0].total_ms / 1000, abs=0.001)


def test_line_24_provenance_stands_in_the_properties() -> None:
    root = ElementTree.fromstring(junit(realistic(3)).encode())
    found = {one.get("name"): one.get("value") for one in root.iter("property")}
    assert found["git_dirty"] == "true"
    assert found["versions.python"] == "3.11.7"
    assert found["set_digest"] is not None


@settings(max_examples=30, deadline=None)
@given(st.text(min_size=1, max_size=60))
def test_any_text_parses(text: str) -> None:
    score = hostile(lambda _: text, n=2)
    root = ElementTree.fromstring(junit(score, CHECKS).encode())
    assert len(root.findall(".//testcase")) == 2 + len(CHECKS)


def test_same_score_same_bytes() -> None:
    assert junit(realistic(50), CHECKS) == junit(realistic(50), CHECKS)
