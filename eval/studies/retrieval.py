"""Retrieval measured: ours beside the stock LangChain recipe, BM25 over its chunks, and the two fused.

    python -m eval.studies.retrieval --data DIR [--sets newsqa,squad,time] [--work DIR] [--json]

Promise: every system gets the same articles and the same questions; a question whose answer stands nowhere in the
collection is left out of the answer columns for all of them. An answer counts where it stands in a passage's text,
case, curly quotes and spaces aside. The stores are made once, in --work. Answers are not judged here.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import fmean, median
from time import perf_counter

from bot.embed import Embedder, load_embedder
from bot.retrieve import Retriever
from bot.settings import Settings
from bot.store import Store
from eval import library
from eval.items import EvalSet, Item
from eval.metrics.ranking import holds, ndcg, plain, plain_answer, recall, reciprocal_rank, success, within_chars
from eval.progress import progress
from eval.sets import open_set
from eval.statistics import Difference, paired_difference
from eval.studies import stock
from eval.studies.stock import Hit, System

SETS = {"newsqa": "newsqa", "squad": "squad-dev", "time": "time"}
"""Names of the measurement, and of the set in the catalogue."""
OURS, PEERS = "ours", ("stock", "bm25", "rrf")
COLUMNS = {
    "newsqa": ("article@1", "article@5", "article@10", "answer in 4"),
    "squad": ("answer in 1", "answer in 5", "answer in 2000 chars"),
    "time": ("ndcg@10", "mrr@10", "recall@10"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One column: the means of all systems, and ours minus each peer."""

    collection: str
    column: str
    n: int
    means: dict[str, float]
    differences: dict[str, Difference]


def collection_of(name: str, data: Path) -> EvalSet:
    """One of SETS: its articles, and those questions that have an answer in them.

    Raises:
        UsageError: the data set is not there.

    """
    whole = open_set(SETS[name], data)
    return replace(whole, name=name, items=tuple(item for item in whole.items if item.relevant))


def build_store(collection: EvalSet, embedder: Embedder, home: Path) -> Store:
    """Our store over a collection's articles, made once in `home`."""
    return library.build_store(collection.articles or (), embedder, home, collection.name)


def ours(store: Store, embedder: Embedder, n_passages: int = 10) -> System:
    """Our retriever as the settings have it, with as many passages as are asked for."""
    retriever = Retriever(store, embedder, n_passages)

    def search(question: str) -> list[Hit]:
        return [(p.chunk.article_id, p.chunk.text) for p in retriever.search([question])]

    return search


def systems(collection: EvalSet, embedder: Embedder, work: Path) -> dict[str, System]:
    """All systems over one collection."""
    articles = collection.articles or ()
    folder = work / f"{collection.name}-{collection.corpus_digest.removeprefix('sha256-')[:8]}"
    chunks = stock.stock_chunks(articles)
    with progress(f"{collection.name}: stock store", len(chunks)) as step:
        dense = stock.dense(stock.stock(chunks, embedder, folder / "chroma", step))
    bm25 = stock.bm25(articles, chunks, folder / "bm25")
    store = build_store(collection, embedder, folder / "ours")
    return {
        OURS: ours(store, embedder, stock.DEPTH if collection.name == "time" else 10),
        "stock": dense,
        "bm25": bm25,
        "rrf": stock.fused([dense, bm25]),
    }


def measure(collection: EvalSet, searches: dict[str, System]) -> list[Row]:
    """Every column of a collection."""
    whole = plain("\n".join(a.text for a in collection.articles or ()))
    values: dict[str, dict[str, dict[str, float]]] = {name: {} for name in searches}
    with progress(f"{collection.name}: questions", len(collection.items)) as step:
        for item in collection.items:
            answers = [a for a in map(plain_answer, item.answers) if a in whole]
            for name, search in searches.items():
                values[name][item.id] = judge(collection.name, item, answers, search(item.question))
            step(1)
    return [_row(collection, column, values) for column in COLUMNS[collection.name]]


def judge(kind: str, item: Item, answers: Sequence[str], hits: Sequence[Hit]) -> dict[str, float]:
    """The columns of one question; those on answers are missing where no answer is in the collection."""
    texts = [text for _, text in hits]
    articles = list(dict.fromkeys(article for article, _ in hits))
    if kind == "time":
        measures = {"ndcg@10": ndcg, "mrr@10": reciprocal_rank, "recall@10": recall}
        return {name: f(articles, item.grades, 10) for name, f in measures.items()}
    found = {f"article@{k}": success([a for a, _ in hits], item.grades, k) for k in (1, 5, 10)}
    if answers:
        found |= {f"answer in {k}": float(any(holds(t, answers) for t in texts[:k])) for k in (1, 4, 5)}
        found["answer in 2000 chars"] = float(within_chars(texts, answers, 2000))
    return found


def _row(collection: EvalSet, column: str, values: dict[str, dict[str, dict[str, float]]]) -> Row:
    asked = [q for q in collection.items if column in values[OURS][q.id]]
    scores = {name: [of[q.id][column] for q in asked] for name, of in values.items()}
    groups = [q.cluster for q in asked]
    return Row(
        collection.name,
        column,
        len(asked),
        {name: fmean(some) for name, some in scores.items()},
        {peer: paired_difference(scores[OURS], scores[peer], groups) for peer in PEERS},
    )


def search_ms(search: System, items: Sequence[Item]) -> float:
    """Median milliseconds a question, warm."""
    times = []
    for item in items[:200]:
        start = perf_counter()
        search(item.question)
        times.append((perf_counter() - start) * 1e3)
    return median(times)


def table(rows: Iterable[Row]) -> str:
    """The rows for reading: means, then ours minus each peer with its 95 % interval."""
    head = "".join(f"{name:>8}" for name in (OURS, *PEERS)) + "   " + "".join(f"{f'- {p}':<24}" for p in PEERS)
    lines = [f"{'':30}{'n':>6}{head}"]
    for row in rows:
        means = "".join(f"{row.means[name]:8.3f}" for name in (OURS, *PEERS))
        gains = "".join(f"{f'{d.mean:+.3f} [{d.low:+.3f}, {d.high:+.3f}]':<24}" for d in row.differences.values())
        lines.append(f"{row.collection + ' ' + row.column:30}{row.n:6}{means}   {gains}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the measurement; 0."""
    parser = argparse.ArgumentParser(
        prog="python -m eval.studies.retrieval", description="Measure retrieval against its peers."
    )
    given = os.environ.get("FOOTNOTE_DATA")
    parser.add_argument("--data", default=given, required=not given, help="folder of the data sets (or FOOTNOTE_DATA)")
    parser.add_argument("--sets", default=",".join(SETS), help="newsqa,squad,time")
    parser.add_argument("--work", type=Path, help="where the stores are kept for the next time")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    embedder = load_embedder(Settings(home=Path()))
    with tempfile.TemporaryDirectory() as spare:
        rows, times = [], {}
        for name in options.sets.split(","):
            collection = collection_of(name, Path(options.data))
            searches = systems(collection, embedder, options.work or Path(spare))
            rows += measure(collection, searches)
            times[name] = {n: search_ms(s, collection.items) for n, s in searches.items()}
    if options.json:
        print(json.dumps({"rows": [asdict(r) for r in rows], "median_ms": times}))  # noqa: T201
        return 0
    speed = [
        f"{name}: median ms a question, warm: " + ", ".join(f"{n} {ms:.1f}" for n, ms in of.items())
        for name, of in times.items()
    ]
    print(table(rows), *speed, sep="\n")  # noqa: T201
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
