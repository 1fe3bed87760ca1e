"""A sign that something is being done, where it takes long enough to be missed.

Promise: nothing is drawn within DELAY_S, nor off a terminal; it is gone, and the cursor back, before anything else is
written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Lock, Timer
from typing import TYPE_CHECKING

from bot.surfaces.render import Screen
from bot.types import Event

if TYPE_CHECKING:
    from rich.status import Status

DELAY_S = 0.3


@contextmanager
def waiting(screen: Screen, what: str) -> Iterator[None]:
    """Draw a spinner with `what` while the body goes on."""
    if not screen.err.wraps or not screen.err.console.color_system or screen.err.console.is_dumb_terminal:
        yield
        return
    spinner = _Spinner(screen, what)
    timer = Timer(DELAY_S, spinner.start)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        spinner.stop()


class _Spinner:
    """Starts at most once, and never after it was stopped."""

    def __init__(self, screen: Screen, what: str) -> None:
        self._screen, self._what = screen, what
        self._lock, self._over = Lock(), False
        self._status: Status | None = None

    def start(self) -> None:
        with self._lock:
            if not self._over:
                self._status = self._screen.err.console.status(self._what)
                self._status.start()

    def stop(self) -> None:
        with self._lock:
            self._over = True
            if self._status:
                self._status.stop()


def waited(screen: Screen, events: Iterable[Event]) -> Iterator[Event]:
    """The events, with a spinner before each that is long in coming."""
    coming = iter(events)
    try:
        while True:
            with waiting(screen, "reading the articles"):
                event = next(coming, None)
            if event is None:
                return
            yield event
    finally:
        getattr(coming, "close", lambda: None)()
