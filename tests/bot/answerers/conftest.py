"""The sample articles as a library, ingested once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.answerers.direct import DirectAnswers
from bot.embed import chunk_document, load_embedder
from bot.settings import Settings
from bot.store import open_store
from bot.types import Article
from ingest.pipeline import ingest
from ingest.split import split_article

SAMPLES = Path(__file__).resolve().parents[3] / "ingest" / "samples"


@pytest.fixture(scope="session")
def direct(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DirectAnswers]:
    home = tmp_path_factory.mktemp("samples")
    embedder = load_embedder(Settings(home=home))
    store = open_store(home, embedder.id, embedder.dimension)
    ingest([str(SAMPLES)], store, embedder)
    store.refresh()
    yield DirectAnswers(store, embedder)
    store.close()


@pytest.fixture(scope="session")
def empty(direct: DirectAnswers, tmp_path_factory: pytest.TempPathFactory) -> DirectAnswers:
    """A library without an article."""
    home = tmp_path_factory.mktemp("empty")
    return DirectAnswers(open_store(home, direct.embedder.id, direct.embedder.dimension), direct.embedder)


@pytest.fixture(scope="session")
def bare(direct: DirectAnswers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DirectAnswers]:
    """A library of one article whose metadata is almost empty, and which names nobody."""
    text = "The rain went on for a week. Then the river rose over its banks, and the lower streets were closed."
    article = Article("sha256-0", "sha256-1", "/tmp/rain.txt", "Rain", text, published="--06-19")
    embedder = direct.embedder
    store = open_store(tmp_path_factory.mktemp("bare"), embedder.id, embedder.dimension)
    chunks = split_article(article, embedder.count_tokens, embedder.max_tokens)
    with store.writer() as writer:
        writer.put(article, chunks, embedder.encode([chunk_document(chunk) for chunk in chunks]))
    store.refresh()
    yield DirectAnswers(store, embedder)
    store.close()
