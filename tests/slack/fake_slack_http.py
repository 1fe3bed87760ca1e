"""HTTP mode: what Slack has for the bot is posted to its URL, signed."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import time
from typing import Any
from urllib.parse import urlencode, urlsplit

from fake_slack_records import Envelope

_ANSWER_S = 10.0


def signed_headers(body: bytes, secret: str, timestamp: int | str | None = None) -> dict[str, str]:
    """The two headers by which a bot knows that Slack sent `body`. `timestamp` is in seconds since 1970, default now."""
    stamp = str(int(time.time()) if timestamp is None else timestamp)
    digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def post(envelope: Envelope, url: str, secret: str) -> None:
    """Sends it, and notes the answer in it. Slack gives a bot 3 seconds; this waits 10, so that a test can tell."""
    content_type, body = _encoded(envelope)
    headers = {"Content-Type": content_type, "User-Agent": "Slackbot 1.0"} | signed_headers(body, secret)
    if envelope.retry_attempt:
        headers |= {"X-Slack-Retry-Num": str(envelope.retry_attempt), "X-Slack-Retry-Reason": envelope.retry_reason}
    envelope.attempts += 1
    envelope.sent_at = time.monotonic()
    try:
        status, kind, told = _posted(url, body, headers)
    except OSError as error:
        envelope.failure = f"{type(error).__name__}: {error}"
        return
    if 200 <= status < 300:
        envelope.acked_at, envelope.ack_payload = time.monotonic(), _payload(kind, told)
    envelope.http_status = status


def _encoded(envelope: Envelope) -> tuple[str, bytes]:
    if envelope.kind == "events_api":
        return "application/json", json.dumps(envelope.payload).encode()
    form = envelope.payload if envelope.kind == "slash_commands" else {"payload": json.dumps(envelope.payload)}
    return "application/x-www-form-urlencoded", urlencode(form).encode()


def _posted(url: str, body: bytes, headers: dict[str, str]) -> tuple[int, str, bytes]:
    """Status, content type and body of the answer. No proxy of the environment is asked."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=_ANSWER_S)
    try:
        connection.request("POST", parts.path or "/", body, headers)
        answer = connection.getresponse()
        return answer.status, answer.headers.get_content_type(), answer.read()
    except http.client.HTTPException as error:
        raise ConnectionError(repr(error)) from error
    finally:
        connection.close()


def _payload(kind: str, told: bytes) -> Any:
    if not told:
        return None
    return json.loads(told) if kind == "application/json" else told.decode()
