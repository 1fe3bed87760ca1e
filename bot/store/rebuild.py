"""Builds both indexes anew from the catalogue: `footnote doctor --repair` and `--compact`.

Promise: the present state stays in use until the new one is complete, and a vector is computed again only where the
stored one cannot be trusted or was made by another embedder.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bot.errors import StoreError
from bot.store import index, manifest
from bot.store.catalogue import Catalogue
from bot.store.faults import explain
from bot.store.identity import require_format
from bot.store.layout import CATALOGUE, FORMAT, INDEX, Identity
from bot.store.ledger import Ledger
from bot.store.lock import writer_lock
from bot.store.matrix import ROWS, VECTORS, Matrix
from bot.store.salvage import salvage
from bot.types import Chunk

Embed = Callable[[Sequence[Chunk]], Any]
_EMBED_BATCH = 512


def repair(home: Path, embedder_id: str, dimension: int, embed: Embed) -> int:
    """Make the library whole with this embedder; returns how many articles it has then.

    What could not be saved of a damaged catalogue is named by the next `check`.

    Raises:
        StoreLocked, StoreReadOnly: as `Store.writer`.
        StoreMismatch: made by a newer version of footnote.

    """
    if not (home / CATALOGUE).exists() and not (home / INDEX).exists():
        return 0
    identity = Identity(embedder_id, dimension)
    with writer_lock(home):
        salvage(home, identity)
        ledger = Ledger.open(home, identity)
        try:
            require_format(home, ledger)
            trusted = _trusted_vectors(home, ledger, identity)
            _rebuild(home, ledger, identity, trusted.plus(_embedded(ledger, trusted, identity, embed)))
            return ledger.count()[0]
        finally:
            ledger.close()


def compact(home: Path) -> None:
    """Give back what removed and replaced articles left: overwritten places in Chroma, merged segments, free pages.

    Raises:
        StoreLocked, StoreReadOnly: as `Store.writer`.
        StoreDamaged: the vectors cannot be trusted; that is for `repair`.

    """
    if not (home / CATALOGUE).exists():
        return
    with writer_lock(home):
        ledger = Ledger.open(home, Identity("", 0))
        try:
            require_format(home, ledger)
            if name := ledger.meta("index"):
                for part in (ROWS, VECTORS):
                    manifest.check(home / INDEX / name, part)
                _rebuild(home, ledger, ledger.identity, Matrix.load(home / INDEX / name))
        finally:
            ledger.close()


def _trusted_vectors(home: Path, catalogue: Catalogue, identity: Identity) -> Matrix:
    """The stored vectors, where their files are as they were written."""
    name = catalogue.meta("index")
    if name and catalogue.identity == identity:
        try:
            for part in (ROWS, VECTORS):
                manifest.check(home / INDEX / name, part)
            return Matrix.load(home / INDEX / name)
        except (StoreError, OSError):
            pass
    return Matrix.empty(identity.dimension)


def _embedded(catalogue: Catalogue, trusted: Matrix, identity: Identity, embed: Embed) -> Matrix:
    """The vectors of all chunks that `trusted` has not."""
    known = set(trusted.keys.tolist())
    missing = [(key, owner) for key, owner in catalogue.key_owners() if key not in known]
    parts = [np.zeros((0, identity.dimension), np.float32)]
    for first in range(0, len(missing), _EMBED_BATCH):
        keys = [key for key, _ in missing[first : first + _EMBED_BATCH]]
        chunks = catalogue.chunks(keys)
        parts.append(np.asarray(embed([chunks[key] for key in keys]), np.float32))
    return Matrix(np.asarray(missing, np.int64).reshape(-1, 2), np.concatenate(parts))


def _rebuild(home: Path, ledger: Ledger, identity: Identity, matrix: Matrix) -> None:
    """Publish a generation with exactly the catalogue's chunks. `matrix` holds them, perhaps others, in any order."""
    rows = np.asarray(ledger.key_owners(), np.int64).reshape(-1, 2)
    order = np.argsort(matrix.keys)
    matrix = Matrix(np.stack([matrix.keys, matrix.owners], axis=1)[order], matrix.vectors[order])
    whole = Matrix(rows, matrix.rows_of(rows[:, 0]))
    name = f"{int(ledger.meta('generation')) + 1:08d}"
    try:
        manifest.require_space(home, 4 * whole.vectors.nbytes + (home / CATALOGUE).stat().st_size)
        change = index.Change(np.zeros(0, np.int64), whole, ())
        index.build(home, "", name, change, ledger.documents, anew=True)
        with ledger.transaction():
            ledger.forget_gone()
            ledger.set_meta(format=FORMAT, embedder=identity.embedder, dimension=identity.dimension)
            ledger.set_meta(index=name, generation=int(name))
        index.sweep(home, name)
        if ledger.shrink():
            with ledger.transaction():
                ledger.set_meta(residue=0)
        ledger.fold()
    except Exception as error:
        raise (explain(error, home) or error) from error
