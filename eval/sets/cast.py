"""TREC CAsT 2019: the turns of conversations, and how a person worded them to stand alone.

Promise: its history has questions only, as the track gives them. There are no articles: only the rewriting is measured.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.types import Exchange
from eval.items import EvalSet, Item
from eval.sets.files import Record, Text, data_file, document

FILES = ("trec_cast/cast19.json",)


class Turn(Record):
    """A question of a conversation."""

    turn_id: int
    question: Text
    response: str | None = None
    manual_rewrite: Text


class Conversation(Record):
    """Turns in order."""

    conv_id: int
    turns: list[Turn]


def read_cast(data: Path) -> EvalSet:
    """The set from the data folder."""
    conversations = document(data_file(data, FILES[0]), list[Conversation])
    return EvalSet("cast", tuple(item for conversation in conversations for item in _items(conversation)), ())


def _items(conversation: Conversation) -> Iterator[Item]:
    history: tuple[Exchange, ...] = ()
    group = str(conversation.conv_id)
    for turn in conversation.turns:
        question, rewrite = turn.question.strip(), turn.manual_rewrite.strip()
        yield Item(f"{group}_{turn.turn_id}", question, group=group, history=history, rewrite=rewrite)
        history = (*history, Exchange(question, turn.response or ""))
