"""Socket Mode: connections of a bot, envelopes that go out on them, acknowledgements that come back.

Every envelope goes to one connection, in turn. With none open it waits for the next. An event that went out on a
connection which ended before the acknowledgement is sent again, as Slack does with events (and with nothing else).
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import time
from collections import deque
from contextlib import suppress
from typing import Literal
from uuid import uuid4

from aiohttp import WSMsgType, web
from fake_slack_records import APP_ID, Envelope, Json
from fake_slack_workspace import Workspace

Ending = Literal["reset", "close", "eof"]
PING_S = 0.25
"""Slack pings every few seconds. Here it is often: until something arrives, slack_sdk holds its socket in a read of up
to 3 seconds, and cannot close it or take the next. (A ping of no bytes does not count: it waits for a third byte.)"""


class Link:
    """One open connection. Frames are put in from any thread."""

    def __init__(self, number: int, ws: web.WebSocketResponse, request: web.Request) -> None:
        self.number = number
        self.ws = ws
        self.unacked: dict[str, Envelope] = {}
        self._transport = request.transport
        self._loop = asyncio.get_running_loop()
        self._closing: asyncio.Task[bool] | None = None
        self._frames: asyncio.Queue[str] = asyncio.Queue()

    def put(self, frame: Json) -> None:
        """Sends it after those before."""
        self._loop.call_soon_threadsafe(self._frames.put_nowait, json.dumps(frame))

    async def write(self) -> None:
        """Sends what is put in, and pings, until cancelled or the connection is gone."""
        with suppress(ConnectionError):
            while True:
                try:
                    async with asyncio.timeout(PING_S):
                        frame = await self._frames.get()
                except TimeoutError:
                    await self.ws.ping(b"Ping from applink-fake")
                else:
                    await self.ws.send_str(frame)

    def end(self, how: Ending) -> None:
        """Ends it, in one of the ways of `Socket.drop`."""
        self._loop.call_soon_threadsafe(self._close if how == "close" else self._abort, how)

    def _close(self, _: Ending) -> None:
        self._closing = self._loop.create_task(self.ws.close())

    def _abort(self, how: Ending) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        if how == "reset":  # without lingering, a closed socket is one that resets
            raw = self._transport.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()


class Socket:
    """All connections, and what waits for one."""

    def __init__(self, slack: Workspace, *, redelivers: bool) -> None:
        self._slack = slack
        self._redelivers = redelivers
        self._links: list[Link] = []
        self._leaving: list[Link] = []
        self._waiting: deque[Envelope] = deque()
        self._by_id: dict[str, Envelope] = {}
        self._n_opened = 0
        self._n_sent = 0

    @property
    def n_connections(self) -> int:
        """Open ones that get envelopes: not those which were told to go."""
        with self._slack.lock:
            return len(self._links)

    def send(self, envelope: Envelope) -> None:
        """On the next connection in turn, or as soon as there is one."""
        with self._slack.lock:
            if not self._links:
                self._waiting.append(envelope)
                return
            self._n_sent += 1
            self._hand_over(envelope, self._links[self._n_sent % len(self._links)])
        self._slack.changed()

    def _hand_over(self, envelope: Envelope, link: Link) -> None:
        envelope.envelope_id = str(uuid4())
        envelope.attempts += 1
        envelope.connections.append(link.number)
        envelope.sent_at = time.monotonic()
        self._by_id[envelope.envelope_id] = link.unacked[envelope.envelope_id] = envelope
        frame: Json = {"type": envelope.kind, "envelope_id": envelope.envelope_id, "payload": envelope.payload}
        frame["accepts_response_payload"] = envelope.accepts_response_payload
        if envelope.kind == "events_api":
            frame |= {"retry_attempt": envelope.retry_attempt, "retry_reason": envelope.retry_reason}
        link.put(frame)

    def tell(self, frame: Json) -> None:
        """The same frame on every connection."""
        with self._slack.lock:
            for link in self._links:
                link.put(frame)

    def disconnect(self) -> None:
        """Tells the bot to connect anew. The connections get nothing more; the bot closes them."""
        with self._slack.lock:
            self.tell({"type": "disconnect", "reason": "refresh_requested", "debug_info": {"host": "applink-fake"}})
            self._leaving += self._links
            self._links = []
        self._slack.changed()

    def drop(self, how: Ending = "reset") -> None:
        """Ends every connection: with a TCP reset, with a closing frame, or with the mere end of the stream."""
        with self._slack.lock:
            links = self._links + self._leaving
        for link in links:
            self._gone(link)
            link.end(how)

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """One connection, from beginning to end."""
        ws = web.WebSocketResponse(compress=False)
        await ws.prepare(request)
        link = self._welcome(ws, request)
        writing = asyncio.create_task(link.write())
        try:
            with suppress(ConnectionError):
                async for frame in ws:
                    if frame.type is WSMsgType.TEXT:
                        self._take(json.loads(frame.data))
        finally:
            writing.cancel()
            self._gone(link)
        return ws

    def _welcome(self, ws: web.WebSocketResponse, request: web.Request) -> Link:
        with self._slack.lock:
            self._n_opened += 1
            link = Link(self._n_opened, ws, request)
            self._links.append(link)
            info: Json = {"num_connections": len(self._links), "connection_info": {"app_id": APP_ID}}
            link.put({"type": "hello", **info, "debug_info": {"host": "applink-fake"}})
            waiting, self._waiting = self._waiting, deque()
            for envelope in waiting:
                self._hand_over(envelope, link)
        self._slack.changed()
        return link

    def _take(self, frame: Json) -> None:
        """An acknowledgement, on whatever connection it comes: slack_sdk sends it on the newest one."""
        with self._slack.lock:
            envelope = self._by_id.get(frame.get("envelope_id", ""))
            if envelope is None:
                self._slack.errors.append(AssertionError(f"acknowledged what was never sent: {frame}"))
                return
            for link in self._links + self._leaving:
                link.unacked.pop(frame["envelope_id"], None)
            if envelope.acked_at is None:
                envelope.acked_at, envelope.ack_payload = time.monotonic(), frame.get("payload")
        self._slack.changed()

    def _gone(self, link: Link) -> None:
        """A connection ended, or is about to: what was not acknowledged on it goes out again."""
        with self._slack.lock:
            self._links = [one for one in self._links if one is not link]
            self._leaving = [one for one in self._leaving if one is not link]
            unacked, link.unacked = list(link.unacked.values()), {}
        for envelope in unacked:
            if self._redelivers and envelope.kind == "events_api" and envelope.acked_at is None:
                envelope.retry_attempt, envelope.retry_reason = envelope.retry_attempt + 1, "connection_failed"
                self.send(envelope)
        self._slack.changed()
