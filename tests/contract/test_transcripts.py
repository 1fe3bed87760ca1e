"""Whole talks, compared letter for letter, at three widths. TRANSCRIPTS=write makes the files anew: look at them."""

from __future__ import annotations

import os
import re
import sqlite3
from pathlib import Path

import pexpect
import pytest
from program import PROGRAM, Program
from rich.cells import cell_len
from terminal import terminal

TALK = (
    "What did Solberg give Renzi?",
    "And what did he give her?",
    "what did the telescope on Mount Karva cost?",
    "who won the regatta of Ostrava?",
    "/sources 1",
    "/view 2",
    "/article observatory",
    "/article Mount Karva",
    "/history",
    "/undo",
    "/sorces",
    "/help",
)
FOLDER = Path(__file__).parent / "transcripts"


@pytest.mark.parametrize("columns", [20, 80, 200])
def test_line_24_and_30_a_whole_talk(program: Program, columns: int) -> None:
    said = talk(program, columns)
    path = FOLDER / f"{columns}-columns.txt"
    if os.environ.get("TRANSCRIPTS") == "write":
        path.write_text(said, encoding="utf-8")
    assert said == path.read_text(encoding="utf-8")
    shown = [line for line in said.splitlines() if not line.startswith("> ")]  # what is typed the terminal wraps
    assert max(map(cell_len, shown)) <= columns


def talk(program: Program, columns: int) -> str:
    """What a terminal without control sequences shows; the articles lie at addresses that are the same everywhere."""
    with sqlite3.connect(program.home / "catalogue.sqlite") as catalogue:
        for name in ("harbour", "observatory", "hostile"):
            address = f"https://news.example/{name}"
            catalogue.execute("UPDATE article SET source = ? WHERE source LIKE ?", (address, f"%{name}.txt"))
    environment = program.environment(TERM="dumb")
    with terminal([*PROGRAM, "chat", "--no-save"], environment, program.room, columns) as child:
        child.setecho(False)
        said = ""
        for line in TALK:
            child.expect_exact("> ", timeout=60)
            said += child.before + f"> {line}\n"
            child.sendline(line)
        child.expect_exact("\n> ", timeout=60)
        said += child.before + "\n"
        child.sendeof()
        child.expect(pexpect.EOF)
    assert "\x1b" not in said
    return re.sub(r"[ \t]*\r?\n", "\n", said).strip() + "\n"
