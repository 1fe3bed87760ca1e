"""An event of Slack as a question, or None where it is none for us.

Promise: a pure function of the event and of who we are; what bots, edits, joins and we ourselves say is no question.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.surfaces.slack.markup import read

_PEOPLE = (None, "", "file_share", "thread_broadcast", "me_message")
"""Subtypes of messages that people write."""
SYSTEM = ("USLACKBOT",)
MAX_CHARS = 4_000
"""A longer question is cut: nobody asks so much, and it would be read in full."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question. `thread` is the ts of the thread's root, where the answer goes; `mentioned`: it is for us."""

    event_id: str
    team: str
    channel: str
    ts: str
    thread: str
    user: str
    text: str
    direct: bool
    mentioned: bool

    @property
    def session(self) -> str:
        """The conversation's id: a thread is one."""
        return f"slack-{self.channel}-{self.thread}"


def asked(body: Mapping[str, Any], bot_user: str) -> Asked | None:
    """The question in the body of an event callback; an empty `text` is a mention without one."""
    event = body.get("event") or {}
    if body.get("type") != "event_callback" or event.get("type") not in ("app_mention", "message"):
        return None
    user, channel, ts = (str(event.get(name) or "") for name in ("user", "channel", "ts"))
    if event.get("subtype") not in _PEOPLE or event.get("bot_id") or event.get("hidden"):
        return None
    if not (user and channel and ts) or user in (bot_user, *SYSTEM) or event.get("bot_profile"):
        return None
    text = str(event.get("text") or "")
    direct = event.get("channel_type") == "im" or channel.startswith("D")
    return Asked(
        event_id=str(body.get("event_id") or f"{channel}-{ts}"),
        team=str(body.get("team_id") or event.get("team") or ""),
        channel=channel,
        ts=ts,
        thread=str(event.get("thread_ts") or ts),
        user=user,
        text=read(text, bot_user)[:MAX_CHARS],
        direct=direct,
        mentioned=direct or event.get("type") == "app_mention" or f"<@{bot_user}" in text,
    )


def deleted(body: Mapping[str, Any]) -> tuple[str, str] | None:
    """(channel, ts) of a message that its author deleted."""
    event = body.get("event") or {}
    if event.get("type") != "message" or event.get("subtype") != "message_deleted":
        return None
    return str(event.get("channel") or ""), str(event.get("deleted_ts") or "")


def stopped(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(channel, ts) of the messages, and of the thread, whose making a person stopped."""
    event = body.get("event") or {}
    if event.get("type") != "agent_session_stopped":
        return []
    named = event.get("streaming_message_ts") or []
    all_ts = [*([named] if isinstance(named, str) else named), event.get("thread_ts")]
    return [(str(event.get("channel") or ""), str(ts)) for ts in all_ts if ts]
