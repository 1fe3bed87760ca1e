"""The writing side of the store: what `with store.writer() as w:` gives.

Promise: whoever dies whenever, the store stays at the last commit and the next writer goes on from there. Order of a
commit: removals leave the catalogue first; then a new generation of the indexes is built aside and sealed; then one
catalogue transaction adds the articles and names the new generation; then the old one is deleted. Readers therefore
see each article whole or not at all.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from bot.errors import ArticleNotFound, StoreError
from bot.store import index, manifest
from bot.store.faults import explain
from bot.store.layout import DAMAGED, INDEX, SALVAGE
from bot.store.ledger import Ledger
from bot.store.lexical import Document
from bot.store.matrix import Matrix
from bot.types import Article, Chunk

BATCH_ARTICLES = 64
BATCH_CHUNKS = 4_096  # bounds memory: 6 MB of vectors
BATCH_S = 5.0
_COST_SHARE = 0.1
"""A generation is a copy of the last one: commits by time wait until they cost at most this share of the work."""


@dataclass(frozen=True, slots=True)
class _Pending:
    article: Article
    fingerprint: str
    chunks: list[tuple[int, Chunk]]
    vectors: Any


class Writer:
    """Made by `Store.writer`, which holds the lock. Not for several threads."""

    def __init__(self, home: Path, ledger: Ledger, dimension: int) -> None:
        self._home = home
        self._ledger = ledger
        self._dimension = dimension
        self._pending: dict[str, _Pending] = {}
        self._changes: list[tuple[str, dict[str, Any]]] = []
        self._next_key = int(ledger.meta("next_key"))
        self._last_commit, self._cost_s = time.monotonic(), 0.0
        index.sweep(home, ledger.meta("index"))

    def put(self, article: Article, chunks: Sequence[Chunk], vectors: Any, fingerprint: str = "") -> None:
        """Add an article, or replace its older version. Readers see it after the next commit.

        `chunks` may come in any order, and each must be `article.text[start:end]`; `vectors` are theirs, of shape
        (len(chunks), dimension), float32, of unit length. `fingerprint` is kept for the caller.

        Raises:
            ValueError: chunks or vectors that do not belong to this article.
            StoreReadOnly: no space or permission; nothing committed before is lost.

        """
        vectors = _checked(article, chunks, vectors, self._dimension)
        keys = range(self._next_key, self._next_key + len(chunks))
        self._next_key = keys.stop
        self._pending.pop(article.id, None)  # what is pending stays in the order of its keys
        self._pending[article.id] = _Pending(article, fingerprint, list(zip(keys, chunks, strict=True)), vectors)
        if self._due():
            self.commit()

    def remove(self, article_id: str) -> None:
        """Delete an article. It is invisible at once; its last bytes are gone at the end of the `with` block.

        Raises:
            ArticleNotFound: neither stored nor put.

        """
        pending = self._pending.pop(article_id, None)
        with self._ledger.transaction():
            stored = self._ledger.remove(article_id)
            self._touch(residue=stored)
        if not stored and pending is None:
            raise _unknown(article_id)

    def tag(self, article_id: str, tags: Sequence[str]) -> None:
        """Give an article these tags and no others."""
        self._change(article_id, tags=tuple(tags))

    def set_private(self, article_id: str, private: bool) -> None:
        """Mark an article as private, or no longer."""
        self._change(article_id, private=private)

    def fetched(self, article_id: str, when: str) -> None:
        """Note when the source was last read."""
        self._change(article_id, fetched=when)

    def commit(self, *, thorough: bool = False) -> None:
        """Publish what was put and removed.

        `thorough` also writes the lexical index anew, so that no word of anything removed or replaced stays in it.
        """
        started = time.monotonic()
        try:
            self._apply_changes()
            if self._pending or self._ledger.gone() or thorough:
                self._publish(thorough)
        except Exception as error:
            self._pending.clear()
            self._changes.clear()
            raise (explain(error, self._home) or error) from error
        self._last_commit = time.monotonic()
        self._cost_s = self._last_commit - started

    def close(self) -> None:
        """Commit, and leave no trace of what was removed."""
        residue = bool(self._ledger.meta("residue"))
        replaces = any(self._ledger.info(article_id) for article_id in self._pending)
        self.commit(thorough=residue or replaces)
        if residue or replaces:
            self._clean()
        self._ledger.fold()

    def _apply_changes(self) -> None:
        """Write metadata in one transaction: each costs a flush, and unchanged articles come by the thousand."""
        if self._changes:
            with self._ledger.transaction():
                for article_id, fields in self._changes:
                    self._ledger.change(article_id, **fields)
                self._touch()
            self._changes.clear()

    def _publish(self, thorough: bool) -> None:
        ledger, pending = self._ledger, list(self._pending.values())
        previous = ledger.meta("index")
        numbers = self._numbers(pending)
        replaced = [key for p in pending for key, _ in ledger.article_chunks(p.article.id)]
        documents = [(key, numbers[p.article.id], chunk) for p in pending for key, chunk in p.chunks]
        gone = np.asarray(ledger.gone() + replaced, np.int64)
        change = index.Change(gone, self._matrix(pending, numbers), documents)
        self._require_space(previous, pending)

        def everything() -> Iterator[Document]:
            replaced_numbers = set(numbers.values())
            yield from (d for d in ledger.documents() if d[1] not in replaced_numbers)
            yield from documents

        name = f"{int(ledger.meta('generation')) + 1:08d}"
        index.build(self._home, previous, name, change, everything, anew=thorough)
        with ledger.transaction():
            for p in pending:
                ledger.put(p.article, p.fingerprint, numbers[p.article.id], p.chunks)
            ledger.forget_gone()
            ledger.set_meta(index=name, next_key=self._next_key)
            self._touch(residue=bool(replaced))
        self._pending.clear()
        index.sweep(self._home, name)

    def _clean(self) -> None:
        """The catalogue's own bytes of what is gone; the mark falls only when they are."""
        if not self._ledger.shrink():
            raise StoreError(
                f"another program keeps {self._home / 'catalogue.sqlite'} open: removed text may remain in its log",
                hint="close it and run footnote doctor --compact",
            )
        (self._home / DAMAGED).unlink(missing_ok=True)
        shutil.rmtree(self._home / SALVAGE, ignore_errors=True)
        with self._ledger.transaction():
            self._ledger.set_meta(residue=0)

    def _change(self, article_id: str, **fields: Any) -> None:
        pending = self._pending.get(article_id)
        if pending is not None:
            self._pending[article_id] = replace(pending, article=replace(pending.article, **fields))
        elif self._ledger.numbers([article_id]):
            self._changes.append((article_id, fields))
        else:
            raise _unknown(article_id)
        if self._due():
            self.commit()

    def _touch(self, residue: bool = False) -> None:
        self._ledger.set_meta(generation=int(self._ledger.meta("generation")) + 1)
        if residue:
            self._ledger.set_meta(residue=1)

    def _due(self) -> bool:
        waited = time.monotonic() - self._last_commit
        chunks = sum(len(p.chunks) for p in self._pending.values())
        full = len(self._pending) >= BATCH_ARTICLES or waited >= BATCH_S
        return chunks >= BATCH_CHUNKS or (full and waited >= self._cost_s / _COST_SHARE)

    def _numbers(self, pending: Sequence[_Pending]) -> dict[str, int]:
        """An article keeps its number when it is replaced."""
        numbers, free = {}, self._ledger.new_number()
        for article_id in (p.article.id for p in pending):
            known = self._ledger.numbers([article_id])
            numbers[article_id] = known[0] if known else free
            free += not known
        return numbers

    def _matrix(self, pending: Sequence[_Pending], numbers: dict[str, int]) -> Matrix:
        rows = [(key, numbers[p.article.id]) for p in pending for key, _ in p.chunks]
        empty = np.zeros((0, self._dimension), np.float32)
        vectors = np.concatenate([empty, *(p.vectors for p in pending)])
        return Matrix(np.asarray(rows, np.int64).reshape(-1, 2), vectors)

    def _require_space(self, previous: str, pending: Sequence[_Pending]) -> None:
        held = manifest.size_of(self._home / INDEX / previous) if previous else 0
        new = sum(4 * p.vectors.nbytes + 4 * len(p.article.text.encode()) for p in pending)
        manifest.require_space(self._home, held + new)


def _checked(article: Article, chunks: Sequence[Chunk], vectors: Any, dimension: int) -> Any:
    vectors = np.ascontiguousarray(vectors, np.float32)
    if vectors.size != len(chunks) * dimension or vectors.shape[:1] != (len(chunks),):
        raise ValueError(f"vectors {vectors.shape} for {len(chunks)} chunks of dimension {dimension}")
    if not np.isfinite(vectors).all():
        raise ValueError(f"vectors of {article.id} that are not finite")
    for chunk in chunks:
        if (chunk.article_id, chunk.version) != (article.id, article.version):
            raise ValueError(f"chunk of {chunk.article_id} {chunk.version} put with {article.id} {article.version}")
        if article.text[chunk.start : chunk.end] != chunk.text:
            raise ValueError(f"chunk {chunk.start}:{chunk.end} of {article.id} is not what the text says there")
    return vectors.reshape(len(chunks), dimension)


def _unknown(article_id: str) -> ArticleNotFound:
    return ArticleNotFound(f"no article {article_id!r}", hint="footnote articles list")
