"""What the reader's numbers are worth: fits that find what is there to be found, and never look at their own article."""

from __future__ import annotations

import json
from importlib.resources import files

import numpy as np
import pytest

from bot.answerers import belief
from training.reader.calibrate import crossed, fit, fit_spans

RNG = np.random.default_rng(5)
N_VALUES = len(belief.SPAN) - 1


def questions(telling: int, n: int = 120) -> list[tuple[np.ndarray, np.ndarray]]:
    """Six candidates each; the one whose value `telling` is highest is right."""
    found = []
    for _ in range(n):
        rows = RNG.normal(size=(6, N_VALUES))
        f1 = np.zeros(6)
        f1[rows[:, telling].argmax()] = 1.0
        found.append((rows, f1))
    return found


@pytest.mark.parametrize("telling", [0, 3])
def test_the_value_that_tells_weighs_most(telling: int) -> None:
    weights = fit_spans(questions(telling))[1:]
    assert weights.argmax() == telling
    assert np.abs(np.delete(weights, telling)).max() < weights[telling] / 2


def test_likelihoods_are_probabilities() -> None:
    made = questions(0, 300)
    bias, *weights = fit_spans(made)
    rows, right = np.concatenate([r for r, _ in made]), np.concatenate([f for _, f in made])
    likely = 1 / (1 + np.exp(-(bias + rows @ np.array(weights))))
    assert likely.mean() == pytest.approx(right.mean(), abs=0.05)


def test_logistic_regression_finds_the_rate() -> None:
    rows = np.ones((1_000, 1))
    labels = (np.arange(1_000) < 200).astype(float)
    (bias,) = fit(rows, labels)
    assert 1 / (1 + np.exp(-bias)) == pytest.approx(0.2, abs=0.01)


def test_an_article_is_judged_by_the_others() -> None:
    """One article whose labels are turned round is told wrong: its own labels were not seen."""
    rows = np.stack([np.ones(300), RNG.normal(size=300)], axis=1)
    labels = (rows[:, 1] > 0).astype(float)
    groups = ["odd"] * 30 + ["one"] * 135 + ["other"] * 135
    labels[:30] = 1 - labels[:30]
    sure = crossed(rows, labels, np.ones(300), groups)
    assert ((sure[:30] > 0.5) == labels[:30]).mean() < 0.2
    assert ((sure[30:] > 0.5) == labels[30:]).mean() > 0.8


def test_the_shipped_weights_name_known_values() -> None:
    found = json.loads(files("bot.answerers").joinpath("belief.json").read_text())
    assert set(found["span"]) <= set(belief.SPAN)
    assert set(found["answer"]) <= set(belief.ANSWER)
    assert found["span"]["margin"] > 0
