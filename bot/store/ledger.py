"""The catalogue opened for writing.

Promise: made whole or not at all, and each change belongs to a transaction of the caller's. Hold the writer lock.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.store.catalogue import Catalogue, refuse_orphans
from bot.store.faults import explained
from bot.store.layout import FORMAT, Identity
from bot.store.schema import TABLES, connect_writer
from bot.types import Article, Chunk


class Ledger(Catalogue):
    """A catalogue that can be changed; `close` it."""

    @classmethod
    def open(cls, home: Path, identity: Identity) -> Ledger:
        """The catalogue of a folder, made where there is none.

        Raises:
            StoreDamaged: it is empty or missing although there was one, or it cannot be read.
            StoreReadOnly: no permission, or no space.

        """
        with explained(home):
            ledger = cls(home, connect_writer(home))
        try:
            if not ledger._has_tables():
                refuse_orphans(home)
                ledger._create(identity)
        except BaseException:
            ledger.close()
            raise
        return ledger

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the block's changes, or none."""
        with self._lock:
            self._run("BEGIN IMMEDIATE")
            try:
                yield
                self._run("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._run("ROLLBACK")
                raise

    def set_meta(self, **facts: str | int) -> None:
        """Change facts about the store."""
        for name, value in facts.items():
            self._run("INSERT OR REPLACE INTO meta VALUES (?, ?)", name, value)

    def put(self, article: Article, fingerprint: str, number: int, chunks: Sequence[tuple[int, Chunk]]) -> None:
        """Insert an article and its chunks, in place of whatever has its number."""
        a = article
        plain = (number, a.id, a.version, a.source, a.title, a.published, a.byline, a.language, a.fetched)
        coded = (json.dumps(a.tags), int(a.private), a.dateline, json.dumps(a.pages))
        self._run("DELETE FROM article WHERE number = ?", number)
        self._run("DELETE FROM lost WHERE source = ?", a.source)
        self.insert_rows(
            (*plain, *coded, fingerprint, len(chunks), len(a.text), a.text),
            [(key, number, chunk.start, chunk.end, chunk.header) for key, chunk in chunks],
        )

    def insert_rows(self, article: Sequence[Any], chunks: Sequence[Sequence[Any]]) -> None:
        """Insert an article's rows as they stand in the tables."""
        self._run(f"INSERT INTO article VALUES ({','.join('?' * len(article))})", *article)  # noqa: S608
        for chunk in chunks:
            self._run("INSERT INTO chunk VALUES (?,?,?,?,?)", *chunk)

    def remove(self, article_id: str) -> bool:
        """Delete an article; its keys stay noted as gone until no index holds them. False: no such article."""
        self._run("INSERT INTO gone SELECT key FROM chunk JOIN article ON number = article WHERE id = ?", article_id)
        return bool(self._run("DELETE FROM article WHERE id = ? RETURNING number", article_id))

    def change(self, article_id: str, **fields: Any) -> None:
        """Set fields of an article's metadata."""
        for name, value in fields.items():
            stored = json.dumps(value) if isinstance(value, tuple) else value
            self._run(f"UPDATE article SET {name} = ? WHERE id = ?", stored, article_id)  # noqa: S608

    def forget_gone(self) -> None:
        """The new index holds none of them."""
        self._run("DELETE FROM gone")

    def note_lost(self, source: str) -> None:
        """Remember a source whose article could not be saved."""
        self._run("INSERT OR IGNORE INTO lost VALUES (?)", source)

    def new_number(self) -> int:
        """A number that no stored article has."""
        return int(self._run("SELECT coalesce(max(number), 0) + 1 FROM article")[0][0])

    def shrink(self) -> bool:
        """Rewrite the file so that nothing deleted is left in it or in its log. False: somebody held the log."""
        self._run("VACUUM")
        return self.fold()

    def fold(self) -> bool:
        """Move the log into the file and empty it. False: somebody held it for too long."""
        return bool(self._run("PRAGMA wal_checkpoint(TRUNCATE)")[0][0] == 0)

    def _create(self, identity: Identity) -> None:
        with self.transaction():
            for statement in TABLES.split(";"):
                self._run(statement)
            self.set_meta(format=FORMAT, embedder=identity.embedder, dimension=identity.dimension)
            self.set_meta(generation=0, index="", next_key=1, residue=0)
