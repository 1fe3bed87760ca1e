"""Whoever passes something on is less meant by "he" and "she" than those it is about."""

from __future__ import annotations

import pytest

from bot.conversation.grammar import parse
from bot.conversation.reported import sources
from bot.rewrite import rewrite
from bot.types import Exchange


@pytest.mark.parametrize(
    ("answer", "named"),
    [
        ("Ann Lee, the city's engineer, told local reporters that Bob Ray closed the bridge.", "Ann Lee"),
        ("Ann Lee said Bob Ray closed the bridge.", "Ann Lee"),
        ("According to Ann Lee, Bob Ray closed the bridge.", "Ann Lee"),
        ("Bob Ray closed the bridge, Ann Lee said.", "Ann Lee"),
        ("Bob Ray closed the bridge, said Ann Lee.", "Ann Lee"),
        ("Bob Ray closed the bridge.", ""),
        ("Bob Ray said that he closed the bridge.", ""),
        ("Bob Ray was told that Ann Lee had left.", ""),
        ("Bob Ray wrote a book about bridges.", ""),
    ],
)
def test_who_is_a_source(answer: str, named: str) -> None:
    sentence = parse(answer)
    found = [p.name for p in sentence.phrases if p.first in sources(sentence) and p.name]
    assert found == ([named] if named else [])


@pytest.mark.parametrize(
    "answer",
    [
        "Yuri Orlov, the ministry's adviser on trade, told foreign reporters that Petrov gave Hahn a horse.",
        "According to Yuri Orlov, Petrov gave Hahn a horse.",
        "Yuri Orlov said Petrov gave Hahn a horse.",
        "Petrov gave Hahn a horse, Yuri Orlov said.",
        "“Petrov gave Hahn a horse,” said Yuri Orlov, the adviser.",
    ],
)
def test_he_is_who_acts_in_what_is_reported(answer: str) -> None:
    history = [Exchange("what gifts were exchanged?", f"{answer} [1] Hahn gave Petrov two paintings. [2]")]
    assert rewrite("what did he get in return?", history).startswith("what did Petrov get in return")


def test_he_is_the_speaker_where_the_question_was_about_him() -> None:
    history = [Exchange("What did Orlov say?", "Yuri Orlov told reporters that Petrov gave Hahn a horse. [1]")]
    assert rewrite("where did he say it?", history) == "where did Yuri Orlov say that Petrov gave Hahn a horse?"
