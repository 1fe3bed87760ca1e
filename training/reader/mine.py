"""What our own retriever finds for the questions of the training sets: where hard negatives come from.

    python -m training.reader.mine --data DIR --out FOLDER [--every N]

Promise: reads only sets marked "train"; one library of all their articles, so that a question meets passages of its own
article and of others; FOLDER/found.jsonl is written whole or not at all, one line a question, in the order of the sets.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from bot.embed import load_embedder
from bot.retrieve import Retriever
from bot.settings import Settings
from eval.items import EvalSet
from eval.library import build_store
from eval.plainly import plainly
from eval.progress import progress
from eval.sets import open_set
from eval.writing import write_whole

SETS = ("squad-train", "new-wiki", "reddit", "amazon")
N_PASSAGES, PER_ARTICLE = 12, 6
"""More than the product reads, and up to half of them of one article: most of these make good negatives."""


def open_train(data: Path) -> list[EvalSet]:
    """The training sets; refuses any that is not marked so."""
    sets = [open_set(name, data) for name in SETS]
    for one in sets:
        if one.use != "train":
            raise SystemExit(f"{one.name} is marked {one.use}: weights must never see it")
    return sets


def mine(sets: list[EvalSet], work: Path, every: int = 1) -> Iterator[str]:
    """A line for each question (each `every`-th): its id, and [article id, start, end] of what is found, best first."""
    embedder = load_embedder(Settings(work))
    articles = [article for one in sets for article in one.articles or ()]
    retriever = Retriever(build_store(articles, embedder, work, "train"), embedder, N_PASSAGES, PER_ARTICLE)
    for one in sets:
        with progress(f"{one.name}: questions", len(one.items[::every])) as step:
            for item in one.items[::every]:
                found = [(p.chunk.article_id, p.chunk.start, p.chunk.end) for p in retriever.search([item.question])]
                yield json.dumps([item.id, found]) + "\n"
                step(1)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--every", type=int, default=1, help="ask every N-th question only; these then give more negatives each"
    )
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    write_whole(args.out / "found.jsonl", "".join(mine(open_train(args.data), args.out / "library", args.every)))


if __name__ == "__main__":
    raise SystemExit(plainly(main))
