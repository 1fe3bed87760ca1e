"""The built-in set, and the bundled articles that it and sets of a user's own may be asked of.

Promise: the articles are what `footnote ingest` makes of the files in ingest/samples, ids and all, without a store.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from bot.types import Article
from eval.items import EvalSet
from eval.schema import read_set

NAME = "samples"
FILE = Path(__file__).parent / "samples.jsonl"


def read_samples(_data: Path) -> EvalSet:
    """The built-in set."""
    return with_articles(read_set(FILE))


def with_articles(made: EvalSet) -> EvalSet:
    """A set fresh from its file, with the bundled articles where its header asks for them."""
    return replace(made, articles=sample_articles()) if made.source == NAME else made


@lru_cache(maxsize=1)
def sample_articles() -> tuple[Article, ...]:
    """The bundled articles, read by the code that takes them in.

    Raises:
        SourceError: a file of the package cannot be read.

    """
    from ingest.article import make_article
    from ingest.extract import extract
    from ingest.sources import SAMPLES, find, load

    articles = []
    for source in find([str(SAMPLES)]).sources:
        loaded = load(source)
        articles.append(make_article(source, loaded, extract(loaded.raw, loaded.given), fetched=""))
    return tuple(articles)
