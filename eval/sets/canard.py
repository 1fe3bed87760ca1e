"""CANARD's follow-ups: questions of a conversation, and how a person worded them to stand alone.

Promise: the title, which the annotators saw, opens the history. Tag `half-0` has the dialogues that the rules for
follow-ups were tuned on, `half-1` the others. There are no articles: only the rewriting is measured.
"""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Annotated

from pydantic import Field

from bot.types import Exchange
from eval.items import EvalSet, Item
from eval.sets.files import Record, Text, data_file, document

FILES = ("canard/dev.json",)
OPENING = "Tell me about {}."


class Turn(Record):
    """A question; `History` is title, section, and then question and answer by turns."""

    History: Annotated[list[str], Field(min_length=2)]
    QuAC_dialog_id: Text
    Question: Text
    Question_no: int
    Rewrite: Text


def read_canard(data: Path) -> EvalSet:
    """The set from the data folder."""
    turns = document(data_file(data, FILES[0]), list[Turn])
    return EvalSet("canard", tuple(map(_item, turns)), ())


def half(dialogue: str) -> int:
    """0 for a dialogue that the rules were tuned on, 1 for one that they were not.

    >>> half("C_2d211835213b45588ad5ca868ce7fabd_0")
    0
    """
    return zlib.crc32(dialogue.encode()) % 2


def _item(turn: Turn) -> Item:
    title, _section, *said = turn.History
    past = [Exchange(question, answer) for question, answer in zip(said[::2], said[1::2], strict=False)]
    return Item(
        f"{turn.QuAC_dialog_id}#{turn.Question_no}",
        turn.Question.strip(),
        tags=(f"half-{half(turn.QuAC_dialog_id)}",),
        group=turn.QuAC_dialog_id,
        history=(Exchange(OPENING.format(title), ""), *past),
        rewrite=turn.Rewrite.strip(),
    )
