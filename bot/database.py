"""SQLite files that several processes write: a log to write ahead in, and one transaction at a time.

Promise: a writer waits for others up to BUSY_S, and a transaction that raises leaves nothing behind.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

BUSY_S = 10.0
"""How long a process waits for another one's transaction. One append takes about 1 ms."""


def enter_wal(connection: sqlite3.Connection) -> None:
    """Changing the journal mode does not wait for other processes, whatever the timeout says: repeat it."""
    until = time.monotonic() + BUSY_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """The body as one; `connection` has no isolation level of its own."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
