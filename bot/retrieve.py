"""From a question to the passages that may answer it: by vector and by word, ranked together.

Promise: scores fall strictly, the order is the same every time, and an empty library or an empty question gives [].
One article fills the list only where no other has a candidate. Whether a passage answers is not decided here.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from bot.embed import Embedder
from bot.rank import WORD, Candidate, Stems, features, scores, take_apart
from bot.store import Store
from bot.types import Chunk, Passage, Scope

if TYPE_CHECKING:
    from langchain_core.retrievers import BaseRetriever

N_CANDIDATES = 60
"""Candidates from each side."""
SECOND_WORDING = 0.3
"""Weight of the question's original wording beside its standalone form."""
SAME_TEXT = 0.85
"""Share of words in common from which two passages count as copies of one text (wire copy, an article taken twice)."""
MAX_QUESTION_CHARS = 20_000
EVERYTHING = Scope()


class Retriever:
    """Finds passages in one library. Threads may share it."""

    def __init__(self, store: Store, embedder: Embedder, n_passages: int = 10, max_per_article: int = 4) -> None:
        self.store = store
        self.embedder = embedder
        self.n_passages = n_passages
        self.max_per_article = max_per_article
        self._stems = Stems(store.stems)

    def search(self, queries: Sequence[str], scope: Scope = EVERYTHING) -> list[Passage]:
        """The best passages, at most `n_passages`.

        `queries[0]` is the question as understood, further ones are other wordings of it. `score` is the estimated
        probability, 0..1, that the passage holds an answer.
        """
        asked = [q[:MAX_QUESTION_CHARS] for q in queries if WORD.search(q)]
        articles = self.store.scope_ids(scope)
        if not asked or not self.store.n_chunks or (articles is not None and not articles):
            return []
        vectors = self.embedder.encode(asked, query=True)
        apart = [take_apart(q, self._stems, self.store.document_frequency, self.store.n_chunks) for q in asked]
        chunks = self._candidates(asked, vectors, articles)
        similarities = (self.store.vectors(list(chunks)) @ vectors.T).tolist()
        totals = dict.fromkeys(chunks, 0.0)
        for n, question in enumerate(apart):
            share = 1.0 if len(apart) == 1 else (SECOND_WORDING / (len(apart) - 1) if n else 1 - SECOND_WORDING)
            candidates = [Candidate(k, c, s[n]) for (k, c), s in zip(chunks.items(), similarities, strict=True)]
            for candidate, score in zip(candidates, scores(features(question, candidates, self._stems)), strict=True):
                totals[candidate.key] += share * score
        best = sorted(totals, key=lambda key: (-totals[key], key))
        chosen = self._without_crowding([(key, chunks[key]) for key in best])
        near = {key: s[0] for key, s in zip(chunks, similarities, strict=True)}
        falling = strictly_falling(_probability(totals[key]) for key, _ in chosen)
        return [
            Passage(chunk, rank, score, near[key])
            for rank, ((key, chunk), score) in enumerate(zip(chosen, falling, strict=True), 1)
        ]

    def as_langchain(self) -> BaseRetriever:
        """The same search as LangChain's `BaseRetriever`, for other people's chains."""
        from bot.documents import FootnoteRetriever

        return FootnoteRetriever(retriever=self)

    def _candidates(
        self, asked: Sequence[str], vectors: Iterable[object], articles: frozenset[str] | None
    ) -> dict[int, Chunk]:
        keys: dict[int, None] = {}
        for question, vector in zip(asked, vectors, strict=True):
            keys.update((key, None) for key, _ in self.store.nearest(vector, N_CANDIDATES, articles))
            keys.update((key, None) for key, _ in self.store.lexical(question, N_CANDIDATES, articles))
        return dict(sorted(self.store.chunks(list(keys)).items()))

    def _without_crowding(self, ranked: Sequence[tuple[int, Chunk]]) -> list[tuple[int, Chunk]]:
        """The first of `ranked`; chunks over an article's share, and copies of a better one, only fill what is left."""
        taken: dict[int, Chunk] = {}
        n_of: Counter[str] = Counter()
        words: list[frozenset[str]] = []
        for key, chunk in ranked:
            if len(taken) == self.n_passages:
                break
            mine = frozenset(WORD.findall(chunk.text.lower()))
            if n_of[chunk.article_id] < self.max_per_article and not any(_same(mine, other) for other in words):
                taken[key] = chunk
                n_of[chunk.article_id] += 1
                words.append(mine)
        for key, chunk in ranked:
            if len(taken) < self.n_passages:
                taken.setdefault(key, chunk)
        return [(key, chunk) for key, chunk in ranked if key in taken]


def strictly_falling(values: Iterable[float]) -> Iterator[float]:
    """The values, each lowered by the least amount that puts it under the one before.

    >>> list(strictly_falling([0.5, 0.5, 0.25]))
    [0.5, 0.49999999999999994, 0.25]
    """
    last = math.inf
    for value in values:
        last = min(value, math.nextafter(last, -math.inf))
        yield last


def _same(a: frozenset[str], b: frozenset[str]) -> bool:
    return len(a & b) >= SAME_TEXT * len(a | b)


def _probability(log_odds: float) -> float:
    return 1 / (1 + math.exp(-max(-500.0, min(500.0, log_odds))))
