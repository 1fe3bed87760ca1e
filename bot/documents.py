"""Retrieval as LangChain's `BaseRetriever`: passages become `Document`s, to be composed with anybody's chain.

Promise: `page_content` is the article's text at [start:end] of the metadata. Importing this imports langchain_core.
"""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from bot.retrieve import Retriever
from bot.types import Passage, Scope


class FootnoteRetriever(BaseRetriever):
    """Made by `Retriever.as_langchain`; every call sees the library as it is then."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    retriever: Retriever
    scope: Scope = Scope()

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:  # noqa: ARG002
        self.retriever.store.refresh()
        return [self._document(passage) for passage in self.retriever.search([query], self.scope)]

    def _document(self, passage: Passage) -> Document:
        chunk = passage.chunk
        article = self.retriever.store.info(chunk.article_id)
        return Document(
            page_content=chunk.text,
            metadata={
                "article_id": chunk.article_id,
                "title": article.title if article else "",
                "source": article.source if article else "",
                "published": article.published if article else None,
                "start": chunk.start,
                "end": chunk.end,
                "score": passage.score,
            },
        )
