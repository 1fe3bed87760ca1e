"""Puts the parts together: the one file that knows every concrete class.

Promise: opening a library that is not there yet creates nothing; only writing does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.answerers.part import Reads
from bot.embed import Embedder, load_embedder
from bot.engine import Answerer, Engine, Rewrite
from bot.errors import ModelError, SettingsError, UsageError
from bot.settings import Settings
from bot.store import Store, open_store
from bot.types import Reading
from prompts import Prompt, PromptError, load

if TYPE_CHECKING:
    from bot.chat.model import ChatModel

BUILT_IN = "extractive"


def open_library(settings: Settings) -> tuple[Store, Embedder]:
    """The store and the embedder that goes with it.

    Raises:
        StoreError: the library was made with another embedder, is damaged, or cannot be read.
        ModelError: the embedding model is missing or broken.
    """
    embedder = load_embedder(settings)
    return open_store(settings.home, embedder.id, embedder.dimension), embedder


def require_answerer(name: str) -> None:
    """Refuse what names no answerer, an unknown provider, or one whose package is not installed.

    Raises:
        SettingsError: with what to type instead.

    """
    if name != BUILT_IN:
        from bot.chat.opening import require_known

        with _as_setting():
            require_known(name)


def open_engine(settings: Settings) -> Engine:
    """The engine over the library in `settings.home`, ready for questions; close it when done.

    Raises:
        SettingsError: the answerer is none, or its package or key is missing; a prompt of one's own does not fit.
        StoreError, ModelError: as `open_library`.
    """
    chat = None if settings.answerer == BUILT_IN else (open_model(settings), load_prompts(settings))
    from bot.answerers.direct import DirectAnswers
    from bot.memory import Memory
    from bot.retrieve import Retriever

    store, embedder = open_library(settings)
    answerer, rewrite = _open_answerer(settings, chat, store, embedder)
    return Engine(
        store=store,
        memory=Memory(settings.home / "conversations.sqlite"),
        search=Retriever(store, embedder, n_passages=settings.n_passages, max_per_article=settings.max_per_article),
        direct=DirectAnswers(store, embedder),
        answerer=answerer,
        rewrite=rewrite,
        close_model=chat[0].close if chat else _nothing,
    )


def _open_answerer(
    settings: Settings, chat: tuple[ChatModel, dict[str, Prompt]] | None, store: Store, embedder: Embedder
) -> tuple[Answerer, Rewrite]:
    """The built-in reader and rules, or a chat model before them."""
    from bot.answerers.extractive import Extractive
    from bot.rewrite import understand

    built_in = Extractive(store, open_reads(settings, embedder), strictness=settings.strictness)
    rules: Rewrite = understand if settings.rewrite else _unchanged
    if chat is None:
        return built_in, rules
    from bot.chat.answering import ByModel
    from bot.chat.rewriting import RewriteByModel

    model, prompts = chat
    shows = settings.unverified == "show"
    answerer = ByModel(model, prompts["answer"], built_in, falls_back=settings.fallback, shows_unverified=shows)
    by_model = settings.rewrite and settings.model_rewrite
    return answerer, RewriteByModel(model, prompts["rewrite"], understand) if by_model else rules


def open_model(settings: Settings) -> ChatModel:
    """The chat model that `settings.answerer` names; nothing is sent.

    Raises:
        SettingsError: it names none, or its package or its key is missing.

    """
    from bot.chat.keys import find_key
    from bot.chat.model import QUICK, ChatModel
    from bot.chat.opening import open_chat

    provider = settings.answerer.partition(":")[0]
    key, address = find_key(settings.home, provider), settings.model_url or None
    with _as_setting():
        chat = open_chat(settings.answerer, address, key=key, timeout_s=settings.model_timeout)
    return ChatModel(settings.answerer, chat, patience=QUICK, secret=key or "")


def load_prompts(settings: Settings) -> dict[str, Prompt]:
    """The answerer's prompts by name, those of `settings.prompts` first.

    Raises:
        SettingsError: one of the user's own cannot be read or does not fit.

    """
    folder = Path(settings.prompts).expanduser() if settings.prompts else None
    if folder is not None and not folder.is_dir():
        raise SettingsError(f"prompts = {settings.prompts!r} is no folder", hint="footnote config set prompts FOLDER")
    try:
        return {name: load(name, folder) for name in ("answer", "rewrite")}
    except PromptError as error:
        raise SettingsError(str(error), hint=f"mend it, or delete it from {folder}") from None


@contextmanager
def _as_setting() -> Iterator[None]:
    """What is wrong with a chat model's name, package or key is wrong with a setting."""
    try:
        yield
    except (UsageError, ModelError) as error:
        raise SettingsError(error.message, hint=error.hint, code="answerer") from None


def open_reads(settings: Settings, embedder: Embedder) -> Reads:
    """What finds the words that answer, as `settings.reader` has it.

    Raises:
        ModelError: the reader's weights are missing or broken.

    """
    if settings.reader == "sentences":
        from bot.answerers.by_sentence import BySentence

        return BySentence(embedder)
    from bot.answerers.by_span import BySpan
    from bot.reader.reading import Reader

    return BySpan(Reader())


def _nothing() -> None:
    """Close no model: there is none."""


def _unchanged(question: str, history: object) -> Reading:  # noqa: ARG001
    return Reading(question)
