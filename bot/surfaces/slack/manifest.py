"""The app's manifest: what an administrator pastes into Slack, its scopes and events exactly those that are used."""

from __future__ import annotations

from typing import Any

COMMAND, SHORTCUT = "/footnote", "take_in"
SCOPES = {
    "app_mentions:read": "questions that mention it",
    "chat:write": "answers",
    "im:history": "questions in direct messages",
    "channels:history": "follow-ups in threads of public channels",
    "groups:history": "the same in private ones",
    "assistant:write": "the status while it reads, suggested questions",
    "reactions:write": "a sign that it reads, where a status cannot be set",
    "commands": "/footnote and the shortcut",
    "files:read": "articles uploaded as files",
}
EVENTS = {
    "app_mention": "app_mentions:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "assistant_thread_started": "assistant:write",
    "assistant_thread_context_changed": "assistant:write",
    "app_home_opened": "",
    "agent_session_stopped": "",
}
"""Events, and the scope each needs."""


def manifest(url: str = "") -> dict[str, Any]:
    """For Socket Mode; for HTTP with the `url` that Slack is to send to."""
    sent_to = {"url": url} if url else {}
    return {
        "display_information": {
            "name": "Footnote",
            "description": "Answers questions about articles, with verified citations",
            "background_color": "#1f2937",
        },
        "features": {
            "app_home": {"messages_tab_enabled": True, "messages_tab_read_only_enabled": False},
            "bot_user": {"display_name": "Footnote", "always_online": True},
            "assistant_view": {"assistant_description": "Ask about the articles it has"},
            "shortcuts": [
                {
                    "name": "Take this in",
                    "type": "message",
                    "callback_id": SHORTCUT,
                    "description": "Take the links and files of a message in as articles",
                }
            ],
            "slash_commands": [
                {
                    "command": COMMAND,
                    "description": "Take an article in, or see what there is",
                    "usage_hint": "ingest URL | articles | help",
                    "should_escape": False,
                    **sent_to,
                }
            ],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": list(EVENTS), **({"request_url": url} if url else {})},
            "interactivity": {"is_enabled": True, **({"request_url": url} if url else {})},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not url,
            "token_rotation_enabled": False,
        },
    }
