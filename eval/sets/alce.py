"""A file with ALCE's fields: a JSON list of questions, each with the passages that were found for it.

Promise: a question may use its own `docs` alone. Its answers are the short ones of `qa_pairs`, else `answer`; which of
the passages answer is not said, so there is no gold.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from eval.items import EvalSet, Item
from eval.sets.files import Record, Text, document
from eval.sets.pool import Pool


class Doc(Record):
    """A passage."""

    title: str = ""
    text: Text
    id: str | None = None


class Pair(Record):
    """A reading of the question, and the short answers to it."""

    short_answers: list[str] = Field(default_factory=list)


class Asked(Record):
    """A question."""

    question: Text
    id: str | None = None
    sample_id: str | None = None
    answer: str | None = None
    qa_pairs: list[Pair] | None = None
    docs: list[Doc]


def read_alce(path: Path) -> EvalSet:
    """A file as a set.

    Raises:
        UsageError: the file is missing or not in this format.

    """
    name = path.name.removesuffix(".xz").removesuffix(".json")
    pool = Pool(name)
    items = [_item(f"{name}-{n}", asked, pool) for n, asked in enumerate(document(path, list[Asked]), 1)]
    return EvalSet(name, tuple(items), pool.articles)


def _item(id_: str, asked: Asked, pool: Pool) -> Item:
    short = [answer for pair in asked.qa_pairs or () for answer in pair.short_answers if answer.strip()]
    answers = tuple(dict.fromkeys(short or ([asked.answer] if asked.answer and asked.answer.strip() else [])))
    return Item(
        asked.sample_id or asked.id or id_,
        asked.question.strip(),
        answers,
        answerable=True if answers else None,
        articles=tuple(dict.fromkeys(pool.add(doc.text, doc.title, doc.id or "") for doc in asked.docs)),
    )
