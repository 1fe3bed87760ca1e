"""The other methods with a behaviour: reading conversations, people and files, reactions, the assistant's line, views."""

from __future__ import annotations

from typing import Any

from fake_slack_limits import check_view
from fake_slack_records import APP_ID, BOT_ID, BOT_USER, TEAM, Json, Message, Refused
from fake_slack_workspace import Workspace


def auth_test(slack: Workspace, asked: Json) -> Json:
    """auth.test."""
    whole = {"url": "https://fake.slack.com/", "team": "Fake", "team_id": TEAM, "is_enterprise_install": False}
    return whole | {"user": slack.users[BOT_USER]["name"], "user_id": BOT_USER, "bot_id": BOT_ID}


def connections_open(slack: Workspace, asked: Json) -> Json:
    """apps.connections.open."""
    return {"url": f"{slack.url.replace('http', 'ws', 1)}/link?ticket={slack.next_id('t')}&app_id={APP_ID}"}


def replies(slack: Workspace, asked: Json) -> Json:
    """conversations.replies: oldest first."""
    channel, ts = slack.channel_of(asked), asked.get("ts")
    found = slack.thread(channel, str(ts))
    if not found:
        raise Refused("thread_not_found")
    return _page(sorted(found, key=lambda one: one.ts), asked)


def history(slack: Workspace, asked: Json) -> Json:
    """conversations.history: what stands at channel level, newest first."""
    channel = slack.channel_of(asked)
    found = [one for one in slack.messages if one.channel == channel and one.thread_ts in (None, one.ts)]
    standing = [one for one in found if not one.deleted and not one.ephemeral_for]
    return _page(sorted(standing, key=lambda one: one.ts, reverse=True), asked)


def _page(found: list[Message], asked: Json) -> Json:
    """The part between `oldest` and `latest` that `cursor` and `limit` ask for."""
    inclusive = str(asked.get("inclusive", "")).lower() in ("1", "true")
    oldest, latest = str(asked.get("oldest") or ""), str(asked.get("latest") or "~")
    found = [one for one in found if oldest < one.ts < latest or (inclusive and one.ts in (oldest, latest))]
    start, limit = _start(asked.get("cursor")), int(asked.get("limit") or 100)
    page, more = found[start : start + limit], len(found) > start + limit
    with_metadata = str(asked.get("include_all_metadata", "")).lower() in ("1", "true")
    cursor = f"next:{start + limit}" if more else ""
    shown = [one.shown(with_metadata) for one in page]
    return {"messages": shown, "has_more": more, "response_metadata": {"next_cursor": cursor}}


def _start(cursor: Any) -> int:
    if not cursor:
        return 0
    word, _, number = str(cursor).partition(":")
    if word != "next" or not number.isdigit():
        raise Refused("invalid_cursor")
    return int(number)


def conversation_info(slack: Workspace, asked: Json) -> Json:
    """conversations.info."""
    if asked.get("channel") not in slack.channels:
        raise Refused("channel_not_found")
    return {"channel": slack.channels[asked["channel"]]}


def conversation_open(slack: Workspace, asked: Json) -> Json:
    """conversations.open, for one person."""
    if asked.get("channel"):
        return {"channel": {"id": slack.channel_of(asked)}}
    return {"channel": {"id": slack.direct_channel(str(asked.get("users", "")))}}


def user_info(slack: Workspace, asked: Json) -> Json:
    """users.info."""
    if asked.get("user") not in slack.users:
        raise Refused("user_not_found")
    return {"user": slack.users[asked["user"]]}


def bot_info(slack: Workspace, asked: Json) -> Json:
    """bots.info, of this bot."""
    if asked.get("bot", BOT_ID) != BOT_ID:
        raise Refused("bot_not_found")
    name = slack.users[BOT_USER]["name"]
    return {"bot": {"id": BOT_ID, "app_id": APP_ID, "user_id": BOT_USER, "name": name, "deleted": False}}


def file_info(slack: Workspace, asked: Json) -> Json:
    """files.info."""
    if asked.get("file") not in slack.stored_files:
        raise Refused("file_not_found")
    return {"file": slack.stored_files[asked["file"]].info}


def add_reaction(slack: Workspace, asked: Json) -> Json:
    """reactions.add."""
    message = slack.find(slack.channel_of(asked), asked.get("timestamp"))
    if asked.get("name") in message.reactions:
        raise Refused("already_reacted")
    message.reactions.append(str(asked.get("name")))
    return {}


def remove_reaction(slack: Workspace, asked: Json) -> Json:
    """reactions.remove."""
    message = slack.find(slack.channel_of(asked), asked.get("timestamp"))
    if asked.get("name") not in message.reactions:
        raise Refused("no_reaction")
    message.reactions.remove(asked["name"])
    return {}


def set_status(slack: Workspace, asked: Json) -> Json:
    """assistant.threads.setStatus. An empty status takes the line away."""
    place = (slack.channel_of(asked, "channel_id"), _thread_of(asked))
    if not isinstance(asked.get("status"), str):
        raise Refused("invalid_arguments", "missing required field: status")
    if len(asked.get("loading_messages") or []) > 10:
        raise Refused("invalid_arguments", "more than 10 loading_messages")
    slack.statuses[place] = asked["status"]
    return {}


def set_title(slack: Workspace, asked: Json) -> Json:
    """assistant.threads.setTitle."""
    slack.channel_of(asked, "channel_id")
    _thread_of(asked)
    return {}


def set_prompts(slack: Workspace, asked: Json) -> Json:
    """assistant.threads.setSuggestedPrompts: up to four, with or without a thread."""
    slack.channel_of(asked, "channel_id")
    prompts = asked.get("prompts")
    if not isinstance(prompts, list) or not 1 <= len(prompts) <= 4:
        raise Refused("invalid_arguments", "not one to four prompts")
    if not all(isinstance(one, dict) and one.get("title") and one.get("message") for one in prompts):
        raise Refused("invalid_arguments", "a prompt without title or message")
    return {}


def set_session(slack: Workspace, asked: Json) -> Json:
    """agents.sessions.setStatus."""
    slack.channel_of(asked, "channel_id")
    if not asked.get("status"):
        raise Refused("invalid_arguments", "missing required field: status")
    return {}


def _thread_of(asked: Json) -> str:
    if not asked.get("thread_ts"):
        raise Refused("invalid_arguments", "missing required field: thread_ts")
    return str(asked["thread_ts"])


def open_view(slack: Workspace, asked: Json) -> Json:
    """views.open."""
    check_view(asked.get("view"))
    slack.use_trigger(asked.get("trigger_id"))
    return {"view": _stored(slack, slack.next_id("V"), asked["view"])}


def update_view(slack: Workspace, asked: Json) -> Json:
    """views.update, by view_id or external_id."""
    check_view(asked.get("view"))
    for name, view in slack.views.items():
        if asked.get("view_id") == name or (asked.get("external_id") or "-") == view.get("external_id"):
            return {"view": _stored(slack, name, asked["view"])}
    raise Refused("not_found")


def publish_view(slack: Workspace, asked: Json) -> Json:
    """views.publish."""
    check_view(asked.get("view"))
    if asked.get("user_id") not in slack.users:
        raise Refused("user_not_found")
    slack.homes[asked["user_id"]] = _stored(slack, slack.next_id("V"), asked["view"])
    return {"view": slack.homes[asked["user_id"]]}


def _stored(slack: Workspace, name: str, view: Json) -> Json:
    ours = {"id": name, "team_id": TEAM, "app_id": APP_ID, "bot_id": BOT_ID, "root_view_id": name}
    slack.views[name] = {"state": {"values": {}}, "private_metadata": "", "callback_id": ""} | view | ours
    return slack.views[name] | {"hash": slack.next_id("h")}
