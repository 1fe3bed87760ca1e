"""Abg-CoQA: a follow-up on a story, with the turns before it and the place that answers; some are ambiguous.

Promise: `abg-coqa` asks each question of its own story, `abg-coqa-library` of all of them. A target turn without a
place in its story ("unknown") cannot be answered. Clarifying questions are not used.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.types import Exchange
from eval.items import EvalSet, Gold, Item
from eval.sets.files import Record, Text, data_file, document
from eval.sets.pool import Pool

FILES = ("abg_coqa/val.json",)


class Past(Record):
    """A turn that came before."""

    question: str
    answer: str


class Target(Past):
    """The turn that is asked; the span is -1, -1 where the story does not say."""

    question: Text
    rationale: str
    span_start: int
    span_end: int


class Entry(Record):
    """A follow-up. The id is the story's, then the turn's: `3ns0|15|2`."""

    id: Text
    story: Text
    target_turn: Target
    history_turns: list[Past]
    ambiguity: Text
    source: Text


class File(Record):
    """The whole file."""

    data: list[Entry]


def read_abg_coqa(data: Path) -> EvalSet:
    """The set from the data folder, each question on its story."""
    pool = Pool("abg-coqa")
    items = [_item(entry, pool) for entry in document(data_file(data, FILES[0]), File).data]
    return EvalSet("abg-coqa", tuple(items), pool.articles)


def read_abg_coqa_library(data: Path) -> EvalSet:
    """The same with every story to be searched."""
    made = read_abg_coqa(data)
    return replace(made, name="abg-coqa-library", items=tuple(replace(item, articles=None) for item in made.items))


def _item(entry: Entry, pool: Pool) -> Item:
    story = pool.add(entry.story)
    asked = entry.target_turn
    answered = asked.span_start >= 0
    gold = Gold(story, asked.span_start, asked.span_end, quote=asked.rationale)
    return Item(
        entry.id,
        asked.question.strip(),
        (asked.answer,) if answered else (),
        (gold,) if answered else (),
        answerable=answered,
        tags=(entry.ambiguity, entry.source),
        group=story,
        history=tuple(Exchange(turn.question, turn.answer) for turn in entry.history_turns),
        articles=(story,),
    )
