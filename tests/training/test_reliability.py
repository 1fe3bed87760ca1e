"""Calibration measured: an honest probability, one that boasts, and the table of both."""

from __future__ import annotations

import numpy as np

from training.reader.reliability import bins, figures

RNG = np.random.default_rng(7)
SURE = RNG.uniform(0, 1, 4_000)
SO = RNG.uniform(0, 1, 4_000) < SURE
GROUPS = [f"article {n % 20}" for n in range(4_000)]


def test_an_honest_probability_has_no_error() -> None:
    found = figures(SURE, SO, GROUPS)
    assert found["calibration error"].value < 0.03
    assert 0.8 < found["AUROC"].value < 0.87


def test_one_that_boasts_has() -> None:
    found = figures(np.sqrt(SURE), SO, GROUPS)
    assert found["calibration error"].value > 0.1
    assert found["calibration error"].low is not None


def test_every_case_stands_in_the_table() -> None:
    assert sum(int(line.split()[3]) for line in bins(SURE, SO)) == len(SURE)
    assert len(bins(np.full(5, 0.95), np.full(5, True))) == 1
