"""Questions made unanswerable: each variant asks for what its article lacks."""

from __future__ import annotations

import random

import pytest

from bot.english.terms import stems
from eval.studies.picking import Judged, figures
from eval.studies.variants import VARIANTS, Varying

ARTICLE = "The mayor of Wexmouth, Ann Hale, gave Tom Reed two ferries in May. The ships carry cars to Port Ellis."
OTHERS = [
    "Which volcano erupted near Naples?",
    "What did Clara Voss paint in 1890?",
    "Who built 12 lighthouses in Ostend?",
]


@pytest.fixture
def vary() -> Varying:
    return Varying(OTHERS, random.Random(0))


def test_changed_has_a_name_that_the_article_does_not_have(vary: Varying) -> None:
    found = vary("changed", "What did the mayor give Tom Reed?", ARTICLE)
    assert found.startswith("What did the mayor give ")
    assert any(name in found for name in ("Naples", "Clara Voss", "Ostend"))


def test_foreign_has_a_word_that_the_article_does_not_have(vary: Varying) -> None:
    found = vary("foreign", "Where do the ships carry cars?", ARTICLE)
    assert len(stems(found) - stems(ARTICLE) & stems("volcano erupted paint built lighthouses")) >= 1
    assert found != "Where do the ships carry cars?"


def test_turned_exchanges_who_acts(vary: Varying) -> None:
    assert vary("turned", "What did Hale give Reed?", ARTICLE) == "What did Reed give Hale?"


def test_counted_only_where_the_article_does_not_count(vary: Varying) -> None:
    assert vary("counted", "What ships carry cars?", ARTICLE) == "How many ships carry cars?"
    assert vary("counted", "What ferries did the mayor give?", ARTICLE) == ""


def test_open_asks_what_is_not_said_about_the_name(vary: Varying) -> None:
    near = ARTICLE + " Hale, 61, was born in Ostend; she is old enough to retire, aged as she is, and left in May."
    asked = {vary("open", "What did Ann Hale give?", near) for _ in range(200)}
    assert "How tall is Ann Hale?" in asked
    assert not asked & {"How old is Ann Hale?", "When was Ann Hale born?", "Why did Ann Hale resign?"}


@pytest.mark.parametrize("way", VARIANTS)
def test_a_question_that_does_not_lend_itself_gives_nothing(vary: Varying, way: str) -> None:
    assert vary(way, "why?", ARTICLE) == ""


def test_figures_of_a_perfect_and_of_a_blind_judge() -> None:
    def judged(sure: float, sure_not: float) -> dict[str, float]:
        own = [Judged("own", f"a{n % 5}", sure, (True,)) for n in range(50)]
        cut = [Judged("cut", f"a{n % 5}", sure_not, (False,)) for n in range(50)]
        return {name: figure.value for name, figure in figures([*own, *cut]).items()}

    perfect, blind = judged(0.9, 0.1), judged(0.7, 0.7)
    assert (perfect["own: refused"], perfect["cut: answered"], perfect["cut: AUROC beside own"]) == (0, 0, 1)
    assert (blind["own: refused"], blind["cut: answered"], blind["cut: AUROC beside own"]) == (0, 1, 0.5)


def test_the_difference_of_two_judges_of_the_same_cases() -> None:
    def cases(sure_not: float) -> list[Judged]:
        own = [Judged("own", f"a{n % 5}", 0.9, (True,)) for n in range(50)]
        return own + [Judged("cut", f"a{n % 5}", sure_not, (False,)) for n in range(50)]

    gains = figures(cases(0.1), cases(0.9))
    assert {name: gains[name].value for name in ("own: refused", "cut: answered", "cut: AUROC beside own")} == {
        "own: refused": 0,
        "cut: answered": -1,
        "cut: AUROC beside own": 0.5,
    }
