"""One writer at a time. The kernel frees the lock when its holder dies, however it dies.

Promise: never waits unless asked to, and a refusal names the holder's process id. Readers need no lock.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import StoreLocked
from bot.store.faults import explained
from bot.store.layout import HOLDER, LOCK

_PID_PATIENCE_S = 0.5
"""A holder writes its id right after it got the lock; so long we wait to read it."""


@contextmanager
def writer_lock(home: Path, wait: bool = False) -> Iterator[None]:
    """Hold the store's writer lock.

    Raises:
        StoreLocked: another writer holds it and `wait` is False.
        StoreReadOnly: the folder cannot be written.

    """
    from filelock import FileLock, Timeout

    with explained(home):
        home.mkdir(parents=True, exist_ok=True)
        lock = FileLock(home / LOCK)
        try:
            lock.acquire(timeout=-1 if wait else 0, poll_interval=0.1)
        except Timeout:
            raise _locked(home) from None
    try:
        with explained(home):
            (home / HOLDER).write_text(f"{os.getpid()}\n", encoding="ascii")
        yield
    finally:
        (home / HOLDER).unlink(missing_ok=True)
        lock.release()


def _locked(home: Path) -> StoreLocked:
    pid = _holder(home)
    who = f"process {pid}" if pid else "another process"
    return StoreLocked(
        f"{who} is writing to {home}",
        hint="run the same command again when it is done (ingest and articles can --wait)",
        pid=pid,
    )


def _holder(home: Path) -> int | None:
    deadline = time.monotonic() + _PID_PATIENCE_S
    while time.monotonic() < deadline:
        try:
            pid = int((home / HOLDER).read_text(encoding="ascii"))
            os.kill(pid, 0)
        except PermissionError:
            return pid  # alive, and another user's
        except (OSError, ValueError):
            time.sleep(0.02)
        else:
            return pid
    return None
