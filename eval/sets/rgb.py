"""RGB: a news question put to passages that answer it, that answer it amid noise, that do not, and that lie.

Promise: four items a question, told apart by their tag, each with its own passages to use: `clean` those that answer,
`noise` these and others, `negative` only the others, `counterfactual` passages with a false answer put in. There the
false one is right: an answer says what the articles say.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from eval.items import EvalSet, Gold, Item
from eval.sets.files import Record, Text, data_file, rows
from eval.sets.pool import Pool

FILES = ("rgb/en_fact_a.jsonl",)


def flat(value: Any) -> list[Any]:
    """What a wording, a list of them, or a list of lists holds.

    >>> flat([["May 2", "2 May"], "Monday"])
    ['May 2', '2 May', 'Monday']
    """
    return [one for some in value for one in flat(some)] if isinstance(value, list) else [value]


Wordings = Annotated[list[Text], BeforeValidator(flat), Field(min_length=1)]


class Entry(Record):
    """A question with its passages."""

    id: int
    query: Text
    answer: Wordings
    fakeanswer: Wordings
    positive: list[Text]
    negative: list[Text]
    positive_wrong: list[Text]


def read_rgb(data: Path) -> EvalSet:
    """The set from the data folder."""
    pool = Pool("rgb")
    items = [item for _, entry in rows(data_file(data, FILES[0]), Entry) for item in _items(entry, pool)]
    return EvalSet("rgb", tuple(items), pool.articles)


def _items(entry: Entry, pool: Pool) -> Iterator[Item]:
    true, noise, false = (
        tuple(dict.fromkeys(map(pool.add, some))) for some in (entry.positive, entry.negative, entry.positive_wrong)
    )
    kinds = {
        "clean": (entry.answer, true, true),
        "noise": (entry.answer, true, (*true, *noise)),
        "negative": ([], (), noise),
        "counterfactual": (entry.fakeanswer, false, false),
    }
    for kind, (answers, gold, scope) in kinds.items():
        yield Item(
            f"{entry.id}/{kind}",
            entry.query.strip(),
            tuple(dict.fromkeys(answers)),
            tuple(map(Gold, gold)),
            answerable=bool(gold),
            tags=(kind,),
            group=str(entry.id),
            articles=tuple(dict.fromkeys(scope)),
        )
