"""The articles of a set as a library of Footnote's own, made once and kept in a work folder.

Promise: cut, embedded and stored by the product's own code; the folder's name tells the articles, the cutting and the
embedder apart, so that a change in any of them makes a new library; one that was half made is completed. Two
evaluations at once wait for each other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.settings import Settings, load_settings
from bot.types import Article
from eval.items import EvalSet, sha256
from eval.progress import progress

if TYPE_CHECKING:
    from bot.embed import Embedder
    from bot.store import Store

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_-]+")
MAX_NAME_CHARS = 40
BATCH_ARTICLES = 64
"""Embedded together: sorted by length, their chunks pack into batches without much padding."""


def work_folder(chosen: Path | None) -> Path:
    """Where libraries and cached answers are kept: as chosen, else the platform's folder for caches."""
    from platformdirs import user_cache_path

    return chosen or user_cache_path("footnote", appauthor=False) / "eval"


def open_settings(made: EvalSet, work: Path, home: str | None, flags: Mapping[str, Any]) -> Settings:
    """The settings of a run: its library, what the set asks for, and before that what the command line says.

    The library is filled where the set brings its articles; else it is the user's own.
    """
    if made.articles is None:
        return load_settings(home, **{**made.settings, **flags})
    from bot.embed import load_embedder
    from ingest.split import SPLITTER

    found = load_settings(str(work), **flags)
    embedder = load_embedder(found)
    name = sha256([made.corpus_digest, SPLITTER, embedder.id]).removeprefix("sha256-")[:16]
    folder = work / "libraries" / f"{_NOT_IN_NAMES.sub('-', made.name)[:MAX_NAME_CHARS]}-{name}"
    build_store(made.articles, embedder, folder, made.name).close()
    return load_settings(str(folder), **{**made.settings, **flags})


def build_store(articles: Sequence[Article], embedder: Embedder, home: Path, title: str = "articles") -> Store:
    """A store over these articles in `home`; those that are there already cost nothing."""
    from bot.embed import chunk_document
    from bot.store import open_store
    from ingest.split import split_article

    store = open_store(home, embedder.id, embedder.dimension)
    missing = [article for article in articles if store.info(article.id) is None]
    with progress(f"{title}: taking in articles", len(missing)) as step:
        for batch in (missing[n : n + BATCH_ARTICLES] for n in range(0, len(missing), BATCH_ARTICLES)):
            with store.writer(wait=True) as writer:
                chunks = [split_article(a, embedder.count_tokens, embedder.max_tokens) for a in batch]
                vectors = embedder.encode([chunk_document(c) for some in chunks for c in some])
                at = 0
                for article, some in zip(batch, chunks, strict=True):
                    writer.put(article, some, vectors[at : at + len(some)])
                    at += len(some)
            step(len(batch))
    store.refresh()
    return store
