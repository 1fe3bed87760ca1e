"""The catalogue: every text, its metadata and where its chunks lie. What is not in here does not exist.

Promise: each method is one statement or one transaction; safe to call from several threads. Chunk keys are never
used twice, so an index that is older or newer than the catalogue can only name chunks that are right or unknown.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.store.faults import damaged, explained
from bot.store.layout import CATALOGUE, INDEX, ArticleInfo, Identity
from bot.store.schema import connect_reader
from bot.types import Article, Chunk

_PLAIN = "id, version, source, title, published, byline, language, fetched, dateline, tags, private"
_INFO = f"{_PLAIN}, fingerprint, n_chunks, n_chars"
_CHUNK = 'key, article, start, "end", header'
_VARIABLES = 30_000
"""SQLite takes 32,766 values in one statement."""


class Catalogue:
    """A catalogue opened for reading; `close` it."""

    def __init__(self, home: Path, connection: sqlite3.Connection) -> None:
        self.home = home
        self._connection = connection
        self._lock = threading.RLock()

    @classmethod
    def read(cls, home: Path) -> Catalogue | None:
        """The catalogue as a reader sees it; None where the folder has no store."""
        if not (home / CATALOGUE).exists():
            refuse_orphans(home)
            return None
        with explained(home):
            catalogue = cls(home, connect_reader(home))
            if catalogue._has_tables():
                return catalogue
        catalogue.close()
        refuse_orphans(home)
        return None

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    # What the store as a whole says of itself.

    def meta(self, name: str) -> Any:
        """One fact about the store.

        Raises:
            StoreDamaged: it is not there.

        """
        rows = self._run("SELECT value FROM meta WHERE name = ?", name)
        if not rows:
            raise damaged(self.home / CATALOGUE, f"it has no {name!r}")
        return rows[0][0]

    @property
    def identity(self) -> Identity:
        """What the stored vectors were made with."""
        return Identity(self.meta("embedder"), self.meta("dimension"))

    def count(self) -> tuple[int, int]:
        """How many articles and chunks."""
        # Counted over an index: a sum over the articles' own rows reads a page of every text, 2 ms at 1,868 articles.
        ((articles, chunks),) = self._run("SELECT (SELECT count(*) FROM article), (SELECT count(*) FROM chunk)")
        return articles, chunks

    # Articles.

    def infos(self) -> list[ArticleInfo]:
        """Every article without its text, in the order in which they first came."""
        return [_info(row) for row in self._run(f"SELECT {_INFO} FROM article ORDER BY number")]  # noqa: S608

    def info(self, article_id: str) -> ArticleInfo | None:
        """One article without its text."""
        rows = self._run(f"SELECT {_INFO} FROM article WHERE id = ?", article_id)  # noqa: S608
        return _info(rows[0]) if rows else None

    def article(self, article_id: str) -> Article | None:
        """One article with its text."""
        rows = self._run(f"SELECT {_PLAIN}, pages, text FROM article WHERE id = ?", article_id)  # noqa: S608
        if not rows:
            return None
        *plain, pages, text = rows[0]
        return Article(**_common(plain), pages=tuple(json.loads(pages)), text=text)

    def scoped_by(self) -> list[tuple[str, str | None, tuple[str, ...], bool]]:
        """(id, published, tags, private) of every article: what a scope is decided by, ten times faster than infos."""
        rows = self._run("SELECT id, published, tags, private FROM article")
        return [(article_id, published, _tags(tags), bool(private)) for article_id, published, tags, private in rows]

    def matches(self, text: str) -> list[str]:
        """Ids of the articles with this id, or this source, or, failing both, whose id starts so."""
        exact = self._run("SELECT id FROM article WHERE id = ? OR source = ?", text, text)
        found = exact or self._run("SELECT id FROM article WHERE substr(id, 1, ?) = ?", len(text), text)
        return [row[0] for row in found]

    def numbers(self, article_ids: Iterable[str]) -> list[int]:
        """The indexes' own article numbers; unknown ids are left out."""
        return [row[0] for row in self._in("SELECT number FROM article WHERE id IN", list(article_ids))]

    # Chunks.

    def chunks(self, keys: Sequence[int]) -> dict[int, Chunk]:
        """The chunks of those keys that still exist, with their words."""
        with self._snapshot():
            rows = self._in(f"SELECT {_CHUNK} FROM chunk WHERE key IN", list(keys))  # noqa: S608
            texts = self._texts({row[1] for row in rows})
        return {row[0]: _chunk(row, texts[row[1]]) for row in rows}

    def article_chunks(self, article_id: str) -> list[tuple[int, Chunk]]:
        """An article's chunks in the order of its text."""
        with self._snapshot():
            numbers = self.numbers([article_id])
            rows = self._in(f"SELECT {_CHUNK} FROM chunk WHERE article IN", numbers)  # noqa: S608
            texts = self._texts(set(numbers))
        return [(row[0], _chunk(row, texts[row[1]])) for row in sorted(rows, key=lambda row: (row[2], row[0]))]

    def leads(self, article_ids: Iterable[str]) -> dict[str, int]:
        """The key of the first chunk of each of these articles that has one."""
        first = "SELECT key FROM chunk WHERE article = number ORDER BY start, key LIMIT 1"
        rows = self._in(f"SELECT id, ({first}) FROM article WHERE id IN", list(article_ids))  # noqa: S608
        return {article_id: key for article_id, key in rows if key is not None}

    def existing(self, keys: Sequence[int]) -> set[int]:
        """Those of the keys that still name a chunk."""
        return {row[0] for row in self._in("SELECT key FROM chunk WHERE key IN", list(keys))}

    def key_owners(self) -> list[tuple[int, int]]:
        """Every chunk key with its article's number, by key."""
        return self._run("SELECT key, article FROM chunk ORDER BY key")

    def documents(self) -> Iterator[tuple[int, int, Chunk]]:
        """Every chunk as (key, article number, chunk), by article; an article's text is read once."""
        for number, article_id in self._run("SELECT number, id FROM article ORDER BY number"):
            for key, chunk in self.article_chunks(article_id):
                yield key, number, chunk

    def gone(self) -> list[int]:
        """Keys of removed chunks that the present index may still hold."""
        return [row[0] for row in self._run("SELECT key FROM gone")]

    def lost(self) -> list[str]:
        """Sources whose articles a repair could not save, and that were not put since."""
        return [row[0] for row in self._run("SELECT source FROM lost")]

    def integrity(self) -> list[str]:
        """What SQLite itself finds wrong; [] when nothing is."""
        return [text for (text,) in self._run("PRAGMA integrity_check") if text != "ok"]

    @contextmanager
    def _snapshot(self) -> Iterator[None]:
        """Several reads of one state: between two, a writer may replace the article."""
        with self._lock:
            nested = self._connection.in_transaction
            if not nested:
                self._run("BEGIN")
            try:
                yield
            finally:
                if not nested:
                    self._run("COMMIT")

    def _texts(self, numbers: set[int]) -> dict[int, tuple[str, str, str]]:
        rows = self._in("SELECT number, id, version, text FROM article WHERE number IN", list(numbers))
        return {number: (article_id, version, text) for number, article_id, version, text in rows}

    def _has_tables(self) -> bool:
        return bool(self._run("SELECT 1 FROM sqlite_master WHERE name = 'meta'"))

    def _in(self, statement: str, values: list[Any]) -> list[Any]:
        rows = []
        for first in range(0, len(values), _VARIABLES):
            some = values[first : first + _VARIABLES]
            rows += self._run(f"{statement} ({','.join('?' * len(some))})", *some)
        return rows

    def _run(self, statement: str, *values: Any) -> list[Any]:
        with self._lock, explained(self.home):
            return self._connection.execute(statement, values).fetchall()


def refuse_orphans(home: Path) -> None:
    """A catalogue that is missing or empty beside a finished index was lost, not never made."""
    if any((home / INDEX).glob("[0-9]*[0-9]")):
        raise damaged(home / CATALOGUE, "it is empty or missing, and it holds the texts")


def _info(row: tuple[Any, ...]) -> ArticleInfo:
    *plain, fingerprint, n_chunks, n_chars = row
    return ArticleInfo(**_common(plain), fingerprint=fingerprint, n_chunks=n_chunks, n_chars=n_chars)


def _common(plain: Sequence[Any]) -> dict[str, Any]:
    """The columns of `_PLAIN` as fields of Article and ArticleInfo."""
    *values, tags, private = plain
    return {
        **dict(zip(_PLAIN.split(", "), values, strict=False)),
        "tags": _tags(tags),
        "private": bool(private),
    }


def _tags(stored: str) -> tuple[str, ...]:
    return tuple(json.loads(stored)) if stored != "[]" else ()


def _chunk(row: tuple[int, int, int, int, str], article: tuple[str, str, str]) -> Chunk:
    # Sliced here, not by SQLite's substr: that walks the text from its first byte for every chunk and ends at a NUL.
    _, _, start, end, header = row
    article_id, version, text = article
    return Chunk(article_id, version, start, end, text[start:end], header)
