"""Articles of a set whose questions bring them along, each once.

Promise: the same text is one article, and an id never stands for two texts.
"""

from __future__ import annotations

from bot.errors import UsageError
from bot.types import Article
from eval.items import make_article


class Pool:
    """Articles by id, in the order in which they came."""

    def __init__(self, name: str) -> None:
        """`name` is the set's; ids made here begin with it."""
        self._name = name
        self._articles: dict[str, Article] = {}

    @property
    def articles(self) -> tuple[Article, ...]:
        """All of them."""
        return tuple(self._articles.values())

    def add(self, text: str, title: str = "", id_: str = "") -> str:
        """Put an article in; its id, which is made from its text where none is given.

        Raises:
            UsageError: the id is known, with another text.

        """
        article = make_article(id_, title, text)
        if not id_:
            id_ = f"{self._name}:{article.version.removeprefix('sha256-')}"
            article = make_article(id_, title, text)
        if self._articles.setdefault(id_, article).text != text:
            raise UsageError(f"{self._name}: article {id_!r} has two texts", hint="give each text an id of its own")
        return id_
