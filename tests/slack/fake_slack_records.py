"""What the fake Slack writes down: who is there, what was asked of it, what it sent, and what people see.

Every moment (`at`, `sent_at`, `acked_at`) is seconds on `time.monotonic`, so that differences are durations.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

TEAM = "T0FAKE"
BOT_USER = "U0BOT"
BOT_ID = "B0BOT"
APP_ID = "A0FAKE"
BOT_TOKEN = "xoxb-fake-bot"
APP_TOKEN = "xapp-fake-app"
CHANNEL = "C0NEWS"
USER = "U0ADA"
DIRECT = "D0ADA"

Json = dict[str, Any]


class Refused(Exception):
    """Slack says no: `code` is the `error` of its answer, `detail` what it adds for whoever reads the log."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail

    def answer(self) -> Json:
        """As the Web API words it."""
        told = {"response_metadata": {"messages": [f"[ERROR] {self.detail}"]}} if self.detail else {}
        return {"ok": False, "error": self.code, **told}


@dataclass
class Call:
    """One request to the Web API. `reply` is None until it was answered, and stays so where the answer was cut off."""

    method: str
    arguments: Json
    token: str | None
    at: float
    reply: Json | None = None


@dataclass
class Message:
    """One message as people see it now. `streamed` tells that it began as a stream, `streaming` that it still is one.

    `blocks` of a streamed one are those that came in chunks, then those of the stop; `chunks` are those that are
    neither text nor blocks.
    """

    channel: str
    ts: str
    user: str
    text: str = ""
    thread_ts: str | None = None
    blocks: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    ephemeral_for: str | None = None
    unfurl_links: bool | None = None
    unfurl_media: bool | None = None
    streaming: bool = False
    streamed: bool = False
    deleted: bool = False
    edited: bool = False
    bot_id: str | None = None
    subtype: str | None = None
    files: list[Json] = field(default_factory=list)
    reactions: list[str] = field(default_factory=list)
    chunks: list[Json] = field(default_factory=list)
    stream_mode: str | None = None

    @property
    def by_bot(self) -> bool:
        """Whether the bot under test wrote it."""
        return self.user == BOT_USER

    def shown(self, with_metadata: bool = True) -> Json:
        """As Slack's answers and payloads write a message."""
        whole: Json = {"type": "message", "user": self.user, "text": self.text, "ts": self.ts, "team": TEAM}
        named = {
            "thread_ts": self.thread_ts,
            "subtype": self.subtype,
            "bot_id": self.bot_id,
            "app_id": APP_ID if self.by_bot else None,
            "blocks": self.blocks,
            "files": self.files,
            "edited": {"user": self.user, "ts": self.ts} if self.edited else None,
            "metadata": self.metadata if with_metadata else None,
            "streaming_state": ("in_progress" if self.streaming else "completed") if self.streamed else None,
        }
        return whole | {name: value for name, value in named.items() if value}


@dataclass
class Envelope:
    """Something Slack has for the bot, and how it fared.

    Sent again by itself after a lost connection, it keeps its record: `attempts` rises, `envelope_id` and `sent_at`
    are those of the last time, and `connections` numbers those it went out on. `ack_payload` is what came with the
    acknowledgement (in HTTP mode the body: parsed where it is JSON, else text). `failure` says why a POST got no
    answer at all.
    """

    kind: str
    payload: Json
    accepts_response_payload: bool = False
    retry_attempt: int = 0
    retry_reason: str = ""
    envelope_id: str = ""
    sent_at: float | None = None
    acked_at: float | None = None
    ack_payload: Any = None
    attempts: int = 0
    connections: list[int] = field(default_factory=list)
    http_status: int | None = None
    failure: str | None = None

    @property
    def event_id(self) -> str | None:
        """What Slack's retries have in common."""
        return self.payload.get("event_id")

    @property
    def ack_s(self) -> float:
        """Seconds from the (last) sending to the acknowledgement."""
        assert self.sent_at is not None, f"never sent: {self.kind}"
        assert self.acked_at is not None, f"never acknowledged: {self.kind}"
        return self.acked_at - self.sent_at

    @property
    def settled(self) -> bool:
        """Whether there is nothing more to wait for."""
        return self.acked_at is not None or self.http_status is not None or self.failure is not None


@dataclass(frozen=True)
class Response:
    """One use of a response_url."""

    id: str
    body: Json
    at: float


@dataclass(frozen=True)
class Fetch:
    """One request for a file or a page. Names of headers are in lower case."""

    path: str
    headers: dict[str, str]
    at: float


@dataclass
class Reply:
    """An HTTP answer. One that is `lost` was meant, but the connection is cut instead."""

    content: bytes
    content_type: str = "application/json"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    lost: bool = False
