"""The reading side of the store: what `open_store` gives.

Promise: every call is cheap and thread-safe, none writes to the folder, and an article is seen whole or not at all.
`refresh`, once per question, is all it takes to see what other processes did. A folder without a store reads as an
empty library and stays as it is.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from bot.errors import ArticleNotFound, StoreDamaged
from bot.store.catalogue import Catalogue
from bot.store.faults import damaged, explain, explained
from bot.store.identity import require_identity
from bot.store.layout import CATALOGUE, INDEX, ArticleInfo, Identity
from bot.store.lease import Lease
from bot.store.lock import writer_lock
from bot.types import Article, Chunk, Scope

if TYPE_CHECKING:
    from bot.store.index import Index
    from bot.store.matrix import Floats
    from bot.store.writer import Writer

T = TypeVar("T")
_ATTEMPTS = 5
_SLACK = 8
_MAX_SCOPES = 32


class Store:
    """An open library; see `open_store`."""

    def __init__(self, home: Path, identity: Identity | None) -> None:
        self.home = home
        self._identity = identity
        self._lock = threading.RLock()
        self._catalogue: Catalogue | None = None
        self._stamp: tuple[int, int] | None = None
        self._lease = Lease(home)
        self._scopes: dict[frozenset[str], list[int]] = {}
        self.generation = 0
        self.refresh()

    def refresh(self) -> int:
        """Look at the catalogue's generation and let go of an index that is no longer it. Returns the generation."""
        with self._lock:
            self._follow_file()
            if self._catalogue is not None:
                generation = int(self._catalogue.meta("generation"))
                if generation != self.generation or not self.generation:
                    require_identity(self.home, self._catalogue, self._identity)
                    self._lease.move(str(self._catalogue.meta("index")))
                    self._scopes.clear()
                    self.generation = generation
            return self.generation

    def close(self) -> None:
        """Let go of all files."""
        with self._lock:
            self._lease.move("")
            self._scopes.clear()
            self.generation = 0
            if self._catalogue:
                self._catalogue.close()
                self._catalogue = None

    # Articles.

    @property
    def n_articles(self) -> int:
        """How many articles there are."""
        return self._catalogue.count()[0] if self._catalogue else 0

    @property
    def n_chunks(self) -> int:
        """How many chunks they have together."""
        return self._catalogue.count()[1] if self._catalogue else 0

    def articles(self) -> list[ArticleInfo]:
        """Every article without its text, in the order in which they first came."""
        return self._catalogue.infos() if self._catalogue else []

    def info(self, article_id: str) -> ArticleInfo | None:
        """One article without its text; None where there is none."""
        return self._catalogue.info(article_id) if self._catalogue else None

    def resolve(self, text: str) -> str:
        """The id of the article with this id, unique beginning of an id, or source.

        Raises:
            ArticleNotFound: none, or more than one.

        """
        found = self._catalogue.matches(text) if self._catalogue and text else []
        if len(found) == 1:
            return found[0]
        if found:
            some = ", ".join(found[:3]) + (", ..." if len(found) > 3 else "")
            raise ArticleNotFound(f"{text!r} is the beginning of {len(found)} ids: {some}", hint="give more of the id")
        raise ArticleNotFound(f"no article {text!r}", hint="footnote articles list")

    def article(self, text: str) -> Article:
        """The article that `resolve` finds, with its text."""
        article = self._catalogue.article(self.resolve(text)) if self._catalogue else None
        if article is None:
            raise ArticleNotFound(f"no article {text!r}", hint="footnote articles list")
        return article

    def scope_ids(self, scope: Scope) -> frozenset[str] | None:
        """Ids of the articles a scope allows; None when it allows all.

        Several tags: any of them. An article without a full date lies in no period.
        """
        if scope == Scope():
            return None
        named = None if scope.articles is None else {self.resolve(text) for text in scope.articles}
        rows = self._catalogue.scoped_by() if self._catalogue else []
        return frozenset(
            article_id
            for article_id, published, tags, private in rows
            if (named is None or article_id in named)
            and not (private and scope.public_only)
            and (not scope.tags or not set(scope.tags).isdisjoint(tags))
            and _in_period(published or "", scope.since or "", scope.until or "")
        )

    # Chunks.

    def chunks(self, keys: Sequence[int]) -> dict[int, Chunk]:
        """The chunks of those keys that still exist."""
        return self._catalogue.chunks(keys) if self._catalogue else {}

    def article_chunks(self, article_id: str) -> list[tuple[int, Chunk]]:
        """An article's chunks with their keys, in the order of its text."""
        return self._catalogue.article_chunks(article_id) if self._catalogue else []

    def leads(self, article_ids: Iterable[str]) -> dict[str, int]:
        """The key of the first chunk of each of these articles that has one."""
        return self._catalogue.leads(article_ids) if self._catalogue else {}

    def nearest(self, vector: Any, k: int, articles: frozenset[str] | None = None) -> list[tuple[int, float]]:
        """The k chunks nearest to a unit vector (d,), as (key, cosine), best first."""
        import numpy as np

        vector = np.asarray(vector, np.float32).reshape(-1)
        return self._search(lambda index, n, owners: index.nearest(vector, n, owners), k, articles)

    def lexical(self, question: str, k: int, articles: frozenset[str] | None = None) -> list[tuple[int, float]]:
        """The k chunks with the best BM25 score for the question's words, as (key, score), best first."""
        return self._search(
            lambda index, n, owners: index.lexical.search(question, n, owners) if index.lexical else [], k, articles
        )

    def vectors(self, keys: Sequence[int]) -> Floats:
        """The vectors (len(keys), d) of chunks; zeros for a key that is unknown."""
        import numpy as np

        return self._with_index(lambda index: index.matrix.rows_of(np.asarray(keys, np.int64)))

    def document_frequency(self, stems: Sequence[str]) -> list[int]:
        """How many chunks contain each stem (of `stems`)."""
        return self._with_index(
            lambda index: index.lexical.document_frequency(stems) if index.lexical else [0] * len(stems)
        )

    def stems(self, text: str) -> list[str]:
        """The words of a text as the lexical index knows them."""
        from bot.store.lexical import stems

        return stems(text)

    # Writing.

    @contextmanager
    def writer(self, wait: bool = False) -> Iterator[Writer]:
        """Hold the writer lock and change the library; commits at the end of the block, whatever ended it.

        Raises:
            StoreLocked: another process is writing (and `wait` is False).
            StoreReadOnly: no permission, or no space.
            StoreMismatch: made with another embedder.

        """
        from bot.store.ledger import Ledger
        from bot.store.writer import Writer

        identity = self._identity
        if identity is None and self._catalogue is not None:
            identity = self._catalogue.identity
        if identity is None:
            raise ValueError("a new library needs an embedder")
        with writer_lock(self.home, wait):
            ledger = Ledger.open(self.home, identity)
            try:
                require_identity(self.home, ledger, identity)
                writer = Writer(self.home, ledger, identity.dimension)
                try:
                    yield writer
                finally:
                    writer.close()
            finally:
                ledger.close()
                self.refresh()

    # Inside.

    def _follow_file(self) -> None:
        """Open the catalogue when it appears, and anew when a repair, or the user, has put another in its place."""
        try:
            found = (self.home / CATALOGUE).stat()
            stamp = (found.st_dev, found.st_ino)
        except OSError:
            stamp = None
        if self._catalogue is not None and stamp == self._stamp:
            return
        if self._catalogue is not None:
            self.close()
        self._catalogue, self._stamp = Catalogue.read(self.home), stamp

    def _search(
        self,
        search: Callable[..., list[tuple[int, float]]],
        k: int,
        articles: frozenset[str] | None,
    ) -> list[tuple[int, float]]:
        """The first k hits that the catalogue still knows: an index may lag behind a removal."""
        if self._catalogue is None or k <= 0 or (articles is not None and not articles):
            return []
        catalogue = self._catalogue
        owners = None if articles is None else self._numbers(catalogue, articles)
        asked = k + _SLACK
        while True:
            hits = self._with_index(partial(search, n=asked, owners=owners))
            known = catalogue.existing([key for key, _ in hits])
            kept = [hit for hit in hits if hit[0] in known]
            if len(kept) >= k or len(hits) < asked:
                return kept[:k]
            asked *= 4

    def _numbers(self, catalogue: Catalogue, articles: frozenset[str]) -> list[int]:
        """The indexes' numbers of these articles; kept for the next search of the question, and of the conversation."""
        if articles not in self._scopes:
            if len(self._scopes) >= _MAX_SCOPES:
                self._scopes.clear()
            self._scopes[articles] = catalogue.numbers(articles)
        return self._scopes[articles]

    def _with_index(self, use: Callable[[Index], T]) -> T:
        """Use the index that the catalogue names. A writer may delete it just before it is opened: then the next."""
        for attempt in range(_ATTEMPTS):
            name = self._lease.name
            try:
                with explained(self.home), self._lease.borrowed(self._dimension()) as index:
                    return use(index)
            except (FileNotFoundError, StoreDamaged) as error:
                self.refresh()
                if name == self._lease.name or attempt == _ATTEMPTS - 1:
                    raise explain(error, self.home) or damaged(self.home / INDEX / name, error) from error
        raise AssertionError

    def _dimension(self) -> int:
        identity = self._identity or (self._catalogue.identity if self._catalogue else None)
        return identity.dimension if identity else 0


def _in_period(date: str, since: str, until: str) -> bool:
    """Compared at the precision of the bound: "2024-06" includes the whole month."""
    if not (since or until):
        return True
    return date[:1].isdigit() and since <= date[: len(since)] and date[: len(until)] <= until
