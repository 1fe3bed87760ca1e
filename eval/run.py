"""Asking a set: which items, in what order, what was kept from before, and where the answers are written.

Promise: what is finished is never asked twice in one run, however often it is cut off; the turns of a dialogue are
asked together, in order; a run over some of the items is marked `partial`. Nothing is judged here.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.errors import UsageError
from eval import provenance
from eval.items import EvalSet, Item
from eval.progress import progress
from eval.runfile import Header, Run, kept, part_of, read_run, recording
from eval.system import System

if TYPE_CHECKING:
    from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Selection:
    """Some of a set's items: by tag, by id, the first so many, or a seeded draw; nothing given: all."""

    tags: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    limit: int | None = None
    sample: int | None = None
    seed: int = 0

    def as_json(self) -> dict[str, Any]:
        """What was asked for; {} for all."""
        found: dict[str, Any] = {"tags": list(self.tags), "ids": list(self.ids), "limit": self.limit}
        if self.sample is not None:
            found |= {"sample": self.sample, "seed": self.seed}
        return {name: value for name, value in found.items() if value not in (None, [])}

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Selection:
        """As a header has it."""
        listed = {name: tuple(given.get(name, ())) for name in ("tags", "ids")}
        return cls(**listed, limit=given.get("limit"), sample=given.get("sample"), seed=given.get("seed", 0))

    def apply(self, items: Sequence[Item]) -> tuple[Item, ...]:
        """The chosen ones in their order; a dialogue comes whole or not at all.

        Raises:
            UsageError: an id or a tag that the set does not have.

        """
        for tag in self.tags:
            if not any(tag in item.tags for item in items):
                found = ", ".join(sorted({t for item in items for t in item.tags})[:20])
                raise UsageError(
                    f"no item has the tag {tag!r}", hint=f"one of: {found}" if found else "leave --filter out"
                )
        missing = [i for i in self.ids if not any(i in (item.id, item.dialogue) for item in items)]
        if missing:
            raise UsageError(f"no item has the id {missing[0]!r}", hint=f"an id such as {items[0].id}")
        units = [unit for unit in in_units(items) if self._wants(unit)]
        if self.sample is not None:
            drawn = sorted(random.Random(self.seed).sample(range(len(units)), min(self.sample, len(units))))  # noqa: S311
            units = [units[n] for n in drawn]
        return tuple(item for unit in units[: self.limit] for item in unit)

    def scored(self, items: Sequence[Item]) -> tuple[Item, ...]:
        """Of the chosen ones those that were meant: turns that were only asked for the others' sake do not count."""
        return tuple(item for item in self.apply(items) if self._wants([item]))

    def _wants(self, unit: Sequence[Item]) -> bool:
        return any(
            set(self.tags) <= set(item.tags) and (not self.ids or bool({item.id, item.dialogue} & set(self.ids)))
            for item in unit
        )


def in_units(items: Sequence[Item]) -> Iterator[list[Item]]:
    """Single questions, and dialogues with all their turns."""
    units: dict[str, list[Item]] = {}
    for item in items:
        units.setdefault(f"dialogue {item.dialogue}" if item.dialogue else f"item {item.id}", []).append(item)
    yield from units.values()


def make_header(made: EvalSet, selection: Selection, settings: Settings, index: Mapping[str, Any]) -> Header:
    """Everything that a reader of the run needs to know about where it comes from."""
    commit, dirty = provenance.git_state()
    return {
        "footnote_run": 1,
        "set": made.name,
        "set_source": made.source,
        "set_digest": made.digest,
        "corpus_digest": made.corpus_digest,
        "n_items": len(made.items),
        "partial": bool(selection.as_json()),
        "selection": selection.as_json(),
        "git_commit": commit,
        "git_dirty": dirty,
        "versions": provenance.versions(),
        "config": provenance.config(settings),
        "config_digest": provenance.config_digest(settings),
        "code_digest": provenance.code_digest(),
        "index": dict(index),
        "model": settings.answerer,
        "seed": selection.seed,
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": provenance.machine(),
    }


def run(
    items: Sequence[Item],
    system: System,
    header: Header,
    path: Path,
    *,
    retry_errors: bool = False,
    overwrite: bool = False,
) -> Run:
    """Ask what is not answered yet, and give the whole run.

    Raises:
        UsageError: `path` holds another run and `overwrite` is False.
        FootnoteError: it cannot be written.

    """
    before = kept(path, header, retry_errors=retry_errors, overwrite=overwrite)
    units = [unit for unit in in_units(items) if not all(item.id in before for item in unit)]
    asked_again = {item.id for unit in units for item in unit}
    done = {i: one for i, one in before.items() if i not in asked_again}
    if not units and path.exists() and not part_of(path).exists():
        return read_run(path)
    with recording(path, header, done) as recorder, progress(f"{header['set']}: questions", len(items)) as step:
        step(len(done))
        for unit in units:
            for one in system.predict(unit):
                recorder.write(one.as_json())
                done[one.id] = one
            step(len(unit))
    return Run(header, {item.id: done[item.id] for item in items})
