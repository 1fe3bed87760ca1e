"""The contract holds whatever answers: the built-in reader, and models of three providers that repeat what they read."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from contract_schema import AnswerJson
from program import Program
from scripted import PROVIDERS, base_url, parrot, serving

GIFTS = "What did Solberg give Renzi?"
NOTHING = "Who won the basketball championship?"


MODELS = [pytest.param(one, marks=pytest.mark.slow) if one != "openai" else one for one in PROVIDERS]
"""Each start of the program with a provider's client takes seconds; tests/chat has all of them in one process."""


@pytest.fixture(params=["extractive", *MODELS])
def answering(request: pytest.FixtureRequest, program: Program) -> Iterator[Program]:
    """The program with that answerer, said by the environment."""
    if request.param == "extractive":
        yield program
        return
    with serving(parrot) as server:
        settings = {
            "FOOTNOTE_ANSWERER": f"{request.param}:parrot",
            "FOOTNOTE_MODEL_URL": base_url(server, request.param),
            "FOOTNOTE_READER": "sentences",
            "ANTHROPIC_API_KEY": "sk-loopback-0123456789",
        }
        yield Program(program.home, program.room, settings)


def exact(program: Program, answer: AnswerJson) -> None:
    """Every citation stands where it says, every marker has its citation, and nothing is shown without one."""
    for citation in answer.citations:
        article = json.loads(program("articles", "show", citation.article_id, "--json").stdout)
        assert article["text"][citation.start : citation.end] == citation.quote
    numbers = {citation.n for citation in answer.citations}
    assert {n for statement in answer.statements for n in statement.citations} == numbers
    assert all(statement.citations for statement in answer.statements if statement.kind == "quoted")
    assert all(f"[{n}]" in answer.answer for n in numbers)


def test_an_answer_is_cited(answering: Program) -> None:
    answer = answering.ask(GIFTS)
    assert answer.status == "answered"
    assert "wooden model boat" in answer.answer
    assert 0 <= answer.confidence <= 1
    exact(answering, answer)


def test_a_refusal_shows_the_closest_passage(answering: Program) -> None:
    answer = answering.ask(NOTHING)
    assert answer.status == "refused"
    assert answer.answer == "The articles don't say."
    assert answer.closest is not None
    assert answer.statements == answer.citations == []


def test_a_conversation_goes_on_with_its_numbers(answering: Program) -> None:
    first = answering.ask(GIFTS, "--session", "talk")
    second = answering.ask("and what did Renzi give her?", "--session", "talk")
    assert "olive oil" in second.answer
    assert second.standalone_question != ""
    assert {c.n for c in first.citations}.isdisjoint({c.n for c in second.citations})
    again = answering.ask(GIFTS, "--session", "talk")
    assert [c.n for c in again.citations] == [c.n for c in first.citations]
    for answer in (first, second, again):
        exact(answering, answer)


def test_lines_are_answered_in_their_order(answering: Program) -> None:
    lines = [{"id": "a", "question": GIFTS}, {"id": "b", "question": NOTHING}, {"id": "c", "question": ""}]
    done = answering("ask", "--jsonl", stdin="".join(json.dumps(line) + "\n" for line in lines))
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["id"] for one in found] == ["a", "b", "c"]
    assert [found[0]["status"], found[1]["status"]] == ["answered", "refused"]
    assert found[2]["error"]["code"] == "empty_question"


def test_a_scope_is_kept_to(answering: Program) -> None:
    answer = answering.ask(GIFTS, "--tag", "nosuch")
    assert answer.status == "refused"
    assert "nothing was searched" in answer.warnings[0]


def test_what_needs_no_search_needs_no_model(answering: Program) -> None:
    answer = answering.ask("Which articles are there?")
    assert answer.status == "answered"
    assert {statement.kind for statement in answer.statements} <= {"service", "metadata"}


def test_hostile_text_changes_nothing(answering: Program) -> None:
    done = answering("ask", "Who opened the Zorbian lantern festival?", "--no-save")
    assert done.returncode == 0
    assert "Flint" in done.stdout
    assert "\x1b" not in done.stdout
