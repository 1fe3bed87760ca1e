"""Slack's requests by HTTP, checked before Bolt sees them.

Promise: a request that is too large, unsigned, or signed with nonsense is a 4xx, whatever is in it; Bolt checks the
signature itself. Nothing of a request is logged. A server in front of it does TLS.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PATH, HEALTH = "/slack/events", "/health"
MAX_BODY, MAX_DISCARDED = 1_000_000, 20_000_000
WAIT_S, MAX_DIGITS = 10.0, 15
_SIGNATURE = re.compile(r"v0=[0-9a-f]{1,128}", re.ASCII)
Dispatch = Callable[[str, dict[str, Any]], tuple[int, dict[str, Any], str]]
"""Body and headers to status, headers and body."""


class HttpServer(ThreadingHTTPServer):
    """Listens at `port` on every address; 0 takes a free one."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, port: int, dispatch: Dispatch) -> None:
        self.dispatch = dispatch
        super().__init__(("", port), _Handler)
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.1}, name="http")
        self._thread.start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def close(self) -> None:
        """Listen no more."""
        self.shutdown()
        self.server_close()
        self._thread.join()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = WAIT_S
    server: HttpServer

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: a request line may hold what a person wrote."""

    def do_GET(self) -> None:
        """For those who watch whether it runs."""
        self._reply(200 if self.path == HEALTH else 404)

    def do_POST(self) -> None:
        """A request of Slack, or of somebody who would like to be."""
        self.close_connection = True
        length = self.headers.get("Content-Length", "")
        signature, at = (self.headers.get_all(f"X-Slack-{name}", []) for name in ("Signature", "Request-Timestamp"))
        if not length.isdecimal() or len(length) > MAX_DIGITS:
            self._reply(411)
        elif int(length) > MAX_BODY:
            self._discard(int(length))
            self._reply(413)
        elif self.path.partition("?")[0] != PATH:
            self._reply(404)
        elif [bool(_SIGNATURE.fullmatch(one)) for one in signature] != [True] or not _is_time(at):
            self._reply(401)  # Bolt would fail at some of these
        else:
            self._hand_on(self.rfile.read(int(length)).decode("utf-8", "replace"))

    def _discard(self, length: int) -> None:
        """Read on for a while: a client that is cut off while it sends sees no answer."""
        left = min(length, MAX_DISCARDED)
        while left > 0 and (block := self.rfile.read(min(left, 65_536))):
            left -= len(block)

    def _hand_on(self, body: str) -> None:
        status, headers, text = self.server.dispatch(body, {k: [v] for k, v in self.headers.items()})
        self._reply(status, text, headers)

    def _reply(self, status: int, text: str = "", headers: dict[str, Any] | None = None) -> None:
        data = text.encode()
        with suppress(OSError):
            self.send_response(status)
            for name, values in (headers or {}).items():
                for value in values if isinstance(values, list) else [values]:
                    if name.lower() != "content-length":
                        self.send_header(name, str(value))
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)


def _is_time(said: list[str]) -> bool:
    """Whether it is one timestamp."""
    return len(said) == 1 and said[0].isascii() and said[0].isdecimal() and len(said[0]) <= MAX_DIGITS
