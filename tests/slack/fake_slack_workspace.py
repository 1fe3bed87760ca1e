"""What the fake Slack knows: people, channels, messages, files, views, and every call that was made.

All of it is guarded by one lock, and whoever changes something wakes those who wait. Time stands in `ts` as with the
real one: seconds since 1970, and a fraction that only counts.
"""

from __future__ import annotations

import itertools
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from fake_slack_records import (
    BOT_ID,
    BOT_USER,
    CHANNEL,
    DIRECT,
    TEAM,
    USER,
    Call,
    Fetch,
    Json,
    Message,
    Refused,
    Reply,
    Response,
)

T = TypeVar("T")
TRIGGER_S = 3.0
RESPONSE_URL_USES = 5
SCOPES = (
    "app_mentions:read,assistant:write,channels:history,chat:write,commands,files:read,groups:history,im:history,"
    "reactions:write,users:read"
)


@dataclass
class StoredFile:
    """A file: what Slack says of it, and its bytes."""

    info: Json
    content: bytes
    sign_in_page: bool = False


class Workspace:
    """The state, and how tests read it. Lists that are handed out are copies; the records in them are live."""

    def __init__(self, *, stream_limit_chars: int = 12_000) -> None:
        self.stream_limit_chars = stream_limit_chars
        self.url = ""
        self.scopes = SCOPES
        self.errors: list[Exception] = []
        self.users: dict[str, Json] = {}
        self.channels: dict[str, Json] = {}
        self.statuses: dict[tuple[str, str], str] = {}
        self.views: dict[str, Json] = {}
        self.homes: dict[str, Json] = {}
        self.stored_files: dict[str, StoredFile] = {}
        self.pages: dict[str, Reply] = {}
        self.triggers: dict[str, float] = {}
        self.response_uses: dict[str, int] = {}
        self.lock = threading.RLock()
        self._changed = threading.Condition(self.lock)
        self._n_changes = 0
        self._numbers = itertools.count(1)
        self._second = int(time.time())
        self._calls: list[Call] = []
        self._messages: list[Message] = []
        self._responses: list[Response] = []
        self._file_requests: list[Fetch] = []
        self._page_requests: list[Fetch] = []
        self.add_user(USER, "ada", "Ada Lovelace")
        self.add_user(BOT_USER, "footnote", "Footnote", bot=True)
        self.add_channel(CHANNEL, "news")
        self.add_channel(DIRECT, user=USER)

    # What tests read

    @property
    def calls(self) -> list[Call]:
        """Every request to the Web API, refused ones too, in the order of arrival."""
        with self.lock:
            return list(self._calls)

    def calls_of(self, method: str) -> list[Call]:
        """Those of one method."""
        return [call for call in self.calls if call.method == method]

    @property
    def messages(self) -> list[Message]:
        """Everything posted by anyone, in the order of posting, ephemeral and deleted ones too."""
        with self.lock:
            return list(self._messages)

    @property
    def ephemerals(self) -> list[Message]:
        """What only one person sees."""
        return [message for message in self.messages if message.ephemeral_for]

    def thread(self, channel: str, thread_ts: str) -> list[Message]:
        """What everyone sees there: the first message, then the replies."""
        return [one for one in self._standing(channel) if thread_ts in (one.ts, one.thread_ts)]

    def answers(self, channel: str, thread_ts: str | None) -> list[Message]:
        """The bot's replies in that thread, or at channel level where that is None."""
        return [one for one in self._standing(channel) if one.by_bot and one.thread_ts == thread_ts]

    def _standing(self, channel: str) -> list[Message]:
        return [one for one in self.messages if one.channel == channel and not one.ephemeral_for and not one.deleted]

    @property
    def responses(self) -> list[Response]:
        """Every use of a response_url."""
        with self.lock:
            return list(self._responses)

    @property
    def file_requests(self) -> list[Fetch]:
        """Every request for a file of `add_file`."""
        with self.lock:
            return list(self._file_requests)

    @property
    def page_requests(self) -> list[Fetch]:
        """Every request for a page of `add_page`, and for pages that are not there."""
        with self.lock:
            return list(self._page_requests)

    def status(self, channel: str, thread_ts: str) -> str:
        """The assistant's status line under that thread, "" where there is none."""
        with self.lock:
            return self.statuses.get((channel, thread_ts), "")

    # Waiting

    def changed(self) -> None:
        """Wakes whoever waits."""
        with self._changed:
            self._n_changes += 1
            self._changed.notify_all()

    def wait_for(self, predicate: Callable[[], T], timeout: float = 20.0) -> T:
        """What `predicate` says as soon as that is true. Asked after every change, and ten times a second besides.

        Raises:
            AssertionError: Not within `timeout` seconds; it names the last calls.
        """
        end = time.monotonic() + timeout
        while True:
            seen = self._n_changes
            if found := predicate():
                return found
            left = end - time.monotonic()
            if left <= 0:
                raise AssertionError(f"not within {timeout} s: {_where(predicate)}\n{self.story()}")
            with self._changed:
                self._changed.wait_for(partial(self._changed_since, seen), min(left, 0.1))

    def _changed_since(self, n_changes: int) -> bool:
        return self._n_changes != n_changes

    def story(self, last: int = 12) -> str:
        """The last calls, for messages of failed tests."""
        calls = self.calls
        told = [f"  {call.method} {str(call.arguments)[:160]} -> {str(call.reply)[:100]}" for call in calls[-last:]]
        return "\n".join([f"the last of {len(calls)} calls:", *told])

    # People and places

    def add_user(self, user: str, name: str = "", real_name: str = "", *, bot: bool = False) -> str:
        """Someone to be found by users.info."""
        name = name or user.lower()
        profile = {"display_name": name, "real_name": real_name or name}
        self.users[user] = {
            **{"id": user, "team_id": TEAM, "name": name, "real_name": real_name or name, "deleted": False},
            **{"is_bot": bot, "tz": "Europe/London", "tz_offset": 0, "profile": profile},
        }
        return user

    def add_channel(
        self, channel: str, name: str = "", *, user: str | None = None, private: bool = False, member: bool = True
    ) -> str:
        """A channel, or with `user` (or an id that begins with D) a direct one. The bot posts where it is a member."""
        direct = user is not None or channel.startswith("D")
        whole = {"id": channel, "is_im": direct, "is_private": private or direct, "is_archived": False}
        if direct:
            whole |= {"user": user or USER}
        else:
            whole |= {"name": name or channel.lower(), "is_channel": not private, "is_group": private}
            whole |= {"is_member": member}
        self.channels[channel] = whole
        return channel

    def meet(self, channel: str, user: str) -> None:
        """Somebody speaks somewhere: both exist from now on."""
        if user not in self.users:
            self.add_user(user)
        if channel not in self.channels:
            self.add_channel(channel, user=user if channel.startswith("D") else None)

    def direct_channel(self, user: str) -> str:
        """The id of the direct channel with somebody, opened where it was not. Raises `user_not_found`."""
        if user not in self.users:
            raise Refused("user_not_found")
        for channel in self.channels.values():
            if channel["is_im"] and channel["user"] == user:
                return str(channel["id"])
        return self.add_channel(f"D{user[1:]}", user=user)

    # For the methods of the Web API, which hold the lock

    def channel_of(self, arguments: Json, name: str = "channel") -> str:
        """The channel an argument names. Raises `channel_not_found` or `not_in_channel`."""
        channel = arguments.get(name)
        if not isinstance(channel, str) or channel not in self.channels:
            raise Refused("channel_not_found")
        if not self.channels[channel].get("is_member", True):
            raise Refused("not_in_channel")
        return channel

    def find(self, channel: str, ts: Any) -> Message:
        """A message that stands. Raises `message_not_found`."""
        for message in self._messages:
            if (message.channel, message.ts) == (channel, ts) and not message.deleted and not message.ephemeral_for:
                return message
        raise Refused("message_not_found")

    def add(self, message: Message) -> Message:
        """One more message. Its author's status line goes, as Slack takes it away when the app answers."""
        self._messages.append(message)
        if message.by_bot and message.thread_ts and not message.ephemeral_for:
            self.statuses.pop((message.channel, message.thread_ts), None)
        return message

    def bot_message(self, channel: str, **rest: Any) -> Message:
        """One more of the bot."""
        return self.add(Message(channel, self.next_ts(), BOT_USER, bot_id=BOT_ID, **rest))

    def next_ts(self) -> str:
        """Unique, and later than all before, also as a string."""
        with self.lock:
            self._second = max(self._second, int(time.time()))
            return f"{self._second}.{100 + next(self._numbers):06d}"

    def next_id(self, letter: str) -> str:
        """Unique, as "F000012"."""
        return f"{letter}{next(self._numbers):06d}"

    def arrived(self, call: Call) -> Call:
        """Notes a request to the Web API."""
        with self.lock:
            self._calls.append(call)
        self.changed()
        return call

    def new_trigger(self) -> str:
        """For one views.open within `TRIGGER_S` seconds."""
        trigger = f"{next(self._numbers)}.{TEAM[1:]}.{secrets.token_hex(8)}"
        self.triggers[trigger] = time.monotonic()
        return trigger

    def use_trigger(self, trigger: Any) -> None:
        """Raises `invalid_trigger_id`, `exchanged_trigger_id` or `expired_trigger_id`."""
        if trigger not in self.triggers:
            raise Refused("invalid_trigger_id")
        given, self.triggers[trigger] = self.triggers[trigger], -1.0
        if given < 0:
            raise Refused("exchanged_trigger_id")
        if time.monotonic() - given > TRIGGER_S:
            raise Refused("expired_trigger_id")

    def new_response_url(self) -> str:
        """For five posts."""
        name = secrets.token_hex(8)
        self.response_uses[name] = 0
        return f"{self.url}/response/{name}"


def _where(predicate: Callable[[], Any]) -> str:
    code = getattr(predicate, "__code__", None)
    return f"{code.co_filename}:{code.co_firstlineno}" if code else repr(predicate)
