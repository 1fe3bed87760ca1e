"""What the ingest tests share: the real embedder, an empty library, a web server."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from ingest_material import Site, serving

from bot.embed import Embedder, load_embedder
from bot.settings import Settings
from bot.store import Store, open_store

MEMORY_DISK = Path("/dev/shm")


@pytest.fixture(scope="session")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    return load_embedder(Settings(home=tmp_path_factory.mktemp("home")))


@pytest.fixture
def home() -> Iterator[Path]:
    """On a memory disk where there is one: a commit flushes some thirty files."""
    where = MEMORY_DISK if os.access(MEMORY_DISK, os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="footnote-test-", dir=where))
    yield folder / "home"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def store(home: Path, embedder: Embedder) -> Iterator[Store]:
    opened = open_store(home, embedder.id, embedder.dimension)
    yield opened
    opened.close()


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running
