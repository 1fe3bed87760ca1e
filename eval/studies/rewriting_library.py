"""What resolving a follow-up, and the turn before it, do for finding its answer in a library of stories.

    python -m eval.studies.rewriting_library --data DIR [--work DIR]

Promise: the product's own store, retriever and weights over all of Abg-CoQA's stories; every system gets the same
questions, and a difference is paired per question with a bootstrap interval over stories. The library is made once, in
--work. Its questions lean on a story that the reader has before him: in a library most say too little to find it.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.embed import load_embedder
from bot.retrieve import Retriever
from bot.rewrite import understand
from bot.settings import Settings
from bot.types import Passage
from eval.items import EvalSet, Gold, Item
from eval.sets import open_set
from eval.statistics import paired_difference
from eval.studies.cases import open_library

Search = Callable[[Retriever, Item], list[Passage]]


def _resolved(retriever: Retriever, item: Item, *, before: bool) -> list[Passage]:
    """As the engine searches, with or without the turn before."""
    reading = understand(item.question, item.history)
    queries = dict.fromkeys((reading.standalone, item.question))
    return retriever.search(list(queries), before=reading.before if before else "")


SYSTEMS: dict[str, Search] = {
    "as asked": lambda retriever, item: retriever.search([item.question]),
    "resolved": lambda retriever, item: _resolved(retriever, item, before=False),
    "resolved + turn before": lambda retriever, item: _resolved(retriever, item, before=True),
}


def library_table(collection: EvalSet, home: Path) -> str:
    """Share of questions whose passage comes first and among ten, and mean reciprocal rank."""
    items = [item for item in collection.items if item.relevant]
    retriever = open_library(collection.articles or (), load_embedder(Settings(home=home)), home / collection.name)
    found = {
        name: [_reciprocal_rank(search(retriever, item), item.relevant[0]) for item in items]
        for name, search in SYSTEMS.items()
    }
    follows = [bool(understand(item.question, item.history).before) for item in items]
    groups = {f"all {len(items)}": [True] * len(items), f"{sum(follows)} follow-ups": follows}
    return "\n".join(row for label, kept in groups.items() for row in _rows(label, kept, found, items))


def _rows(label: str, kept: Sequence[bool], found: dict[str, list[float]], items: Sequence[Item]) -> list[str]:
    lines = [f"\n| {label} | first | within 10 | MRR | MRR against resolved |", "|---|---|---|---|---|"]
    stories = [item.id.split("|")[0] for item, keep in zip(items, kept, strict=True) if keep]
    ranks = {name: [one for one, keep in zip(of, kept, strict=True) if keep] for name, of in found.items()}
    for name, of in ranks.items():
        gain = paired_difference(of, ranks["resolved"], stories, n_samples=2000)
        first, within = (sum(test) / len(of) for test in ([one == 1 for one in of], [one > 0 for one in of]))
        change = f"{gain.mean:+.3f} [{gain.low:+.3f}, {gain.high:+.3f}]"
        lines.append(f"| {name} | {first:.3f} | {within:.3f} | {sum(of) / len(of):.3f} | {change} |")
    return lines


def _reciprocal_rank(passages: Sequence[Passage], gold: Gold) -> float:
    """Of the first passage where the answer begins; 0 where none is."""
    at, chunks = gold.start or 0, ((p.rank, p.chunk) for p in passages)
    return next((1 / rank for rank, c in chunks if c.article_id == gold.article_id and c.start <= at < c.end), 0.0)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", help="folder of the data sets (or FOOTNOTE_DATA)")
    parser.add_argument("--work", type=Path, help="where the library is kept between runs")
    arguments = parser.parse_args()
    collection = open_set("abg-coqa-library", Path(arguments.data or os.environ.get("FOOTNOTE_DATA") or "data"))
    with tempfile.TemporaryDirectory() as folder:
        print(library_table(collection, arguments.work or Path(folder)))  # noqa: T201


if __name__ == "__main__":
    main()
