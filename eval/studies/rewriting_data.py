"""CANARD, CAsT 2019 and Abg-CoQA as questions with a history and, where there is one, a person's rewriting.

Promise: reads the same files with `eval.sets.public`, copies nothing, and changes no question.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from pathlib import Path

from bot.types import Exchange
from eval.sets.public import read_text


@dataclass(frozen=True, slots=True)
class Item:
    """A question in its conversation; `gold` is the rewriting by a person, `topic` the title or first question."""

    dialog: str
    question: str
    history: tuple[Exchange, ...]
    gold: str
    topic: str


@dataclass(frozen=True, slots=True)
class StoryItem:
    """A question about a story in its conversation; the answer stands at `span` of the story."""

    id: str
    story: str
    question: str
    history: tuple[Exchange, ...]
    span: tuple[int, int]
    ambiguous: bool


def load_canard(data: Path, *, title: bool, half: int | None = None) -> list[Item]:
    """CANARD dev.

    Args:
        data: the folder of the data sets.
        title: whether the article's title opens the history; the annotators saw title and section.
        half: 0 for the half of the dialogues that the rules were tuned on, 1 for the other; None for all.

    """
    items = []
    for entry in json.loads(read_text(data, "canard/dev.json")):
        dialog = entry["QuAC_dialog_id"]
        if half is not None and zlib.crc32(dialog.encode()) % 2 != half:
            continue
        name, _section, *turns = entry["History"]
        opening = (Exchange(f"Tell me about {name}.", ""),) if title else ()
        history = tuple(Exchange(q, a) for q, a in zip(turns[::2], turns[1::2], strict=True))
        items.append(Item(dialog, entry["Question"], opening + history, entry["Rewrite"], name))
    return items


def load_cast(data: Path) -> list[Item]:
    """CAsT 2019; its history has questions only."""
    items = []
    for conversation in json.loads(read_text(data, "trec_cast/cast19.json")):
        history: tuple[Exchange, ...] = ()
        for turn in conversation["turns"]:
            question, gold = turn["question"].strip(), turn["manual_rewrite"].strip()
            topic = history[0].question if history else ""
            items.append(Item(str(conversation["conv_id"]), question, history, gold, topic))
            history = (*history, Exchange(question, turn["response"] or ""))
    return items


def load_abg_coqa(data: Path) -> list[StoryItem]:
    """Abg-CoQA's target questions that have a span in their story."""
    items = []
    for entry in json.loads(read_text(data, "abg_coqa/val.json"))["data"]:
        target = entry["target_turn"]
        history = tuple(Exchange(turn["question"], turn["answer"]) for turn in entry["history_turns"])
        span = (target["span_start"], target["span_end"])
        if 0 <= span[0] < span[1] <= len(entry["story"]):
            ambiguous = entry["ambiguity"] == "ambiguous"
            items.append(StoryItem(entry["id"], entry["story"], target["question"], history, span, ambiguous))
    return items
