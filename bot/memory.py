"""Conversations on disk: what was asked, how it was understood, what was answered and with which quotes.

Promise: nothing here raises while a question is answered; where the file cannot be read or written, `warning` says
why and the turns of this process are remembered until it ends. Several processes may append to one session: every
turn is one transaction and turns keep the order in which they were written. It does not know articles, only the
citations of them; `forget_article` leaves no byte of a removed article behind.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.database import BUSY_S, enter_wal, transaction
from bot.errors import SessionError
from bot.forgetting import COLUMNS, forget, turn_of
from bot.types import Turn

FORMAT = 2

_SCHEMA = """
CREATE TABLE IF NOT EXISTS turns (
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- the order of the turns, over all sessions
    session TEXT NOT NULL, question TEXT NOT NULL, standalone_question TEXT NOT NULL,
    answer TEXT NOT NULL, status TEXT NOT NULL, citations TEXT NOT NULL, asked TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS turns_of_session ON turns (session, id);
CREATE TABLE IF NOT EXISTS names (session TEXT PRIMARY KEY, name TEXT NOT NULL);
"""
_INSERT = f"INSERT INTO turns (session, {COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)"  # noqa: S608


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """One line of a list of conversations; `opening` is its first question, `asked` the time of its last."""

    session: str
    n_turns: int
    opening: str
    asked: str
    name: str = ""


class Memory:
    """The stored conversations of one library. Threads may share one: every call opens the file for itself."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.warning = ""
        self._unsaved: dict[str, list[Turn]] = {}
        self._anchor: sqlite3.Connection | None = None
        """An idle connection: closing the last one empties the log with five fsyncs, 30 ms a turn instead of 1."""

    @property
    def usable(self) -> bool:
        """Whether the last call could read or write the file."""
        return not self.warning

    def turns(self, session: str) -> tuple[Turn, ...]:
        """The turns of a session, oldest first; () for one that is not there yet."""
        rows = self._read(f"SELECT {COLUMNS} FROM turns WHERE session = ? ORDER BY id", session)  # noqa: S608
        stored: list[Turn] = []
        try:
            stored.extend(map(turn_of, rows))
        except (ValueError, TypeError, AttributeError) as error:
            self.warning = f"part of conversation {session} is damaged in {self.path} ({error})"
        return (*stored, *self._unsaved.get(session, ()))

    def latest(self) -> str | None:
        """The session that was used last."""
        rows = self._read("SELECT session FROM turns ORDER BY id DESC LIMIT 1")
        return str(rows[0][0]) if rows else None

    def sessions(self) -> tuple[SessionInfo, ...]:
        """Every stored conversation, the one used last first."""
        rows = self._read(
            "SELECT f.session, n, f.question, l.asked"
            " FROM (SELECT session, count(*) AS n, min(id) AS first, max(id) AS last FROM turns GROUP BY session)"
            " JOIN turns f ON f.id = first JOIN turns l ON l.id = last ORDER BY last DESC"
        )
        names = {row[0]: row[1] for row in self._read("SELECT session, name FROM names", of="names")}
        return tuple(
            SessionInfo(session, int(n), opening, asked, names.get(session, "")) for session, n, opening, asked in rows
        )

    def find(self, text: str) -> SessionInfo:
        """The conversation with this id, unique beginning of an id, or name.

        Raises:
            SessionError: none, or more than one.

        """
        infos = self.sessions()
        exact = [info for info in infos if text in (info.session, info.name)]
        found = exact or [info for info in infos if text and info.session.startswith(text)]
        if len(found) == 1:
            return found[0]
        what = "more than one conversation" if found else "no conversation"
        raise SessionError(f"{what} {text!r}", hint="footnote sessions", code="session_not_found")

    def rename(self, session: str, name: str) -> None:
        """Give a conversation a name; "" takes it away. Raises as `remove`."""
        self._change(
            ("DELETE FROM names WHERE session = ? OR name = ?", (session, name)),
            *([("INSERT INTO names VALUES (?, ?)", (session, _storable(name)))] if name else []),
        )

    def remove(self, session: str) -> None:
        """Remove a conversation, and every byte of it.

        Raises:
            SessionError: the file cannot be written, or another program holds it open, so that bytes may be left.

        """
        self._unsaved.pop(session, None)
        self._change(
            ("DELETE FROM turns WHERE session = ?", (session,)), ("DELETE FROM names WHERE session = ?", (session,))
        )
        try:
            self._leave_no_byte(vacuum=True)
        except (sqlite3.Error, OSError) as error:
            message = f"{self.path} still holds {session}: {_reason(error)}"
            raise SessionError(message, hint=f"close what uses it, or delete {self.path}") from error

    def drop_last(self, session: str) -> None:
        """Take back the last turn of a conversation. Raises as `remove`."""
        if unsaved := self._unsaved.get(session):
            unsaved.pop()
            return
        self._change(("DELETE FROM turns WHERE id = (SELECT max(id) FROM turns WHERE session = ?)", (session,)))

    def _change(self, *statements: tuple[str, tuple[str, ...]]) -> None:
        try:
            with self._writing() as connection:
                for statement, values in statements:
                    connection.execute(statement, values)
        except (sqlite3.Error, OSError) as error:
            raise SessionError(f"cannot write {self.path} ({_reason(error)})", hint="footnote doctor") from error

    def append(self, session: str, turn: Turn) -> bool:
        """Store a turn at the end of its session; False, with `warning` set, where that is not possible."""
        citations = json.dumps([asdict(citation) for citation in turn.citations], ensure_ascii=False)
        row = (session, turn.question, turn.standalone_question, turn.answer, turn.status, citations, turn.asked)
        try:
            with self._writing() as connection:
                connection.execute(_INSERT, tuple(map(_storable, row)))
        except (sqlite3.Error, OSError) as error:
            self.warning = f"this conversation is not saved: cannot write {self.path} ({_reason(error)})"
            self._unsaved.setdefault(session, []).append(turn)
            return False
        self.warning = ""
        return True

    def forget_article(self, article_id: str, also: Sequence[str] = ()) -> int:
        """Remove an article's quotes, and the pieces of answers that lean on them, from every conversation.

        A note stays in their place, and the citation numbers stay taken. Later questions of such a conversation go
        back to their original wording, because the resolved one may repeat words of the article.

        Args:
            article_id: the id that citations carry.
            also: texts of the article that answers repeat without a citation: its title, its byline.

        Returns:
            The number of turns that were changed.

        Raises:
            SessionError: the file cannot be written, or another program holds it open, so that bytes may be left.

        """
        self._unsaved.clear()
        try:
            if not self.path.exists():
                return 0
            with self._writing() as connection:
                changed = forget(connection, article_id, [text for text in also if text.strip()])
            self._leave_no_byte(vacuum=changed > 0)
        except (sqlite3.Error, OSError) as error:
            message = f"{self.path} still holds quotes of {article_id}: {_reason(error)}"
            raise SessionError(message, hint=f"close what uses it and repeat, or delete {self.path}") from error
        return changed

    def new_session_id(self) -> str:
        """An id that is short, can be typed and spoken, and is not in use: `mokatuvi`."""
        while True:
            session = "".join(secrets.choice("bdfgklmnprstvz") + secrets.choice("aeiou") for _ in range(4))
            if not self.turns(session):
                return session

    def _read(self, query: str, *values: str, of: str = "turns") -> list[tuple[str, ...]]:
        try:
            if not self.path.exists():
                return []
            try:
                rows = self._select(query, values, of)
            except sqlite3.OperationalError:
                # A WAL file needs a shared-memory file beside it, which a read-only folder does not allow.
                rows = self._select(query, values, of, "?mode=ro&immutable=1")
        except (sqlite3.Error, OSError) as error:
            self.warning = f"earlier conversations are not available: cannot read {self.path} ({_reason(error)})"
            return []
        self.warning = ""
        return rows

    def _select(self, query: str, values: Sequence[str], of: str, mode: str = "?mode=rw") -> list[tuple[str, ...]]:
        with closing(sqlite3.connect(self.path.absolute().as_uri() + mode, uri=True, timeout=BUSY_S)) as connection:
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (of,)).fetchone():
                return []
            return connection.execute(query, tuple(map(_storable, values))).fetchall()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction on a connection of its own; the file is made where it is missing."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self.path, timeout=BUSY_S, isolation_level=None)) as connection:
            _prepare(connection)
            with transaction(connection):
                yield connection
            if self._anchor is None:
                self._anchor = sqlite3.connect(self.path, check_same_thread=False)
                self._anchor.execute("SELECT count(*) FROM sqlite_master").fetchone()

    def _leave_no_byte(self, vacuum: bool) -> None:
        """Rewrite the file and empty the write-ahead log, because both may still hold what was deleted.

        `secure_delete` zeroes freed cells, but not the copies that balancing pages leaves behind.
        """
        with closing(sqlite3.connect(self.path, timeout=BUSY_S, isolation_level=None)) as connection:
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("PRAGMA temp_store = MEMORY")
            if vacuum:
                connection.execute("VACUUM")
            busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if busy:
            raise OSError(0, "another program holds it open")


def _prepare(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA synchronous = NORMAL")
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    if found > FORMAT:
        raise sqlite3.DatabaseError(f"format {found} was written by a newer footnote, this one knows {FORMAT}")
    if found < FORMAT:
        enter_wal(connection)
        connection.executescript(f"BEGIN IMMEDIATE;{_SCHEMA}PRAGMA user_version = {FORMAT};COMMIT")


def _storable(text: str) -> str:
    """Text that SQLite takes: a lone surrogate (from a badly decoded terminal) is no UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
