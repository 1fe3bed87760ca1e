"""The vectors in Chroma. The only file that imports chromadb.

Promise: ids and vectors only, no embedding function (so nothing is ever downloaded), cosine space, telemetry off.
Chroma 1.5.9 writes its HNSW files in place and without a flush, and writes to its SQLite file at each opening: it
survives neither a kill in the middle nor a second process. So a writer changes a private copy, which nobody opens
before it is sealed (`manifest`), and a reader opens a copy of that.
"""

from __future__ import annotations

import errno
import shutil
import sqlite3
import struct
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bot.store.matrix import Floats, Keys

_COLLECTION = "chunks"
_BATCH = 4_000  # Chroma takes at most 5,461 records in one call
_HNSW = {
    "space": "cosine",
    "max_neighbors": 16,
    "ef_construction": 100,
    "ef_search": 400,  # 16,000 MiniLM vectors of news: recall@50 .974 at 100, .992 at 200, .998 at 400 for 0.5 ms more
    "sync_threshold": 1,  # each call leaves complete files: nothing waits in Chroma's queue, vectors included
}


def create(folder: Path, keys: Keys, vectors: Floats) -> None:
    """A new collection of those vectors."""
    folder.mkdir()
    with _Client(folder) as client:
        collection = client.create_collection(_COLLECTION, embedding_function=None, configuration={"hnsw": _HNSW})
        _add(collection, keys, vectors)
    _tidy(folder)


def update(folder: Path, gone: Keys, keys: Keys, vectors: Floats) -> None:
    """Change a collection in place: `folder` must be a private copy.

    Chroma only marks a deleted vector; its numbers stay in the file. So it is overwritten first.
    """
    with _Client(folder) as client:
        collection = client.get_collection(_COLLECTION, embedding_function=None)
        noise = np.random.default_rng(0).standard_normal((len(gone), vectors.shape[1]), np.float32)
        for first in range(0, len(gone), _BATCH):
            ids = [str(key) for key in gone[first : first + _BATCH]]
            collection.upsert(ids=ids, embeddings=noise[first : first + _BATCH])
            collection.delete(ids=ids)
        _add(collection, keys, vectors)
    _tidy(folder)


class Vectors:
    """An open copy of a collection; the copy goes with `close`."""

    def __init__(self, folder: Path) -> None:
        self._copy = tempfile.TemporaryDirectory(prefix="footnote-", ignore_cleanup_errors=True)
        # Contents without modes: Chroma writes where it reads, and the library may be read-only.
        shutil.copytree(folder, self._copy.name, dirs_exist_ok=True, copy_function=shutil.copyfile)
        _make_writable(Path(self._copy.name))
        self._client = _Client(Path(self._copy.name))
        self._collection = self._client.__enter__().get_collection(_COLLECTION, embedding_function=None)

    def search(self, vector: Floats, k: int) -> list[tuple[int, float]]:
        """About the k best (key, cosine), best first. Not exact: see `_HNSW` and its measured recall."""
        k = min(k, self._collection.count())
        if not k:
            return []
        found = self._collection.query(query_embeddings=vector[None], n_results=k, include=["distances"])
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        return [(int(key), 1.0 - float(distance)) for key, distance in pairs]

    def keys(self) -> set[int]:
        """Every key in the collection (doctor)."""
        return {int(key) for key in self._collection.get(include=[])["ids"]}

    def rows_of(self, keys: Sequence[int]) -> dict[int, Floats]:
        """Vectors by key (doctor)."""
        if not keys:
            return {}
        found = self._collection.get(ids=[str(key) for key in keys], include=["embeddings"])
        return {int(key): np.asarray(v, np.float32) for key, v in zip(found["ids"], found["embeddings"], strict=True)}

    def close(self) -> None:
        """Close the client and remove the copy."""
        self._client.__exit__()
        self._copy.cleanup()


def _make_writable(folder: Path) -> None:
    """The folders of a copy; `copytree` gives them the modes of the original."""
    for each in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        each.chmod(0o700)


class _Client:
    """A PersistentClient for the length of a `with`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> Any:
        import chromadb
        from chromadb.config import Settings

        self._client = chromadb.PersistentClient(str(self._folder), settings=Settings(anonymized_telemetry=False))
        return self._client

    def __exit__(self, *_: object) -> None:
        self._client.close()


def _add(collection: Any, keys: Keys, vectors: Floats) -> None:
    for first in range(0, len(keys), _BATCH):
        ids = [str(key) for key in keys[first : first + _BATCH]]
        collection.add(ids=ids, embeddings=vectors[first : first + _BATCH])


def _tidy(folder: Path) -> None:
    """Rewrite Chroma's SQLite file: its queue keeps deleted vectors in free pages."""
    connection = sqlite3.connect(folder / "chroma.sqlite3")
    try:
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("PRAGMA temp_store=MEMORY")
        connection.execute("VACUUM")
    finally:
        connection.close()
    for header in folder.glob("*/header.bin"):
        _finish_hnsw(header)


def _finish_hnsw(header: Path) -> None:
    """Check hnswlib's files against their header, and blank the places that hold no vector yet.

    hnswlib does not notice a full disk; and it saves unused places as they came from the allocator: seen there were
    vectors of an article that had just been removed.
    """
    _, _, _, elements, stride = struct.unpack_from("=I4Q", header.read_bytes())
    for name, bytes_each in (("data_level0.bin", stride), ("length.bin", 4)):
        path = header.with_name(name)
        used, size = elements * bytes_each, path.stat().st_size
        if size < used:
            raise OSError(errno.ENOSPC, "written only in part", str(path))
        with path.open("r+b") as file:
            file.seek(used)
            file.write(bytes(size - used))
