"""Which generation of the indexes a reader uses, and for how long: closing one under a running query breaks the query.

Promise: a borrowed index stays open until its last borrower is done, wherever the store has moved on to meanwhile.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.store.layout import INDEX

if TYPE_CHECKING:
    from bot.store.index import Index


class Lease:
    """At most one current index, opened when first borrowed, and those that somebody still uses."""

    def __init__(self, home: Path) -> None:
        self.name = ""
        self._home = home
        self._lock = threading.Lock()
        self._current: Index | None = None
        self._borrowers: dict[Index, int] = {}

    def move(self, name: str) -> None:
        """From now on generation `name` is borrowed; "" is the index of an empty library."""
        with self._lock:
            if name != self.name:
                self.name, old, self._current = name, self._current, None
                self._drop(old)

    @contextmanager
    def borrowed(self, dimension: int) -> Iterator[Index]:
        """The current index, open for the length of the block.

        Raises:
            StoreDamaged: its files are not as they were written, or gone.

        """
        from bot.store.index import Index

        with self._lock:
            if self._current is None:
                self._current = Index(self._home / INDEX / self.name if self.name else None, dimension)
                self._borrowers[self._current] = 0
            index = self._current
            self._borrowers[index] += 1
        try:
            yield index
        finally:
            with self._lock:
                self._borrowers[index] -= 1
                self._drop(index)

    def _drop(self, index: Index | None) -> None:
        if index is not None and index is not self._current and not self._borrowers[index]:
            del self._borrowers[index]
            index.close()
