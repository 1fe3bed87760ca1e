"""What was asked in Slack and what became of it, on disk: the memory that survives a worker and is shared by all.

Promise: a question is written down before it is acknowledged, once, whichever of its events comes first and to
whichever worker; what a dead worker left is found. Rows are few and go after a week. Threads and processes may share
it: each call is one transaction. SQLite in WAL mode, as the conversations.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from bot.database import BUSY_S, enter_wal, transaction
from bot.surfaces.slack.incoming import Asked

STOPPED, DELETED = 1, 2
KEPT_S = 7 * 24 * 3600.0
MAX_ROWS = 50_000
TRIM_EVERY = 500
_SCHEMA = """
CREATE TABLE IF NOT EXISTS asked (
    n INTEGER PRIMARY KEY AUTOINCREMENT,  -- the order in which questions came
    event_id TEXT NOT NULL UNIQUE, team TEXT NOT NULL, channel TEXT NOT NULL, ts TEXT NOT NULL, thread TEXT NOT NULL,
    user TEXT NOT NULL, text TEXT NOT NULL, direct INTEGER NOT NULL, mentioned INTEGER NOT NULL,
    worker TEXT NOT NULL, state TEXT NOT NULL, posted_ts TEXT NOT NULL DEFAULT '', received REAL NOT NULL,
    stopped INTEGER NOT NULL DEFAULT 0,
    UNIQUE (channel, ts)
);
CREATE INDEX IF NOT EXISTS asked_in_thread ON asked (channel, thread, n);
CREATE TABLE IF NOT EXISTS feedback (
    channel TEXT NOT NULL, ts TEXT NOT NULL, user TEXT NOT NULL, value TEXT NOT NULL, event_id TEXT NOT NULL,
    session TEXT NOT NULL, question TEXT NOT NULL, at REAL NOT NULL,  -- the answer is the session's, which forgets
    PRIMARY KEY (channel, ts, user)
);
"""
_ASKED = "event_id, team, channel, ts, thread, user, text, direct, mentioned"


class Journal:
    """`worker` is the name under which this process writes."""

    def __init__(self, path: Path, worker: str) -> None:
        self.path = path
        self.worker = worker
        self._n_written = 0
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path, timeout=BUSY_S)) as connection:
            enter_wal(connection)
            connection.executescript(_SCHEMA)
        self._anchor = sqlite3.connect(path, check_same_thread=False)
        """An idle connection: closing the last one would empty the log each time."""
        self._anchor.execute("SELECT count(*) FROM asked").fetchone()

    def close(self) -> None:
        """Let go of the file."""
        self._anchor.close()

    def write_down(self, asked: Asked) -> bool:
        """Whether it is new."""
        row = (asked.event_id, asked.team, asked.channel, asked.ts, asked.thread, asked.user, asked.text)
        values = (*row, int(asked.direct), int(asked.mentioned), self.worker, time.time())
        with self._writing() as connection:
            added = connection.execute(
                f"INSERT OR IGNORE INTO asked ({_ASKED}, worker, state, received)"  # noqa: S608
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'received', ?)",
                values,
            ).rowcount
            self._n_written += added
            if added and self._n_written % TRIM_EVERY == 1:
                self._trim(connection)
        return bool(added)

    def begun(self, asked: Asked) -> None:
        """An answer to it is being made."""
        self._set("state = 'begun'", asked)

    def posted(self, asked: Asked, ts: str) -> None:
        """A message of the answer has this ts."""
        self._set("posted_ts = ?", asked, ts)

    def done(self, asked: Asked) -> None:
        """Nothing more is to be said to it."""
        self._set("state = 'done'", asked)

    def stop(self, event_id: str, how: int) -> None:
        """Nobody wants this answer any more, whichever worker makes it: STOPPED or DELETED."""
        with self._writing() as connection:
            connection.execute("UPDATE asked SET stopped = ? WHERE event_id = ?", (how, event_id))

    def stopped(self, asked: Asked) -> int:
        """How, where nobody wants it any more; else 0."""
        found = self._all("SELECT stopped FROM asked WHERE event_id = ?", asked.event_id)
        return int(found[0][0]) if found else 0

    def state(self, asked: Asked) -> tuple[str, str]:
        """`received`, `begun` or `done` ("" unknown), and the ts of its answer where one is known."""
        found = self._all("SELECT state, posted_ts FROM asked WHERE event_id = ?", asked.event_id)
        return (found[0][0], found[0][1]) if found else ("", "")

    def is_first(self, asked: Asked) -> bool:
        """Whether no other worker has an earlier question of its thread that waits; our own are in the pool's order."""
        return not self._all(
            "SELECT 1 FROM asked"
            " WHERE channel = ? AND thread = ? AND state != 'done' AND worker != ? AND ts < ? LIMIT 1",
            asked.channel, asked.thread, self.worker, asked.ts,
        )  # fmt: skip

    def took_part(self, channel: str, thread: str) -> bool:
        """Whether we were asked in this thread before."""
        return bool(self._all("SELECT 1 FROM asked WHERE channel = ? AND thread = ? LIMIT 1", channel, thread))

    def posted_in(self, channel: str, thread: str) -> set[str]:
        """The ts of our messages there, as far as they are known."""
        rows = self._all("SELECT posted_ts FROM asked WHERE channel = ? AND thread = ?", channel, thread)
        return {row[0] for row in rows if row[0]}

    def answering(self, channel: str, ts: str) -> list[str]:
        """Event ids of unanswered questions with this ts, whose answer has it, or in whose thread they are."""
        rows = self._all(
            "SELECT event_id FROM asked WHERE channel = ? AND ? IN (ts, posted_ts, thread) AND state != 'done'",
            channel, ts,
        )  # fmt: skip
        return [row[0] for row in rows]

    def workers_with_work(self) -> set[str]:
        """Names of the workers whose questions wait."""
        return {row[0] for row in self._all("SELECT DISTINCT worker FROM asked WHERE state != 'done'")}

    def take_over(self, worker: str) -> list[tuple[Asked, float]]:
        """The unanswered questions of a worker that is dead, in order, ours from now on; and when each came."""
        with self._writing() as connection:
            rows = connection.execute(
                f"SELECT {_ASKED}, received FROM asked WHERE worker = ? AND state != 'done' ORDER BY n",  # noqa: S608
                (worker,),
            ).fetchall()
            names = (self.worker, worker)
            connection.execute("UPDATE asked SET worker = ? WHERE worker = ? AND state != 'done'", names)
        return [(_asked(row), float(row[9])) for row in rows]

    def answered_by(self, channel: str, ts: str) -> Asked | None:
        """The question whose answer is the message `ts`."""
        rows = self._all(f"SELECT {_ASKED} FROM asked WHERE channel = ? AND posted_ts = ?", channel, ts)  # noqa: S608
        return _asked(rows[0]) if rows else None

    def keep_feedback(self, asked: Asked, ts: str, user: str, value: str) -> None:
        """What a person thinks of an answer; a second opinion of the same person replaces the first."""
        row = (asked.channel, ts, user, value, asked.event_id, asked.session, asked.text, time.time())
        with self._writing() as connection:
            connection.execute("INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)

    def feedback(self) -> list[tuple[str, ...]]:
        """(user, value, question, session, event id) of every opinion, the oldest first."""
        return self._all("SELECT user, value, question, session, event_id FROM feedback ORDER BY at")

    def _set(self, what: str, asked: Asked, *values: str) -> None:
        with self._writing() as connection:
            connection.execute(f"UPDATE asked SET {what} WHERE event_id = ?", (*values, asked.event_id))  # noqa: S608

    def _all(self, query: str, *values: str) -> list[tuple[str, ...]]:
        with closing(sqlite3.connect(self.path, timeout=BUSY_S)) as connection:
            return connection.execute(query, values).fetchall()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path, timeout=BUSY_S, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous = NORMAL")
            with transaction(connection):
                yield connection

    def trim(self) -> None:
        """Forget what is older than a week."""
        with self._writing() as connection:
            self._trim(connection)

    def _trim(self, connection: sqlite3.Connection) -> None:
        old = (time.time() - KEPT_S,)
        connection.execute("DELETE FROM asked WHERE received < ?", old)
        connection.execute("DELETE FROM feedback WHERE at < ?", old)
        connection.execute(
            "DELETE FROM asked WHERE state = 'done' AND n <= (SELECT max(n) FROM asked) - ?", (MAX_ROWS,)
        )


def _asked(row: Sequence[Any]) -> Asked:
    event_id, team, channel, ts, thread, user, text, direct, mentioned = row[:9]
    return Asked(event_id, team, channel, ts, thread, user, text, bool(direct), bool(mentioned))
