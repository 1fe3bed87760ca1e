"""Saves what can be read of a damaged catalogue.

Promise: an article is taken over whole (its text has the hash that was stored with it, all its chunks lie in it) or
named as lost; the damaged file is kept beside the new one. A sound catalogue is left alone.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from bot.errors import StoreDamaged
from bot.store.catalogue import Catalogue
from bot.store.layout import CATALOGUE, DAMAGED, INDEX, SALVAGE, Identity
from bot.store.ledger import Ledger


def salvage(home: Path, identity: Identity) -> None:
    """Replace a damaged catalogue by a sound one with all that can be saved. Hold the writer lock."""
    part = home / SALVAGE
    shutil.rmtree(part, ignore_errors=True)
    if _is_sound(home):
        return
    part.mkdir()
    fresh = Ledger.open(part, identity)
    try:
        with _Remains(home / CATALOGUE) as remains:
            _take_over(remains, fresh, home)
        fresh.fold()
    finally:
        fresh.close()
    _swap(home, part)


def is_whole(version: str, text: str) -> bool:
    """Whether a text is the one whose hash was stored with it."""
    return version == "sha256-" + hashlib.sha256(text.encode()).hexdigest()[:16]


def _is_sound(home: Path) -> bool:
    try:
        catalogue = Catalogue.read(home)
    except StoreDamaged:
        return False
    if catalogue is None:
        return True
    try:
        return not catalogue.integrity() and not any(True for _ in broken(catalogue))
    except StoreDamaged:
        return False
    finally:
        catalogue.close()


def broken(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """(source, what is wrong) of each article that is not as it was stored."""
    for info in catalogue.infos():
        article = catalogue.article(info.id)
        chunks = catalogue.article_chunks(info.id)
        if article is None:
            continue  # removed since
        if not is_whole(article.version, article.text) or len(article.text) != info.n_chars:
            yield info.source, "its text is not the one that was stored"
        elif len(chunks) != info.n_chunks or any(not 0 <= c.start < c.end <= info.n_chars for _, c in chunks):
            yield info.source, "its chunks are not those that were stored"


class _Remains:
    """A damaged database, read row by row; what cannot be read is left out."""

    def __init__(self, path: Path) -> None:
        name = f"{path.absolute().as_uri()}?mode=ro" if path.exists() else ":memory:"
        self._connection = sqlite3.connect(name, uri=True, isolation_level=None)

    def __enter__(self) -> _Remains:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows up to the first that cannot be read."""
        found: list[tuple[Any, ...]] = []
        with suppress(sqlite3.Error, OverflowError):
            found.extend(self._connection.execute(statement, values))
        return found

    def numbers(self) -> list[int]:
        """Every article that a walk from either end, or through an index, comes across."""
        orders = ("number", "number DESC", "id", "id DESC", "source", "source DESC")
        return sorted({n for order in orders for (n,) in self.rows(f"SELECT number FROM article ORDER BY {order}")})  # noqa: S608

    def chunks(self) -> dict[int, dict[int, tuple[Any, ...]]]:
        """Every chunk row that can be read, by article and key."""
        found: dict[int, dict[int, tuple[Any, ...]]] = {}
        for order in ("key", "key DESC"):
            for row in self.rows(f"SELECT * FROM chunk ORDER BY {order}"):  # noqa: S608
                found.setdefault(row[1], {})[row[0]] = row
        return found

    def source(self, number: int) -> str | None:
        """Where an article came from, if that much can be read."""
        rows = self.rows("SELECT source FROM article WHERE number = ?", number)
        return str(rows[0][0]) if rows else None


def _take_over(remains: _Remains, fresh: Ledger, home: Path) -> None:
    facts = dict(remains.rows("SELECT name, value FROM meta"))
    generations = [int(folder.name) for folder in (home / INDEX).glob("[0-9]*[0-9]")]
    chunks = remains.chunks()
    highest = max((key for rows in chunks.values() for key in rows), default=0)
    with fresh.transaction():
        fresh.set_meta(**{name: facts[name] for name in ("format", "embedder", "dimension", "index") if name in facts})
        fresh.set_meta(generation=max([int(facts.get("generation", 0)), *generations]))
        # Above all that was ever used, so that no key comes to mean another chunk.
        fresh.set_meta(next_key=max(int(facts.get("next_key", 1)), highest + 1))
        for number in remains.numbers():
            row = remains.rows("SELECT * FROM article WHERE number = ?", number)
            own = list(chunks.get(number, {}).values())
            if row and _fits(row[0], own):
                fresh.insert_rows(row[0], own)
            elif source := remains.source(number):
                fresh.note_lost(source)


def _fits(article: tuple[Any, ...], chunks: list[tuple[Any, ...]]) -> bool:
    *_, n_chunks, n_chars, text = article
    if not isinstance(text, str) or len(text) != n_chars or len(chunks) != n_chunks:
        return False
    return is_whole(article[2], text) and all(0 <= start < end <= n_chars for _, _, start, end, _ in chunks)


def _swap(home: Path, part: Path) -> None:
    """Put the new catalogue in the old one's place and keep the old one aside."""
    old, aside = home / CATALOGUE, home / DAMAGED
    if old.exists() and not aside.exists():
        shutil.copyfile(old, aside)
    # A log left beside the new file would be taken for its own.
    for suffix in ("-wal", "-shm"):
        old.with_name(old.name + suffix).unlink(missing_ok=True)
    (part / CATALOGUE).replace(old)
    shutil.rmtree(part)
