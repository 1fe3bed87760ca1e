"""What our retrieval is measured against: the stock LangChain recipe, BM25 over its chunks, and the two fused.

Promise: the recipe as its tutorial has it (RecursiveCharacterTextSplitter 1000/200, all-MiniLM-L6-v2, Chroma),
cosine as that model's card says. Two departures: the vectors are computed by our embedder, which gives the same ones
(test: tests/bot/embed) in a fraction of the time, and the title stands in what BM25 indexes, as it does in ours.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from bot.embed import Embedder, as_langchain
from bot.store import lexical
from bot.types import Article, Chunk

CHUNK_CHARS, OVERLAP_CHARS = 1000, 200
DEPTH = 50
"""Passages a system hands out."""
RRF = 60
"""The constant of reciprocal rank fusion (Cormack et al. 2009)."""

Hit = tuple[str, str]
"""(article id, text)"""
System = Callable[[str], list[Hit]]


def stock_chunks(articles: Iterable[Article]) -> list[Chunk]:
    """What the recipe's splitter makes of the articles. Its chunks have no offsets."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK_CHARS, chunk_overlap=OVERLAP_CHARS)
    return [Chunk(a.id, a.version, 0, 0, text) for a in articles for text in splitter.split_text(a.text)]


def stock(chunks: Sequence[Chunk], embedder: Embedder, folder: Path, progress: Callable[[int], None]) -> Any:
    """The recipe's vector store over those chunks, made once in `folder`."""
    from langchain_chroma import Chroma
    from langchain_core.documents import Document

    made = folder.is_dir()
    store = Chroma(
        "stock",
        as_langchain(embedder),
        str(folder),
        collection_configuration={"hnsw": {"space": "cosine"}},
    )
    if not made:
        for start in range(0, len(chunks), 1_000):
            some = chunks[start : start + 1_000]
            store.add_documents([Document(c.text, metadata={"article_id": c.article_id}) for c in some])
            progress(len(some))
    return store


def dense(store: Any) -> System:
    """The recipe's `similarity_search`."""

    def search(question: str) -> list[Hit]:
        return [(d.metadata["article_id"], d.page_content) for d in store.similarity_search(question, k=DEPTH)]

    return search


def bm25(articles: Sequence[Article], chunks: Sequence[Chunk], folder: Path) -> System:
    """BM25 over the same chunks, stemmed, by the engine that we use ourselves."""
    numbers = {a.id: n for n, a in enumerate(articles)}
    titles = {a.id: a.title for a in articles}
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        titled = (Chunk(c.article_id, c.version, 0, 0, f"{titles[c.article_id]}\n{c.text}") for c in chunks)
        lexical.create(folder, [(n, numbers[c.article_id], c) for n, c in enumerate(titled)])
    index = lexical.Lexical(folder)
    return lambda question: [(chunks[n].article_id, chunks[n].text) for n, _ in index.search(question, DEPTH)]


def fused(systems: Sequence[System]) -> System:
    """Plain reciprocal rank fusion."""

    def search(question: str) -> list[Hit]:
        points: dict[Hit, float] = defaultdict(float)
        for system in systems:
            for rank, hit in enumerate(dict.fromkeys(system(question)), 1):
                points[hit] += 1 / (RRF + rank)
        return sorted(points, key=lambda hit: -points[hit])[:DEPTH]

    return search
