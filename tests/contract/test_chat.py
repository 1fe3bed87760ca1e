"""`footnote chat`, the real program: piped, and on a pseudo-terminal."""

from __future__ import annotations

import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pexpect
from program import PROGRAM, Program
from terminal import HELD, PROMPT, leave, terminal

GIFTS = "What did Solberg give Renzi?"


@contextmanager
def chat(program: Program, *words: str, **environment: str) -> Iterator[Any]:
    light = {"FOOTNOTE_READER": "sentences", **environment}  # what is read does not matter here
    with terminal([*PROGRAM, "chat", *words], program.environment(**light), program.room) as child:
        yield child


def test_line_15_piped_lines_are_answered_one_by_one(program: Program) -> None:
    questions = f"{GIFTS}\n\nAnd what did he give her?\n/sources\n/sorces\n//quit is what?\n/quit\nnever asked\n"
    done = program("chat", stdin=questions)
    assert done.returncode == 0, done.stderr
    assert "silver compass" in done.stdout
    assert "\x1b" not in done.stdout + done.stderr
    said = done.stderr.splitlines()
    assert [line for line in said if line.startswith("> ")] == [
        f"> {GIFTS}",
        "> And what did he give her?",
        "> /sources",
        "> /sorces",
        "> //quit is what?",
        "> /quit",
    ]
    assert any(line.startswith("understood: ") and "Renzi" in line for line in said)
    assert any("/sorces" in line and "/sources" in line for line in said[4:])
    again = program("chat", "--continue", stdin="And what did she give him?\n")
    assert "understood: " in again.stderr


def test_piped_failures_are_one_line_each_and_the_exit_code(bare: Program) -> None:
    done = bare("chat", "--articles", "sha256-nonsense", stdin="one?\ntwo?\n")
    assert done.returncode == 1
    assert done.stderr.count("footnote: ") == 2
    refused = bare("chat", "--answerer", "x", stdin="one?\ntwo?\n")
    assert refused.returncode == 2
    assert refused.stderr.count("footnote: ") == 1
    assert bare("chat", stdin="").returncode == 0


def test_line_10_11_15_16_and_30_a_talk_on_a_terminal(program: Program) -> None:
    with chat(program) as child:
        child.expect(PROMPT)
        child.sendline(GIFTS)
        child.expect("silver compass")
        child.expect("Sources")
        child.expect(PROMPT)
        child.sendline("/sources 1")
        child.expect("olive oil")  # the rest of the paragraph
        child.expect(PROMPT)
        child.sendline("/sources 99")
        child.expect("no source 99")
        child.expect(PROMPT)
        child.sendline("/hlep")
        child.expect("the nearest is /help")
        child.expect(PROMPT)
        child.sendline("/help")
        child.expect("/sources")
        child.expect("/quit")
        child.expect(PROMPT)
        child.send("half a question")
        child.sendcontrol("d")  # with text: nothing
        child.sendcontrol("c")  # clears it
        child.sendline("/quit")
        child.expect(pexpect.EOF)
        child.close()
        assert child.exitstatus == 0


def test_line_10_and_11_ctrl_c_twice_and_ctrl_d(bare: Program) -> None:
    with chat(bare) as child:
        child.expect(PROMPT)
        child.sendcontrol("c")
        child.expect("Ctrl-C again or Ctrl-D")
        child.expect(PROMPT)
        child.sendcontrol("c")
        child.expect(pexpect.EOF)
        child.close()
        assert child.exitstatus == 130
    with chat(bare) as child:
        child.expect(PROMPT)
        assert leave(child) == 0


def test_line_13_history_comes_back_after_a_restart_and_is_private(bare: Program) -> None:
    with chat(bare) as child:
        child.expect(PROMPT)
        child.sendline("/help")
        child.expect(PROMPT)
        leave(child)
    path = bare.room / "footnote" / "history"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with chat(bare) as child:
        child.expect(PROMPT)
        child.send("\x1b[A")  # arrow up
        child.expect("/help")
        child.send("\r")
        child.expect("list the commands")
        child.expect(PROMPT)
        leave(child)
    before = path.read_bytes()
    with chat(bare, "--no-history") as child:
        child.expect(PROMPT)
        child.sendline("/help")
        child.expect("list the commands")
        child.expect(PROMPT)
        leave(child)
    assert path.read_bytes() == before


def test_a_dumb_terminal_gets_plain_lines(program: Program) -> None:
    with chat(program, TERM="dumb") as child:
        child.expect_exact("> ")
        child.sendline(GIFTS)
        child.expect("silver compass")
        child.expect("> $")
        assert "\x1b" not in child.before
        assert leave(child) == 0


def test_line_09_and_26_the_prompt_is_there_before_any_model_and_ctrl_c_stops_the_wait(program: Program) -> None:
    go = program.room / "go"
    with terminal([sys.executable, "-c", HELD, str(go)], program.environment(), program.room) as child:
        child.expect(PROMPT)
        child.sendline(GIFTS)
        time.sleep(0.3)
        child.sendcontrol("c")
        child.expect("interrupted")
        child.expect(PROMPT)
        child.sendline(GIFTS)
        go.touch()
        child.expect("silver compass")
        child.expect(PROMPT)
        assert leave(child) == 0


def test_a_library_that_cannot_be_opened_is_one_line_and_the_talk_goes_on(program: Program) -> None:
    sound = program.home / "catalogue.sqlite"
    kept = sound.rename(program.room / "kept")
    sound.write_bytes(b"this is no database" * 1000)
    with chat(program) as child:
        child.expect(PROMPT)
        child.sendline(GIFTS)
        child.expect("footnote: ")
        child.expect("try: ")
        child.expect(PROMPT)
        sound.unlink()
        kept.rename(sound)
        child.sendline(GIFTS)
        child.expect("silver compass")
        child.expect(PROMPT)
        assert leave(child) == 0


def test_a_new_article_is_answered_from_at_the_next_question(program: Program) -> None:
    with chat(program) as child:
        child.expect(PROMPT)
        child.sendline("Who won the Ostrava regatta?")
        child.expect("don't say")
        child.expect(PROMPT)
        (program.room / "regatta.txt").write_text(
            "Regatta ends in Ostrava\n\nThe Ostrava regatta was won by Milena Dvorak on Sunday, ahead of 40 boats.\n"
        )
        assert program("ingest", "regatta.txt").returncode == 0
        child.sendline("Who won the Ostrava regatta?")
        child.expect("Regatta ends in Ostrava")
        child.expect(PROMPT)
        assert leave(child) == 0


def test_ingest_draws_a_bar_on_a_terminal_and_takes_it_away(program: Program, articles_folder: Path) -> None:
    with terminal([*PROGRAM, "ingest", str(articles_folder)], program.environment(), program.room) as child:
        child.expect(pexpect.EOF)
        child.close()
        assert child.exitstatus == 0
        assert "\x1b[?25l" in child.before  # the bar hides the cursor
        assert child.before.rindex("\x1b[?25h") < child.before.index("0 new, 0 changed, 3 unchanged")
