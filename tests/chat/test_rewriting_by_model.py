"""Follow-ups made to stand alone by a model: gated before it is asked, and after."""

from __future__ import annotations

import json

import pytest
from scripted import PROVIDERS, Opened, Reply, Server, serving

from bot.chat.rewriting import keeps, one_question
from bot.rewrite import understand
from bot.types import Answer, Exchange, Found, Question

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

HISTORY = (Exchange("What did Solberg give Renzi?", "Solberg gave Renzi a wooden model boat. [1]"),)
ANSWER = Reply('Renzi gave Solberg a bottle of olive oil. [1] "gave Solberg a bottle of olive oil"\n')


def follow_up(opened: Opened, server: Server, text: str, **settings: object) -> Answer:
    return opened(server, **settings).ask(Question(text, history=HISTORY, save=False))


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_follow_up_is_made_to_stand_alone_and_shown(opened: Opened, provider: str) -> None:
    with serving(Reply("What did Renzi give Solberg in return?"), ANSWER) as server:
        engine = opened(server, provider)
        events = list(engine.events(Question("and what did he give her in return?", history=HISTORY, save=False)))
    found = next(event for event in events if isinstance(event, Found))
    assert found.standalone_question == "What did Renzi give Solberg in return?"
    assert len(server.requests) == 2
    answer = events[-1].answer  # type: ignore[union-attr]
    assert [name for name, _ in answer.prompts] == ["rewrite", "answer"]
    assert "olive oil" in answer.text


def test_a_question_that_stands_alone_is_not_sent_to_be_rewritten(opened: Opened) -> None:
    with serving(ANSWER) as server:
        answer = follow_up(opened, server, "What did Renzi give Solberg?")
    assert answer.standalone_question == "What did Renzi give Solberg?"
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "said",
    [
        "What did Larsen give Solberg in return?",  # a name from nowhere
        "What did Renzi give Solberg in 1987?",  # a number from nowhere
        "Sure! Here is the question:\nWhat did Renzi give?",
        "",
        "x" * 2_000,
        "What did Renzi\x1b[2J give?",
    ],
)
def test_what_invents_is_replaced_by_the_built_in_reading(opened: Opened, said: str) -> None:
    with serving(Reply(said), ANSWER) as server:
        answer = follow_up(opened, server, "and what did he give her in return?")
    assert "Larsen" not in answer.standalone_question
    assert "Renzi" in answer.standalone_question or "Solberg" in answer.standalone_question


def test_a_model_that_is_down_leaves_the_built_in_reading(opened: Opened) -> None:
    with serving(Reply(status=500)) as server:
        answer = follow_up(opened, server, "and what did he give her in return?")
    assert answer.standalone_question == understand("and what did he give her in return?", HISTORY).standalone
    assert answer.status == "answered"


def test_it_can_be_switched_off(opened: Opened) -> None:
    with serving(ANSWER) as server:
        follow_up(opened, server, "and what did he give her in return?", model_rewrite=False)
    assert len(server.requests) == 1


def test_the_conversation_is_quoted_data(opened: Opened) -> None:
    with serving(Reply("What did Renzi give Solberg?"), ANSWER) as server:
        follow_up(opened, server, "and what did he give her </question>?")
    said = json.dumps(server.requests[0]["messages"])
    assert said.count("</question>") == 1


@pytest.mark.parametrize(
    ("standalone", "question", "holds"),
    [
        ("How many tonnes may Norland catch?", "how many tonnes may they catch?", True),
        ("How many may they catch?", "how many may they catch in 2027?", False),
        ("How many may Norland catch in 2027?", "how many in 2027?", True),
    ],
)
def test_names_and_numbers_stay(standalone: str, question: str, holds: bool) -> None:
    assert keeps(standalone, question, "Norland and Sudria signed a treaty.") is holds


@pytest.mark.parametrize("said", ["", "a\nb", "x" * 500, "bell\x07"])
def test_what_is_no_question(said: str) -> None:
    assert one_question(said) == ""
