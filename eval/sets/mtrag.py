"""MTRAG-UN: the last turn of a human conversation, with the passages that it may use.

Promise: a question may use its own passages alone; one that has none is asked of those of all (with none to search,
every refusal would be right for nothing). Answerable and partly answerable ones have
all of them as gold and the target as their answer; of an unanswerable one the target is a refusal, of an underspecified
one a question back: no answer is right, and of the latter nobody has said that there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from bot.types import Exchange
from eval.items import EvalSet, Gold, Item
from eval.sets.files import Record, Text, data_file, rows
from eval.sets.pool import Pool

FILES = ("mtrag_un/reference_a.jsonl",)
Verdict = Literal["ANSWERABLE", "PARTIAL", "UNANSWERABLE", "UNDERSPECIFIED"]
ANSWERABLE: dict[Verdict, bool | None] = {
    "ANSWERABLE": True,
    "PARTIAL": True,
    "UNANSWERABLE": False,
    "UNDERSPECIFIED": None,
}


class Context(Record):
    """A passage."""

    document_id: Text
    text: Text
    title: str | None = None


class Said(Record):
    """Something said in the conversation."""

    speaker: Literal["user", "agent"]
    text: str


class Task(Record):
    """A conversation up to the question that is asked, the last of `input`."""

    conversation_id: Text
    task_id: Text
    contexts: list[Context]
    input: Annotated[list[Said], Field(min_length=1)]
    targets: Annotated[list[Said], Field(min_length=1)]
    answerability: Annotated[list[Verdict], Field(min_length=1, max_length=1)]
    collection: Text = Field(alias="Collection")
    question_type: list[Text] = Field(alias="Question Type")
    multi_turn: list[Text] = Field(alias="Multi-Turn")


def read_mtrag(data: Path) -> EvalSet:
    """The set from the data folder."""
    pool = Pool("mtrag-un")
    items = [_item(task, pool) for _, task in rows(data_file(data, FILES[0]), Task)]
    return EvalSet("mtrag-un", tuple(items), pool.articles)


def _item(task: Task, pool: Pool) -> Item:
    scope = tuple(pool.add(c.text, c.title or "", c.document_id) for c in task.contexts)
    verdict = task.answerability[0]
    answerable = ANSWERABLE[verdict]
    return Item(
        task.task_id,
        task.input[-1].text.strip(),
        (task.targets[0].text,) if answerable else (),
        tuple(map(Gold, scope)) if answerable else (),
        answerable=answerable,
        tags=_tags(task, verdict),
        group=task.conversation_id,
        history=_history(task.input[:-1]),
        articles=scope or None,
    )


def _tags(task: Task, verdict: Verdict) -> tuple[str, ...]:
    kinds = [task.collection, *task.question_type, *task.multi_turn]
    return tuple(dict.fromkeys(kind.lower() for kind in [verdict, *kinds] if kind != "N/A"))


def _history(said: Sequence[Said]) -> tuple[Exchange, ...]:
    """What the user said, each with the agent's words that followed it."""
    turns: list[Exchange] = []
    for one in said:
        if one.speaker == "user" or not turns:
            turns.append(Exchange(one.text, "") if one.speaker == "user" else Exchange("", one.text))
        else:
            turns[-1] = Exchange(turns[-1].question, f"{turns[-1].answer}\n{one.text}".strip("\n"))
    return tuple(turns)
