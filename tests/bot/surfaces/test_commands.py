"""Every command of a chat, over the sample library, piped: what it shows and what it changes."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.memory import Memory
from bot.surfaces.cli import main
from bot.surfaces.commands import COMMANDS

GIFTS, RETURN = "what gifts were exchanged?", "and what did he get in return?"
Said = tuple[str, str, int]
Chat = Callable[..., Said]


@pytest.fixture
def home(sample_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sample_home, tmp_path / "home"))


@pytest.fixture
def chat(home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Chat:
    """Pipe lines into a chat; gives stdout, stderr and the exit code."""

    def run(*lines: str, words: tuple[str, ...] = ()) -> Said:
        stdin = io.TextIOWrapper(io.BytesIO("\n".join(lines).encode()), encoding="utf-8")
        monkeypatch.setattr(sys, "stdin", stdin)
        monkeypatch.setenv("FOOTNOTE_READER", "sentences")
        code = main(["chat", "--home", str(home), *words])
        return (*capfd.readouterr(), code)

    return run


def test_line_15_help_lists_every_command(chat: Chat) -> None:
    out, _, code = chat("/help")
    assert code == 0
    assert all(command.usage in out for command in COMMANDS.values() if command.what)


def test_why_shows_how_an_answer_came_about(chat: Chat) -> None:
    out, err, _ = chat("/why", GIFTS, RETURN, "/why")
    assert "nothing was answered yet" in err
    for words in ("Understood as", "Putin", "Passages, best first", "Time", "searching", "in all", "confidence 0."):
        assert words in out


def test_line_17_history_new_undo_and_retry(chat: Chat, home: Path) -> None:
    out, err, _ = chat(GIFTS, RETURN, "/undo", "/history", "/retry", "/new", "/history", "/undo", "/retry")
    assert f"taken back: {RETURN}" in err
    assert f"  1. {GIFTS} (answered)\n" in out
    assert "  2. " not in out
    assert f"once more: {GIFTS}" in err
    assert err.count("nothing was asked in this conversation yet") == 1
    assert "nothing to take back" in err
    assert "nothing was asked yet" in err
    (info,) = Memory(home / "conversations.sqlite").sessions()
    assert info.n_turns == 1


def test_what_is_not_saved_can_be_taken_back_and_saved_to_a_file(chat: Chat, home: Path) -> None:
    out, err, _ = chat(GIFTS, "/history", "/save " + str(home / "talk.md"), "/undo", "/history", words=("--no-save",))
    assert f"  1. {GIFTS} (answered)" in out
    assert f"taken back: {GIFTS}" in err
    assert (home / "talk.md").read_text().startswith(f"# {GIFTS}\n")
    assert not (home / "conversations.sqlite").exists()


def test_line_17_resume_lists_and_goes_on(chat: Chat, home: Path) -> None:
    chat(GIFTS)
    (info,) = Memory(home / "conversations.sqlite").sessions()
    out, err, _ = chat("/resume", f"/resume {info.session[:4]}", RETURN, "/sources 1", "/resume nosuch")
    assert info.session in out
    assert f"> {GIFTS}" in out
    assert f"going on with {info.session}, 1 question" in err
    assert "understood: " in err
    assert "Putin and Kim sign" in out
    assert "no conversation 'nosuch'" in err
    assert Memory(home / "conversations.sqlite").find(info.session).n_turns == 2


def test_line_17_forget_leaves_no_byte(chat: Chat, home: Path) -> None:
    _, err, _ = chat("what did the zanzibarred gift cost?", "/forget", "/forget")
    assert "this conversation is forgotten" in err
    assert "there was nothing to forget" in err
    assert b"zanzibarred" not in b"".join(path.read_bytes() for path in home.glob("conversations*"))


def test_article_narrows_and_widens(chat: Chat) -> None:
    lines = ("/article", "/article harbour", GIFTS, "/article all", GIFTS, "/article the", "/article nosuch thing")
    out, err, code = chat(*lines)
    assert "all articles are searched" in err
    assert "  Eleven weeks after bridge collapse" in out
    assert out.index("don't say") < out.index("Putin and Kim sign")
    assert "articles have 'the' in the title" in err
    assert "no article has 'nosuch thing' in the title" in err
    assert code == 1


def test_line_17_ingest_takes_in_what_the_next_question_finds(chat: Chat, tmp_path: Path) -> None:
    path = tmp_path / "regatta.txt"
    path.write_text("Regatta ends in Ostrava\n\nThe Ostrava regatta was won by Milena Dvorak, ahead of 40 boats.\n")
    out, err, _ = chat("/ingest", f"/ingest {path}", "Who won the Ostrava regatta?", "/ingest /no/such/file")
    assert "say what to take in" in err
    assert "1 new, 0 changed, 0 unchanged" in out
    assert "Milena Dvorak" in out
    assert "/no/such/file" in err


def test_line_17_save_never_writes_over_a_file(chat: Chat, tmp_path: Path) -> None:
    path = tmp_path / "talk.md"
    _, err, code = chat(GIFTS, f"/save {path}", f"/save {path}", f"/save {tmp_path}/no/folder.md")
    assert f"written to {path}" in err
    assert f"{path} is there already" in err
    assert "cannot write" in err
    assert code == 1
    assert "[^1]: " in path.read_text()


def test_line_16_open_and_view_say_what_they_can(chat: Chat) -> None:
    out, err, _ = chat("/open", "/view 9", GIFTS, "/open 1", "/view 1")
    assert "no sources yet" in err
    assert "no source 9 in this chat" in err
    assert "that source is no web page" in err
    assert "The leaders also exchanged presents." in out


def test_copy_needs_a_terminal(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    _, err, _ = chat("/copy", GIFTS, "/copy")
    assert "nothing was answered yet" in err
    assert "no clipboard" in err


def test_line_17_model_tells_and_refuses(chat: Chat) -> None:
    out, err, _ = chat("/model", "/model nosuch:x", GIFTS, "/model extractive", RETURN)
    assert "answers come from extractive" in out
    assert "no provider 'nosuch'" in err
    assert out.count("Sources") == 2
    assert "understood: " in err, "the conversation goes on with the other one"


def test_line_17_stats_counts(chat: Chat) -> None:
    out, _, _ = chat(GIFTS, "/stats")
    assert "12 articles" in out
    assert "questions in this conversation: 1, conversations: 1" in out
    assert "ms an answer in this chat" in out


@pytest.mark.parametrize("line", ["/", "/ x", "/sorces", "/\x1b[2J", "/quitx"])
def test_line_15_an_unknown_command_suggests_one_and_asks_nobody(chat: Chat, line: str) -> None:
    out, err, code = chat(line)
    assert (out, code) == ("", 0)
    assert "the nearest is /" in err
    assert "\x1b" not in err


def test_sessions_are_listed_shown_named_exported_and_removed(
    chat: Chat, home: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    chat(GIFTS, RETURN)
    chat("who won the 100 metres?")
    newest, oldest = Memory(home / "conversations.sqlite").sessions()

    def run(*words: str) -> Said:
        code = main(["sessions", *words, "--home", str(home)])
        return (*capfd.readouterr(), code)

    assert [line.split("\t")[0] for line in run()[0].splitlines()] == [newest.session, oldest.session]
    assert run("rename", oldest.session[:5], "The summit")[0] == f"{oldest.session} is called 'The summit'\n"
    out, _, _ = run("show", "The summit")
    assert out.count("> ") == 2
    assert "Sources" in out
    assert run("export", "The summit")[0].startswith("# The summit\n")
    assert run("export", "The summit", "--out", str(tmp_path / "s.md"))[2] == 0
    assert run("export", "The summit", "--out", str(tmp_path / "s.md"))[2] == 2
    assert run("remove", newest.session, "The summit")[2] == 0
    assert run()[0] == ""
    out, err, code = run("show", "The summit")
    assert (out, code) == ("", 1)
    assert "no conversation 'The summit'" in err


def test_articles_are_searched_and_sorted(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    def run(*words: str) -> list[list[str]]:
        main(["articles", *words, "--home", str(home)])
        return [line.split("\t") for line in capfd.readouterr().out.splitlines()]

    assert [row[2] for row in run("--search", "VESUVIUS")] == [
        "Three students read a scroll that Vesuvius turned to charcoal"
    ]
    titles = [row[2] for row in run("--sort", "title")]
    assert titles == sorted(titles, key=str.casefold)
    dates = [row[1] for row in run("--sort", "published")]
    assert dates == sorted(dates, reverse=True)
    assert len(run("list", "--sort", "source")) == 12
