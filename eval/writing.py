"""Files written whole or not at all: a draft beside them takes their name when it is complete."""

from __future__ import annotations

from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Write `text` as UTF-8; whoever reads `path` meanwhile sees what was there before.

    Raises:
        OSError: it cannot be written; what was there before still is.

    """
    draft = path.with_name(path.name + ".new")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def is_precious(path: Path) -> bool:
    """Whether a run or a set is there, which no report may take the place of."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        head = file.readline(10_000)
    return any(mark in head for mark in (b'"footnote_run"', b'"footnote_eval"'))
