"""A judged run in the formats of others: ragas's samples, and TREC's qrels and run.

Promise: every item of the selection is a sample of ragas's; one that failed has no passages and no response. In a run
an article stands once, where its first passage does, with scores that fall strictly, so that no two tools break a tie
differently. Left out: the turns before a question, as a single-turn sample of ragas has no place for them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from eval.items import Gold
    from eval.score import Row, Score


def to_ragas(score: Score) -> list[dict[str, Any]]:
    """Samples with the fields of ragas's single turn; ids of contexts are those of articles, on both sides."""
    return [_sample(row, score.corpus.texts) for row in score.rows]


def to_trec(score: Score, tag: str) -> tuple[str, str]:
    """Qrels and run, as texts. White space in an id is written as %20, as TREC's columns end there."""
    qrels = [
        f"{_word(row.item.id)} 0 {_word(article)} {grade}"
        for row in score.rows
        for article, grade in row.item.grades.items()
    ]
    run = [line for row in score.rows for line in _ranking(row, _word(tag))]
    return "".join(f"{line}\n" for line in qrels), "".join(f"{line}\n" for line in run)


def _sample(row: Row, texts: Mapping[str, str]) -> dict[str, Any]:
    passages = row.answer["passages"] if row.answer else []
    return {
        "user_input": row.item.question,
        "retrieved_contexts": [_cut(texts, p["article_id"], p["start"], p["end"]) for p in passages],
        "retrieved_context_ids": [passage["article_id"] for passage in passages],
        "reference": row.item.answers[0] if row.item.answers else "",
        "reference_contexts": [_said(texts, gold) for gold in row.item.relevant],
        "reference_context_ids": [gold.article_id for gold in row.item.relevant],
        "response": row.answer["answer"] if row.answer else "",
    }


def _said(texts: Mapping[str, str], gold: Gold) -> str:
    """The words that answer; the whole article where they are not known."""
    return gold.quote or _cut(texts, gold.article_id, gold.start, gold.end)


def _cut(texts: Mapping[str, str], article_id: str, start: int | None, end: int | None) -> str:
    """Words of an article; none of one that is gone."""
    return texts.get(article_id, "")[start:end]


def _ranking(row: Row, tag: str) -> list[str]:
    passages = row.answer["passages"] if row.answer else []
    articles = list(dict.fromkeys(passage["article_id"] for passage in passages))
    topic, n = _word(row.item.id), len(articles)
    return [f"{topic} Q0 {_word(id_)} {rank} {n - rank + 1} {tag}" for rank, id_ in enumerate(articles, 1)]


def _word(id_: str) -> str:
    return re.sub(r"\s", lambda match: quote(match[0]), id_)
