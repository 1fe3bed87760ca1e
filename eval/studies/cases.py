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
from eval.items import EvalSet, Item
from eval.studies.retrieval import build_store
from eval.studies.variants import VARIANTS, Varying

WAYS = ("own", "elsewhere", "cut", *VARIANTS, "impossible")


@dataclass(frozen=True, slots=True)
class Case:
    """One question as put, and what was found for it. The item's group is the article that it was asked of."""

    way: str
    text: str
    item: Item
    passages: tuple[Passage, ...]

    @property
    def answerable(self) -> bool:
        """Whether it should be answered."""
        return self.way == "own"

    def holds_answer(self, article_id: str, start: int, end: int) -> bool:
        """Whether the answer begins within this stretch of the article."""
        return any(
            gold.article_id == article_id and gold.start is not None and start <= gold.start < end
            for gold in self.item.relevant
        )


def open_library(articles: Sequence[Article], embedder: Embedder, home: Path) -> Retriever:
    """The product's store over these articles, and its retriever."""
    return Retriever(build_store(EvalSet("cases", (), tuple(articles)), embedder, home), embedder)


def make_cases(
    retriever: Retriever,
    articles: Sequence[Article],
    items: Sequence[Item],
    ways: Sequence[str],
    seed: int = 0,
    questions: Sequence[str] = (),
) -> Iterator[Case]:
    """Every question in each of the ways that fit it; half of them ask their own article alone, half the whole library.

    Words to exchange come from `questions`, or else from the items.
    """
    rng = random.Random(seed)  # noqa: S311 a draw of cases, not of keys
    texts = {article.id: article.text for article in articles}
    vary = Varying(questions or [item.question for item in items], rng)
    for item in items:
        alone = rng.random() < 0.5
        for way in ways:
            if (way == "impossible") == bool(item.relevant):
                continue
            text = item.question if way not in VARIANTS else vary(way, item.question, texts[item.group])
            scope = Scope(articles=(item.group,)) if alone else Scope()
            if way == "elsewhere":
                scope = Scope(articles=tuple(id_ for id_ in texts if id_ != item.group))
            if not text:
                continue  # this way does not fit the question
            case = Case(way, text, item, tuple(retriever.search([text], scope)))
            if way != "cut":
                yield case
            elif not _says(_answers(item), (cut := _cut(case)).passages):
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


def _answers(item: Item) -> list[str]:
    """One wording for each place where an answer begins, the one that was said last."""
    return list({gold.start: gold.quote for gold in item.relevant}.values())


def _says(answers: Sequence[str], passages: Sequence[Passage]) -> bool:
    """Whether an answer stands somewhere else as well."""
    return any(answer.lower() in passage.chunk.text.lower() for answer in answers for passage in passages)


def _part(passage: Passage, run: Sequence[tuple[int, int]]) -> list[Passage]:
    if not run:
        return []
    chunk, start, end = passage.chunk, run[0][0], run[-1][1]
    text = chunk.text[start - chunk.start : end - chunk.start]
    return [replace(passage, chunk=replace(chunk, start=start, end=end, text=text))]
