"""A chat model, asked or streamed with bounded patience.

Promise: what may pass (no connection, too many requests) is tried again a few times, longer and longer apart and no
earlier than the server asks; what cannot pass (a wrong key, no such model) is said at once. A stream that is closed
closes its connection.
"""

from __future__ import annotations

import re
import time
from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.errors import ModelError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

Messages = list[tuple[str, str]]
_TURNED_DOWN = (401, 402, 403, 404)
"""A key or a model name; 400 is left to one question, which may be too long for the model."""
_TOO_LONG = (400, 413, 422)
_PASSING = (408, 409, 425, 429, *range(500, 600))
_ENDS = ("finish_reason", "stop_reason", "done_reason")
_CUT = ("length", "max_tokens", "model_length")
_DECLINED = ("content_filter", "refusal", "safety")
_ABOUT_LENGTH = re.compile(r"context|too (?:long|large|many)|maximum|exceed|length", re.IGNORECASE)
CREDENTIALS = re.compile(r"(?<=//)[^/@\s]+@")
_KEY = re.compile(r"(?i:\bbearer\s+\S+)|\b(?:sk|gsk|xai|key|pk)[-_][\w*-]{6,}[\w*]")


class NoReply(Exception):
    """The reason why a request has none, or (`begun`) why it broke off."""

    def __init__(self, reason: str, *, begun: bool = False) -> None:
        """`begun`: some of the reply has come."""
        super().__init__(reason)
        self.begun = begun


class TooLong(NoReply):
    """The request has more text than the model takes."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a request is tried, seconds before the second try (doubled for each further one), the longest wait."""

    n_tries: int = 4
    first_wait_s: float = 1.0
    max_wait_s: float = 20.0


PATIENT, QUICK = Patience(), Patience(3, 0.5, 8.0)
"""Where nobody waits for the reply, and where somebody does."""


@dataclass(frozen=True, slots=True)
class ChatModel:
    """`name` is PROVIDER:MODEL; `role` is what errors call it, `off` what to do without it."""

    name: str
    chat: BaseChatModel
    role: str = "answerer"
    off: str = "footnote config set answerer extractive"
    patience: Patience = PATIENT
    secret: str = field(default="", repr=False)
    """The key in use, which no message may show, whatever a server says of it."""

    def ask(self, messages: Messages) -> Any:
        """The model's message.

        Raises:
            NoReply: none came, after `n_tries` where trying again made sense.
            ModelError: the request is turned down.

        """
        for n in range(self.patience.n_tries):
            try:
                with _untraced():
                    return self.chat.invoke(messages)
            except Exception as error:  # noqa: BLE001 - every provider has errors of its own
                self._wait_or_raise(error, n)
        raise AssertionError  # the last try raises

    def stream(self, messages: Messages) -> Generator[str, None, str]:
        """The text as it comes; gives back why it ended: "", "cut" or "declined". Raises as `ask` does."""
        for n in range(self.patience.n_tries):
            begun = False
            try:
                with closing(_pieces(self.chat, messages)) as pieces:
                    while True:
                        piece = next(pieces)
                        begun = begun or bool(piece)
                        yield piece
            except StopIteration as stop:
                return str(stop.value)
            except Exception as error:  # noqa: BLE001 - every provider has errors of its own
                if begun:
                    raise NoReply(self._reason(error), begun=True) from None
                self._wait_or_raise(error, n)
        raise AssertionError  # the last try raises

    def close(self) -> None:
        """Close the client's connections: Ollama's are its own, other clients share theirs and see to them."""
        if self.name.startswith("ollama:"):
            self.chat._client.close()  # type: ignore[attr-defined]

    def _wait_or_raise(self, error: Exception, n: int) -> None:
        """Sleep before try `n + 1`, or say why there is none."""
        reason, status = self._reason(error), status_of(error)
        if status in _TURNED_DOWN:
            raise ModelError(f"{self.role} {self.name} turns the request down: {reason}", hint=self.off) from None
        if status == 400 and "temperature" in reason and getattr(self.chat, "temperature", None) is not None:
            self.chat.temperature = None  # type: ignore[attr-defined]  # some models take none
            return
        if status in _TOO_LONG and _ABOUT_LENGTH.search(reason):
            raise TooLong(f"no reply: {reason}") from None
        wait = max(self.patience.first_wait_s * 2**n, _asked_to_wait(error))
        if not _may_pass(error) or n + 1 >= self.patience.n_tries or wait > self.patience.max_wait_s:
            raise NoReply(f"no reply: {reason}") from None
        time.sleep(wait)

    def _reason(self, error: BaseException) -> str:
        return one_line(str(error).replace(self.secret, "(a key)") if self.secret else error) or type(error).__name__


def _untraced() -> AbstractContextManager[None]:
    """LangSmith's tracing off, whatever the environment says: text goes to the model that was chosen, nowhere else."""
    from langsmith.run_helpers import tracing_context

    off: AbstractContextManager[None] = tracing_context(enabled=False)
    return off


def _pieces(chat: BaseChatModel, messages: Messages) -> Generator[str, None, str]:
    """Text as it comes; gives back how it ended: a stream that was cut may just end, without a reason."""
    ended = ""
    stream = chat.stream(messages)
    try:
        with _untraced():  # which is settled by the first step
            chunk = next(stream, None)
        while chunk is not None:
            metadata = chunk.response_metadata
            ended = next((str(metadata[name]) for name in _ENDS if metadata.get(name)), ended)
            yield str(chunk.text)
            chunk = next(stream, None)
    finally:
        getattr(stream, "close", lambda: None)()
    if ended in _DECLINED:
        return "declined"
    return "cut" if ended in _CUT or not ended else ""


def _may_pass(error: BaseException) -> bool:
    """Whether the network or a busy server is behind it; providers wrap the errors of their HTTP client."""
    import httpx

    chain = [error, *_causes(error)]
    network = any(isinstance(one, httpx.TransportError | ConnectionError | TimeoutError) for one in chain)
    return network or status_of(error) in _PASSING


def _asked_to_wait(error: BaseException) -> float:
    """Seconds that the server's Retry-After asks for, 0 where it does not, or gives a date."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    try:
        return max(0.0, float(headers.get("retry-after", 0)))
    except (TypeError, ValueError):
        return 0.0


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause = error.__cause__ or error.__context__
    for _ in range(10):
        if cause is None:
            return
        yield cause
        cause = cause.__cause__ or cause.__context__


def status_of(error: BaseException) -> int:
    """HTTP status that an error carries, 0 for none."""
    status = getattr(error, "status_code", None) or getattr(getattr(error, "response", None), "status_code", None)
    return status if isinstance(status, int) else 0


def one_line(error: object, limit: int = 200) -> str:
    """What it says, cut short, without keys, and without credentials in addresses.

    >>> one_line("wrong key sk-abc123def at https://me:pw@host/v1")
    'wrong key (a key) at https://host/v1'
    """
    text = " ".join(_KEY.sub("(a key)", CREDENTIALS.sub("", str(error))).split()) or type(error).__name__
    return text if len(text) <= limit else text[: limit - 1] + "…"
