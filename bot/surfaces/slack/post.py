"""One answer in its thread: streamed as it is made, continued in further messages, whole where streaming fails.

Promise: what is said stands in Slack once and in full: a stream that breaks is replaced by an edit, a stream that is
refused by plain messages; a reply that got lost is looked for in the thread before anything is sent again. The last
message carries the event's id as metadata: by it a restart knows that the answer is there.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import Enum
from typing import Any

from bot.surfaces.render import cut
from bot.surfaces.slack.api import Api, NoReply, Refused
from bot.surfaces.slack.blocks import Blocks, text_blocks
from bot.surfaces.slack.incoming import Asked
from bot.surfaces.slack.markup import pieces

STREAM_CHARS, POST_CHARS, TEXT_CHARS = 9_000, 6_500, 3_900
"""Of a streamed message (Slack cuts near 12,000), of one whose blocks hold it all, of what notifications show."""
EVERY_S = 1.0
"""Between two additions to a stream."""
EVENT_TYPE, NOTICE_TYPE = "footnote_answer", "footnote_notice"
_FENCE = "```"


class Way(Enum):
    """How the answer goes out from here on."""

    STREAM = "stream"
    EDIT = "edit"
    POST = "post"


class Post:
    """`ts` is a message that a worker before us left unfinished; `known` are ts of answers to other questions."""

    def __init__(
        self,
        api: Api,
        asked: Asked,
        *,
        ts: str = "",
        posted: Callable[[str], None] = lambda _: None,
        known: Callable[[], set[str]] = set,
    ) -> None:
        self._api, self._asked, self._posted, self._known = api, asked, posted, known
        self._ts = ts
        self._way = Way.EDIT if ts else Way.STREAM
        self._current = ""
        """What the open message has, or (to be edited) is to have."""
        self._pending = ""
        self._flushed = -EVERY_S

    def say(self, text: str) -> None:
        """One more paragraph."""
        before = "\n\n" if self._current or self._pending else ""
        self._pending += before + text
        if self._way is Way.STREAM and time.monotonic() - self._flushed >= EVERY_S:
            self._flush()
            self._flushed = time.monotonic()

    def drop(self) -> None:
        """Say nothing after all, and take back what was begun."""
        if self._ts:
            self._api.attempt("chat_stopStream", **self._where())
            self._api.attempt("chat_delete", **self._where())

    def finish(self, blocks: Blocks) -> str:
        """Everything is said: gives the ts of the last message, which has the blocks.

        Raises:
            Refused, NoReply: Slack takes it in no way.

        """
        if self._way is Way.STREAM:
            self._roll_over()
            self._stop(blocks)
        if self._way is Way.EDIT:
            self._edit(blocks)
        if self._way is Way.POST:
            self._post(blocks)
        return self._ts

    # Streaming.

    def _flush(self) -> None:
        self._roll_over()
        if self._way is not Way.STREAM or not self._pending:
            return
        if self._ts:
            self._append()
        else:
            self._start()

    def _roll_over(self) -> None:
        """Begin further messages where the open one would become too long."""
        while self._way is Way.STREAM and len(self._current) + len(self._pending) > STREAM_CHARS:
            if not self._current:
                first, *rest = pieces(self._pending, STREAM_CHARS)
                self._pending = first
                self._start()
                self._pending += "".join(rest)
                continue
            self._close()

    def _close(self) -> None:
        is_open = self._current.count(_FENCE) % 2
        added, again = (f"\n{_FENCE}", f"{_FENCE}\n") if is_open else ("", "")
        try:
            self._api.call("chat_stopStream", **self._where(), **_chunks(added), metadata=self._metadata(last=False))
        except (Refused, NoReply):
            self._way = Way.EDIT
            return
        self._ts, self._current, self._pending = "", "", again + self._pending

    def _start(self) -> None:
        asked = self._asked
        to = {} if asked.direct else {"recipient_team_id": asked.team, "recipient_user_id": asked.user}
        whole = {"channel": asked.channel, "thread_ts": asked.thread, **to, **_chunks(self._pending)}
        try:
            self._ts = str(self._api.call("chat_startStream", **whole)["ts"])
        except Refused:
            self._way = Way.POST
            return
        except NoReply:
            self._ts = unfinished(self._api, asked, self._known())
            self._way = Way.EDIT if self._ts else Way.POST
        if self._ts:
            self._posted(self._ts)
        if self._way is Way.STREAM:
            self._current, self._pending = self._pending, ""

    def _append(self) -> None:
        try:
            self._api.call("chat_appendStream", **self._where(), **_chunks(self._pending))
        except (Refused, NoReply):
            self._way = Way.EDIT
            return
        self._current, self._pending = self._current + self._pending, ""

    def _stop(self, blocks: Blocks) -> None:
        if self._way is Way.STREAM and not self._ts:
            self._start()
        if self._way is not Way.STREAM:
            return
        more = {"blocks": blocks, "metadata": self._metadata(last=True)}
        try:
            self._api.call("chat_stopStream", **self._where(), **_chunks(self._pending), **more)
        except (Refused, NoReply):
            self._way = Way.EDIT
            return
        self._current, self._pending = self._current + self._pending, ""

    # Where streaming fails.

    def _edit(self, blocks: Blocks) -> None:
        """The message is to say the whole text; where that cannot be, another one does."""
        self._api.attempt("chat_stopStream", **self._where())
        first, *rest = pieces(self._current + self._pending, POST_CHARS)
        try:
            self._api.call(
                "chat_update",
                **self._where(),
                text=cut(first, TEXT_CHARS),
                blocks=[*text_blocks([first]), *([] if rest else blocks)],
                metadata=self._metadata(last=not rest),
            )
        except (Refused, NoReply):
            self._api.attempt("chat_delete", **self._where())
            rest = [first, *rest]
        if rest:
            self._current, self._pending, self._way = "", "".join(rest), Way.POST
        else:
            self._posted(self._ts)

    def _post(self, blocks: Blocks) -> None:
        parts = pieces(self._current + self._pending, POST_CHARS)
        for n, part in enumerate(parts, 1):
            last = n == len(parts)
            self._ts = self._post_one(part, [*text_blocks([part]), *(blocks if last else [])], n, last=last)
        self._posted(self._ts)

    def _post_one(self, text: str, blocks: Blocks, n: int, *, last: bool) -> str:
        message = {
            "channel": self._asked.channel,
            "thread_ts": self._asked.thread,
            "text": cut(text, TEXT_CHARS),
            "blocks": blocks,
            "metadata": self._metadata(last=last, n=n),
            "unfurl_links": False,
            "unfurl_media": False,
        }
        try:
            return str(self._api.call("chat_postMessage", **message)["ts"])
        except Refused as refused:
            if "blocks" not in refused.code:
                raise
            plain = {**message, "blocks": None, "text": cut(text, POST_CHARS)}
            return str(self._api.call("chat_postMessage", **plain)["ts"])
        except NoReply:
            found = [ts for ts, payload in ours(self._api, self._asked) if payload.get("n") == n]
            return found[-1] if found else str(self._api.call("chat_postMessage", **message)["ts"])

    def _where(self) -> dict[str, str]:
        return {"channel": self._asked.channel, "ts": self._ts}

    def _metadata(self, *, last: bool, n: int = 0) -> dict[str, Any]:
        return {"event_type": EVENT_TYPE, "event_payload": {"event_id": self._asked.event_id, "last": last, "n": n}}


def _chunks(text: str) -> dict[str, Any]:
    return {"chunks": [{"type": "markdown_text", "text": text}]} if text else {}


def ours(api: Api, asked: Asked) -> list[tuple[str, dict[str, Any]]]:
    """(ts, metadata) of the messages in the thread that answer this question, as far as they say so; () unreadable."""
    return [(ts, payload) for ts, payload in _thread(api, asked) if payload.get("event_id") == asked.event_id]


def unfinished(api: Api, asked: Asked, known: set[str]) -> str:
    """The ts of a message that we began after the question and that does not say what it answers; "" for none."""
    begun = [ts for ts, payload in _thread(api, asked) if not payload and ts > asked.ts and ts not in known]
    return begun[-1] if begun else ""


def _thread(api: Api, asked: Asked) -> list[tuple[str, dict[str, Any]]]:
    """The bot's messages in the thread, with what they say of themselves."""
    found: list[tuple[str, dict[str, Any]]] = []
    cursor = ""
    while True:
        try:
            reply = api.call(
                "conversations_replies",
                channel=asked.channel,
                ts=asked.thread,
                include_all_metadata=True,
                limit=200,
                **({"cursor": cursor} if cursor else {}),
            )
        except (Refused, NoReply):
            return found
        for message in reply.get("messages", []):
            if message.get("bot_id") and message["bot_id"] == (api.bot_id or message["bot_id"]):
                metadata = message.get("metadata") or {}
                said = dict(metadata.get("event_payload") or {})
                # A notice says of itself what it is, too: it is no answer that was begun.
                found.append((str(message["ts"]), {**said, "type": metadata["event_type"]} if metadata else {}))
        cursor = (reply.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return found
