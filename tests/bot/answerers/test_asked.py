"""What a question asks for, read from its wording."""

from __future__ import annotations

import pytest

from bot.answerers.asked import read
from bot.english.terms import stem


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who signed the treaty?", "person"),
        ("When did the summit begin?", "date"),
        ("In what year was the bridge opened?", "date"),
        ("Where was the ceremony held?", "place"),
        ("Which country did the minister visit?", "place"),
        ("How many people were killed?", "number"),
        ("How much did the bridge cost?", "money"),
        ("How much of the fleet was lost?", "number"),
        ("What percentage of voters agreed?", "percent"),
        ("How old is the captain?", "age"),
        ("How long did the talks last?", "duration"),
        ("Why did the port close?", "reason"),
        ("What was the reason for the delay?", "reason"),
        ("How was the wreck removed?", "manner"),
        ("What did the mayor say?", "quote"),
        ("Who is Choe Son Hui?", "definition"),
        ("Who is the foreign minister?", "person"),
        ("What is a neutrino?", "definition"),
        ("Did Putin visit Hanoi?", "yesno"),
        ("Describe the welcome ceremony", "list"),
        ("What gifts were exchanged?", "thing"),
        ("After the bridge fell, how many ships were trapped?", "number"),
        ("When the bridge fell, who closed the port?", "person"),
        ("The bridge is named after whom?", "person"),
        ("Putin visited which country?", "place"),
    ],
)
def test_kind_of_answer(question: str, kind: str) -> None:
    assert read(question).kind == kind


@pytest.mark.parametrize(
    ("question", "agent", "patient"),
    [
        ("What did Putin give Kim?", "putin", "kim"),
        ("what did putin give kim?", "putin", "kim"),
        ("What was given to Putin by Kim?", "kim", "putin"),
        ("What did Kim receive from Putin?", "putin", "kim"),
        ("What gifts did Kim get from Putin?", "putin", "kim"),
        ("Who greeted Putin?", "", "putin"),
        ("What did the two leaders exchange?", "", ""),
    ],
)
def test_who_does_what_to_whom(question: str, agent: str, patient: str) -> None:
    roles = read(question).roles
    assert (" ".join(roles.agent), " ".join(roles.patient)) == (agent, patient)


def test_the_noun_asked_for_weighs_half() -> None:
    asked = read("Which areas does the deal cover?")
    area, deal = asked.terms[0], asked.terms[1]
    assert stem("areas") in asked.head
    assert asked.plural
    assert area.weight < read("the areas").terms[0].weight
    assert deal.weight == read("the deal").terms[0].weight


def test_words_that_only_ask_are_no_terms() -> None:
    assert [term.stem for term in read("Tell me about the welcome ceremony").terms] == ["welcom", "ceremony"]
    assert [term.stem for term in read("What happened in March?").terms] == ["march"]


@pytest.mark.parametrize(
    "text", ["", "?", "who", "   ", "¿qué?", "x" * 5000, "and and and", "1 2 3", "“", "what what what"]
)
def test_any_text_can_be_read(text: str) -> None:
    assert read(text).text == text
