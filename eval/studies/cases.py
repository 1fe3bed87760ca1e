"""Questions put to a library in ways that it can and cannot answer: what picking and refusing are fitted and measured on.

Promise: the same seed gives the same cases; passages come from the product's own store and retriever. Ways:
`own` as asked; `elsewhere` with the question's article taken away; `cut` with the sentences that answer cut out of the
passages (where the answer stands nowhere else in them); `impossible` SQuAD 2's own questions without an answer; the
others change the question's wording (`eval.studies.variants`). All but `own` should be refused.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.embed import Embedder
from bot.retrieve import Retriever
from bot.sentences import split_sentences
from bot.types import Article, Passage, Scope
from eval.sets.public import Collection
from eval.studies.retrieval import build_store
from eval.studies.spans import SpanQuestion
from eval.studies.variants import VARIANTS, Varying

WAYS = ("own", "elsewhere", "cut", *VARIANTS, "impossible")


@dataclass(frozen=True, slots=True)
class Case:
    """One question as put, and what was found for it. `spans` are the places that answer, in `article_id`."""

    way: str
    text: str
    question: SpanQuestion
    passages: tuple[Passage, ...]

    @property
    def answerable(self) -> bool:
        """Whether it should be answered."""
        return self.way == "own"

    def holds_answer(self, article_id: str, start: int, end: int) -> bool:
        """Whether the answer begins within this stretch of the article."""
        return article_id == self.question.article_id and any(start <= at < end for at, _ in self.question.spans)


def open_library(articles: Sequence[Article], embedder: Embedder, home: Path) -> Retriever:
    """The product's store over these articles, and its retriever."""
    return Retriever(build_store(Collection("cases", tuple(articles), ()), embedder, home), embedder)


def make_cases(
    retriever: Retriever,
    articles: Sequence[Article],
    questions: Sequence[SpanQuestion],
    ways: Sequence[str],
    seed: int = 0,
) -> Iterator[Case]:
    """Every question in each of the ways that fit it; half of them ask their own article alone, half the whole library."""
    rng = random.Random(seed)  # noqa: S311 a draw of cases, not of keys
    texts = {article.id: article.text for article in articles}
    vary = Varying([question.text for question in questions], rng)
    for question in questions:
        alone = rng.random() < 0.5
        for way in ways:
            if (way == "impossible") == bool(question.spans):
                continue
            text = question.text if way not in VARIANTS else vary(way, question.text, texts[question.article_id])
            scope = Scope(articles=(question.article_id,)) if alone else Scope()
            if way == "elsewhere":
                scope = Scope(articles=tuple(id_ for id_ in texts if id_ != question.article_id))
            if not text:
                continue  # this way does not fit the question
            case = Case(way, text, question, tuple(retriever.search([text], scope)))
            if way != "cut":
                yield case
            elif not _says(question.answers, (cut := _cut(case)).passages):
                yield cut


def _cut(case: Case) -> Case:
    """Passages with what stands before and after the sentences that answer, without them."""
    kept: list[Passage] = []
    for passage in case.passages:
        chunk = passage.chunk
        run: list[tuple[int, int]] = []
        for sentence in split_sentences(chunk.text):
            start, end = chunk.start + sentence.start, chunk.start + sentence.end
            if case.holds_answer(chunk.article_id, start, end):
                kept += _part(passage, run)
                run = []
            else:
                run.append((start, end))
        kept += _part(passage, run)
    return replace(case, passages=tuple(kept))


def _says(answers: Sequence[str], passages: Sequence[Passage]) -> bool:
    """Whether an answer stands somewhere else as well."""
    return any(answer.lower() in passage.chunk.text.lower() for answer in answers for passage in passages)


def _part(passage: Passage, run: Sequence[tuple[int, int]]) -> list[Passage]:
    if not run:
        return []
    chunk, start, end = passage.chunk, run[0][0], run[-1][1]
    text = chunk.text[start - chunk.start : end - chunk.start]
    return [replace(passage, chunk=replace(chunk, start=start, end=end, text=text))]
