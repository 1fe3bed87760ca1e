"""What people in the workspace do, and how the bot hears of it: they write, edit, delete, press, command, submit."""

from __future__ import annotations

from abc import ABC, abstractmethod

import fake_slack_payloads as payloads
from fake_slack_records import BOT_USER, CHANNEL, USER, Envelope, Json, Message
from fake_slack_workspace import Workspace

ACK_S = 5.0


class People(Workspace, ABC):
    """A workspace with people in it. What they cause goes to the bot through `deliver`.

    `wait_ack` waits until the bot acknowledged (in HTTP mode: answered), and raises AssertionError after `timeout`
    seconds without. Users and channels that are named for the first time exist from then on.
    """

    def __init__(self, *, stream_limit_chars: int = 12_000) -> None:
        super().__init__(stream_limit_chars=stream_limit_chars)
        self._envelopes: list[Envelope] = []

    @abstractmethod
    def deliver(self, envelope: Envelope) -> None:
        """Sends it to the bot, without waiting."""

    @property
    def envelopes(self) -> list[Envelope]:
        """Everything for the bot, in the order it came up."""
        with self.lock:
            return list(self._envelopes)

    def send_event(
        self, event: Json, *, event_id: str | None = None, wait_ack: bool = True, timeout: float = ACK_S
    ) -> Envelope:
        """Any event, as its inner part, which needs a "type"."""
        with self.lock:
            envelope = payloads.event(self, event, event_id)
        return self._send([envelope], wait_ack, timeout)

    def send_slash(
        self,
        command: str,
        text: str = "",
        *,
        user: str = USER,
        channel: str = CHANNEL,
        wait_ack: bool = True,
        timeout: float = ACK_S,
    ) -> Envelope:
        """Somebody types a command."""
        with self.lock:
            self.meet(channel, user)
            envelope = payloads.slash(self, command, text, user, channel)
        return self._send([envelope], wait_ack, timeout)

    def send_action(
        self,
        action: Json,
        *,
        message: Message | Json | None = None,
        view: Json | None = None,
        user: str = USER,
        channel: str | None = None,
        wait_ack: bool = True,
        timeout: float = ACK_S,
    ) -> Envelope:
        """Somebody uses an interactive element, in a message or in a view. `action` needs an "action_id"."""
        with self.lock:
            place = channel or _channel_of(message)
            self.meet(place, user)
            envelope = payloads.action(self, action, message, view, user, place)
        return self._send([envelope], wait_ack, timeout)

    def click(
        self,
        message: Message,
        action_id: str,
        value: str | None = None,
        *,
        user: str = USER,
        wait_ack: bool = True,
        timeout: float = ACK_S,
    ) -> Envelope:
        """Somebody presses a button that is in the message; of a pair of feedback buttons the one with that value."""
        action = _pressed(message, action_id, value)
        return self.send_action(action, message=message, user=user, wait_ack=wait_ack, timeout=timeout)

    def send_shortcut(
        self,
        callback_id: str,
        message: Message | Json | None = None,
        *,
        user: str = USER,
        channel: str | None = None,
        wait_ack: bool = True,
        timeout: float = ACK_S,
    ) -> Envelope:
        """Somebody picks a shortcut in the menu of a message, or without one in the composer."""
        with self.lock:
            place = channel or _channel_of(message)
            self.meet(place, user)
            envelope = payloads.shortcut(self, callback_id, message, user, place)
        return self._send([envelope], wait_ack, timeout)

    def send_view_submission(
        self,
        view: Json,
        *,
        values: Json | None = None,
        user: str = USER,
        wait_ack: bool = True,
        timeout: float = ACK_S,
    ) -> Envelope:
        """Somebody submits a modal: one of `views`, or any. `values` goes by block_id, then action_id."""
        with self.lock:
            self.meet(CHANNEL, user)
            envelope = payloads.submission(self, view, values, user)
        return self._send([envelope], wait_ack, timeout)

    def say(
        self,
        text: str,
        *,
        channel: str = CHANNEL,
        user: str = USER,
        thread_ts: str | None = None,
        mention: bool = True,
        subtype: str | None = None,
        files: list[Json] | None = None,
        bot_id: str | None = None,
        as_message_too: bool = False,
        wait_ack: bool = True,
        timeout: float = ACK_S,
    ) -> str:
        """Somebody writes a message; its ts. In a direct channel the bot gets `message`; elsewhere `app_mention` where
        it is mentioned, and `message` where it is not or with `as_message_too`."""
        with self.lock:
            self.meet(channel, user)
            direct = self.channels[channel]["is_im"]
            text = f"<@{BOT_USER}> {text}" if mention and not direct else text
            ts = self.next_ts()
            message = self.add(Message(channel, ts, user, text, thread_ts, files=files or [], bot_id=bot_id))
            message.subtype = subtype or ("file_share" if files else None)
            kinds = ["app_mention"] * (mention and not direct) + ["message"] * (direct or not mention or as_message_too)
            events = [payloads.event(self, payloads.message_event(self, message, kind)) for kind in kinds]
        self._send(events, wait_ack, timeout)
        return ts

    def edit(self, channel: str, ts: str, text: str, *, wait_ack: bool = True, timeout: float = ACK_S) -> Envelope:
        """The author changes a message: `message_changed`."""
        with self.lock:
            message = self.find(channel, ts)
            before = message.shown()
            message.text, message.edited = text, True
            event = payloads.changed_event(self, message, before)
        return self.send_event(event, wait_ack=wait_ack, timeout=timeout)

    def delete(self, channel: str, ts: str, *, wait_ack: bool = True, timeout: float = ACK_S) -> Envelope:
        """The author deletes a message: `message_deleted`."""
        with self.lock:
            message = self.find(channel, ts)
            event = payloads.deleted_event(self, message)
            message.deleted = True
        return self.send_event(event, wait_ack=wait_ack, timeout=timeout)

    def redeliver(self, envelope: Envelope, *, wait_ack: bool = True, timeout: float = ACK_S) -> Envelope:
        """The same again, as Slack does when it believes that the bot did not get it: a record of its own."""
        again = Envelope(envelope.kind, envelope.payload, envelope.accepts_response_payload)
        again.retry_attempt, again.retry_reason = envelope.retry_attempt + 1, "http_timeout"
        return self._send([again], wait_ack, timeout)

    def expire_streams(self) -> None:
        """Every open stream ends, as Slack ends them about five minutes after their start."""
        with self.lock:
            for message in self._messages:
                message.streaming = False
        self.changed()

    def _send(self, envelopes: list[Envelope], wait_ack: bool, timeout: float) -> Envelope:
        for envelope in envelopes:
            with self.lock:
                self._envelopes.append(envelope)
            self.deliver(envelope)
        if wait_ack:
            self._wait_settled(envelopes, timeout)
        return envelopes[-1]

    def _wait_settled(self, envelopes: list[Envelope], timeout: float) -> None:
        try:
            self.wait_for(lambda: all(one.settled for one in envelopes), timeout)
        except AssertionError as error:
            sent = [f"{one.kind} {one.payload}, sent {one.attempts} times" for one in envelopes if not one.settled]
            raise AssertionError("not acknowledged: " + "; ".join(sent) + f"\n{error}") from None


def _channel_of(message: Message | Json | None) -> str:
    if isinstance(message, Message):
        return message.channel
    return str((message or {}).get("channel", CHANNEL))


def _pressed(message: Message, action_id: str, value: str | None) -> Json:
    """What Slack says of the button with that id and value. Raises AssertionError where there is none."""
    for block in message.blocks:
        for element in [*block.get("elements", []), block.get("accessory", {})]:
            if element.get("action_id") != action_id:
                continue
            buttons = [element[name] for name in ("positive_button", "negative_button") if name in element] or [element]
            for button in buttons:
                if value in (None, button.get("value")):
                    named = {"type": element["type"], "action_id": action_id, "text": button.get("text")}
                    return named | {"value": button.get("value", ""), "block_id": block.get("block_id", "block")}
    raise AssertionError(f"no button {action_id!r} with value {value!r} in {message.blocks}")
