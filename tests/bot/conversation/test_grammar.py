"""The reading of sentences that resolution rests on."""

from __future__ import annotations

import doctest
import importlib

import pytest

from bot.conversation.followup import gaps
from bot.conversation.grammar import parse

MODULES = "words tagging grammar resolve turning".split()  # noqa: SIM905


@pytest.mark.parametrize("name", [f"bot.conversation.{module}" for module in MODULES] + ["bot.rewrite"])
def test_examples_in_docstrings(name: str) -> None:
    found = doctest.testmod(importlib.import_module(name))
    assert found.attempted > 0
    assert found.failed == 0


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("North Korean leader Kim Jong Un signed a new deal.", ["Kim Jong Un", "deal"]),
        ("What did the band release after the album Nick of Time?", ["band", "Nick of Time"]),
        ("Was that album successful?", ["album"]),
        ("the vow that includes mutual aid", ["vow", "aid"]),
        ("what were people chanting?", ["person"]),
    ],
)
def test_phrases(text: str, phrases: list[str]) -> None:
    assert [p.name or p.head for p in parse(text).phrases] == phrases


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("what did he get?", ["he"]),
        ("did he like his gift?", ["he", "he"]),
        ("is it true that he left?", ["he"]),
        ("what time is it?", []),
        ("is there a deal?", []),
        ("who was there?", ["there"]),
        ("what is the first sign of it?", ["it"]),
        ("who said that Kim left?", []),
        ("who said that?", ["this"]),
        ("was that film good?", ["this"]),
        ("what happened this week?", []),
        ("those who left", []),
        ("no one of them", ["they"]),
        ("which one?", ["one"]),
        ("If you eat meat, is it bad?", []),
    ],
)
def test_gaps(question: str, kinds: list[str]) -> None:
    assert [gap.kind for gap in gaps(parse(question))] == kinds


def test_phrases_are_exact_ranges() -> None:
    text = "“Big” Kim’s 3 gifts, U.S. aid & a naval officer's dagger\nGen. Lee met Dr. No."
    for phrase in parse(text).phrases:
        assert text[phrase.start : phrase.end] == phrase.text
