"""What is asked, and what would be right: questions with their references, and the articles they are asked of.

Promise: plain frozen values; building one does no I/O. How they look in a file is `eval.schema`; where public data
sets come from is `eval.sets`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.types import Article, Exchange


@dataclass(frozen=True, slots=True)
class Gold:
    """A place that answers: an article (`grade` over 0 as TREC has it), and where it is known which of its words.

    `quote` are those words where the set gives them, to be checked against the article.
    """

    article_id: str
    start: int | None = None
    end: int | None = None
    grade: int = 1
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One question (or, with `is_statement`, a statement to be supported) with what is known about the right answer.

    `answers` are wordings any of which is right. `answerable` is None where nobody has judged it. `group` names what
    is not independent of each other (questions on one article, turns of one talk) for the intervals. `history`, where
    given, is replayed; the items of one `dialogue` are asked one after the other in one session instead.
    `articles` limits what may be used. `rewrite` is a person's wording that stands alone.
    """

    id: str
    question: str
    answers: tuple[str, ...] = ()
    relevant: tuple[Gold, ...] = ()
    answerable: bool | None = None
    tags: tuple[str, ...] = ()
    group: str = ""
    history: tuple[Exchange, ...] = ()
    dialogue: str = ""
    articles: tuple[str, ...] | None = None
    rewrite: str = ""
    is_statement: bool = False

    @property
    def grades(self) -> dict[str, int]:
        """Article id to its highest grade."""
        found: dict[str, int] = {}
        for gold in self.relevant:
            found[gold.article_id] = max(gold.grade, found.get(gold.article_id, 0))
        return found

    @property
    def cluster(self) -> str:
        """The group, or the item by itself."""
        return self.group or self.dialogue or self.id


@dataclass(frozen=True, slots=True)
class EvalSet:
    """Items, and the articles that they are asked of; `articles` None: the user's own library.

    `use` is train, tune, measure or own, as the data folder's README has it. `settings` are those that the set asks
    for (the depth of a ranking, say). `source` is what names it on the command line.
    """

    name: str
    items: tuple[Item, ...] = field(repr=False)
    articles: tuple[Article, ...] | None = field(repr=False, default=None)
    use: str = "measure"
    about: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""

    @property
    def digest(self) -> str:
        """Hash of every question and reference."""
        return sha256([asdict(item) for item in self.items])

    @property
    def corpus_digest(self) -> str:
        """Hash of the articles: ids, titles, dates and texts; "" for the user's own library, which may change."""
        if self.articles is None:
            return ""
        return sha256([[a.id, a.version, a.title, a.published] for a in self.articles])


def sha256(value: Any) -> str:
    """Hash of a JSON value, tagged with its algorithm.

    >>> sha256({"a": 1})[:14]
    'sha256-015abd7'
    """
    canonical = json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return "sha256-" + hashlib.sha256(canonical.encode()).hexdigest()


def make_article(source: str, title: str, text: str, published: str | None = None) -> Article:
    """An article as the pipeline would store it, without a file; its id is its source."""
    version = "sha256-" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return Article(source, version, source, title, text, published)
