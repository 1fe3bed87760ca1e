"""QAGS: sentences of machine-made summaries, judged by three people for whether the article supports them.

Promise: a sentence is a statement to be supported by its own article alone; it is where most of the people say yes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from eval.items import EvalSet, Item
from eval.sets.files import Record, Text, data_file, rows
from eval.sets.pool import Pool

FILES = ("qags/cnndm.jsonl",)


class Response(Record):
    """What one person says."""

    response: Literal["yes", "no"]


class Sentence(Record):
    """A sentence of a summary."""

    sentence: Text
    responses: Annotated[list[Response], Field(min_length=1)]


class Summary(Record):
    """An article and the summary's sentences."""

    article: Text
    summary_sentences: list[Sentence]


def read_qags(data: Path) -> EvalSet:
    """The set from the data folder."""
    pool = Pool("qags")
    summaries = list(rows(data_file(data, FILES[0]), Summary))
    items = [item for n, (_, summary) in enumerate(summaries) for item in _items(n, summary, pool)]
    return EvalSet("qags", tuple(items), pool.articles)


def _items(n: int, summary: Summary, pool: Pool) -> Iterator[Item]:
    article = pool.add(summary.article)
    for i, one in enumerate(summary.summary_sentences):
        n_yes = sum(response.response == "yes" for response in one.responses)
        yield Item(
            f"qags-{n}-{i}",
            one.sentence.strip(),
            answerable=2 * n_yes > len(one.responses),
            group=article,
            articles=(article,),
            is_statement=True,
        )
