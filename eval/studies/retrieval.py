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
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean, median
from time import perf_counter

from bot.embed import Embedder, chunk_document, load_embedder
from bot.retrieve import Retriever
from bot.settings import Settings
from bot.store import Store, open_store
from eval.metrics.ranking import holds, ndcg, plain, plain_answer, recall, reciprocal_rank, success, within_chars
from eval.progress import progress
from eval.sets.public import LOADERS, Collection, EvalQuestion
from eval.statistics import Difference, paired_difference
from eval.studies import stock
from eval.studies.stock import Hit, System
from ingest.split import split_article

SETS = ("newsqa", "squad", "time")
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


def build_store(collection: Collection, embedder: Embedder, home: Path) -> Store:
    """Our store over a collection's articles, made once in `home`."""
    store = open_store(home, embedder.id, embedder.dimension)
    missing = [a for a in collection.articles if store.info(a.id) is None]
    with progress(f"{collection.name}: our store", len(missing)) as step:
        for batch in (missing[n : n + 64] for n in range(0, len(missing), 64)):
            with store.writer() as writer:
                chunks = [split_article(a, embedder.count_tokens, embedder.max_tokens) for a in batch]
                vectors = embedder.encode([chunk_document(c) for some in chunks for c in some])
                at = 0
                for article, some in zip(batch, chunks, strict=True):
                    writer.put(article, some, vectors[at : at + len(some)])
                    at += len(some)
            step(len(batch))
    store.refresh()
    return store


def ours(store: Store, embedder: Embedder, n_passages: int = 10) -> System:
    """Our retriever as the settings have it, with as many passages as are asked for."""
    retriever = Retriever(store, embedder, n_passages)

    def search(question: str) -> list[Hit]:
        return [(p.chunk.article_id, p.chunk.text) for p in retriever.search([question])]

    return search


def systems(collection: Collection, embedder: Embedder, work: Path) -> dict[str, System]:
    """All systems over one collection."""
    folder = work / collection.name
    chunks = stock.stock_chunks(collection.articles)
    with progress(f"{collection.name}: stock store", len(chunks)) as step:
        dense = stock.dense(stock.stock(chunks, embedder, folder / "chroma", step))
    bm25 = stock.bm25(collection.articles, chunks, folder / "bm25")
    store = build_store(collection, embedder, folder / "ours")
    return {
        OURS: ours(store, embedder, stock.DEPTH if collection.name == "time" else 10),
        "stock": dense,
        "bm25": bm25,
        "rrf": stock.fused([dense, bm25]),
    }


def measure(collection: Collection, searches: dict[str, System]) -> list[Row]:
    """Every column of a collection."""
    whole = plain("\n".join(a.text for a in collection.articles))
    values: dict[str, dict[str, dict[str, float]]] = {name: {} for name in searches}
    with progress(f"{collection.name}: questions", len(collection.questions)) as step:
        for question in collection.questions:
            answers = [a for a in map(plain_answer, question.answers) if a in whole]
            for name, search in searches.items():
                values[name][question.id] = judge(collection.name, question, answers, search(question.text))
            step(1)
    return [_row(collection, column, values) for column in COLUMNS[collection.name]]


def judge(kind: str, question: EvalQuestion, answers: Sequence[str], hits: Sequence[Hit]) -> dict[str, float]:
    """The columns of one question; those on answers are missing where no answer is in the collection."""
    texts = [text for _, text in hits]
    articles = list(dict.fromkeys(article for article, _ in hits))
    if kind == "time":
        measures = {"ndcg@10": ndcg, "mrr@10": reciprocal_rank, "recall@10": recall}
        return {name: f(articles, question.relevant, 10) for name, f in measures.items()}
    found = {f"article@{k}": success([a for a, _ in hits], question.relevant, k) for k in (1, 5, 10)}
    if answers:
        found |= {f"answer in {k}": float(any(holds(t, answers) for t in texts[:k])) for k in (1, 4, 5)}
        found["answer in 2000 chars"] = float(within_chars(texts, answers, 2000))
    return found


def _row(collection: Collection, column: str, values: dict[str, dict[str, dict[str, float]]]) -> Row:
    asked = [q for q in collection.questions if column in values[OURS][q.id]]
    scores = {name: [of[q.id][column] for q in asked] for name, of in values.items()}
    groups = [q.cluster for q in asked]
    return Row(
        collection.name,
        column,
        len(asked),
        {name: fmean(some) for name, some in scores.items()},
        {peer: paired_difference(scores[OURS], scores[peer], groups) for peer in PEERS},
    )


def search_ms(search: System, questions: Sequence[EvalQuestion]) -> float:
    """Median milliseconds a question, warm."""
    times = []
    for question in questions[:200]:
        start = perf_counter()
        search(question.text)
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
            collection = LOADERS[name](Path(options.data))
            searches = systems(collection, embedder, options.work or Path(spare))
            rows += measure(collection, searches)
            times[name] = {n: search_ms(s, collection.questions) for n, s in searches.items()}
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
