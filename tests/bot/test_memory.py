"""Conversations survive processes, removals, read-only folders and broken files."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.forgetting import REMOVED
from bot.memory import Memory
from bot.types import Citation, Turn

QUOTE = "The mayor handed the visiting engineer a brass compass and two sacks of quinces."
OTHER = "It rained in Ostrava for the ninth day."


def citation(n: int, quote: str, article_id: str = "sha256-aa") -> Citation:
    return Citation(
        n, article_id, "sha256-bb", 10, 10 + len(quote), quote, "Compass for a bridge", "/a.txt", "2024-06-19"
    )


def turn(question: str = "what was given?", answer: str = f"{QUOTE} [1]", *citations: Citation) -> Turn:
    return Turn(question, question, answer, "answered", citations or (citation(1, QUOTE),), "2026-01-02T03:04:05Z")


def all_bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_turns_come_back_as_they_were(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "home" / "conversations.sqlite")
    assert (memory.turns("s"), memory.latest(), memory.sessions()) == ((), None, ())
    assert not memory.path.parent.exists(), "reading makes no folder"
    first, second = turn(), turn("and Putin?", "The articles don't say.")
    assert all([memory.append("s", first), memory.append("other", second), memory.append("s", second)])
    reopened = Memory(memory.path)
    assert reopened.turns("s") == (first, second)
    assert reopened.latest() == "s"
    assert [(info.session, info.n_turns, info.opening) for info in reopened.sessions()] == [
        ("s", 2, "what was given?"),
        ("other", 1, "and Putin?"),
    ]
    assert reopened.usable


def test_new_ids_are_short_and_unused(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "c.sqlite")
    ids = {memory.new_session_id() for _ in range(50)}
    assert len(ids) == 50
    assert all(len(name) == 8 and name.isascii() and name.islower() for name in ids)
    assert not memory.path.exists()


WRITER = """
import sys
from pathlib import Path
from bot.memory import Memory
from bot.types import Turn
memory = Memory(Path(sys.argv[1]))
for i in range(40):
    memory.turns("s")
    assert memory.append("s", Turn(f"{sys.argv[2]} {i}", "", "a" * 500, "answered", (), "")), memory.warning
"""


def test_several_processes_append_to_one_session(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(path), name]) for name in "abc"]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    questions = [stored.question for stored in Memory(path).turns("s")]
    assert len(questions) == 120
    for name in "abc":
        assert [q for q in questions if q.startswith(name)] == [f"{name} {i}" for i in range(40)]
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_forgetting_an_article_leaves_no_byte_and_a_note(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "c.sqlite")
    rain = replace(citation(2, OTHER, "sha256-cc"), title="Rain")
    mixed = turn(
        "what happened?", f"{QUOTE} [1] {OTHER} [2]\nCompass for a bridge, by A. Writer.", citation(1, QUOTE), rain
    )
    later = replace(turn("was it heavy?", OTHER + " [2]", rain), standalone_question="was the brass compass heavy?")
    for i in range(60):
        memory.append(f"s{i % 7}", mixed)
        memory.append(f"s{i % 7}", later)
    memory.append("unrelated", replace(later, standalone_question="was the rain heavy?"))
    reader = sqlite3.connect(memory.path)  # another process that has the file open, as a chat would between questions
    reader.execute("SELECT count(*) FROM turns").fetchone()
    assert memory.forget_article("sha256-aa", also=["Compass for a bridge"]) == 120
    reader.close()
    found = all_bytes(tmp_path)
    for text in (QUOTE, "brass compass", "two sacks", "Compass for a bridge"):
        assert text.encode() not in found
    stored = memory.turns("s0")[0]
    assert stored.answer == f"{REMOVED} [1] {OTHER} [2]\n{REMOVED}, by A. Writer."
    assert [(c.n, c.quote) for c in stored.citations] == [(1, REMOVED), (2, OTHER)]
    assert memory.turns("s0")[1].standalone_question == "was it heavy?"
    assert memory.turns("unrelated")[0].standalone_question == "was the rain heavy?"
    assert memory.forget_article("sha256-aa") == 0


def test_a_short_byline_of_a_removed_article_stays_in_other_answers(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "c.sqlite")
    rain = replace(citation(1, OTHER, "sha256-cc"), title="Rain")
    memory.append("s", turn("who wrote it?", f"AP, on a MAP. {OTHER} [1]", rain))
    memory.append("s", turn("and this?", f"AP, on a MAP. {QUOTE} [1]"))
    assert memory.forget_article("sha256-aa", also=["AP"]) == 1
    other, own = memory.turns("s")
    assert other.answer == f"AP, on a MAP. {OTHER} [1]"
    assert "AP" not in own.answer


def test_forgetting_says_when_bytes_may_be_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot import memory as module
    from bot.errors import SessionError

    monkeypatch.setattr(module, "BUSY_S", 0.2)
    memory = Memory(tmp_path / "c.sqlite")
    memory.append("s", turn())
    reader = sqlite3.connect(memory.path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM turns").fetchone()
    with pytest.raises(SessionError, match="still holds quotes"):
        memory.forget_article("sha256-aa")
    reader.close()
    memory.forget_article("sha256-aa")
    assert QUOTE.encode() not in all_bytes(tmp_path)


@pytest.mark.parametrize(
    "content", [b"", b"not a database at all, but long enough to be one" * 100, b"SQLite format 3\0"]
)
def test_a_broken_file_turns_memory_off(tmp_path: Path, content: bytes) -> None:
    memory = Memory(tmp_path / "c.sqlite")
    memory.path.write_bytes(content)
    memory.turns("s")
    saved = memory.append("s", turn())
    assert saved == (content == b"")
    assert memory.usable == saved
    assert saved or "not saved" in memory.warning
    assert memory.turns("s") == (turn(),), "this process still remembers"
    assert saved or memory.path.read_bytes() == content, "what could not be read is not overwritten"


def test_a_damaged_row_is_named_and_the_rest_is_kept(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "c.sqlite")
    memory.append("s", turn())
    memory.append("s", turn())
    with sqlite3.connect(memory.path) as connection:
        connection.execute("UPDATE turns SET citations = '{' WHERE id = 2")
    connection.close()
    assert memory.turns("s") == (turn(),)
    assert "damaged" in memory.warning


def test_a_newer_format_is_left_alone(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "c.sqlite")
    memory.append("s", turn())
    with sqlite3.connect(memory.path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    assert not memory.append("s", turn())
    assert "format 99" in memory.warning


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("x")
    memory = Memory(tmp_path / "home" / "c.sqlite")
    assert memory.turns("s") == ()
    assert not memory.append("s", turn())
    assert "not saved" in memory.warning


READ_ONLY = """
import sys
from pathlib import Path
from bot.memory import Memory
from bot.types import Turn
memory = Memory(Path(sys.argv[1]))
print(len(memory.turns("s")), memory.usable)
turn = Turn("q", "q", "a", "answered", (), "")
print(memory.append("s", turn), len(memory.turns("s")), memory.append("s", turn), memory.warning)
"""


def test_a_read_only_home_is_read_and_says_so(tmp_path: Path) -> None:
    setpriv = shutil.which("setpriv")
    if os.getuid() == 0 and not setpriv:
        pytest.skip("root writes everywhere, and there is no setpriv to stop being root")
    home = tmp_path / "home"
    memory = Memory(home / "c.sqlite")
    memory.append("s", turn())
    home.chmod(0o555)
    memory.path.chmod(0o444)
    for parent in home.parents:
        if parent.is_relative_to(Path(tmp_path.parts[0], *tmp_path.parts[1:3])):
            parent.chmod(0o755)
    drop = [setpriv, "--reuid=65534", "--regid=65534", "--clear-groups"] if os.getuid() == 0 and setpriv else []
    root = Path(__file__).resolve().parents[2]
    command = [*drop, sys.executable, "-B", "-c", READ_ONLY, str(memory.path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=root, env={"PYTHONPATH": str(root)})
    home.chmod(0o755)
    if "ModuleNotFoundError" in done.stderr or "Permission denied" in done.stderr.splitlines()[:1]:
        pytest.skip("this checkout cannot be read without root")
    assert done.returncode == 0, done.stderr
    read, wrote = done.stdout.splitlines()
    assert read == "1 True"
    assert wrote.startswith("False 2 False this conversation is not saved")


@given(st.text(), st.text(), st.text())
@settings(max_examples=40, deadline=None)
def test_any_text_is_stored(tmp_path_factory: pytest.TempPathFactory, session: str, question: str, answer: str) -> None:
    memory = Memory(tmp_path_factory.getbasetemp() / "any.sqlite")
    before = len(memory.turns(session))
    assert memory.append(session, turn(question, answer)), memory.warning
    stored = memory.turns(session)
    assert len(stored) == before + 1
    assert (stored[-1].question, stored[-1].answer) == (question, answer)


def test_a_lone_surrogate_does_not_raise(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "c.sqlite")
    assert memory.append("s\ud800", turn("what \udcff?"))
    assert memory.turns("s\ud800")[0].question == "what ??"
