"""Texts in, unit vectors out: one door to the built-in MiniLM and to any other sentence-transformers model.

Promise: importing this imports nothing else; `load_embedder` with the default settings never imports torch or
langchain; nothing is ever downloaded; the order of the texts is kept. It knows nothing of stores and articles but how
a chunk reads as one document.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from bot.settings import Settings
from bot.types import Chunk

if TYPE_CHECKING:
    import numpy as np
    from langchain_core.embeddings import Embeddings

BUILT_IN = "minilm"


class Embedder(Protocol):
    """A loaded embedding model. `id` names model and weights: a library made with another `id` cannot be mixed."""

    id: str
    dimension: int
    max_tokens: int
    """Word pieces, [CLS] and [SEP] included, after which the model is blind."""

    def encode(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None, *, query: bool = False
    ) -> np.ndarray:
        """Vectors of unit length, float32 (len(texts), dimension), in the order of `texts`.

        `progress` is called with the number of texts done since it was last called; `query` says that the texts are
        questions, which some models (never MiniLM) embed differently.
        """
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Word pieces of each text, [CLS] and [SEP] included, uncut."""
        ...


def load_embedder(settings: Settings) -> Embedder:
    """The embedder that the settings name.

    Raises:
        ModelError: the model is not on this machine, or is not the one it says it is.

    """
    if settings.embedder == BUILT_IN:
        from bot.embed.minilm import MiniLM

        return MiniLM(accelerate=settings.accelerator != "none")
    from bot.embed.transformer import Transformer

    return Transformer(settings.embedder)


def as_langchain(embedder: Embedder) -> Embeddings:
    """The same embedder as LangChain's `Embeddings`, for other people's chains."""
    from bot.embed.langchain import LangChainEmbeddings

    return LangChainEmbeddings(embedder)


def chunk_document(chunk: Chunk) -> str:
    """What of a chunk is embedded and indexed: its header (title, date), then its text."""
    return f"{chunk.header}\n{chunk.text}" if chunk.header else chunk.text
