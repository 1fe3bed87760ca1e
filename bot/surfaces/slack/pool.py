"""A bounded number of jobs at once, in order for each key.

Promise: `submit` never waits; jobs of one key run one after the other, in their `order`, also where those that come at
the same moment are handed over in another one; what does not fit is said to the caller. `drain` lets those that run
end, within a time.
"""

from __future__ import annotations

import heapq
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field

Job = Callable[[], None]
SETTLE_S = 0.05
"""Before the first job of a key begins: Bolt's threads may hand over an earlier one a moment later."""


@dataclass(slots=True)
class _Line:
    """The jobs of one key that wait, with who wants them."""

    jobs: list[tuple[str, int, str, Job]] = field(default_factory=list)
    """A heap by order, then by arrival."""
    busy: bool = False


class Pool:
    """`n_threads` run jobs, `max_waiting` may wait, `max_per_user` of one user."""

    def __init__(self, n_threads: int, max_waiting: int, max_per_user: int) -> None:
        self._max_waiting, self._max_per_user = max_waiting, max_per_user
        self._lines: dict[str, _Line] = {}
        self._ready: deque[tuple[str, float]] = deque()
        self._n_taken = 0
        self._users: Counter[str] = Counter()
        self._changed = threading.Condition()
        self._closed = False
        self._threads = [threading.Thread(target=self._work, name=f"jobs-{n}", daemon=True) for n in range(n_threads)]
        for thread in self._threads:
            thread.start()

    @property
    def n_waiting(self) -> int:
        """Jobs that are waiting or running."""
        return sum(self._users.values())

    def submit(self, key: str, order: str, user: str, job: Job) -> bool:
        """Whether there was room for it."""
        with self._changed:
            if self._closed or self.n_waiting >= self._max_waiting or self._users[user] >= self._max_per_user:
                return False
            line = self._lines.setdefault(key, _Line())
            self._n_taken += 1
            heapq.heappush(line.jobs, (order, self._n_taken, user, job))
            self._users[user] += 1
            if not line.busy:
                line.busy = True
                self._ready.append((key, time.monotonic() + SETTLE_S))
                self._changed.notify()
            return True

    def drain(self, within_s: float) -> bool:
        """Begin nothing more; wait for what runs, and tell whether it has ended."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        until = time.monotonic() + within_s
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._ready or self._closed)
                if self._closed:
                    return
                key, at = self._ready.popleft()
            time.sleep(max(0.0, at - time.monotonic()))
            with self._changed:
                _, _, user, job = heapq.heappop(self._lines[key].jobs)
            try:
                job()
            finally:
                self._end(key, user)

    def _end(self, key: str, user: str) -> None:
        with self._changed:
            self._users[user] -= 1
            if not self._users[user]:
                del self._users[user]
            if self._lines[key].jobs:
                self._ready.append((key, 0.0))
                self._changed.notify()
            else:
                del self._lines[key]
