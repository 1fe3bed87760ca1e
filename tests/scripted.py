"""A server on loopback that speaks as OpenAI, Ollama and Anthropic do, streaming included, and says what it is told to.

Each request takes the next `Reply` of the script, or what a function there makes of the request; the last one is
repeated. What was asked, and whether the client hung up before the end, is kept.
"""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from bot.engine import Engine
from bot.grounding.support import support
from bot.sentences import split_sentences

Opened = Callable[..., Engine]
"""The fixture `opened`."""
PROVIDERS = ("openai", "ollama", "anthropic")


@dataclass(frozen=True)
class Reply:
    """What to say, in pieces of `size` characters, and what goes wrong with it."""

    text: str = ""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    error: str = "something went wrong"
    size: int = 7
    pause_s: float = 0.0
    finish: str = "stop"
    refusal: bool = False
    hang_s: float = 0.0
    hang_up_after: int | None = None
    garbage: bool = False


@dataclass
class Server:
    """A running one. `requests` are the bodies; `texts` all that was said to the model in each."""

    url: str
    script: list[Reply | Callable[[dict[str, Any]], Reply]]
    requests: list[dict[str, Any]] = field(default_factory=list)
    hung_up: threading.Event = field(default_factory=threading.Event)
    began: list[float] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        """Everything each request said."""
        return [json.dumps(one, ensure_ascii=False) for one in self.requests]

    def take(self, body: dict[str, Any]) -> Reply:
        """The reply to this request."""
        self.began.append(time.monotonic())
        self.requests.append(body)
        reply = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        return reply(body) if callable(reply) else reply


@contextmanager
def serving(*script: Reply | Callable[[dict[str, Any]], Reply]) -> Iterator[Server]:
    """The server, for as long as the body runs."""
    listening = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    listening.daemon_threads = True
    server = Server(f"http://127.0.0.1:{listening.server_address[1]}", list(script) or [Reply()])
    listening.scripted = server  # type: ignore[attr-defined]
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listening.shutdown()
        listening.server_close()


def base_url(server: Server, provider: str) -> str:
    """As the user would set it."""
    return f"{server.url}/v1" if provider == "openai" else server.url


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def finish(self) -> None:
        """A client may hang up."""
        with suppress(OSError):
            super().finish()

    def handle_one_request(self) -> None:
        """As the base, for clients that hang up."""
        try:
            super().handle_one_request()
        except ConnectionResetError:
            self.close_connection = True

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Nothing is there to be got."""
        server: Server = self.server.scripted  # type: ignore[attr-defined]
        server.paths.append(self.path)
        self.send_error(404)

    def do_POST(self) -> None:
        """One request."""
        server: Server = self.server.scripted  # type: ignore[attr-defined]
        server.paths.append(self.path)
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        reply = server.take(body)
        time.sleep(reply.hang_s)
        try:
            self._answer(reply, body)
        except (BrokenPipeError, ConnectionResetError):
            server.hung_up.set()

    def _answer(self, reply: Reply, body: dict[str, Any]) -> None:
        if reply.status != 200:
            return self._whole(reply.status, {"error": {"message": reply.error, "type": "error"}}, reply.headers)
        speak = {"/v1/chat/completions": _openai, "/api/chat": _ollama, "/v1/messages": _anthropic}[
            self.path.partition("?")[0]
        ]
        streamed = body.get("stream", self.path == "/api/chat")
        if reply.garbage:
            return self._sent([b"<html>502 Bad Gateway</html>\n\n"], "text/event-stream")
        if not streamed:
            return self._whole(200, _at_once(speak, reply), ())
        kind = "application/x-ndjson" if speak is _ollama else "text/event-stream"
        return self._sent(speak(reply), kind, reply)

    def _whole(self, status: int, value: dict[str, Any], headers: tuple[tuple[str, str], ...]) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        for name, one in headers:
            self.send_header(name, one)
        self.end_headers()
        self.wfile.write(data)

    def _sent(self, lines: Any, kind: str, reply: Reply | None = None) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for n, line in enumerate(lines):
            if reply and reply.hang_up_after is not None and n >= reply.hang_up_after:
                self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True
                return
            self.wfile.write(f"{len(line):x}\r\n".encode() + line + b"\r\n")
            self.wfile.flush()
            time.sleep(reply.pause_s if reply else 0)
        self.wfile.write(b"0\r\n\r\n")


def _pieces(reply: Reply) -> list[str]:
    return [reply.text[i : i + reply.size] for i in range(0, len(reply.text), reply.size)]


def _openai(reply: Reply) -> Iterator[bytes]:
    frame = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "scripted"}
    word = "refusal" if reply.refusal else "content"
    deltas: list[tuple[dict[str, Any], str | None]] = [({"role": "assistant", "content": ""}, None)]
    deltas += [({word: piece}, None) for piece in _pieces(reply)]
    deltas += [({}, reply.finish)] * bool(reply.finish)
    for delta, finish in deltas:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        yield f"data: {json.dumps({**frame, 'choices': [choice]})}\n\n".encode()
    if reply.finish:
        yield b"data: [DONE]\n\n"


def _ollama(reply: Reply) -> Iterator[bytes]:
    frame = {"model": "scripted", "created_at": "2026-01-01T00:00:00Z"}
    for piece in _pieces(reply):
        message = {"role": "assistant", "content": piece}
        yield json.dumps({**frame, "message": message, "done": False}).encode() + b"\n"
    if reply.finish:
        last = {"message": {"role": "assistant", "content": ""}, "done": True, "done_reason": reply.finish}
        yield json.dumps({**frame, **last}).encode() + b"\n"


_STOPS = {"stop": "end_turn", "length": "max_tokens", "content_filter": "refusal"}


def _anthropic(reply: Reply) -> Iterator[bytes]:
    usage = {"input_tokens": 1, "output_tokens": 1}
    message = {"id": "m", "type": "message", "role": "assistant", "model": "scripted", "content": []}
    events: list[dict[str, Any]] = [
        {"type": "message_start", "message": {**message, "stop_reason": None, "stop_sequence": None, "usage": usage}},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
    ]
    events += [
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": piece}}
        for piece in _pieces(reply)
    ]
    if reply.finish:
        events.append({"type": "content_block_stop", "index": 0})
        delta = {"stop_reason": _STOPS[reply.finish], "stop_sequence": None}
        events.append({"type": "message_delta", "delta": delta, "usage": {"output_tokens": 1}})
        events.append({"type": "message_stop"})
    for event in events:
        yield f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode()


def _at_once(speak: Any, reply: Reply) -> dict[str, Any]:
    """The same without streaming."""
    if speak is _openai:
        said = {"role": "assistant", "content": reply.text}
        choice = {"index": 0, "message": said, "finish_reason": reply.finish}
        return {"id": "x", "object": "chat.completion", "created": 1, "model": "scripted", "choices": [choice]}
    content = [{"type": "text", "text": reply.text}]
    usage = {"input_tokens": 1, "output_tokens": 1}
    message = {"id": "m", "type": "message", "role": "assistant", "model": "scripted", "content": content}
    return {**message, "stop_reason": _STOPS[reply.finish], "stop_sequence": None, "usage": usage}


_LINE = re.compile(r"^(\d+)\| (?!# )(.*)$", re.MULTILINE)


def parrot(body: dict[str, Any]) -> Reply:
    """A model that reads: it says the sentence that has most of the question's words, or that none has half of them."""
    content = body["messages"][-1]["content"]
    text = content if isinstance(content, str) else content[0]["text"]
    if "<earlier>" in text:
        return Reply("I would rather not.\nReally.")
    question = text.partition("<question>\n")[2].partition("\n</question>")[0]
    found = [
        (_in_order(question, said := line[s.start : s.end]), support(question, said), -int(n), said)
        for n, line in _LINE.findall(text)
        for s in split_sentences(line)
    ]
    _, share, n, best = max((one for one in found if one[1] >= 0.5), default=(False, 0.0, 0, ""))
    return Reply(f'{best} [{-n}] "{best}"\n' if share >= 0.5 else "NOT SAID")


def _in_order(question: str, said: str) -> bool:
    """Whether it names those of the question in their order: who gave and who got."""
    places = [said.find(name) for name in re.findall(r"\s([A-Z]\w+)", question) if name in said]
    return places == sorted(places)
