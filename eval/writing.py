"""Files written whole or not at all: a draft beside them takes their name when it is complete."""

from __future__ import annotations

from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Write `text` as UTF-8; whoever reads `path` meanwhile sees what was there before.

    Raises:
        OSError: it cannot be written; what was there before still is.

    """
    draft = path.with_name(path.name + ".new")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
