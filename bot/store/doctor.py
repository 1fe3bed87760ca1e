"""Examines a library: `footnote doctor`. `repair` and `compact` are in `rebuild` and given out here too.

Promise: it changes nothing, and any state of the folder yields findings, not an exception; what it calls sound was
compared: catalogue, vectors and lexical index name the same chunks, texts have their hashes, files their checksums.
Does not know the conversations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import numpy as np

from bot.errors import StoreError
from bot.store import manifest
from bot.store.catalogue import Catalogue
from bot.store.faults import REPAIR, explain
from bot.store.identity import require_format
from bot.store.index import CHROMA, LEXICAL
from bot.store.layout import DAMAGED, INDEX, Finding
from bot.store.lexical import Lexical
from bot.store.matrix import ROWS, VECTORS, Matrix
from bot.store.rebuild import compact, repair
from bot.store.salvage import broken
from bot.store.vectors import Vectors

__all__ = ["check", "compact", "repair"]

Part = Literal["catalogue", "vectors", "lexical", "folder"]
_ATTEMPTS = 3
_SAMPLE = 256
_UNIT_TOLERANCE = 1e-3
_FINISH = "footnote doctor --compact"


def check(home: Path, embedder_id: str | None = None) -> list[Finding]:
    """Everything that is wrong with a library; [] for a sound one, and for a folder that holds none."""
    for _ in range(_ATTEMPTS):
        before = _generation(home)
        findings = list(_examine(home, embedder_id))
        if not findings or _generation(home) == before:
            break  # else a writer changed it meanwhile, and what was compared was two states
    return findings


def _generation(home: Path) -> object:
    try:
        catalogue = Catalogue.read(home)
        if catalogue is None:
            return None
        try:
            return catalogue.meta("generation")
        finally:
            catalogue.close()
    except StoreError:
        return None


def _examine(home: Path, embedder_id: str | None) -> Iterator[Finding]:
    try:
        catalogue = Catalogue.read(home)
    except StoreError as error:
        yield _found("catalogue", error)
        return
    if catalogue is None:
        return
    try:
        yield from _guarded("catalogue", home, lambda: _examine_catalogue(catalogue, embedder_id))
        yield from _guarded("folder", home, lambda: _examine_folder(home, catalogue))
        yield from _guarded("vectors", home, lambda: _examine_matrix(home, catalogue))
        yield from _guarded("vectors", home, lambda: _examine_chroma(home, catalogue))
        yield from _guarded("lexical", home, lambda: _examine_lexical(home, catalogue))
    finally:
        catalogue.close()


def _guarded(part: Part, home: Path, examine: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """What an examination finds, an error that ends it included."""
    try:
        yield from examine()
    except Exception as error:  # noqa: BLE001  a native reader may raise anything
        yield _found(part, explain(error, home) or error)


def _found(part: Part, error: Exception) -> Finding:
    hint = error.hint if isinstance(error, StoreError) else REPAIR
    return Finding("error", part, str(error), hint)


def _examine_catalogue(catalogue: Catalogue, embedder_id: str | None) -> Iterator[Finding]:
    for text in catalogue.integrity():
        yield Finding("error", "catalogue", text, REPAIR)
    require_format(catalogue.home, catalogue)
    stored = catalogue.identity.embedder
    if embedder_id is not None and stored != embedder_id:
        yield Finding("error", "vectors", f"made with embedder {stored}; this is {embedder_id}", REPAIR)
    for source, what in broken(catalogue):
        yield Finding("error", "catalogue", f"{source}: {what}", REPAIR)
    for source in catalogue.lost():
        yield Finding("error", "catalogue", f"{source} could not be saved from damage", f"footnote ingest {source}")


def _examine_folder(home: Path, catalogue: Catalogue) -> Iterator[Finding]:
    if (home / DAMAGED).exists():
        message = f"{home / DAMAGED} was replaced by what could be read of it: {catalogue.count()[0]} articles"
        yield Finding("warning", "folder", message, "ingest what is missing again, then delete that file")
    if catalogue.gone() or catalogue.meta("residue"):
        message = "a removal or an edit is not finished: words of the old text are left in the folder"
        yield Finding("warning", "folder", message, _FINISH)
    current = catalogue.meta("index")
    strays = [folder.name for folder in (home / INDEX).glob("*") if folder.name != current]
    if strays:
        yield Finding("warning", "folder", f"left by a writer that was interrupted: {', '.join(strays)}", _FINISH)


def _examine_matrix(home: Path, catalogue: Catalogue) -> Iterator[Finding]:
    matrix = _matrix(home, catalogue)
    yield from _compare("vectors", set(matrix.keys.tolist()), catalogue)
    lengths = np.linalg.norm(matrix.vectors, axis=1)
    if n_odd := int(np.sum(~(np.abs(lengths - 1) < _UNIT_TOLERANCE))):
        yield Finding("error", "vectors", f"{n_odd} vectors are not of unit length", REPAIR)
    if matrix.keys.size and matrix.vectors.shape[1] != catalogue.identity.dimension:
        yield Finding(
            "error", "vectors", f"dimension {matrix.vectors.shape[1]}, not {catalogue.identity.dimension}", REPAIR
        )


def _examine_chroma(home: Path, catalogue: Catalogue) -> Iterator[Finding]:
    name = catalogue.meta("index")
    if not name:
        return
    manifest.check(home / INDEX / name, CHROMA)
    matrix = _matrix(home, catalogue)
    chroma = Vectors(home / INDEX / name / CHROMA)
    try:
        yield from _compare("vectors", chroma.keys(), catalogue)
        sample = matrix.keys[:: max(1, len(matrix.keys) // _SAMPLE)]
        held = chroma.rows_of(sample.tolist())
        expected = dict(zip(sample.tolist(), matrix.rows_of(sample), strict=True))
        if n_other := sum(not np.allclose(held[key], expected[key], atol=_UNIT_TOLERANCE) for key in held):
            yield Finding("error", "vectors", f"{n_other} of {len(held)} sampled vectors differ in Chroma", REPAIR)
    finally:
        chroma.close()


def _examine_lexical(home: Path, catalogue: Catalogue) -> Iterator[Finding]:
    name = catalogue.meta("index")
    if not name:
        yield from _compare("lexical", set(), catalogue)
        return
    manifest.check(home / INDEX / name, LEXICAL)
    lexical = Lexical(home / INDEX / name / LEXICAL)
    try:
        yield from _compare("lexical", lexical.keys(), catalogue)
    finally:
        lexical.close()


def _matrix(home: Path, catalogue: Catalogue) -> Matrix:
    name = catalogue.meta("index")
    if not name:
        return Matrix.empty(catalogue.identity.dimension)
    for part in (ROWS, VECTORS):
        manifest.check(home / INDEX / name, part)
    return Matrix.load(home / INDEX / name)


def _compare(part: Part, held: set[int], catalogue: Catalogue) -> Iterator[Finding]:
    """Chunks of the catalogue that an index has not, and the other way round."""
    wanted = {key for key, _ in catalogue.key_owners()}
    if missing := len(wanted - held):
        yield Finding("error", part, f"{missing} of {len(wanted)} chunks are missing", REPAIR)
    if surplus := len(held - wanted - set(catalogue.gone())):
        yield Finding("error", part, f"{surplus} chunks belong to no article", REPAIR)
