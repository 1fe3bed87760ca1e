"""From a question to the passages that may answer it: by vector and by word, ranked together.

Promise: scores fall strictly, the order is the same every time, and an empty library or an empty question gives [].
One article fills the list only where no other has a candidate. Whether a passage answers is not decided here.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import mul
from typing import TYPE_CHECKING, Any

from bot.embed import Embedder
from bot.rank import Candidate, features, scores
from bot.store import Store
from bot.types import Chunk, Passage, Scope
from bot.wording import WORD, Stems, take_apart

if TYPE_CHECKING:
    from langchain_core.retrievers import BaseRetriever

N_CANDIDATES = 48
"""Candidates from each side."""
SECOND_WORDING = 0.3
"""Weight of the question's original wording beside its standalone form."""
BEFORE = 0.2
"""Weight of what was said just before a follow-up: eval/LOG.md."""
REPEAT = 0.3
"""What each passage already taken costs the next one of the same article, in log-odds: a library of many articles is
better shown by several. SQuAD dev_a, where one article has every answer, loses nothing by it (eval/LOG.md)."""
SAME_TEXT = 0.85
"""Share of words in common from which two passages count as copies of one text (wire copy, an article taken twice)."""
MAX_QUESTION_CHARS = 20_000
MAX_LEADS = 100_000
EVERYTHING = Scope()


class Retriever:
    """Finds passages in one library. Threads may share it."""

    def __init__(self, store: Store, embedder: Embedder, n_passages: int = 10, max_per_article: int = 4) -> None:
        self.store = store
        self.embedder = embedder
        self.n_passages = n_passages
        self.max_per_article = max_per_article
        self._stems = Stems(store.stems)
        self._leads: dict[tuple[str, str], int] = {}

    def search(self, queries: Sequence[str], scope: Scope = EVERYTHING, before: str = "") -> list[Passage]:
        """The best passages, at most `n_passages`.

        `queries[0]` is the question as understood, further ones are other wordings of it; `before` is what was said
        just before a follow-up, whose answer often stands nearby. `score` is the estimated probability, 0..1, that the
        passage holds an answer.
        """
        asked = [q[:MAX_QUESTION_CHARS] for q in queries if WORD.search(q)]
        articles = self.store.scope_ids(scope)
        if not asked or not self.store.n_chunks or (articles is not None and not articles):
            return []
        wordings = [*asked, *(q[:MAX_QUESTION_CHARS] for q in (before,) if WORD.search(q))]
        vectors = self.embedder.encode(wordings, query=True)
        chunks = self.candidates(wordings, vectors, articles)
        judged = [scores(self.rows(one, vector, chunks)) for one, vector in zip(wordings, vectors, strict=True)]
        own = _mixed(judged[: len(asked)], _shares(len(asked)))
        order = own if len(wordings) == len(asked) else _mixed([own, judged[-1]], [1 - BEFORE, BEFORE])
        chosen = self._choose(chunks, dict(zip(chunks, order, strict=True)))
        similarities = (self.store.vectors(list(chosen)) @ vectors[0]).tolist()
        falling = strictly_falling(map(_probability, _levels(chosen, chunks, own, order)))
        return [
            Passage(chunks[key], rank, score, similarity)
            for rank, (key, score, similarity) in enumerate(zip(chosen, falling, similarities, strict=True), 1)
        ]

    def as_langchain(self) -> BaseRetriever:
        """The same search as LangChain's `BaseRetriever`, for other people's chains."""
        from bot.documents import FootnoteRetriever

        return FootnoteRetriever(retriever=self)

    def candidates(
        self, questions: Sequence[str], vectors: Iterable[Any], articles: frozenset[str] | None = None
    ) -> dict[int, Chunk]:
        """What each side finds for each wording, by key."""
        keys: set[int] = set()
        for question, vector in zip(questions, vectors, strict=True):
            keys.update(key for key, _ in self.store.nearest(vector, N_CANDIDATES, articles))
            keys.update(key for key, _ in self.store.lexical(question, N_CANDIDATES, articles))
        return dict(sorted(self.store.chunks(sorted(keys)).items()))

    def rows(self, question: str, vector: Any, chunks: Mapping[int, Chunk]) -> list[list[float]]:
        """What `bot.rank` reads off each chunk, in their order."""
        leads = self._leads_of(chunks)
        near = (self.store.vectors([*chunks, *leads]) @ vector).tolist()
        found = zip(chunks.values(), near[: len(chunks)], near[len(chunks) :], strict=True)
        asked = take_apart(question, self._stems, self.store.document_frequency, self.store.n_chunks)
        return features(asked, [Candidate(*of) for of in found], self._stems)

    def _leads_of(self, chunks: Mapping[int, Chunk]) -> list[int]:
        """For each chunk the key of the first chunk of its article."""
        unknown = {c.article_id for c in chunks.values() if (c.article_id, c.version) not in self._leads}
        if len(self._leads) + len(unknown) > MAX_LEADS:
            self._leads.clear()
            unknown = {c.article_id for c in chunks.values()}
        found = self.store.leads(unknown) if unknown else {}
        for chunk in chunks.values():
            if chunk.article_id in found:
                self._leads[chunk.article_id, chunk.version] = found[chunk.article_id]
        return [self._leads.get((chunk.article_id, chunk.version), key) for key, chunk in chunks.items()]

    def _choose(self, chunks: Mapping[int, Chunk], totals: Mapping[int, float]) -> dict[int, float]:
        """The best, in their order, with the scores they have left after REPEAT.

        Chunks over an article's share, and copies of a better one, only fill the places that nothing else takes.
        """
        ranked = sorted(totals, key=lambda key: (-totals[key], key))
        taken: dict[int, float] = {}
        rest: dict[int, float] = {}
        n_of: Counter[str] = Counter()
        texts: list[frozenset[str]] = []
        while ranked and len(taken) < self.n_passages:
            # Only the best of each article can be next, so the first of them in order of what is left.
            key = max(ranked, key=lambda key: totals[key] - REPEAT * n_of[chunks[key].article_id])
            ranked.remove(key)
            article, words = chunks[key].article_id, frozenset(WORD.findall(chunks[key].text.lower()))
            left = totals[key] - REPEAT * n_of[article]
            if n_of[article] >= self.max_per_article or any(_same(words, other) for other in texts):
                rest[key] = left
                continue
            taken[key] = left
            n_of[article] += 1
            texts.append(words)
        for key in list(rest)[: self.n_passages - len(taken)]:
            taken[key] = rest[key]
        return dict(sorted(taken.items(), key=lambda item: (-item[1], item[0])))


def strictly_falling(values: Iterable[float]) -> Iterator[float]:
    """The values, each lowered by the least amount that puts it under the one before.

    >>> list(strictly_falling([0.5, 0.5, 0.25]))
    [0.5, 0.49999999999999994, 0.25]
    """
    last = math.inf
    for value in values:
        last = min(value, math.nextafter(last, -math.inf))
        yield last


def _shares(n_wordings: int) -> list[float]:
    """How much each wording counts: the first most, the others share the rest."""
    if n_wordings == 1:
        return [1.0]
    return [1 - SECOND_WORDING, *[SECOND_WORDING / (n_wordings - 1)] * (n_wordings - 1)]


def _mixed(judged: Sequence[Sequence[float]], shares: Sequence[float]) -> list[float]:
    return [sum(map(mul, shares, of)) for of in zip(*judged, strict=True)]


def _levels(
    chosen: Mapping[int, float], keys: Iterable[int], own: Sequence[float], order: Sequence[float]
) -> list[float]:
    """Scores for the chosen, falling: what was said before moves passages up and down, but makes no answer likelier."""
    moved = {key: one - other for key, one, other in zip(keys, own, order, strict=True)}
    return sorted((score + moved[key] for key, score in chosen.items()), reverse=True)


def _same(a: frozenset[str], b: frozenset[str]) -> bool:
    return len(a & b) >= SAME_TEXT * len(a | b)


def _probability(log_odds: float) -> float:
    return 1 / (1 + math.exp(-max(-500.0, min(500.0, log_odds))))
