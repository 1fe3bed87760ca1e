"""Slack's web API with patience.

Promise: a rate limit is waited for as long as it asks, a few times; a server's failure is tried once more; a refusal
is said at once by its code. Where the connection breaks before the reply, nobody knows whether Slack did it: that is
`NoReply`, and never tried again here.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from http.client import HTTPException
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from slack_sdk import WebClient

MAX_TRIES, MAX_WAIT_S, PAUSE_S = 4, 30.0, 0.5
_PASSING = ("ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout")


class Refused(Exception):
    """Slack will not do it; `code` is its word for why, `passing`: it may do it later."""

    def __init__(self, method: str, code: str, *, passing: bool = False) -> None:
        super().__init__(f"{method}: {code}")
        self.code = code
        self.passing = passing or code in _PASSING


class NoReply(Exception):
    """The connection broke: whether Slack did it is not known."""


class Api:
    """Calls by the names of slack_sdk's methods; `bot_id` is whose the token is. Threads may share it."""

    def __init__(self, client: WebClient, sleep: Callable[[float], None] = time.sleep, bot_id: str = "") -> None:
        self.client = client
        self.bot_id = bot_id
        self._sleep = sleep

    def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """What it replies. Raises as `reply`."""
        said: dict[str, Any] = self.reply(method, **arguments).data
        return said

    def reply(self, method: str, n_tries: int = MAX_TRIES, **arguments: Any) -> Any:
        """The reply with its headers.

        Raises:
            Refused, NoReply: see there.

        """
        from slack_sdk.errors import SlackApiError

        n_failed = 0
        for n in range(n_tries):
            try:
                return getattr(self.client, method)(**arguments)
            except SlackApiError as error:
                status, code = _of(error)
                n_failed += status >= 500
                wait = _asked_to_wait(error) if status == 429 else PAUSE_S if status >= 500 and n_failed < 2 else None
                if wait is None or n + 1 == n_tries or wait > MAX_WAIT_S:
                    raise Refused(method, code, passing=status == 429 or status >= 500) from None
                self._sleep(wait)
            except (OSError, HTTPException) as error:  # urllib's errors, and those of the socket
                raise NoReply(f"{method}: {type(error).__name__}") from None
        raise AssertionError  # the last try raises

    def attempt(self, method: str, **arguments: Any) -> bool:
        """Whether it was done, at once; for what an answer can do without."""
        try:
            self.reply(method, n_tries=1, **arguments)
        except (Refused, NoReply):
            return False
        return True


def _of(error: Any) -> tuple[int, str]:
    """HTTP status and Slack's code; a body that is no JSON leaves a response that is none."""
    response = error.response
    status = getattr(response, "status_code", None) or (response.get("status") if isinstance(response, dict) else 0)
    code = response.get("error", "") if hasattr(response, "get") else ""
    return int(status or 0), str(code or "no_json")


def _asked_to_wait(error: Any) -> float:
    headers = {str(name).lower(): value for name, value in getattr(error.response, "headers", {}).items()}
    try:
        return max(0.0, float(headers.get("retry-after", 1)))
    except (TypeError, ValueError):
        return 1.0
