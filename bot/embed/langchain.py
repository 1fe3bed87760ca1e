"""The embedder behind LangChain's `Embeddings`: the same vectors, as the lists that interface wants."""

from __future__ import annotations

from langchain_core.embeddings import Embeddings

from bot.embed import Embedder


class LangChainEmbeddings(Embeddings):
    """An adapter; made by `bot.embed.as_langchain`."""

    def __init__(self, embedder: Embedder) -> None:
        """Wrap a loaded embedder."""
        self.embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors of many texts, in their order."""
        vectors: list[list[float]] = self.embedder.encode(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The vector of one question."""
        return self.embed_documents([text])[0]
