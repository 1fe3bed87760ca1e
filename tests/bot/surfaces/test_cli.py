"""The command line in this process: mistakes, settings, where options may stand."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from bot.surfaces.cli import main


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def give_stdin(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["nonsense"],
        ["ask", "--nonsense", "q"],
        ["ask", "q", "--since", "2024-13-01"],
        ["ask", "q", "--since", "20240101"],
        ["ask", "q", "--since", "2024-02-01", "--until", "2024-01-01"],
        ["ask", "q", "--answerer", "openai:gpt-x"],
        ["ask", "q", "--color", "sometimes"],
        ["articles", "show"],
        ["articles", "nonsense"],
        ["ingest"],
        ["config", "set", "nonsense", "1"],
        ["config", "set", "strictness", "7"],
    ],
)
def test_mistakes_are_one_line_and_a_hint(words: list[str], home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    out, err = capfd.readouterr()
    assert out == ""
    first, second = err.splitlines()
    assert first.startswith("footnote: ")
    assert second.startswith("  try: ")
    assert not home.exists()


@pytest.mark.parametrize(
    "words",
    [
        ["ask", "--jsonl", "q"],
        ["ask", "--jsonl", "--continue"],
        ["articles", "--nonsense", "--json"],
        ["ingest", "--json"],
    ],
)
def test_mistakes_are_json_where_json_was_asked_for(words: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    out, err = capfd.readouterr()
    assert err == ""
    assert set(json.loads(out)) == {"id", "error"}
    assert set(json.loads(out)["error"]) == {"code", "message", "hint"}


@pytest.mark.parametrize("data", [b"", b" \n\n", b"\xef\xbb\xbf"])
def test_an_empty_stdin_is_no_question(
    data: bytes, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    give_stdin(monkeypatch, data)
    assert main(["ask", "--json"]) == 2
    assert json.loads(capfd.readouterr().out)["error"]["code"] == "empty_question"


def test_a_closed_stdin_is_no_question(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert main(["ask"]) == 2
    assert main(["ask", "-"]) == 2


def test_a_file_sent_as_a_question_is_refused(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    give_stdin(monkeypatch, b"what? " * 100_000)
    assert main(["ask", "--json"]) == 2
    assert json.loads(capfd.readouterr().out)["error"]["code"] == "question_too_long"


def test_words_after_a_double_dash_are_no_options(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["articles", "show", "--", "--json"]) == 1
    out, err = capfd.readouterr()
    assert out == ""
    assert "--json" in err


def test_settings_show_their_origins(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "set", "n_passages", "7"]) == 0
    capfd.readouterr()
    assert main(["config", "--json", "--answerer", "x:y"]) == 0
    shown = json.loads(capfd.readouterr().out)
    assert shown["home"] == {"value": str(home), "origin": "environment"}
    assert shown["n_passages"] == {"value": 7, "origin": "config.json"}
    assert shown["answerer"] == {"value": "x:y", "origin": "command line"}
    assert shown["embedder"] == {"value": "minilm", "origin": "default"}


def test_where_text_goes_is_said(capfd: pytest.CaptureFixture[str]) -> None:
    main(["config"])
    assert "go nowhere" in capfd.readouterr().out
    main(["config", "--answerer", "ollama:llama"])
    assert "go to ollama:llama at http://127.0.0.1:11434" in capfd.readouterr().out


def test_a_setting_that_is_overruled_says_so(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FOOTNOTE_STRICTNESS", "0.1")
    assert main(["config", "set", "strictness", "0.9"]) == 0
    out, err = capfd.readouterr()
    assert out == "strictness = 0.9\n"
    assert "environment" in err


def test_an_option_before_the_command_counts_and_the_nearer_one_wins(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    here, there = str(tmp_path / "here"), str(tmp_path / "there")
    main(["--home", here, "config", "--json"])
    assert json.loads(capfd.readouterr().out)["home"] == {"value": here, "origin": "command line"}
    main(["--home", here, "config", "--home", there, "--json"])
    assert json.loads(capfd.readouterr().out)["home"]["value"] == there


@pytest.mark.parametrize("words", [["config", "set", "n_passages", "7"], ["ask", "why?"], ["ingest", "x.txt"]])
def test_a_file_where_the_library_belongs_is_one_line(
    home: Path, capfd: pytest.CaptureFixture[str], words: list[str]
) -> None:
    home.write_text("a file where the library belongs")
    assert main(words) == 2
    lines = capfd.readouterr().err.splitlines()
    assert len(lines) == 2
    assert f"{home} is not a folder" in lines[0]


def test_two_conversations_at_once_are_refused(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "why?", "--session", "s", "--continue"]) == 2
    assert "name two conversations" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("name", "said"), [("gpt", "names no provider"), ("nosuch:x", "no provider 'nosuch'"), ("", "names no provider")]
)
def test_an_answerer_that_is_not_there_is_not_stored(
    name: str, said: str, home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["config", "set", "answerer", name]) == 2
    assert said in capfd.readouterr().err
    assert not (home / "config.json").exists()


def test_a_selection_without_articles_says_so(sample_home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "what gifts were exchanged?", "--home", str(sample_home), "--tag", "nosuch", "--no-save"]) == 3
    assert "no article matches --tag nosuch" in capfd.readouterr().err


def test_an_empty_answerer_is_no_answerer(sample_home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "who?", "--home", str(sample_home), "--answerer", "", "--no-save"]) == 2
    assert "names no provider" in capfd.readouterr().err


def test_version_is_shown(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capfd.readouterr().out.startswith("footnote")
