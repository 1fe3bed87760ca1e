"""The catalogue's tables, and how its file is opened for reading and for writing.

Promise: a reader opens without writing, in a read-only folder too; a writer's file is in WAL mode with
secure_delete. Knows nothing of what the rows mean: see `catalogue`.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from pathlib import Path

from bot.store.layout import CATALOGUE

BUSY_S = 10.0

# The text stands last, so that reading the columns before it does not walk its overflow pages.
TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE article (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version TEXT NOT NULL, source TEXT NOT NULL,
    title TEXT NOT NULL, published TEXT, byline TEXT, language TEXT, fetched TEXT NOT NULL, tags TEXT NOT NULL,
    private INTEGER NOT NULL, dateline TEXT, pages TEXT NOT NULL, fingerprint TEXT NOT NULL,
    n_chunks INTEGER NOT NULL, n_chars INTEGER NOT NULL, text TEXT NOT NULL);
CREATE TABLE chunk (
    key INTEGER PRIMARY KEY, article INTEGER NOT NULL REFERENCES article (number) ON DELETE CASCADE,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, header TEXT NOT NULL);
CREATE INDEX chunk_article ON chunk (article);
CREATE INDEX article_source ON article (source);
CREATE TABLE gone (key INTEGER PRIMARY KEY);
CREATE TABLE lost (source TEXT PRIMARY KEY);
"""


def connect_writer(home: Path) -> sqlite3.Connection:
    """A connection that may write; the file is made where there is none."""
    connection = sqlite3.connect(home / CATALOGUE, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
    try:
        # temp_store: VACUUM's copy of the texts must not pass through another folder of the disk.
        for pragma in (
            "journal_mode=WAL",
            "secure_delete=ON",
            "synchronous=FULL",
            "foreign_keys=ON",
            "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


def connect_reader(home: Path) -> sqlite3.Connection:
    """A connection that never writes to the folder.

    A WAL database wants to make its -shm file even for reading. In a folder where that is not allowed, a file whose
    log is empty is complete by itself (`immutable`); one with a log left by a killed writer is read from a copy.
    """
    path = home / CATALOGUE
    try:
        return _open_read_only(path, "mode=ro")
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorname", "") not in (
            "SQLITE_CANTOPEN",
            "SQLITE_READONLY_DIRECTORY",
            "SQLITE_READONLY_CANTINIT",
            "SQLITE_READONLY_RECOVERY",
            "SQLITE_READONLY",
        ):
            raise
    log = path.with_name(path.name + "-wal")
    if not log.exists() or log.stat().st_size == 0:
        return _open_read_only(path, "mode=ro&immutable=1")
    with tempfile.TemporaryDirectory(prefix="footnote-") as folder:
        copy = Path(folder) / CATALOGUE
        shutil.copyfile(path, copy)
        shutil.copyfile(log, copy.with_name(log.name))
        connection = _open_read_only(copy, "mode=rw")
        connection.execute("PRAGMA query_only=ON")
        return connection  # the open files outlive their names


def _open_read_only(path: Path, mode: str) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?{mode}"
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection
