"""A chat model: opened by name, asked or streamed with bounded patience.

Promise: the provider is always named, never guessed; temperature is 0. What may pass (no connection, too many
requests) is tried again a few times, longer and longer apart and no earlier than the server asks; what cannot pass (a
wrong key, no such model) is said at once. Nothing is sent by opening. A stream that is closed closes its connection.
"""

from __future__ import annotations

import re
import time
from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from bot.errors import ModelError, UsageError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

Messages = list[tuple[str, str]]
PACKAGES = {"openai": "langchain-openai", "anthropic": "langchain-anthropic", "ollama": "langchain-ollama"}
"""Those that are extras of Footnote; LangChain knows others."""
_TURNED_DOWN = (401, 402, 403, 404)
"""A key or a model name; 400 is left to one question, which may be too long for the model."""
_TOO_LONG = (400, 413, 422)
_PASSING = (408, 409, 425, 429, *range(500, 600))
_ENDS = ("finish_reason", "stop_reason", "done_reason")
_CUT = ("length", "max_tokens", "model_length")
_DECLINED = ("content_filter", "refusal", "safety")
_ABOUT_LENGTH = re.compile(r"context|too (?:long|large|many)|maximum|exceed|length", re.IGNORECASE)
_CREDENTIALS = re.compile(r"(?<=//)[^/@\s]+@")
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


def require_provider(name: str, role: str = "answerer") -> str:
    """The provider of "PROVIDER:MODEL".

    Raises:
        UsageError: there is none.
        ModelError: it is one of PACKAGES, and its package is not installed.

    """
    provider, _, model = name.partition(":")
    if not provider or not model:
        raise UsageError(
            f"{role} {name!r} names no provider", hint=f"--{role} openai:{name.strip(':') or 'MODEL'}", code="answerer"
        )
    package = PACKAGES.get(provider)
    if package and find_spec(package.replace("-", "_")) is None:
        raise ModelError(f"{role} {name} needs a package that is not installed", hint=f"pip install {package}")
    return provider


def open_chat(
    name: str,
    base_url: str | None = None,
    *,
    role: str = "answerer",
    key: str | None = None,
    timeout_s: float | None = None,
) -> BaseChatModel:
    """LangChain's chat model "PROVIDER:MODEL"; `base_url` for a server of one's own.

    A client's own retries are off where we know its name for them: ours tell what they wait for.

    Raises:
        UsageError: no provider, or one that LangChain does not know.
        ModelError: the provider's package is not installed, or it cannot be opened (no key, say).

    """
    provider = require_provider(name, role)
    model = name.partition(":")[2]
    from langchain.chat_models import init_chat_model

    options = _options(provider, base_url, key, timeout_s)
    try:
        chat: BaseChatModel = init_chat_model(model, model_provider=provider, temperature=0, **options)
        return chat
    except ImportError as error:
        raise _not_installed(role, name, error) from None
    except Exception as error:  # noqa: BLE001 - every provider has errors of its own
        _, unknown, known = str(error).partition("model providers are: ")
        if unknown:
            raise UsageError(f"{role} {name!r}: no provider {provider!r}", hint=f"one of {known}") from None
        hint = f"most providers want a key in the environment or keys.env, such as {provider.upper()}_API_KEY"
        raise ModelError(f"cannot open {role} {name}: {one_line(error)}", hint=hint) from None


def _options(provider: str, base_url: str | None, key: str | None, timeout_s: float | None) -> dict[str, Any]:
    """In the words of the provider's client."""
    options: dict[str, Any] = {"base_url": base_url} if base_url else {}
    if provider == "ollama":
        return options | ({"client_kwargs": {"timeout": timeout_s}} if timeout_s else {})
    if key or (base_url and provider == "openai"):
        options["api_key"] = key or "none"  # the client wants one, a server of one's own does not
    if provider in PACKAGES:
        options["max_retries"] = 0
        options |= {"timeout": timeout_s} if timeout_s else {}
    return options


def address_of(chat: BaseChatModel) -> str:
    """Where its requests go, without credentials; "" where its client does not tell."""
    for path in (("root_client", "base_url"), ("_client", "base_url"), ("_client", "_client", "base_url")):
        found: Any = chat
        for name in path:
            found = getattr(found, name, None)
        if found:
            return _CREDENTIALS.sub("", str(found)).rstrip("/")
    return ""


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


def _not_installed(role: str, name: str, error: ImportError) -> ModelError:
    if not isinstance(error.__cause__ or error, ModuleNotFoundError):
        reason = one_line(error.__cause__ or error)
        return ModelError(f"{role} {name}: its package does not fit the others: {reason}", hint=_upgrade(error))
    package = str(error).rpartition("pip install ")[2].strip("`. ")
    hint = f"pip install {package}" if package and " " not in package else one_line(error)
    return ModelError(f"{role} {name} needs a package that is not installed", hint=hint)


def _upgrade(error: ImportError) -> str:
    package = str(error).rpartition("pip install ")[2].strip("`. ") or "langchain"
    return f"pip install --upgrade {package} langchain langchain-core"


def one_line(error: object, limit: int = 200) -> str:
    """What it says, cut short, without keys, and without credentials in addresses.

    >>> one_line("wrong key sk-abc123def at https://me:pw@host/v1")
    'wrong key (a key) at https://host/v1'
    """
    text = " ".join(_KEY.sub("(a key)", _CREDENTIALS.sub("", str(error))).split()) or type(error).__name__
    return text if len(text) <= limit else text[: limit - 1] + "…"
