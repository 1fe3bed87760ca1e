"""Answers kept from earlier runs, so that the same question to the same program over the same articles costs nothing.

Promise: a kept answer is only found again for the same code, settings, articles, question and history; a run that
took answers from here says so on each (`cached`), and latency leaves them out. Errors are not kept. Another process
may use it at the same time.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from eval.items import Item, sha256
from eval.system import Prediction, System


class Cached:
    """A system that looks before it asks."""

    def __init__(self, system: System, path: Path, key: Any) -> None:
        """`key` is what all answers of this run depend on: code, settings, articles."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._system = system
        self._key = key
        self._rows = sqlite3.connect(path, timeout=30, isolation_level=None)
        self._rows.execute("CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, predictions TEXT NOT NULL)")

    def predict(self, items: Sequence[Item]) -> list[Prediction]:
        """All of them from the cache, or all asked: the turns of a dialogue depend on each other."""
        key = sha256([self._key, [_asked(item) for item in items]])
        found = self._rows.execute("SELECT predictions FROM answers WHERE key = ?", (key,)).fetchone()
        if found:
            return [replace(Prediction(**one), cached=True) for one in json.loads(found[0])]
        made = self._system.predict(items)
        if not any(one.error for one in made):
            row = (key, json.dumps([one.as_json() for one in made]))
            self._rows.execute("INSERT OR REPLACE INTO answers VALUES (?, ?)", row)
        return made

    def close(self) -> None:
        """Give the file back, and what the system holds."""
        self._rows.close()
        self._system.close()


def _asked(item: Item) -> Any:
    """What an answer may depend on; references are none of its business."""
    return [item.id, item.question, [asdict(past) for past in item.history], item.dialogue, item.articles]
