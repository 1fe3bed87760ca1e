"""Bolt: what is subscribed to, and to whom it is handed. The only file that knows slack_bolt.

Promise: a question is written down in a middleware, that is, before Bolt acknowledges its event; listeners only hand
on, so that acknowledging never waits for an answer. Whatever the environment says, the token that was given is used.
"""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from slack_bolt import Ack, App, BoltRequest, BoltResponse, Respond
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.surfaces.slack.blocks import OPINION, PASSAGE
from bot.surfaces.slack.desk import HELP, NOT_HERE, Desk
from bot.surfaces.slack.manifest import COMMAND, SHORTCUT
from bot.surfaces.slack.markup import links_in
from bot.surfaces.slack.taking_in import TakingIn

LOG = logging.getLogger("footnote.slack")
ANY = re.compile(".*", re.DOTALL)
PING_S = 2.0
"""A connection that broke is noticed at the next ping, and not before."""
N_LISTENERS = 10


def build(
    client: WebClient, who: dict[str, Any], desk: Desk, taking: TakingIn, secret: str
) -> tuple[App, ThreadPoolExecutor]:
    """The app, and the threads of its listeners; `who` is what auth.test says."""
    listeners = ThreadPoolExecutor(N_LISTENERS, thread_name_prefix="bolt")
    logger = logging.getLogger("footnote.bolt")
    logger.setLevel(logging.ERROR)  # it warns that `authorize` is used, and of bodies

    def authorize() -> AuthorizeResult:
        # By hand: with SLACK_CLIENT_ID in the environment Bolt would forget the token and look for an OAuth store.
        return AuthorizeResult.from_auth_test_response(auth_test_response=who, bot_token=client.token)

    app = App(
        client=client,
        authorize=lambda **_: authorize(),
        signing_secret=secret or "socket mode needs none",
        request_verification_enabled=bool(secret),
        listener_executor=listeners,
        logger=logger,
        process_before_response=False,
    )
    _hand_on_events(app, desk)
    _hand_on_clicks(app, desk)
    _hand_on_articles(app, desk, taking)

    @app.error
    def unexpected(error: Exception) -> None:
        LOG.error("reference %s: %s", secrets.token_hex(4), type(error).__name__, exc_info=error)

    return app, listeners


def _hand_on_events(app: App, desk: Desk) -> None:
    @app.middleware
    def write_down(body: dict[str, Any], context: dict[str, Any], next: Callable[[], None]) -> BoltResponse | None:
        if body.get("type") == "event_callback" and not isinstance((body.get("event") or {}).get("type"), str):
            return BoltResponse(status=200)  # no listener would take it, and Slack would send it again
        context["asked"] = desk.write_down(body)
        next()
        return None

    @app.event(ANY)
    def event(body: dict[str, Any], context: dict[str, Any]) -> None:
        if context["asked"] is not None:
            desk.take(context["asked"])
        else:
            desk.notice(body)


def _hand_on_clicks(app: App, desk: Desk) -> None:
    @app.action(re.compile(f"{PASSAGE}-"))
    def passage(ack: Ack, body: dict[str, Any]) -> None:
        ack()
        desk.notices.submit(desk.show_passage, body)

    @app.action(OPINION)
    def opinion(ack: Ack, body: dict[str, Any]) -> None:
        ack()
        desk.notices.submit(desk.keep_opinion, body)

    @app.action(ANY)
    def other(ack: Ack) -> None:
        ack()

    @app.view(ANY)
    def submitted(ack: Ack) -> None:
        ack()


def _hand_on_articles(app: App, desk: Desk, taking: TakingIn) -> None:
    @app.command(COMMAND)
    def command(ack: Ack, command: dict[str, Any], respond: Respond) -> None:
        ack()
        verb, _, rest = str(command.get("text") or "").strip().partition(" ")
        user, channel = str(command.get("user_id")), str(command.get("channel_id"))
        say = _privately(respond, desk, user, channel)
        if not desk.rules.access.allows(user, channel, direct=channel.startswith("D")):
            say(NOT_HERE)
        elif verb == "ingest":
            urls = links_in(rest) or rest.split()
            taking.start(urls, [], user, channel, say)
        elif verb in ("articles", "list"):
            say(desk.listed(channel, direct=channel.startswith("D")))
        else:
            say(HELP)

    @app.shortcut(SHORTCUT)
    def shortcut(ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        message = body.get("message") or {}
        urls, files = links_in(str(message.get("text") or "")), list(message.get("files") or [])
        user, channel = str((body.get("user") or {}).get("id")), str((body.get("channel") or {}).get("id"))
        say = _privately(respond, desk, user, channel)
        if desk.rules.access.allows(user, channel, direct=channel.startswith("D")):
            taking.start(urls, files, user, channel, say)
        else:
            say(NOT_HERE)


def _privately(respond: Respond, desk: Desk, user: str, channel: str) -> Callable[[str], None]:
    """Say something to the one who asked: by the response's address, and where that fails or has expired, directly."""
    how = {"response_type": "ephemeral", "replace_original": False, "unfurl_links": False, "unfurl_media": False}

    def say(text: str) -> None:
        try:
            taken = respond(text=text, **how).status_code == 200  # type: ignore[arg-type]
        except Exception as error:  # noqa: BLE001 - whatever is wrong with that address, there is another way
            LOG.info("a response's address fails: %s", type(error).__name__)
            taken = False
        if not taken:
            desk.whisper(channel, user, text)

    def later(text: str) -> None:
        desk.notices.submit(say, text)

    return later


def connect(app: App, app_token: str, *, bypasses_proxy: bool) -> SocketModeHandler:
    """A socket that is open; where the host is not to be reached through the proxy, it is not."""
    handler = SocketModeHandler(app, app_token, ping_interval=PING_S)
    if bypasses_proxy:
        handler.client.proxy = None  # slack_sdk's socket does not read NO_PROXY
    handler.connect()  # type: ignore[no-untyped-call]
    return handler


def dispatch(app: App, body: str, headers: dict[str, Any]) -> BoltResponse:
    """A request that came by HTTP."""
    return app.dispatch(BoltRequest(body=body, headers=headers))
