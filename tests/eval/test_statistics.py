"""Intervals cover the truth as often as they say, groups are heeded, p is uniform where nothing differs."""

from __future__ import annotations

import doctest
import json
import subprocess
import sys
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval import statistics
from eval.statistics import Figure, draws, holm, mean, paired_difference, paired_permutation_p, ratio, resampled


def grouped(rng: np.random.Generator, n_groups: int = 40, size: int = 5, shared: float = 1.0) -> np.ndarray:
    """Values around 0 that share a part within their group."""
    return (shared * rng.normal(size=(n_groups, 1)) + rng.normal(size=(n_groups, size))).ravel()


def names(n_groups: int, size: int) -> list[str]:
    return [f"g{group}" for group in range(n_groups) for _ in range(size)]


def test_examples_in_docstrings() -> None:
    assert doctest.testmod(statistics).failed == 0


def test_importing_leaves_scipy_alone() -> None:
    code = "import sys, eval.statistics; print('scipy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_line_14_a_mean_has_n_and_an_interval() -> None:
    figure = mean([0.0, 1.0] * 50, [str(i) for i in range(100)])
    assert (figure.value, figure.n, figure.n_groups, figure.method) == (0.5, 100, 100, "bca")
    assert figure.low is not None
    assert figure.high is not None
    assert figure.low == pytest.approx(0.40, abs=0.02)  # the normal interval: 0.5 +- 1.96 * 0.05
    assert figure.high == pytest.approx(0.60, abs=0.02)


def test_line_14_fewer_than_30_are_flagged() -> None:
    assert mean([0, 1, 1], "abc").few
    assert mean([1.0] * 29, [str(i) for i in range(29)]).as_json()["few"] is True
    assert not mean([1.0] * 30, [str(i) for i in range(30)]).few


@pytest.mark.parametrize("n", [2, 3, 50])
def test_line_14_percentile_where_all_are_equal(n: int) -> None:
    assert mean([0.25] * n, [str(i) for i in range(n)]) == Figure(0.25, 0.25, 0.25, n, n, "percentile")


def test_line_14_percentile_where_groups_are_many() -> None:
    figure = mean(np.arange(1200) % 2, [str(i) for i in range(1200)])
    assert figure.method == "percentile"
    assert figure.low == pytest.approx(0.5 - 1.96 * 0.5 / 1200**0.5, abs=0.005)


def test_line_14_one_group_has_no_interval() -> None:
    assert mean([0, 1, 1, 1], ["a"] * 4) == Figure(0.75, None, None, 4, 1, "none")
    assert resampled(lambda rows: float(len(rows)), ["a"] * 4) == Figure(4.0, None, None, 4, 1, "none")


@pytest.mark.parametrize("values", [[], [float("nan"), 1.0], [float("inf"), 1.0]])
def test_no_figure_without_numbers(values: list[float]) -> None:
    with pytest.raises(ValueError):
        mean(values, [str(i) for i in range(len(values))])
    with pytest.raises(ValueError):
        resampled(lambda rows: float(np.mean(np.asarray(values)[rows])), [str(i) for i in range(len(values))])


@pytest.mark.parametrize(("n_groups", "size"), [(60, 1), (40, 5)])
def test_line_14_the_interval_covers_the_truth(n_groups: int, size: int) -> None:
    rng = np.random.default_rng(5)
    groups, n_covered, n_trials = names(n_groups, size), 0, 200
    for _ in range(n_trials):
        figure = mean(grouped(rng, n_groups, size), groups)
        assert figure.low is not None
        assert figure.high is not None
        n_covered += figure.low <= 0 <= figure.high
    # 95 %, give or take three standard errors of 200 trials, and a little for the bootstrap's own optimism.
    assert 0.89 <= n_covered / n_trials <= 0.99


def test_line_14_a_skewed_mean_is_covered_too() -> None:
    rng = np.random.default_rng(6)
    n_covered = 0
    for _ in range(200):  # 60 questions of which one in ten fails
        figure = mean(rng.random(60) < 0.9, [str(i) for i in range(60)])
        assert figure.low is not None
        assert figure.high is not None
        n_covered += figure.low <= 0.9 <= figure.high
    assert 0.87 <= n_covered / 200 <= 0.99


def test_line_15_items_sharing_a_document_are_clustered() -> None:
    values = grouped(np.random.default_rng(7), n_groups=40, size=10)
    together, apart = mean(values, names(40, 10)), mean(values, [str(i) for i in range(400)])
    assert together.value == apart.value
    assert (together.n, together.n_groups, apart.n_groups) == (400, 40, 400)
    # Variance 1 shared, 1 own: 1/40 + 1/400 against 2/400, so 2.3 times as wide.
    assert 1.8 < width(together) / width(apart) < 2.9


def test_line_15_treating_them_as_independent_would_not_cover() -> None:
    rng = np.random.default_rng(8)
    figures = [mean(grouped(rng, 30, 10), [str(i) for i in range(300)]) for _ in range(60)]
    assert sum(f.low <= 0 <= f.high for f in figures if f.low is not None and f.high is not None) < 50


def width(figure: Figure) -> float:
    assert figure.low is not None
    assert figure.high is not None
    return figure.high - figure.low


def test_a_ratio_is_a_ratio_of_sums() -> None:
    figure = ratio([1, 3, 0, 0], [2, 4, 2, 0], "abcd")
    assert (figure.value, figure.n, figure.n_groups) == (0.5, 3, 3)  # d has no denominator and does not count
    with pytest.raises(ValueError):
        ratio([0, 0], [0, 0], "ab")


def test_a_ratio_of_ones_is_a_mean() -> None:
    values = np.random.default_rng(1).random(50)
    assert ratio(values, np.ones(50), names(10, 5)) == mean(values, names(10, 5))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(-1, 1), st.sampled_from("abcdefg")), min_size=1, max_size=40))
def test_a_figure_is_never_nan_and_stands_in_its_interval(rows: list[tuple[float, str]]) -> None:
    values, groups = [value for value, _ in rows], [group for _, group in rows]
    figure = mean(values, groups)
    assert figure.value == pytest.approx(np.mean(values))
    if figure.method == "none":
        assert len(set(groups)) == 1
    else:
        assert figure.low is not None
        assert figure.high is not None
        assert min(values) - 1e-9 <= figure.low <= figure.value <= figure.high <= max(values) + 1e-9
    assert figure == mean(values, groups)
    assert "NaN" not in json.dumps(figure.as_json())


def test_resampled_agrees_with_a_mean_and_leaves_out_what_is_undefined() -> None:
    values, groups = grouped(np.random.default_rng(2)), names(40, 5)
    figure = resampled(lambda rows: float(values[rows].mean()), groups)
    assert figure.method == "percentile"
    assert width(figure) == pytest.approx(width(mean(values, groups)), rel=0.15)
    positive = np.zeros(60, bool)
    positive[:3] = True  # one sample in twenty has no positive item, where a share of them is undefined
    share = resampled(lambda rows: float(positive[rows].sum()) if positive[rows].any() else None, names(60, 1))
    assert share.low == 1.0
    nearly_always = resampled(lambda rows: 1.0 if len(set(rows)) == 60 else None, names(60, 1))
    assert (nearly_always.low, nearly_always.method) == (None, "none")


def test_draws_take_whole_groups() -> None:
    groups = ["b", "a", "b", "c"]
    for rows in draws(groups, n_samples=50):
        assert np.count_nonzero(rows == 0) == np.count_nonzero(rows == 2)
        assert 3 <= len(rows) <= 6


def test_line_18_p_is_uniform_where_nothing_differs() -> None:
    rng = np.random.default_rng(9)
    groups = names(10, 4)
    found = []
    for _ in range(200):
        hard = rng.normal(size=40)
        # Each group has its own leaning to one side, so that items are not independent.
        leaning = np.repeat(rng.normal(size=10), 4)
        found.append(paired_permutation_p(hard + leaning + rng.normal(size=40), hard + rng.normal(size=40), groups))
    assert 0.01 <= np.mean(np.array(found) < 0.05) <= 0.10
    assert 0.40 <= np.mean(found) <= 0.60


def test_line_18_p_is_small_where_one_is_better() -> None:
    rng = np.random.default_rng(10)
    theirs = rng.random(100)
    ours = theirs + 0.1 + 0.1 * rng.normal(size=100)
    assert paired_permutation_p(ours, theirs, names(50, 2)) == pytest.approx(1 / 5000, abs=1e-4)
    assert paired_permutation_p(theirs, ours, names(50, 2)) == pytest.approx(1 / 5000, abs=1e-4)
    assert paired_permutation_p(theirs, theirs, names(50, 2)) == 1.0
    assert paired_permutation_p([1, 1, 1], [0, 0, 0], "aaa") == 1.0  # one group: either side is as likely


def test_line_18_holm_is_named_and_right() -> None:
    assert holm([]) == []
    assert holm([0.2]) == [0.2]
    assert holm([0.01, 0.02, 0.03, 0.9]) == pytest.approx([0.04, 0.06, 0.06, 0.9])
    assert holm([0.9, 0.01, 0.03, 0.02]) == pytest.approx([0.9, 0.04, 0.06, 0.06])


@given(st.lists(st.floats(0, 1), max_size=30))
def test_holm_keeps_the_order_and_never_lowers_p(p_values: list[float]) -> None:
    corrected = holm(p_values)
    assert all(p <= c <= 1 for p, c in zip(p_values, corrected, strict=True))
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    assert [corrected[i] for i in order] == sorted(corrected)


@pytest.mark.slow
def test_line_25_same_seed_same_bytes() -> None:
    code = (
        "import json, numpy as np\n"
        "from eval.statistics import mean, paired_permutation_p, resampled\n"
        "v = np.random.default_rng(0).random(300); g = [str(i % 60) for i in range(300)]\n"
        "f = [mean(v, g, 3).as_json(), resampled(lambda i: float(np.median(v[i])), g, 3).as_json()]\n"
        "print(json.dumps([*f, paired_permutation_p(v, v[::-1], g, 3)]))"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, check=True, env={"PYTHONHASHSEED": hash_seed}
        ).stdout
        for hash_seed in "12"
    ]
    assert runs[0] == runs[1]
    other = mean(np.arange(300) % 7, [str(i % 60) for i in range(300)], seed=4)
    assert other != mean(np.arange(300) % 7, [str(i % 60) for i in range(300)], seed=3)


def test_6000_values_take_well_under_a_second() -> None:
    values, groups = np.random.default_rng(3).random(6000), [str(i % 400) for i in range(6000)]
    mean(values, groups)  # scipy's import
    started = time.perf_counter()
    mean(values, groups)
    assert time.perf_counter() - started < 0.3  # measured 0.025


def test_paired_difference_keeps_its_numbers() -> None:
    found = paired_difference([1, 1, 0, 1, 0, 1], [0, 1, 0, 0, 1, 0], ["a", "a", "b", "b", "c", "c"])
    assert (found.mean, found.low, found.high) == (pytest.approx(1 / 3), 0.0, 0.5)
