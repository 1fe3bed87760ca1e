"""A small library made by the real program."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from program import ROOT, Program

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
