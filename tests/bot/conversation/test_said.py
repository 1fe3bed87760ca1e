"""What an answer says of itself or of the library is nothing to talk about."""

from __future__ import annotations

import pytest

from bot.answerers.service import REPLIES
from bot.conversation.said import said_in
from bot.engine import NOT_SAID
from bot.forgetting import REMOVED


@pytest.mark.parametrize("answer", [*REPLIES.values(), NOT_SAID, REMOVED, "", "No."])
def test_nothing_is_said_of_the_world(answer: str) -> None:
    assert said_in(answer).strip() == ""


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("LISBON – A ship sank. [1] PORTO, Portugal - It was old. [2]", "A ship sank. It was old."),
        ("A ship sank. [1]\n- It was old. [2]", "A ship sank.\n- It was old."),
        ("There are 2 articles here:\n- A ship sank (2024-02-03)\n- Rain", "There are 2 articles here:\n\n"),
        ("According to its metadata, “Rain” was written by Ann Lee.", None),
        ("NATO said so.", None),
    ],
)
def test_what_is_said(answer: str, said: str | None) -> None:
    assert said_in(answer) == (answer if said is None else said)
