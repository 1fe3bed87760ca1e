"""Samples with the field names of ragas, as JSON Lines or CSV.

Promise: `user_input` is a question, or messages of which the last one of the user is asked and those before it are the
history. `reference_contexts` are articles and gold, under `reference_context_ids` where there is one for each; ids
alone name articles of the library in use. What a system answered is passed over.
"""

from __future__ import annotations

import ast
import csv
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from bot.errors import UsageError
from bot.types import Exchange
from eval.items import EvalSet, Gold, Item
from eval.sets.files import Record, Text, as_row, bad_line, read_text, rows
from eval.sets.pool import Pool

LISTS = ("user_input", "reference_contexts", "reference_context_ids")
ROLES = {"human": "user", "user": "user", "ai": "agent", "assistant": "agent", "tool": "tool", "system": "tool"}


class Message(Record):
    """Something said; its `type` (or `role`) says by whom."""

    content: str
    type: Annotated[Literal["user", "agent", "tool"], BeforeValidator(lambda role: ROLES.get(role, role))]


def _messages(value: Any) -> Any:
    """A question alone is one message; `role` is `type` under another name."""
    if isinstance(value, str):
        return [{"type": "human", "content": value}]
    renamed = isinstance(value, list) and all(isinstance(one, dict) for one in value)
    return [{"type": one.get("role"), **one} for one in value] if renamed else value


def _strings(value: Any) -> Any:
    return [str(one) if isinstance(one, int) else one for one in value] if isinstance(value, list) else value


class Sample(Record):
    """A row."""

    user_input: Annotated[list[Message], BeforeValidator(_messages), Field(min_length=1)]
    reference: str | None = None
    reference_contexts: list[Text] | None = None
    reference_context_ids: Annotated[list[Text] | None, BeforeValidator(_strings)] = None


def read_ragas(path: Path) -> EvalSet:
    """A file as a set.

    Raises:
        UsageError: the file is missing, or a row is wrong.

    """
    name = Path(path.name.removesuffix(".xz")).stem
    pool = Pool(name)
    items: list[Item] = []
    for n, sample in _csv_rows(path) if path.suffix == ".csv" else rows(path, Sample):
        history, question = _split(sample.user_input)
        if not question.strip():
            bad_line(path, n, "user_input: the user asks nothing")
        gold = tuple(Gold(id_) for id_ in dict.fromkeys(_contexts(path, n, sample, pool)))
        answers = (sample.reference,) if sample.reference and sample.reference.strip() else ()
        known = True if answers or gold else None
        items.append(Item(f"{name}-{len(items) + 1}", question.strip(), answers, gold, known, history=history))
    return EvalSet(name, tuple(items), pool.articles or None)


def _contexts(path: Path, n: int, sample: Sample, pool: Pool) -> Sequence[str]:
    """Ids of the articles that answer, which are put in the pool where their text is given."""
    texts, ids = sample.reference_contexts or [], sample.reference_context_ids or []
    if not texts:
        return ids
    if ids and len(ids) != len(texts):
        bad_line(path, n, f"{len(ids)} reference_context_ids for {len(texts)} reference_contexts")
    try:
        return [pool.add(text, id_=id_) for text, id_ in zip(texts, ids or [""] * len(texts), strict=True)]
    except UsageError as error:
        bad_line(path, n, error.message)


def _split(messages: Sequence[Message]) -> tuple[tuple[Exchange, ...], str]:
    """The turns before the last question, and that question."""
    turns: list[list[str]] = []
    for message in messages:
        if message.type == "user":
            turns.append([message.content, ""])
        elif message.type == "agent" and turns:
            turns[-1][1] = "\n".join(part for part in (turns[-1][1], message.content) if part)
    *before, last = turns or [["", ""]]
    return tuple(Exchange(question, answer) for question, answer in before), last[0]


def _csv_rows(path: Path) -> Iterator[tuple[int, Sample]]:
    """Line where a row begins, and its content; lists stand in their cells as JSON or as Python writes them."""
    table, n = csv.reader(io.StringIO(read_text(path), newline=""), strict=True), 1
    head: list[str] = []
    try:
        for cells in table:
            start, n = n, table.line_num + 1
            if len(cells) > len(head) > 0:
                bad_line(path, start, f"{len(cells)} cells, and the head has {len(head)}")
            if head and cells:
                named = {name: _cell(name, text) for name, text in zip(head, cells, strict=False) if text}
                yield start, as_row(path, start, named, Sample)
            head = head or cells
    except csv.Error as error:
        bad_line(path, n, f"not CSV: {error}")


def _cell(name: str, text: str) -> Any:
    if name not in LISTS or not text.lstrip().startswith("["):
        return text
    for read in (json.loads, ast.literal_eval):
        try:
            value = read(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        return value
    return text
