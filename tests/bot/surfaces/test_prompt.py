"""Lines typed at a terminal, and the history file."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from prompt_toolkit.history import FileHistory

from bot.surfaces.prompt import MAX_HISTORY, prepare_history, typed_lines
from bot.surfaces.render import screen


def reader(*events: str | type[BaseException]) -> Callable[[], str]:
    waiting = iter(events)

    def read() -> str:
        event = next(waiting)
        if isinstance(event, str):
            return event
        raise event

    return read


def test_ctrl_c_once_says_how_to_leave_and_twice_leaves(capsys: pytest.CaptureFixture[str]) -> None:
    lines = typed_lines(reader("one", KeyboardInterrupt, "two", KeyboardInterrupt, KeyboardInterrupt), screen())
    assert next(lines) == "one"
    assert next(lines) == "two"
    assert "Ctrl-D" in capsys.readouterr().err
    with pytest.raises(KeyboardInterrupt):
        next(lines)


def test_ctrl_d_ends_the_lines() -> None:
    assert list(typed_lines(reader("one", EOFError), screen())) == ["one"]


def test_the_history_file_is_the_users_alone(tmp_path: Path) -> None:
    path = tmp_path / "state" / "history"
    path.parent.mkdir()
    path.write_text("")
    path.chmod(0o644)
    prepare_history(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_history_file_is_trimmed_to_its_newest_entries(tmp_path: Path) -> None:
    path = prepare_history(tmp_path / "history")
    written = FileHistory(path)
    for number in range(MAX_HISTORY + 50):
        written.store_string(f"question {number}\nsecond line")
    prepare_history(path)
    kept = list(FileHistory(path).load_history_strings())
    assert kept[0] == f"question {MAX_HISTORY + 49}\nsecond line"
    assert len(kept) == MAX_HISTORY
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
