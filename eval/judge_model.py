"""The chat model behind the judge: opened by name, and asked with bounded patience.

Promise: the provider is always named, never guessed; temperature is 0. What may pass (no connection, too many
requests) is tried again a few times, longer and longer apart; what cannot (a wrong key, no such model) ends the work.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from bot.errors import ModelError, UsageError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

N_TRIES = 4
FIRST_WAIT_S = 1.0
"""Before the second try; doubled for each further one."""
OFF = "leave out --judge: no other figure needs one"
_TURNED_DOWN = (401, 402, 403, 404)
"""A key or a model name; 400 is left to one question, which may be too long for the model."""
_PASSING = (408, 409, 425, 429, *range(500, 600))


_CREDENTIALS = re.compile(r"//[^/@\s]+@")


class NoReply(Exception):
    """The reason why a request has none."""


def open_chat(name: str, base_url: str | None = None) -> BaseChatModel:
    """The chat model "PROVIDER:MODEL"; `base_url` for a server of one's own.

    Raises:
        UsageError: no provider, or one that LangChain does not know.
        ModelError: the provider's package is not installed, or it cannot be opened (no key, say).

    """
    provider, _, model = name.partition(":")
    if not provider or not model:
        raise UsageError(f"judge {name!r} names no provider", hint=f"--judge openai:{name.strip(':') or 'MODEL'}")
    from langchain.chat_models import init_chat_model

    where: dict[str, Any] = {"base_url": base_url} if base_url else {}
    try:
        chat: BaseChatModel = init_chat_model(model, model_provider=provider, temperature=0, **where)
        return chat
    except ImportError as error:
        raise _not_installed(name, error) from None
    except Exception as error:  # noqa: BLE001 - every provider has errors of its own
        _, unknown, known = str(error).partition("model providers are: ")
        if unknown:
            raise UsageError(f"judge {name!r}: no provider {provider!r}", hint=f"one of {known}") from None
        raise ModelError(f"cannot open judge {name}: {one_line(error)}", hint=_key_hint(provider)) from None


def send(chat: BaseChatModel, name: str, messages: list[tuple[str, str]], first_wait_s: float = FIRST_WAIT_S) -> Any:
    """The model's message.

    Raises:
        NoReply: none came, after N_TRIES where trying again made sense.
        ModelError: the request is turned down.

    """
    for n in range(N_TRIES):
        try:
            return chat.invoke(messages)
        except Exception as error:  # noqa: BLE001 - every provider has errors of its own
            reason, passing = one_line(error), _may_pass(error)
            if _status(error) in _TURNED_DOWN:
                raise ModelError(f"judge {name} turns the request down: {reason}", hint=OFF) from None
        if not passing:
            break
        if n + 1 < N_TRIES:
            time.sleep(first_wait_s * 2**n)
    raise NoReply(f"no reply: {reason}")


def _may_pass(error: BaseException) -> bool:
    """Whether the network or a busy server is behind it; providers wrap the errors of their HTTP client."""
    import httpx

    chain = [error, *_causes(error)]
    network = any(isinstance(one, httpx.TransportError | ConnectionError | TimeoutError) for one in chain)
    return network or _status(error) in _PASSING


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause = error.__cause__ or error.__context__
    for _ in range(10):
        if cause is None:
            return
        yield cause
        cause = cause.__cause__ or cause.__context__


def _status(error: BaseException) -> int:
    """HTTP status that an error carries, 0 for none."""
    status = getattr(error, "status_code", None) or getattr(getattr(error, "response", None), "status_code", None)
    return status if isinstance(status, int) else 0


def _not_installed(name: str, error: ImportError) -> ModelError:
    if not isinstance(error.__cause__ or error, ModuleNotFoundError):
        reason = one_line(error.__cause__ or error)
        return ModelError(f"judge {name}: its package does not fit the others: {reason}", hint=_upgrade(error))
    package = str(error).rpartition("pip install ")[2].strip("`. ")
    hint = f"pip install {package}" if package and " " not in package else one_line(error)
    return ModelError(f"judge {name} needs a package that is not installed", hint=hint)


def _upgrade(error: ImportError) -> str:
    package = str(error).rpartition("pip install ")[2].strip("`. ") or "langchain"
    return f"pip install --upgrade {package} langchain langchain-core"


def _key_hint(provider: str) -> str:
    return f"most providers want a key in the environment, such as {provider.upper()}_API_KEY"


def one_line(error: object, limit: int = 200) -> str:
    """What it says, cut short."""
    text = " ".join(_CREDENTIALS.sub("//", str(error)).split()) or type(error).__name__
    return text if len(text) <= limit else text[: limit - 1] + "…"
