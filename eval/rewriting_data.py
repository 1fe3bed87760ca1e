"""CANARD, CAsT 2019 and Abg-CoQA as questions with a history and, where there is one, a person's rewriting.

Promise: the texts stay where they are; only the folder's own files are read, and a missing one is named.
"""

from __future__ import annotations

import json
import lzma
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.types import Exchange


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


def _load(path: Path) -> Any:
    with lzma.open(path, "rt", encoding="utf-8") as file:
        return json.load(file)


def load_canard(data: Path, *, title: bool) -> list[Item]:
    """CANARD dev. With `title` the article's title opens the history; its annotators saw title and section."""
    items = []
    for entry in _load(Path(data) / "canard" / "dev.json.xz"):
        name, _section, *turns = entry["History"]
        opening = (Exchange(f"Tell me about {name}.", ""),) if title else ()
        history = tuple(Exchange(q, a) for q, a in zip(turns[::2], turns[1::2], strict=True))
        items.append(Item(entry["QuAC_dialog_id"], entry["Question"], opening + history, entry["Rewrite"], name))
    return items


def load_cast(data: Path) -> list[Item]:
    """CAsT 2019; its history has questions only."""
    items = []
    for conversation in _load(Path(data) / "trec_cast" / "cast19.json.xz"):
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
    for entry in _load(Path(data) / "abg_coqa" / "val.json.xz")["data"]:
        target = entry["target_turn"]
        history = tuple(Exchange(turn["question"], turn["answer"]) for turn in entry["history_turns"])
        span = (target["span_start"], target["span_end"])
        if 0 <= span[0] < span[1] <= len(entry["story"]):
            ambiguous = entry["ambiguity"] == "ambiguous"
            items.append(StoryItem(entry["id"], entry["story"], target["question"], history, span, ambiguous))
    return items
