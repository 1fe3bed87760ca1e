"""The chat.* methods: posting, changing, deleting, streaming. Each takes the workspace and the arguments.

Streams, as measured by others on the real one: while open, a stream refuses chat.update and chat.delete; once stopped
or expired it refuses more text. It carries either `markdown_text` or `chunks` to its end, never both. Its text is kept
as sent; the real Slack reads it back as mrkdwn.
"""

from __future__ import annotations

from typing import Any

from fake_slack_limits import MARKDOWN_CHARS, TEXT_CHARS, UPDATED_TEXT_CHARS, check_blocks, check_text
from fake_slack_records import BOT_ID, BOT_USER, Json, Message, Refused
from fake_slack_workspace import Workspace

_CHUNKS = {"markdown_text": ("text",), "task_update": ("id", "title", "status"), "plan_update": ("title",)}
_CHUNK_TITLE_CHARS = 256


def post_message(slack: Workspace, asked: Json) -> Json:
    """chat.postMessage. `channel` may be a user: that is their direct channel."""
    if asked.get("channel") in slack.users:
        asked = asked | {"channel": slack.direct_channel(asked["channel"])}
    channel = slack.channel_of(asked)
    content = _content(asked, TEXT_CHARS)
    message = slack.bot_message(
        channel,
        **content,
        thread_ts=asked.get("thread_ts"),
        metadata=_metadata(asked),
        unfurl_links=_flag(asked, "unfurl_links"),
        unfurl_media=_flag(asked, "unfurl_media"),
    )
    return {"channel": channel, "ts": message.ts, "message": message.shown()}


def post_ephemeral(slack: Workspace, asked: Json) -> Json:
    """chat.postEphemeral."""
    channel = slack.channel_of(asked)
    if asked.get("user") not in slack.users:
        raise Refused("user_not_in_channel")
    content = _content(asked, TEXT_CHARS)
    message = slack.bot_message(channel, **content, thread_ts=asked.get("thread_ts"), ephemeral_for=asked["user"])
    return {"message_ts": message.ts}


def update(slack: Workspace, asked: Json) -> Json:
    """chat.update. Text without blocks takes the blocks away; with blocks nobody sees that it was edited."""
    message = _own(slack, asked, "cant_update_message")
    if message.streaming:
        raise Refused("streaming_state_conflict")
    content = _content(asked, UPDATED_TEXT_CHARS)
    message.text = content["text"] or message.text
    if content["text"] or "blocks" in asked:
        message.blocks = content["blocks"]
    message.edited = not message.blocks
    if "metadata" in asked:
        message.metadata = _metadata(asked)
    return {"channel": message.channel, "ts": message.ts, "text": message.text, "message": message.shown()}


def delete(slack: Workspace, asked: Json) -> Json:
    """chat.delete."""
    message = _own(slack, asked, "cant_delete_message")
    if message.streaming:
        raise Refused("cant_delete_message")
    message.deleted = True
    return {"channel": message.channel, "ts": message.ts}


def start_stream(slack: Workspace, asked: Json) -> Json:
    """chat.startStream."""
    channel = slack.channel_of(asked)
    if not asked.get("thread_ts"):
        raise Refused("invalid_arguments", "missing required field: thread_ts")
    for name in () if slack.channels[channel]["is_im"] else ("recipient_user_id", "recipient_team_id"):
        if not asked.get(name):
            raise Refused(f"missing_{name}")
    message = Message(channel, slack.next_ts(), BOT_USER, thread_ts=asked["thread_ts"], bot_id=BOT_ID)
    message.streaming = message.streamed = True
    _append(slack, message, asked)
    slack.add(message)
    return {"channel": channel, "ts": message.ts}


def append_stream(slack: Workspace, asked: Json) -> Json:
    """chat.appendStream."""
    message = _open_stream(slack, asked)
    if not asked.get("chunks") and not asked.get("markdown_text"):
        raise Refused("no_text")
    _append(slack, message, asked)
    return {"channel": message.channel, "ts": message.ts}


def stop_stream(slack: Workspace, asked: Json) -> Json:
    """chat.stopStream. Refused, it leaves the stream open and as it was."""
    message = _open_stream(slack, asked)
    blocks = asked.get("blocks") or []
    check_blocks(blocks)
    metadata = _metadata(asked)
    _append(slack, message, asked)
    message.blocks = message.blocks + blocks
    message.metadata = metadata or message.metadata
    message.streaming = False
    return {"channel": message.channel, "ts": message.ts, "message": message.shown()}


def _content(asked: Json, most: int) -> Json:
    """Text and blocks of a message, checked."""
    text, markdown, blocks = asked.get("text") or "", asked.get("markdown_text"), asked.get("blocks") or []
    if markdown and (text or blocks):
        raise Refused("markdown_text_conflict")
    if not (text or markdown or blocks or asked.get("attachments")):
        raise Refused("no_text")
    check_text(text, most)
    check_text(markdown or "", MARKDOWN_CHARS)
    check_blocks(blocks)
    return {"text": markdown or text, "blocks": blocks}


def _metadata(asked: Json) -> Json | None:
    metadata: Json | None = asked.get("metadata")
    if not metadata:
        return None
    fine = isinstance(metadata, dict) and isinstance(metadata.get("event_type"), str)
    if not fine or not isinstance(metadata.get("event_payload"), dict):
        raise Refused("invalid_metadata_format")
    return metadata


def _flag(asked: Json, name: str) -> bool | None:
    """A boolean argument: JSON sends true, a form "1", "true" or "0"."""
    value = asked.get(name)
    return None if value is None else str(value).lower() in ("true", "1")


def _own(slack: Workspace, asked: Json, otherwise: str) -> Message:
    message = slack.find(slack.channel_of(asked), asked.get("ts"))
    if not message.by_bot:
        raise Refused(otherwise)
    return message


def _open_stream(slack: Workspace, asked: Json) -> Message:
    message = slack.find(slack.channel_of(asked), asked.get("ts"))
    if not message.streaming:
        raise Refused("message_not_in_streaming_state")
    return message


def _append(slack: Workspace, message: Message, asked: Json) -> None:
    """All of it, or nothing where Slack refuses any."""
    markdown, chunks = asked.get("markdown_text"), asked.get("chunks") or []
    if markdown and chunks:
        raise Refused("cannot_provide_both_markdown_text_and_chunks")
    if not markdown and not chunks:
        return
    mode = "chunks" if chunks else "markdown_text"
    if message.stream_mode not in (None, mode):
        raise Refused("streaming_mode_mismatch")
    chunks = chunks or [{"type": "markdown_text", "text": markdown}]
    _check_chunks(chunks)
    text = "".join(one["text"] for one in chunks if one["type"] == "markdown_text")
    check_text(message.text + text, slack.stream_limit_chars)
    blocks = message.blocks + [block for one in chunks if one["type"] == "blocks" for block in one["blocks"]]
    check_blocks(blocks)
    message.stream_mode, message.text, message.blocks = mode, message.text + text, blocks
    message.chunks = message.chunks + [one for one in chunks if one["type"] not in ("markdown_text", "blocks")]


def _check_chunks(chunks: Any) -> None:
    if not isinstance(chunks, list):
        raise Refused("invalid_chunks", "chunks is no list")
    for place, chunk in enumerate(chunks):
        _check_chunk(chunk, f"/chunks/{place}")


def _check_chunk(chunk: Any, where: str) -> None:
    kind = chunk.get("type") if isinstance(chunk, dict) else None
    if kind == "blocks":
        return check_blocks(chunk.get("blocks"))
    if kind not in _CHUNKS:
        raise Refused("invalid_chunks", f"{where} is of unknown type {kind!r}")
    if missing := [name for name in _CHUNKS[kind] if not isinstance(chunk.get(name), str)]:
        raise Refused("invalid_chunks", f"{where} has no {', '.join(missing)}")
    if len(chunk.get("title", "")) > _CHUNK_TITLE_CHARS:
        raise Refused("invalid_chunks", f"{where}/title has more than {_CHUNK_TITLE_CHARS} characters")
    return check_text(chunk.get("text", ""), MARKDOWN_CHARS)
