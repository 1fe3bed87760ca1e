"""Chat models opened by name: "PROVIDER:MODEL" to LangChain's client for it.

Promise: the provider is always named, never guessed; temperature is 0; nothing is sent by opening. What is missing, a
package or a key, is said with what to type.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from bot.chat.model import CREDENTIALS, one_line
from bot.errors import ModelError, UsageError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

PACKAGES = {"openai": "langchain-openai", "anthropic": "langchain-anthropic", "ollama": "langchain-ollama"}
"""Those that are extras of Footnote; LangChain knows others."""


def require_provider(name: str, role: str = "answerer") -> str:
    """The provider of "PROVIDER:MODEL".

    Raises:
        UsageError: there is none.
        ModelError: it is one of PACKAGES, and its package is not installed.

    """
    provider, _, model = name.partition(":")
    if not provider or not model:
        what = "no model" if provider and ":" in name else "no provider"
        example = f"{provider}:MODEL" if provider and ":" in name else f"openai:{model or provider or 'MODEL'}"
        raise UsageError(f"{role} {name!r} names {what}", hint=f"--{role} {example}", code="answerer")
    package = PACKAGES.get(provider)
    if package and find_spec(package.replace("-", "_")) is None:
        raise ModelError(f"{role} {name} needs a package that is not installed", hint=f"pip install {package}")
    return provider


def require_known(name: str, role: str = "answerer") -> None:
    """Refuse a provider that LangChain does not know, and what `require_provider` refuses.

    Raises:
        UsageError, ModelError: as `open_chat`.

    """
    if require_provider(name, role) not in PACKAGES:
        try:
            open_chat(name, role=role, key="none")
        except ModelError as error:
            if "not installed" in error.message:
                raise


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
            return CREDENTIALS.sub("", str(found)).rstrip("/")
    return ""


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
