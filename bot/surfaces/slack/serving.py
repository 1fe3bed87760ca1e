"""Footnote in Slack, put together, until it is told to stop.

Promise: what another worker left when it died is taken over, at the start and every few seconds; on closing no event
is taken any more, answers that run may end, and what has not begun stays written down for the next worker.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import proxy_bypass

from bot.errors import FootnoteError
from bot.settings import Settings
from bot.surfaces.slack.api import Api, NoReply, Refused
from bot.surfaces.slack.config import Credentials, Rules
from bot.surfaces.slack.desk import Desk
from bot.surfaces.slack.http import HttpServer
from bot.surfaces.slack.journal import Journal
from bot.surfaces.slack.pool import Pool
from bot.surfaces.slack.taking_in import TakingIn
from bot.surfaces.slack.worker import Worker

if TYPE_CHECKING:
    from filelock import FileLock
    from slack_sdk import WebClient

LOG = logging.getLogger("footnote.slack")
WORKERS = "slack-workers"
SWEEP_S, END_S, TRIM_S, MAX_TAKING_IN = 1.0, 20.0, 3600.0, 50
"""Between two looks at what waits; how long answers that run may take to end."""


class SlackError(FootnoteError):
    """Slack does not let us in."""

    code = "slack"


def web_client(credentials: Credentials) -> WebClient:
    """The client; it tries nothing again by itself, because a post whose reply got lost would stand there twice."""
    from slack_sdk import WebClient

    client = WebClient(credentials.bot_token, base_url=credentials.api_url, retry_handlers=[])
    if bypasses_proxy(credentials):
        client.proxy = None
    return client


def bypasses_proxy(credentials: Credentials) -> bool:
    """Whether Slack's host is to be reached directly, as NO_PROXY says."""
    return bool(proxy_bypass(urlsplit(credentials.api_url).hostname or ""))


def who_we_are(client: WebClient) -> Any:
    """What auth.test says.

    Raises:
        SlackError: Slack does not know the token, or cannot be reached.

    """
    try:
        return Api(client).reply("auth_test")
    except (Refused, NoReply) as error:
        raise SlackError(f"Slack refuses: {error}", hint="footnote slack --check") from None


@dataclass(slots=True)
class Service:
    """Running from `start` to `close`."""

    settings: Settings
    credentials: Credentials
    rules: Rules
    name: str = field(default_factory=lambda: secrets.token_hex(6))
    desk: Desk = field(init=False)
    http: HttpServer | None = None
    leave: Callable[[], object] = lambda: None
    """Ends the process at once, where answers do not end in time: nothing may be closed under them."""
    _pools: tuple[Pool, ...] = ()
    _opened: ExitStack = field(default_factory=ExitStack)
    _stopped: threading.Event = field(default_factory=threading.Event)

    def start(self, port: int | None = None) -> None:
        """Open everything and listen: at an HTTP `port`, else at a socket.

        Raises:
            FootnoteError: Slack does not let us in, or the library cannot be opened.

        """
        with ExitStack() as opened:
            self._open(opened, port)
            self._opened = opened.pop_all()
        LOG.info("worker %s answers", self.name)

    def _open(self, opened: ExitStack, port: int | None) -> None:
        """Everything in order; what was opened last is closed first, so that nothing comes in while answers end."""
        from bot.surfaces.slack.app import build
        from bot.wiring import open_engine

        client = web_client(self.credentials)
        who = who_we_are(client)
        opened.callback(self._claim(self.name).release)
        limits, home = self.rules.limits, self.settings.home
        journal = Journal(home / "slack.sqlite", self.name)
        opened.callback(journal.close)
        engine = open_engine(self.settings)
        opened.callback(engine.close)
        notices = ThreadPoolExecutor(4, "notices")
        opened.callback(notices.shutdown)
        api = Api(client, bot_id=str(who["bot_id"]))
        worker = Worker(engine, journal, api, self.rules)
        pool = Pool(limits.answers_at_once, limits.questions_waiting, limits.questions_per_user)
        line = Pool(1, MAX_TAKING_IN, MAX_TAKING_IN)
        self._pools = (pool, line)
        self.desk = Desk(worker, journal, api, self.rules, pool, str(who["user_id"]), notices)
        parts = urlsplit(self.credentials.api_url)
        taking = TakingIn(
            self.settings, self.rules, self.credentials.bot_token, f"{parts.scheme}://{parts.netloc}", line
        )
        secret = self.credentials.signing_secret if port is not None else ""
        app, listeners = build(client, who, self.desk, taking, secret)
        opened.callback(self._drain)
        sweeping = threading.Thread(target=self._sweep, name="sweep")
        sweeping.start()
        opened.callback(sweeping.join)
        opened.callback(self._stopped.set)
        opened.callback(listeners.shutdown)
        opened.callback(self._listen(app, port))

    def _drain(self) -> None:
        """Let end what runs. What does not is gone on with by the next worker: the kernel frees our lock with us."""
        until = time.monotonic() + END_S
        ended = [pool.drain(max(0.0, until - time.monotonic())) for pool in self._pools]
        if not all(ended):
            LOG.warning("worker %s ends before its answers do", self.name)
            self.leave()

    def _listen(self, app: Any, port: int | None) -> Callable[[], Any]:
        """Listen; gives what ends that."""
        from bot.surfaces.slack.app import connect, dispatch

        if port is None:
            from slack_sdk.errors import SlackApiError

            try:
                handler = connect(app, self.credentials.app_token, bypasses_proxy=bypasses_proxy(self.credentials))
            except SlackApiError as error:
                what = f"SLACK_APP_TOKEN: Slack refuses: {error.response.get('error', '')}"
                raise SlackError(what, hint="footnote slack --check") from None
            return handler.close

        def answer(body: str, headers: dict[str, Any]) -> tuple[int, dict[str, Any], str]:
            reply = dispatch(app, body, headers)
            return reply.status, dict(reply.headers), reply.body

        self.http = HttpServer(port, answer)
        return self.http.close

    def close(self) -> None:
        """Stop in order."""
        self._opened.close()
        LOG.info("worker %s has stopped", self.name)

    def _claim(self, name: str) -> FileLock:
        """A lock that the kernel frees when its holder dies."""
        from filelock import FileLock

        folder = self.settings.home / WORKERS
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / f"{name}.lock", thread_local=False)
        lock.acquire(timeout=0)
        return lock

    def _sweep(self) -> None:
        trimmed = -TRIM_S
        while True:
            try:
                self._take_over()
                if time.monotonic() - trimmed >= TRIM_S:
                    self.desk.journal.trim()
                    trimmed = time.monotonic()
            except Exception as error:
                LOG.warning("looking at what waits: %s", type(error).__name__, exc_info=error)
            if self._stopped.wait(SWEEP_S):
                return

    def _take_over(self) -> None:
        """What dead workers left, and what of ours did not go out."""
        from filelock import Timeout

        for name in self.desk.journal.workers_with_work():
            if name == self.name:
                waiting = self.desk.journal.take_over(name)
            else:
                try:
                    lock = self._claim(name)
                except Timeout:  # it lives
                    continue
                try:
                    waiting = self.desk.journal.take_over(name)
                finally:
                    lock.release()
                (self.settings.home / WORKERS / f"{name}.lock").unlink(missing_ok=True)
                LOG.info("worker %s is gone: %d questions taken over", name, len(waiting))
            for asked, received in waiting:
                self.desk.resume(asked, received)
