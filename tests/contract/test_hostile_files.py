"""Files nobody would send in good faith: the real program on a terminal takes in and shows what can be read of them."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pexpect
import pytest
from program import PROGRAM, Program
from terminal import PROMPT, terminal

from bot.surfaces.render import clean

DRAWN = re.compile(r"\x1b\[[\d;?]*[A-Za-z]")
"""What the bar, the pager and the prompt are drawn with; no article may say it."""
TEXT = "The Zorbian lantern festival was opened by Mayor Quentin Flint on Friday evening with nine thousand lanterns. "


@pytest.fixture
def hostile(bare: Program) -> Program:
    folder = bare.room / "folder"
    folder.mkdir()
    page = f"<html><head><title>Lanterns \x1b]0;owned\x07\u202e[bold]</title></head><body><article><p>{TEXT * 9}</p></article></body></html>"
    files = {
        b"\x1b]0;owned\x07[bold].txt": "A title\x1b[2J\n\n" + TEXT * 3,
        "\u202egnp.txt".encode(): "[/x] \u202e\u2066title\n\n" + TEXT.replace("Flint", "Fl\x9bint") * 3,
        b"broken \xff name.txt": "A broken name\n\n" + TEXT * 2,
        b"page.html": page,
    }
    for name, text in files.items():
        Path(os.fsdecode(bytes(folder) + b"/" + name)).write_text(text, encoding="utf-8")
    (folder / "broken text.txt").write_bytes(b"A caf\xe9 in Wexmouth\n\n" + TEXT.encode() * 3 + b"\xff\xfe \xe9t\xe9")
    return bare


def on_a_terminal(program: Program, *words: str) -> str:
    with terminal([*PROGRAM, *words], program.environment(), program.room, 80) as child:
        child.expect(pexpect.EOF, timeout=120)
        return str(child.before)


def test_line_22_hostile_files_and_names_stay_in_their_place(hostile: Program) -> None:
    said = {words[0]: on_a_terminal(hostile, *words, "--color", "never") for words in COMMANDS}
    said["error"] = on_a_terminal(hostile, "ingest", "no\x1b]0;owned\x07such\u202efile", "--color", "never")
    for command, text in said.items():
        plain = DRAWN.sub("", text).replace("\r", "")
        assert clean(plain) == plain, command
        assert "owned\x07" not in text
    assert "4 new" in said["ingest"]
    assert "rename it" in said["ingest"], "no path in JSON could say that name"
    assert "[bold]" in said["articles"]
    assert "Quentin Flint" in said["ask"]


COMMANDS = (("ingest", "folder"), ("articles", "list"), ("ask", "who opened the Zorbian lantern festival?"))


@pytest.mark.slow
def test_line_22_and_30_a_line_without_an_end_in_a_chat(hostile: Program) -> None:
    (hostile.room / "line.txt").write_text("One long line\n\n" + TEXT * (100_000 // len(TEXT)))
    hostile("ingest", "line.txt")
    with terminal([*PROGRAM, "chat"], hostile.environment(), hostile.room, 80) as child:
        child.expect(PROMPT)
        child.sendline("who opened the Zorbian lantern festival?")
        child.expect("Quentin Flint")
        child.expect(PROMPT)
        child.sendline("/view")
        child.expect("q leaves")
        child.send("q")
        child.expect(PROMPT)
        child.sendline("/sources 1")
        child.expect(PROMPT)
        assert len(child.before) < 5_000, "a paragraph without an end is not poured onto the screen"
