"""What Slack sends to a bot: payloads of events, commands, buttons, shortcuts and modals, as documented."""

from __future__ import annotations

import time
from typing import Any

from fake_slack_records import APP_ID, BOT_USER, TEAM, Envelope, Json, Message
from fake_slack_workspace import Workspace


def event(slack: Workspace, inner: Json, event_id: str | None = None) -> Envelope:
    """An event of the Events API."""
    mine = {"enterprise_id": None, "team_id": TEAM, "user_id": BOT_USER, "is_bot": True, "is_enterprise_install": False}
    inner = {"event_ts": inner.get("ts") or slack.next_ts()} | inner
    payload = {
        **{"token": "fake-verification", "team_id": TEAM, "context_team_id": TEAM, "context_enterprise_id": None},
        **{"api_app_id": APP_ID, "event": inner, "type": "event_callback", "authorizations": [mine]},
        **{"event_id": event_id or slack.next_id("Ev"), "event_time": int(time.time())},
        **{"is_ext_shared_channel": False, "event_context": "4-fake"},
    }
    return Envelope("events_api", payload)


def message_event(slack: Workspace, message: Message, kind: str) -> Json:
    """Someone's message, as "message" or "app_mention"."""
    whole = {name: value for name, value in message.shown().items() if name != "type"}
    placed = {"type": kind, "channel": message.channel, "event_ts": message.ts}
    if kind == "message":
        placed["channel_type"] = channel_type(slack, message.channel)
    return whole | placed


def changed_event(slack: Workspace, message: Message, before: Json) -> Json:
    """Someone edited a message."""
    return _hidden(slack, message, "message_changed") | {"message": message.shown(), "previous_message": before}


def deleted_event(slack: Workspace, message: Message) -> Json:
    """Someone deleted a message."""
    gone = {"deleted_ts": message.ts, "previous_message": message.shown()}
    return _hidden(slack, message, "message_deleted") | gone


def _hidden(slack: Workspace, message: Message, subtype: str) -> Json:
    kind = channel_type(slack, message.channel)
    ts = slack.next_ts()
    whole = {"type": "message", "subtype": subtype, "hidden": True, "channel": message.channel, "channel_type": kind}
    return whole | {"ts": ts, "event_ts": ts}


def channel_type(slack: Workspace, channel: str) -> str:
    """ "im", "group" or "channel"."""
    known = slack.channels[channel]
    return "im" if known["is_im"] else "group" if known["is_private"] else "channel"


def slash(slack: Workspace, command: str, text: str, user: str, channel: str) -> Envelope:
    """A slash command."""
    payload = {
        **{"token": "fake-verification", "team_id": TEAM, "team_domain": "fake", "api_app_id": APP_ID},
        **{"channel_id": channel, "channel_name": _channel_name(slack, channel), "is_enterprise_install": "false"},
        **{"user_id": user, "user_name": slack.users[user]["name"], "command": command, "text": text},
        **{"response_url": slack.new_response_url(), "trigger_id": slack.new_trigger()},
    }
    return Envelope("slash_commands", payload, accepts_response_payload=True)


def action(
    slack: Workspace, pressed: Json, message: Message | Json | None, view: Json | None, user: str, channel: str
) -> Envelope:
    """A button or menu in a message, or in a view."""
    payload = _interactive(slack, "block_actions", user)
    payload["actions"] = [{"type": "button", "block_id": "block", "action_ts": slack.next_ts()} | pressed]
    payload["state"] = {"values": {}}
    if view is not None:
        container = {"type": "view", "view_id": view.get("id")}
        return Envelope("interactive", payload | {"container": container, "view": view})
    shown = _shown(message)
    container = {"type": "message", "message_ts": shown["ts"], "channel_id": channel, "is_ephemeral": False}
    if "thread_ts" in shown:
        container["thread_ts"] = shown["thread_ts"]
    return Envelope("interactive", payload | {"container": container} | _placed(slack, shown, channel))


def shortcut(slack: Workspace, callback_id: str, message: Message | Json | None, user: str, channel: str) -> Envelope:
    """A message shortcut, or without a message a global one."""
    kind = "shortcut" if message is None else "message_action"
    payload = _interactive(slack, kind, user) | {"callback_id": callback_id, "action_ts": slack.next_ts()}
    if message is None:
        return Envelope("interactive", payload)
    shown = _shown(message)
    return Envelope("interactive", payload | {"message_ts": shown["ts"]} | _placed(slack, shown, channel))


def submission(slack: Workspace, view: Json, values: Json | None, user: str) -> Envelope:
    """A modal was submitted, with these values of its inputs."""
    known: Json = {"id": slack.next_id("V"), "type": "modal", "hash": slack.next_id("h"), "private_metadata": ""}
    shown = known | {"state": {"values": {}}} | view | ({} if values is None else {"state": {"values": values}})
    payload = _interactive(slack, "view_submission", user) | {"view": shown, "response_urls": []}
    return Envelope("interactive", payload, accepts_response_payload=True)


def _interactive(slack: Workspace, kind: str, user: str) -> Json:
    name = slack.users[user]["name"]
    return {
        **{"type": kind, "token": "fake-verification", "api_app_id": APP_ID, "enterprise": None},
        **{"team": {"id": TEAM, "domain": "fake"}, "is_enterprise_install": False, "trigger_id": slack.new_trigger()},
        **{"user": {"id": user, "username": name, "name": name, "team_id": TEAM}},
    }


def _shown(message: Message | Json | None) -> dict[str, Any]:
    assert message is not None, "an action is in a message or in a view"
    return message.shown() if isinstance(message, Message) else message


def _placed(slack: Workspace, shown: Json, channel: str) -> Json:
    place = {"id": channel, "name": _channel_name(slack, channel)}
    return {"channel": place, "message": shown, "response_url": slack.new_response_url()}


def _channel_name(slack: Workspace, channel: str) -> str:
    return str(slack.channels[channel].get("name", "directmessage"))
