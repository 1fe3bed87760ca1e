"""The curves behind the plots."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_material import realistic

from eval.report import charts
from eval.report.curves import as_run, confidence, histogram, reliability, risk_coverage, wilson
from eval.report.svg import element, ticks


def test_risk_at_full_coverage_is_the_share_not_right() -> None:
    score = realistic()
    last = risk_coverage(score.rows)[-1]
    assert (last.n, last.coverage) == (len(score.rows), 1)
    assert last.risk == pytest.approx(1 - score.figures["right"].value)


def test_area_under_the_curve_is_the_metric() -> None:
    score = realistic()
    points = risk_coverage(score.rows)
    widths = [
        after.coverage - before for after, before in zip(points, [0.0, *(p.coverage for p in points)], strict=False)
    ]
    area = sum(point.risk * width for point, width in zip(points, widths, strict=True))
    assert area == pytest.approx(score.figures["aurc"].value)


def test_the_run_itself_is_its_answered_questions() -> None:
    rows = realistic().rows
    run = as_run(rows)
    assert run is not None
    assert run.n == sum(row.answer is not None and row.answer["status"] == "answered" for row in rows)


def test_bins_hold_every_answer_once_and_the_same_confidence_together() -> None:
    rows = realistic().rows
    bins = reliability(rows)
    assert sum(one.n for one in bins) == sum(row.answer is not None for row in rows)
    assert max(one.n for one in bins) - min(one.n for one in bins) <= 2
    assert all(one.low <= one.share <= one.high for one in bins)
    assert confidence(rows[0]) is not None


@given(st.integers(0, 40), st.integers(1, 40))
def test_wilson_holds_the_share(n_hits: int, n: int) -> None:
    low, high = wilson(min(n_hits, n), n)
    assert 0 <= low <= min(n_hits, n) / n + 1e-12
    assert min(n_hits, n) / n - 1e-12 <= high <= 1


@given(st.lists(st.floats(0, 1e7), min_size=1))
def test_histogram_counts_every_value(values: list[float]) -> None:
    bars = histogram(values)
    assert bars is not None
    assert sum(bars.counts) + bars.n_over == len(values)
    assert len(bars.counts) <= 31
    charts.latency(bars, values[0], max(values))


@given(st.floats(1e-6, 1e9), st.integers(1, 12))
def test_ticks_reach_the_end_and_are_few(high: float, n_most: int) -> None:
    found = ticks(high, n_most)
    assert found[0] == 0
    assert found[-1] >= high * (1 - 1e-8)
    assert len(found) <= n_most + 1


def test_attributes_and_texts_are_escaped() -> None:
    drawn = element("text", '<b>"', x='"><script>')
    assert drawn == '<text x="&#34;&gt;&lt;script&gt;">&lt;b&gt;&#34;</text>'
