"""`footnote ask` as scripts use it: stdin, JSON, exit codes, pipes, conversations."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from contract_schema import ErrorJson, WholeArticleJson
from program import PROGRAM, Program

GIFTS = "What did Solberg give Renzi?"
UNKNOWN = "Which chess opening does the bishop of Antioch prefer?"


def test_line_05_an_answer_is_the_contracts_json_and_every_quote_stands_in_its_article(shared_program: Program) -> None:
    answer = shared_program.ask(GIFTS, "--no-save")
    assert answer.status in ("answered", "partial")
    assert "silver compass" in answer.answer
    assert answer.standalone_question == answer.question == GIFTS
    assert answer.citations
    assert answer.passages[0].title.startswith("Ministers exchange gifts")
    for citation in answer.citations:
        shown = shared_program("articles", "show", citation.article_id, "--json")
        article = WholeArticleJson.model_validate_json(shown.stdout)
        assert article.version == citation.version
        assert article.text[citation.start : citation.end] == citation.quote
    assert {n for s in answer.statements for n in s.citations} == {c.n for c in answer.citations}


def test_a_refusal_is_three_and_shows_the_closest_passage(shared_program: Program) -> None:
    answer = shared_program.ask(UNKNOWN, "--no-save")
    assert answer.status == "refused"
    assert answer.citations == []
    plain = shared_program("ask", UNKNOWN, "--no-save")
    assert plain.returncode == 3
    assert plain.stdout.startswith("The articles don't say.")
    if answer.closest:
        assert answer.closest.quote.split("\n")[0] in plain.stdout
    assert "try: " in plain.stderr


def test_a_person_gets_statements_with_numbers_and_the_sources_below(shared_program: Program) -> None:
    done = shared_program("ask", "what", "did", "Solberg", "give", "Renzi?", "--no-save")
    said, _, sources = done.stdout.partition("\nSources\n")
    assert done.returncode == 0
    assert "silver compass" in said
    assert "[1]" in said
    assert "[1] Ministers exchange gifts at the harbour summit, 2023-05-03, " in sources
    assert "silver compass" in sources
    assert max(len(line) for line in done.stdout.splitlines()) > 80  # no hard wrap in a pipe
    assert "\x1b" not in done.stdout + done.stderr


@pytest.mark.parametrize("words", [[], ["-"]])
def test_line_01_stdin_is_the_question_where_none_is_given(shared_program: Program, words: list[str]) -> None:
    assert shared_program.ask(*words, "--no-save", stdin=f"\ufeff{GIFTS}\n").question == GIFTS


def test_line_01_stdin_is_not_read_where_a_question_is_given(shared_program: Program) -> None:
    with subprocess.Popen(
        [*PROGRAM, "ask", GIFTS, "--no-save"],
        stdin=subprocess.PIPE,  # never closed: reading it would wait for ever
        stdout=subprocess.PIPE,
        env=shared_program.environment(),
    ) as running:
        assert running.wait(60) == 0


def test_a_question_in_broken_unicode_is_answered_all_the_same(shared_program: Program) -> None:
    assert shared_program.ask("--no-save", stdin=b"What did Solberg give Renzi\xff?").question.endswith("\ufffd?")


@pytest.mark.parametrize("words", [["ask", GIFTS], ["ask", GIFTS, "--json"]])
def test_line_07_a_reader_that_leaves_is_no_error(shared_program: Program, words: list[str]) -> None:
    command = " ".join(f"'{word}'" for word in [*PROGRAM, *words, "--no-save"])
    done = subprocess.run(
        ["bash", "-c", f"{command} | head -c 1 >/dev/null; exit ${{PIPESTATUS[0]}}"],
        env=shared_program.environment(),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_an_output_that_is_full_is_one_line(shared_program: Program) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*PROGRAM, "ask", GIFTS, "--no-save"],
            env=shared_program.environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert done.returncode == 1
    assert "No space left" in done.stderr
    assert "Traceback" not in done.stderr


def test_line_28_a_library_that_is_empty_says_how_to_fill_it(bare: Program) -> None:
    done = bare("ask", GIFTS)
    assert done.returncode == 3
    assert "footnote ingest" in done.stdout + done.stderr
    answer = bare.ask(GIFTS, "--no-save")
    assert answer.status == "refused"
    assert answer.passages == []
    assert any("footnote ingest" in warning for warning in answer.warnings) or "footnote ingest" in answer.answer


def test_a_conversation_goes_on(program: Program) -> None:
    first = program.ask(GIFTS)
    assert first.session
    second = program.ask("--continue", "And what did he give her?")
    assert second.session == first.session
    assert second.standalone_question != second.question
    assert "Renzi" in second.standalone_question
    assert program.ask(GIFTS, "--session", "mine").session == "mine"
    shown = program("ask", "And what did he give her?", "--session", "mine")
    assert "understood: " in shown.stderr
    assert "understood" not in shown.stdout


def test_no_save_keeps_nothing(program: Program) -> None:
    program("ask", GIFTS, "--no-save", "--session", "mine")
    done = program("ask", "--continue", "and Renzi?", "--json")
    assert done.returncode == 1
    assert ErrorJson.model_validate_json(done.stdout).error.code == "no_session"


def test_a_scope_narrows_the_articles(shared_program: Program) -> None:
    listed = json.loads(shared_program("articles", "--json").stdout)
    telescope = next(article for article in listed if "telescope" in article["title"].lower())
    for words in (["--articles", telescope["id"]], ["--until", "2022-12-31"], ["--tag", "absent"]):
        answer = shared_program.ask(GIFTS, "--no-save", *words)
        assert {p.article_id for p in answer.passages} <= {telescope["id"]}
        assert "compass" not in answer.answer
    done = shared_program("ask", GIFTS, "--articles", "sha256-nonsense", "--json")
    assert done.returncode == 1
    assert ErrorJson.model_validate_json(done.stdout).error.code == "article_not_found"


def test_hostile_text_reaches_no_terminal(shared_program: Program) -> None:
    done = shared_program("ask", "Who opened the Zorbian lantern festival?", "--no-save", "--color", "never")
    assert done.returncode == 0, done.stderr
    assert "Flint" in done.stdout
    assert "[bold]9,000 lanterns" in done.stdout
    assert "[1]" in done.stdout
    for sign in ("\x1b", "\x07", "\r", "\u202e", "\x9b"):
        assert sign not in done.stdout + done.stderr


def test_line_20_colour_is_there_when_asked_for_and_not_otherwise(shared_program: Program) -> None:
    ask = ("ask", GIFTS, "--no-save")
    assert "\x1b[" in shared_program(*ask, "--color", "always").stdout
    assert "\x1b[" in shared_program(*ask, env={"FORCE_COLOR": "1"}).stdout
    assert "\x1b" not in shared_program(*ask, env={"FORCE_COLOR": "1", "NO_COLOR": "1"}).stdout


def test_strictness_decides_what_is_answered(shared_program: Program) -> None:
    question = "What did Renzi give Solberg?"
    assert shared_program("ask", question, "--strictness", "0").returncode == 0
    assert shared_program("ask", question, "--strictness", "1").returncode == 3
    wrong = shared_program("ask", question, "--strictness", "2")
    assert wrong.returncode == 2
    assert "not within 0..1" in wrong.stderr
