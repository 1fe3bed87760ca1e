"""A Slack on loopback: web API, Socket Mode or HTTP deliveries, response URLs, files, and web pages besides.

    with FakeSlack() as slack:
        ...  # start the bot with slack.api_url, BOT_TOKEN and APP_TOKEN
        slack.wait_connected()
        ts = slack.say("Who gave what to whom?")
        slack.wait_for(lambda: slack.answers(CHANNEL, ts))

The server runs in a thread with an event loop of its own; every method here blocks and may be called from any thread.
Calls of the bot are carried out in further threads, so that some may be held while others pass. What goes wrong inside
the server is kept in `errors`, and raised when the context ends.
"""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType

import fake_slack_web as web_api
from aiohttp import web
from fake_slack_faults import Faults, Hold, answer
from fake_slack_http import post, signed_headers
from fake_slack_people import People
from fake_slack_records import (
    APP_ID,
    APP_TOKEN,
    BOT_ID,
    BOT_TOKEN,
    BOT_USER,
    CHANNEL,
    DIRECT,
    TEAM,
    USER,
    Call,
    Envelope,
    Fetch,
    Json,
    Message,
    Reply,
    Response,
)
from fake_slack_socket import Ending, Socket
from fake_slack_store import Store

__all__ = [
    "APP_ID",
    "APP_TOKEN",
    "BOT_ID",
    "BOT_TOKEN",
    "BOT_USER",
    "CHANNEL",
    "DIRECT",
    "TEAM",
    "USER",
    "Call",
    "Envelope",
    "FakeSlack",
    "Fetch",
    "Hold",
    "Json",
    "Message",
    "Response",
    "signed_headers",
]
_THREADS = 64
"""As many calls may be held at once."""


class FakeSlack(People, Store, Faults):
    """The server. What tests read stands in `Workspace`, what people do in `People`, what goes wrong in `Faults`.

    Args:
        redelivers: Whether events that were not acknowledged when their connection ended are sent again.
        stream_limit_chars: All text of one stream; reports on the real limit differ.
    """

    def __init__(self, *, redelivers: bool = True, stream_limit_chars: int = 12_000) -> None:
        People.__init__(self, stream_limit_chars=stream_limit_chars)
        Faults.__init__(self)
        self.http: tuple[str, str] | None = None
        self._socket = Socket(self, redelivers=redelivers)
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="fake-slack")
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), name="fake-slack", daemon=True)
        self._port: Future[int] = Future()
        self._loop: asyncio.AbstractEventLoop
        self._stopping: asyncio.Event

    def __enter__(self) -> FakeSlack:
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._port.result(timeout=10)}"
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        self.release_all()
        self._socket.drop()
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()
        self._pool.shutdown()
        if self.errors and kind is None:
            raise ExceptionGroup("inside the fake Slack", self.errors)

    @property
    def api_url(self) -> str:
        """What slack_sdk calls base_url."""
        return f"{self.url}/api/"

    # Connections

    @property
    def n_connections(self) -> int:
        """Open sockets of the bot, without those that were told to disconnect."""
        return self._socket.n_connections

    def wait_connected(self, n: int = 1, timeout: float = 20.0) -> None:
        """Until the bot has `n` connections or more."""
        self.wait_for(lambda: self.n_connections >= n, timeout)

    def disconnect(self) -> None:
        """Tells the bot to connect anew, as Slack does every hour or so."""
        self._socket.disconnect()

    def drop(self, how: Ending = "reset") -> None:
        """Ends every connection without notice: with a TCP "reset", with a "close" frame, or with "eof", the mere end
        of the stream. `n_connections` is 0 when this returns, or what the bot opened since."""
        self._socket.drop(how)

    def hasten(self, close: Callable[[], object]) -> None:
        """Runs `close`, of a SocketModeHandler for example, without its waits: slack_sdk ends only after something
        arrived, or after a second."""
        done: Future[object] = Future()
        closing = threading.Thread(target=lambda: _settle(done, close))
        closing.start()
        while closing.is_alive():
            self._socket.tell({"type": "hello"})
            closing.join(0.02)
        done.result()

    def use_http(self, url: str, secret: str) -> None:
        """From now on everything for the bot is posted there, signed with `secret`."""
        self.http = (url, secret)

    def deliver(self, envelope: Envelope) -> None:
        """For `People`."""
        if self.http is None:
            self._socket.send(envelope)
        else:
            self._pool.submit(self._post, envelope, *self.http)

    def _post(self, envelope: Envelope, url: str, secret: str) -> None:
        try:
            post(envelope, url, secret)
        except Exception as error:  # noqa: BLE001  # it is raised when the context ends
            self.errors.append(error)
        self.changed()

    # The server

    async def _run(self) -> None:
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        application = web.Application(client_max_size=64 * 1024**2)
        application.router.add_route("*", "/api/{method}", self._serve_api)
        application.router.add_get("/link", self._serve_link)
        application.router.add_post("/response/{name}", self._serve_response)
        application.router.add_get("/files/{name:.+}", self._serve_file)
        application.router.add_get("/pages/{name:.*}", self._serve_page)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        try:
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            self._port.set_result(runner.addresses[0][1])
            await self._stopping.wait()
        finally:
            await runner.cleanup()

    async def _serve_link(self, request: web.Request) -> web.StreamResponse:
        return await self._socket.serve(request)

    async def _serve_api(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        form = dict(await request.post())
        arguments = web_api.arguments_of(request.content_type, body, form, dict(request.query))
        authorization = request.headers.get("Authorization", "")
        method, authorization = request.match_info["method"], request.headers.get("Authorization", "")
        call = self.arrived(web_api.call_of(method, arguments, authorization))
        reply = await self._carried_out(method, lambda: web_api.perform(self, call))
        call.reply = None if reply.lost else json.loads(reply.content)
        self.changed()
        return _response(request, reply)

    async def _serve_response(self, request: web.Request) -> web.StreamResponse:
        name, body = request.match_info["name"], await request.json()
        return _response(request, await self._carried_out("response_url", lambda: self.respond(name, body)))

    async def _serve_file(self, request: web.Request) -> web.StreamResponse:
        fetch = _fetch(request)
        return _response(request, await self._carried_out("files", lambda: self.read_file(fetch)))

    async def _serve_page(self, request: web.Request) -> web.StreamResponse:
        fetch = _fetch(request)
        return _response(request, await self._carried_out("pages", lambda: self.read_page(fetch)))

    async def _carried_out(self, name: str, work: Callable[[], Reply]) -> Reply:
        """In a thread, as it may be held, and as hooks may take their time."""
        try:
            return await self._loop.run_in_executor(self._pool, self.carry_out, name, work)
        except Exception as error:  # noqa: BLE001  # it is raised when the context ends
            self.errors.append(error)
            return answer({"ok": False, "error": "fatal_error"}, 500)


def _fetch(request: web.Request) -> Fetch:
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Fetch(request.path, headers, time.monotonic())


def _response(request: web.Request, reply: Reply) -> web.Response:
    if reply.lost and request.transport is not None:
        request.transport.abort()
    headers = {"Content-Type": reply.content_type} | reply.headers
    return web.Response(body=reply.content, status=reply.status, headers=headers)


def _settle(done: Future[object], work: Callable[[], object]) -> None:
    try:
        done.set_result(work())
    except Exception as error:  # noqa: BLE001  # whoever waits for it gets it
        done.set_exception(error)
