"""Where things lie in the library folder, and the plain values the store gives out.

    home/
      catalogue.sqlite        texts, metadata, chunk offsets: the truth; everything else can be built from it
      catalogue.sqlite.damaged  what --repair found instead of one, until an article is removed
      salvage.part/           what a repair that was interrupted had saved so far
      writer.lock writer.pid  who is writing
      index/00000012/         one generation of both indexes, never changed once it has this name
        rows.npy vectors.npy  keys and vectors, for exact search
        chroma/               the same vectors in Chroma, for large libraries
        lexical/              tantivy
        manifest.json         size and checksum of every file

Promise: no I/O, nothing heavy imported.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FORMAT = 1
"""Format of catalogue and index; a store of another one is refused with its number."""
CATALOGUE = "catalogue.sqlite"
INDEX = "index"
UNFINISHED = ".part"
DAMAGED = "catalogue.sqlite.damaged"
SALVAGE = "salvage.part"
LOCK = "writer.lock"
HOLDER = "writer.pid"


@dataclass(frozen=True, slots=True)
class Identity:
    """What vectors of one store have in common; two different ones are never mixed."""

    embedder: str
    dimension: int


@dataclass(frozen=True, slots=True)
class ArticleInfo:
    """An article without its text. `fingerprint` is whatever `put` was given: "has the source changed?"."""

    id: str
    version: str
    source: str
    title: str
    published: str | None
    byline: str | None
    language: str | None
    fetched: str
    tags: tuple[str, ...]
    private: bool
    dateline: str | None
    fingerprint: str
    n_chunks: int
    n_chars: int


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that `footnote doctor` found. An error means wrong or missing answers; a warning does not."""

    severity: Literal["error", "warning"]
    part: Literal["catalogue", "vectors", "lexical", "folder"]
    message: str
    hint: str = ""
