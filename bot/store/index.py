"""One generation of the indexes: a folder that is built aside, sealed, named, and never changed again.

Promise: a reader that opened one keeps a whole and consistent one, whatever writers do and whenever they die; a
folder under its final name is complete. Does not know which generation counts: the catalogue names it.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.errors import StoreError
from bot.store import lexical, manifest, vectors
from bot.store.layout import INDEX, UNFINISHED
from bot.store.lexical import Document, Lexical
from bot.store.matrix import ROWS, VECTORS, Floats, Keys, Matrix
from bot.store.vectors import Vectors

CHROMA = "chroma"
LEXICAL = "lexical"
EXACT_UP_TO = 50_000
"""Chunks up to which the exact product is used: 8 ms there, and Chroma costs 0.65 s before its first answer."""
_REBUILD_SHARE = 0.25
"""Share of overwritten places in the HNSW graph after which it is built anew."""


class Index:
    """An open generation. Searching is thread-safe; `close` only when nobody searches (see `Store`)."""

    def __init__(self, folder: Path | None, dimension: int) -> None:
        """Check and open everything; None is the index of an empty library."""
        self.folder = folder
        self._chroma: Vectors | None = None
        self._opening = threading.Lock()
        self.lexical: Lexical | None = None
        if folder is None:
            self.matrix = Matrix.empty(dimension)
            return
        for part in (ROWS, VECTORS, LEXICAL):
            manifest.check(folder, part)
        self.matrix = Matrix.load(folder)
        self.lexical = Lexical(folder / LEXICAL)

    def nearest(self, vector: Floats, k: int, owners: Sequence[int] | None) -> list[tuple[int, float]]:
        """The k nearest (key, cosine), best first; only articles in `owners` where given."""
        if owners is None and self.folder is not None and len(self.matrix.keys) > EXACT_UP_TO:
            return self._large(self.folder).search(vector, k)
        return self.matrix.search(vector, k, None if owners is None else np.asarray(owners, np.int64))

    def close(self) -> None:
        """Let go of all files, and of the copies made to read them."""
        if self.lexical:
            self.lexical.close()
        if self._chroma:
            self._chroma.close()

    def _large(self, folder: Path) -> Vectors:
        with self._opening:
            if self._chroma is None:
                manifest.check(folder, CHROMA)
                self._chroma = Vectors(folder / CHROMA)
            return self._chroma


@dataclass(frozen=True, slots=True)
class Change:
    """What the next generation has that this one has not, and the other way round."""

    gone: Keys
    added: Matrix
    documents: Sequence[Document]


def build(
    home: Path, previous: str, name: str, change: Change, everything: Callable[[], Iterable[Document]], *, anew: bool
) -> None:
    """Build generation `name` from `previous` ("" for none).

    `anew` writes the lexical index from `everything` (all documents of the new generation), so that no word of what
    is gone stays in it; else a copy is changed. Damage to Chroma or to the lexical index costs a rebuild of that
    part, never the ingest.

    Raises:
        StoreDamaged: the vectors of `previous` cannot be trusted.

    """
    folder = home / INDEX / name
    draft = folder.with_name(name + UNFINISHED)
    for path in (draft, folder):  # an attempt that ended before the catalogue named it
        shutil.rmtree(path, ignore_errors=True)
    draft.mkdir(parents=True)
    source = home / INDEX / previous if previous else None
    slots = _build_vectors(source, draft, change)
    if source is None or anew or not _sound(source, LEXICAL):
        lexical.create(draft / LEXICAL, everything())
    else:
        lexical.copy(source / LEXICAL, draft / LEXICAL)
        lexical.update(draft / LEXICAL, change.gone.tolist(), change.documents)
    _let_others_read(draft)
    manifest.seal(draft, {"slots": slots})
    draft.rename(folder)
    manifest.flush(folder.parent)


def _build_vectors(source: Path | None, draft: Path, change: Change) -> int:
    """Matrix and Chroma of the draft; returns the places used in the HNSW graph, overwritten ones included."""
    old, slots = Matrix.empty(change.added.vectors.shape[1]), 0
    if source is not None:
        slots = int(manifest.check(source, ROWS)["slots"])
        manifest.check(source, VECTORS)
        old = Matrix.load(source)
    matrix = old.without(change.gone).plus(change.added)
    matrix.save(draft)
    slots += len(change.added.keys)
    target = draft / CHROMA
    if source is not None and slots - len(matrix.keys) <= _REBUILD_SHARE * slots and _sound(source, CHROMA):
        shutil.copytree(source / CHROMA, target)
        held = np.intersect1d(change.gone, old.keys)
        vectors.update(target, held, change.added.keys, change.added.vectors)
        return slots
    vectors.create(target, matrix.keys, matrix.vectors)
    return len(matrix.keys)


def _sound(source: Path, part: str) -> bool:
    try:
        manifest.check(source, part)
    except StoreError:
        return False
    return True


def sweep(home: Path, current: str) -> None:
    """Delete every generation but the current one: older ones, and what a killed writer left."""
    for folder in (home / INDEX).glob("*"):
        if folder.name != current:
            shutil.rmtree(folder, ignore_errors=True)


def _let_others_read(folder: Path) -> None:
    """Give every file the rights that this process gives a new one: tantivy makes some for their owner only."""
    mask = os.umask(0)
    os.umask(mask)
    for path in folder.rglob("*"):
        if path.is_file():
            path.chmod(0o666 & ~mask)
