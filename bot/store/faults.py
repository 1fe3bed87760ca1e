"""Turns what the operating system and SQLite raise into the errors a user can act on.

Promise: only what is certain is renamed (no space, no permission, not a database); the rest passes unchanged.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import StoreDamaged, StoreError, StoreReadOnly

REPAIR = "footnote doctor --repair"
_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_RIGHT = {errno.EACCES, errno.EPERM, errno.EROFS}
# "requested and": numpy, which raises without an errno ("62592 requested and 49968 written").
_NO_SPACE_WORDS = (
    "no space left",
    "disk is full",
    "file too large",
    "quota exceeded",
    "os error 28",
    "os error 27",
    "requested and",
)


@contextmanager
def explained(home: Path) -> Iterator[None]:
    """Errors of the block as StoreReadOnly or StoreDamaged, where they are that."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        known = explain(error, home)
        if known is None:
            raise
        raise known from error


def explain(error: BaseException, home: Path) -> StoreError | None:
    """The error to show for this one, or None where it is not about the disk."""
    if isinstance(error, StoreError):
        return error
    if isinstance(error, sqlite3.Error):
        return _explain_sqlite(error, home)
    if isinstance(error, OSError) and error.errno in _NO_RIGHT:
        return read_only(error.filename or home)
    if (isinstance(error, OSError) and error.errno in _NO_SPACE) or _speaks_of_space(error):
        return no_space(home)
    return None


def read_only(where: Path | str) -> StoreReadOnly:
    """No permission, or a read-only disk."""
    return StoreReadOnly(f"no permission to use {where}", hint="choose another folder with --home")


def no_space(home: Path, needed_bytes: int = 0) -> StoreReadOnly:
    """The disk is full, or would be."""
    needed = f", {needed_bytes / 1e6:.1f} MB needed" if needed_bytes else ""
    return StoreReadOnly(
        f"the disk of {home} is full{needed}; what was stored before is kept",
        hint="free some space and run the same command again",
    )


def damaged(what: Path | str, why: object) -> StoreDamaged:
    """A file of the store cannot be trusted."""
    return StoreDamaged(f"{what} is damaged: {why}", hint=REPAIR)


def _explain_sqlite(error: sqlite3.Error, home: Path) -> StoreError | None:
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith("SQLITE_FULL") or _speaks_of_space(error):
        return no_space(home)
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return read_only(home)
    # SQLite names a write that hit a file size limit only "disk I/O error".
    if name.startswith("SQLITE_IOERR_WRITE"):
        return no_space(home)
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_IOERR")):
        return damaged(home / "catalogue.sqlite", error)
    # The schema is ours: a missing table or column means that the file lost pages.
    if isinstance(error, sqlite3.OperationalError) and "no such" in str(error):
        return damaged(home / "catalogue.sqlite", error)
    return None


def _speaks_of_space(error: BaseException) -> bool:
    text = str(error).lower()
    return any(words in text for words in _NO_SPACE_WORDS)
