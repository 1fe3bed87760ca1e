"""The Web API: reads the arguments of a request, checks its token, and gives it to the function of its method."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import fake_slack_chat as chat
import fake_slack_lookups as lookups
from fake_slack_faults import answer
from fake_slack_records import APP_TOKEN, BOT_TOKEN, Call, Json, Refused, Reply
from fake_slack_workspace import Workspace

METHODS: dict[str, Callable[[Workspace, Json], Json]] = {
    "agents.sessions.setStatus": lookups.set_session,
    "apps.connections.open": lookups.connections_open,
    "assistant.threads.setStatus": lookups.set_status,
    "assistant.threads.setSuggestedPrompts": lookups.set_prompts,
    "assistant.threads.setTitle": lookups.set_title,
    "auth.test": lookups.auth_test,
    "bots.info": lookups.bot_info,
    "chat.appendStream": chat.append_stream,
    "chat.delete": chat.delete,
    "chat.postEphemeral": chat.post_ephemeral,
    "chat.postMessage": chat.post_message,
    "chat.startStream": chat.start_stream,
    "chat.stopStream": chat.stop_stream,
    "chat.update": chat.update,
    "conversations.history": lookups.history,
    "conversations.info": lookups.conversation_info,
    "conversations.open": lookups.conversation_open,
    "conversations.replies": lookups.replies,
    "files.info": lookups.file_info,
    "reactions.add": lookups.add_reaction,
    "reactions.remove": lookups.remove_reaction,
    "users.info": lookups.user_info,
    "views.open": lookups.open_view,
    "views.publish": lookups.publish_view,
    "views.update": lookups.update_view,
}
_ENCODED = ("attachments", "blocks", "chunks", "loading_messages", "metadata", "prompts", "view")


def arguments_of(content_type: str, body: bytes, form: dict[str, Any], query: dict[str, str]) -> Json:
    """Whatever way they came: in the URL, as JSON, as a form; none where a body of type JSON is empty."""
    sent = json.loads(body) if content_type == "application/json" and body.strip() else form
    return query | {name: _decoded(value) if name in _ENCODED else value for name, value in sent.items()}


def _decoded(value: Any) -> Any:
    """A list or object that was sent as text. What is no JSON stays text, for the method to refuse."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


def call_of(method: str, arguments: Json, authorization: str) -> Call:
    """What was asked. The token may stand in the `Authorization` header or among the arguments."""
    token = arguments.pop("token", None)
    return Call(method, arguments, authorization.removeprefix("Bearer ").strip() or token, time.monotonic())


def perform(slack: Workspace, call: Call) -> Reply:
    """Carries a call out. A method that is not among `METHODS` does nothing, and is fine."""
    headers = {"x-oauth-scopes": slack.scopes} if call.method == "auth.test" else {}
    try:
        _check_token(call)
        with slack.lock:
            told = METHODS[call.method](slack, call.arguments) if call.method in METHODS else {}
            reply = answer({"ok": True, **told}, headers=headers)
    except Refused as refusal:
        reply = answer(refusal.answer())
    slack.changed()
    return reply


def _check_token(call: Call) -> None:
    if not call.token:
        raise Refused("not_authed")
    if call.token not in (BOT_TOKEN, APP_TOKEN):
        raise Refused("invalid_auth")
    if (call.token == APP_TOKEN) != (call.method == "apps.connections.open"):
        raise Refused("not_allowed_token_type")
