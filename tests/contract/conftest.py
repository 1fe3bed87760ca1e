"""A small library made by the real program, and a way to run it as a person or a script does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from contract_schema import AnswerJson

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = [sys.executable, "-m", "bot"]

HARBOUR = """Ministers exchange gifts at the harbour summit

By Ada Quill
May 3, 2023

The foreign ministers of Norland and Sudria met in Wexmouth on Wednesday and signed a fishing treaty.

Minister Ingrid Solberg gave Minister Paolo Renzi a wooden model boat and a silver compass. \
Renzi gave Solberg a bottle of olive oil and a painting of the bay.

The treaty lets Norland catch 40,000 tonnes of herring a year in the northern waters. It will be reviewed in 2027.

About 300 fishermen protested outside the town hall against the treaty. Police said the protest was peaceful.
"""
OBSERVATORY = """New telescope opens on Mount Karva

By Tomas Brandt
September 14, 2022

An observatory with a mirror of eight metres opened on Mount Karva on Wednesday.

The telescope cost 210 million euros and took eleven years to build. \
Its director, Lena Horak, said that it would search for water on distant planets.

The first images are expected in January.
"""
# What a page might carry to take over a terminal: title setting, clear screen, bell, right-to-left override, markup.
# One bell only: more of them, and a short file passes for binary data.
HOSTILE = """Zorbian \x1b]0;owned\x07 lantern \u202efestival [bold]begins[/bold]

The Zorbian lantern festival was opened by Mayor Quentin \x1b[2JFlint \u202e on Friday [/x] with [bold]9,000 lanterns.

Visitors of the Zorbian lantern festival paid twelve crowns for a lantern, wrote the gazette [12] on Saturday. \
The money goes to the fire brigade, which lost its boat house in the spring flood and has kept its hoses in a barn.

The festival goes back to a storm that sank the ferry from the islands. Families hung lanterns on the pier \
for three nights, until the last of the passengers had been found, and have done so every autumn since.

A choir of schoolchildren sang on the pier. Bakers handed out plum cake, and the ferries ran until after midnight. \
The mayor thanked the volunteers, who will collect the lanterns on Monday and store them for another year.
"""


class Program:
    """Runs `footnote` in a clean environment with a library of its own."""

    def __init__(self, home: Path, room: Path, settings: dict[str, str] | None = None) -> None:
        self.home = home
        self.room = room
        self.settings = settings or {}

    def environment(self, **changes: str) -> dict[str, str]:
        room = str(self.room)
        return {
            "PATH": os.environ["PATH"],
            "HOME": room,
            "XDG_STATE_HOME": room,
            "FOOTNOTE_HOME": str(self.home),
            "PYTHONPATH": str(ROOT),
            "LANG": "C.UTF-8",
            "TERM": "xterm",
            "OMP_NUM_THREADS": "1",
            **self.settings,
            **changes,
        }

    def __call__(
        self, *words: str, stdin: str | bytes = b"", env: dict[str, str] | None = None, prefix: tuple[str, ...] = ()
    ) -> subprocess.CompletedProcess[str]:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(
            [*prefix, *PROGRAM, *words],
            input=data,
            capture_output=True,
            env=self.environment(**(env or {})),
            cwd=self.room,
            timeout=120,
        )
        return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

    def ask(self, *words: str, stdin: str | bytes = b"") -> AnswerJson:
        """An answer by `ask --json`, checked against the contract."""
        done = self("ask", "--json", *words, stdin=stdin)
        assert done.returncode in (0, 3), done.stdout + done.stderr
        assert done.stderr == ""
        assert done.stdout.count("\n") == 1
        answer = AnswerJson.model_validate_json(done.stdout)
        assert (answer.status == "refused") is (done.returncode == 3)
        return answer


@pytest.fixture(scope="session")
def articles_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("articles")
    (folder / "harbour.txt").write_text(HARBOUR, encoding="utf-8")
    (folder / "observatory.txt").write_text(OBSERVATORY, encoding="utf-8")
    (folder / "hostile.txt").write_text(HOSTILE, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def shared_program(articles_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Program:
    """Made once; tests that change the library take `program`, which has a copy."""
    room = tmp_path_factory.mktemp("room")
    program = Program(room / "library", room)
    done = program("ingest", str(articles_folder), "--tag", "paper")
    assert done.returncode == 0, done.stderr
    return program


@pytest.fixture
def program(shared_program: Program, tmp_path: Path) -> Program:
    """The program with a copy of the library."""
    home = tmp_path / "library"
    shutil.copytree(shared_program.home, home)
    return Program(home, tmp_path)


@pytest.fixture
def bare(tmp_path: Path) -> Program:
    """The program with no library at all."""
    return Program(tmp_path / "nothing", tmp_path)


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT
