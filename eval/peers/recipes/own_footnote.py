"""Footnote itself, with the settings it ships with: its splitter, both its indexes, its ranking.

Runs in Footnote's own environment. Titles and dates are read off the articles, as ingest does. The retriever hands out
`n_passages=k`, and so fills places that the ten of its default would leave out.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from bot.embed import Embedder, load_embedder
from bot.retrieve import Retriever
from bot.settings import Settings
from bot.store import open_store


@cache
def model() -> Embedder:
    """The embedder, loaded once a process."""
    return load_embedder(Settings(home=Path()))


def build(articles: list[dict[str, Any]], folder: Path) -> int:
    """Split, embed and store; the number of chunks."""
    from eval.items import make_article
    from eval.library import build_store

    made = [make_article(a["id"], a["title"], a["text"], a.get("published")) for a in articles]
    return build_store(made, model(), folder / "home", "articles").n_chunks


def open_search(folder: Path) -> Callable[[str, int], list[tuple[str, str]]]:
    """What the command line asks, rewriting and answering aside."""
    store = open_store(folder / "home", model().id, model().dimension)

    @cache
    def retriever(k: int) -> Retriever:
        return Retriever(store, model(), n_passages=k)

    def search(question: str, k: int) -> list[tuple[str, str]]:
        return [(p.chunk.article_id, p.chunk.text) for p in retriever(k).search([question])]

    return search
