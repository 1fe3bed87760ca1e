"""Puts the parts together: the one file that knows every concrete class.

Promise: opening a library that is not there yet creates nothing; only writing does.
"""

from __future__ import annotations

from bot.answerers.part import Reads
from bot.embed import Embedder, load_embedder
from bot.engine import Engine
from bot.errors import SettingsError
from bot.settings import Settings
from bot.store import Store, open_store
from bot.types import Reading

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
    """Refuse an answerer that this version does not have.

    Raises:
        SettingsError: with what to type instead.

    """
    if name != BUILT_IN:
        message = f"answerer {name!r} is not available in this version"
        raise SettingsError(message, hint=f"footnote config set answerer {BUILT_IN}")


def open_engine(settings: Settings) -> Engine:
    """The engine over the library in `settings.home`, ready for questions; close it when done.

    Raises:
        SettingsError: the answerer is not known to this version.
        StoreError, ModelError: as `open_library`.
    """
    require_answerer(settings.answerer)
    from bot.answerers.direct import DirectAnswers
    from bot.answerers.extractive import Extractive
    from bot.memory import Memory
    from bot.retrieve import Retriever
    from bot.rewrite import understand

    store, embedder = open_library(settings)
    return Engine(
        store=store,
        memory=Memory(settings.home / "conversations.sqlite"),
        search=Retriever(store, embedder, n_passages=settings.n_passages, max_per_article=settings.max_per_article),
        direct=DirectAnswers(store, embedder),
        answerer=Extractive(store, open_reads(settings, embedder), strictness=settings.strictness),
        rewrite=understand if settings.rewrite else _unchanged,
    )


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


def _unchanged(question: str, history: object) -> Reading:  # noqa: ARG001
    return Reading(question)
