"""The library folder: articles in, chunks out, by vector and by word.

    store = open_store(home, embedder.id, embedder.dimension)
    with store.writer() as writer:
        writer.put(article, chunks, embedder.encode(documents))
    store.refresh()
    store.nearest(vector, 50), store.lexical(question, 50), store.chunks(keys)

Promise: the catalogue (SQLite) is the truth and the indexes (Chroma, tantivy) can always be built from it; readers
never write, never wait for a writer and see an article whole or not at all; a writer that is killed loses at most
what it had not committed. Does not know how text becomes chunks or vectors. Importing costs nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.store.layout import ArticleInfo, Finding, Identity
from bot.store.reader import Store

if TYPE_CHECKING:
    from bot.store.writer import Writer as Writer

__all__ = ["ArticleInfo", "Finding", "Store", "open_store"]


def open_store(home: Path, embedder_id: str | None = None, dimension: int | None = None) -> Store:
    """Open the library in a folder; one that holds none reads as empty, and is only made by the first write.

    Args:
        home: the library folder.
        embedder_id: what the vectors are made with; None where only texts and metadata are wanted.
        dimension: of its vectors; with `embedder_id` only.

    Raises:
        StoreMismatch: made with another embedder or index format.
        StoreDamaged: the catalogue cannot be read.

    """
    identity = None if embedder_id is None or dimension is None else Identity(embedder_id, dimension)
    return Store(Path(home), identity)
