"""What was extracted, as the Article that is stored: its ids, its version, its fingerprint.

Promise: the same source gives the same id, the same text the same version; the fingerprint moves whenever anything
that is stored or embedded would. No I/O.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bot.types import Article
from ingest.extract import Extracted
from ingest.language import language_of
from ingest.sources import Loaded, Source
from ingest.split import SPLITTER
from ingest.urls import article_id, declared_canonical, digest

_MAX_TITLE_CHARS = 80


def make_article(source: Source, loaded: Loaded, extracted: Extracted, fetched: str) -> Article:
    """The article. `fetched` is an ISO time."""
    canonical = source.canonical
    if source.kind == "url":
        canonical = declared_canonical(loaded.given.url or canonical, extracted.canonical)
    elif source.kind == "stdin":
        canonical = f"stdin:{digest(extracted.text)}"
    return Article(
        id=article_id(canonical),
        version=digest(extracted.text),
        source=canonical,
        title=extracted.title or _title_of(source, canonical, extracted.text),
        text=extracted.text,
        published=extracted.published,
        byline=extracted.byline,
        language=language_of(extracted.text),
        fetched=fetched,
        dateline=extracted.dateline,
        pages=extracted.pages,
    )


def fingerprint(article: Article) -> str:
    """A hash of all that is stored or embedded of an article but its tags, and of how it is cut."""
    parts = (article.text, article.title, article.published, article.byline, article.dateline, article.language)
    return digest(json.dumps([*parts, *article.pages, SPLITTER]))


def _title_of(source: Source, canonical: str, text: str) -> str:
    """What to call an article that has no headline: its file, its address, else its first words."""
    if source.kind == "stdin":
        return _first_words(text)
    name = unquote(urlsplit(canonical).path) if source.kind == "url" else canonical.removeprefix("sample:")
    words = re.sub(r"[-_]+", " ", Path(name.rstrip("/")).stem).strip()
    return words or urlsplit(canonical).hostname or _first_words(text)


def _first_words(text: str) -> str:
    start = " ".join(text[: _MAX_TITLE_CHARS * 2].split())
    return start if len(start) <= _MAX_TITLE_CHARS else start[:_MAX_TITLE_CHARS].rsplit(" ", 1)[0] + "..."
