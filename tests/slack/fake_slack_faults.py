"""What goes wrong, and what happens in between, by the name of a method.

Besides the methods of the Web API there are three names for the rest of the server: "response_url", "files", "pages".
"""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from fake_slack_records import Json, Reply

Hook = Callable[[], object]


@dataclass
class Hold:
    """Requests of one method wait. As a context manager it lets them go at the end."""

    arrived: threading.Event = field(default_factory=threading.Event)
    n_arrived: int = 0
    _open: threading.Event = field(default_factory=threading.Event)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def release(self) -> None:
        """Lets them go, and all later ones pass."""
        self._open.set()

    def pass_through(self) -> None:
        """For the server: waits until `release`."""
        if not self._open.is_set():
            with self._guard:
                self.n_arrived += 1
            self.arrived.set()
            self._open.wait()

    def __enter__(self) -> Hold:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


@dataclass
class _Due:
    """Something for the n-th time from now."""

    hook: Hook
    left: int


class Faults:
    """The faults of a running server. Each request takes what was set first; counts begin when they are set."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._faults: dict[str, list[Reply]] = defaultdict(list)
        self._refusals: dict[str, Reply] = {}
        self._losses: dict[str, int] = defaultdict(int)
        self._holds: dict[str, list[Hold]] = defaultdict(list)
        self._before: dict[str, list[_Due]] = defaultdict(list)
        self._after: dict[str, list[_Due]] = defaultdict(list)

    def fail(
        self,
        method: str,
        error: str = "internal_error",
        times: int = 1,
        status: int = 200,
        headers: dict[str, str] | None = None,
    ) -> None:
        """The next `times` requests get this instead of being carried out. With 429, "ratelimited" and Retry-After 1
        unless said otherwise."""
        if status == 429:
            error, headers = "ratelimited", {"Retry-After": "1"} | (headers or {})
        with self._guard:
            self._faults[method] += [_refusal(error, status, headers)] * times

    def refuse(self, method: str, error: str) -> None:
        """From now on every request gets this error."""
        with self._guard:
            self._refusals[method] = _refusal(error)

    def allow(self, method: str) -> None:
        """Takes `refuse`, and what is left of `fail`, back."""
        with self._guard:
            self._refusals.pop(method, None)
            self._faults.pop(method, None)

    def lose_reply(self, method: str, times: int = 1) -> None:
        """The next `times` requests are carried out, but the connection is cut instead of an answer."""
        with self._guard:
            self._losses[method] += times

    def hold(self, method: str) -> Hold:
        """Requests wait, before they are carried out, until `release`."""
        hold = Hold()
        with self._guard:
            self._holds[method].append(hold)
        return hold

    def before(self, method: str, hook: Hook, n: int = 1) -> None:
        """Runs `hook` just before the n-th request from now is carried out; the request waits for it."""
        with self._guard:
            self._before[method].append(_Due(hook, n))

    def after(self, method: str, hook: Hook, n: int = 1) -> None:
        """Runs `hook` once the n-th request from now was carried out (or refused by a rule of Slack, but not by `fail`
        and `refuse`); the answer waits for it."""
        with self._guard:
            self._after[method].append(_Due(hook, n))

    def release_all(self) -> None:
        """Lets every held request go."""
        with self._guard:
            holds = [hold for held in self._holds.values() for hold in held]
        for hold in holds:
            hold.release()

    def carry_out(self, method: str, work: Callable[[], Reply]) -> Reply:
        """For the server: the answer of `work`, unless something was to go wrong."""
        with self._guard:
            holds = list(self._holds[method])
        for hold in holds:
            hold.pass_through()
        self._run_due(self._before[method])
        if (fault := self._next_fault(method)) is not None:
            return fault
        reply = work()
        self._run_due(self._after[method])
        reply.lost = self._is_lost(method)
        return reply

    def _next_fault(self, method: str) -> Reply | None:
        with self._guard:
            if self._faults[method]:
                return self._faults[method].pop(0)
            return self._refusals.get(method)

    def _is_lost(self, method: str) -> bool:
        with self._guard:
            lost = self._losses[method] > 0
            self._losses[method] -= lost
            return lost

    def _run_due(self, hooks: list[_Due]) -> None:
        with self._guard:
            for one in hooks:
                one.left -= 1
            due = [one for one in hooks if one.left == 0]
            hooks[:] = [one for one in hooks if one.left > 0]
        for one in due:
            one.hook()


def answer(body: Json, status: int = 200, headers: dict[str, str] | None = None) -> Reply:
    """JSON, as the Web API answers."""
    return Reply(json.dumps(body).encode(), "application/json; charset=utf-8", status, headers or {})


def _refusal(error: str, status: int = 200, headers: dict[str, str] | None = None) -> Reply:
    return answer({"ok": False, "error": error}, status, headers)
