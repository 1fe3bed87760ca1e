"""Turns the training sets into rows of word pieces.

    python -m training.reader.prepare --out FOLDER --data DIR [--passes 3] [--seed 0] [--limit N]

Promise: the same sets, finds (`training.reader.mine`) and seed give the same files FOLDER/rows-N.npz, one a pass; those
that are there are kept. Each pass asks every question anew: other passages around the answer, other negatives, other
changes.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from bot.embed import weights
from bot.errors import UsageError
from bot.reader.inputs import Layout, Window
from bot.sentences import split_sentences
from eval.items import EvalSet
from eval.plainly import plainly
from eval.progress import progress
from training.reader.examples import KINDS, NO_SENTENCE, NONE, Place, Row, Source, rows
from training.reader.mine import open_train
from training.reader.swaps import Likeness

MAX_PIECES = 320
"""A window in training: longer ones are rare and slow."""


def encode(row: Row, layout: Layout) -> dict[str, Any] | None:
    """The row as the model meets it, None where the answer does not fit into a window."""
    for window in layout.windows(row.question, row.title, row.passage):
        anchor = row.start if row.start != NONE else row.sentence
        first, last = window.offsets[0][0] if window.offsets else 0, window.offsets[-1][1] if window.offsets else 0
        if anchor == NONE or (first <= anchor and max(row.end, anchor + 1) <= last):
            return _encoded(row, window)
    return None


def _encoded(row: Row, window: Window) -> dict[str, Any] | None:
    start = end = 0
    if row.start != NONE:
        if row.end <= row.start:
            return None
        inside = [i for i, (a, b) in enumerate(window.offsets) if a < row.end and row.start < b]
        if not inside:
            return None
        start, end = window.first + inside[0], window.first + inside[-1]
    elif row.answerable:
        start = end = NONE
    sentences = split_sentences(row.passage)
    ids = np.full(len(window.ids), NO_SENTENCE, np.uint8)
    for n, sentence in enumerate(sentences[:NO_SENTENCE]):
        for i, (a, b) in enumerate(window.offsets):
            if a < sentence.end and sentence.start < b:
                ids[window.first + i] = n
    labelled = next((n for n, s in enumerate(sentences) if s.start <= row.sentence < s.end), NONE)
    return {
        "ids": window.ids,
        "sentences": ids,
        "length": len(window.ids),
        "first": window.first,
        "question": window.n_question,
        "start": start,
        "end": end,
        "answerable": row.answerable,
        "sentence": labelled,
        "relation": row.relation,
        "kind": KINDS.index(row.kind),
    }


def save(path: Path, encoded: Sequence[dict[str, Any]]) -> None:
    """One flat array a column."""
    flat = {
        "ids": np.concatenate([np.array(e["ids"], np.uint16) for e in encoded]),
        "sentences": np.concatenate([e["sentences"] for e in encoded]),
    }
    names = ("length", "first", "question", "start", "end", "answerable", "sentence", "relation", "kind")
    flat |= {name: np.array([e[name] for e in encoded], np.int16) for name in names}
    draft = path.with_name("new-" + path.name)
    np.savez(draft, **flat)  # type: ignore[arg-type]
    draft.replace(path)


def load_likeness() -> Likeness:
    """From the embedding model's own word vectors."""
    folder = weights.package_folder()
    vectors = load_file(folder / weights.WEIGHTS)["embeddings.word_embeddings.weight"]
    return Likeness(Tokenizer.from_file(str(folder / weights.TOKENIZER)), vectors)


def read_found(path: Path) -> dict[str, list[Place]]:
    """What `mine` wrote.

    Raises:
        UsageError: it has not yet.

    """
    if not path.exists():
        raise UsageError(f"no {path}", hint=f"python -m training.reader.mine --data DIR --out {path.parent}")
    with path.open(encoding="utf-8") as file:
        return {id_: [Place(*place) for place in places] for id_, places in map(json.loads, file)}


def make_pass(
    sets: Sequence[EvalSet], found: Mapping[str, list[Place]], seed: int, limit: int | None
) -> list[dict[str, Any]]:
    """Every question once, in an order of its own."""
    likeness = load_likeness()
    texts = {a.id: a.text for one in sets for a in one.articles or ()}
    titles = {a.id: a.title for one in sets for a in one.articles or ()}
    made: list[Row] = []
    for one in sets:
        some = replace(one, items=one.items[:limit])
        made += rows(Source(some, found, likeness), texts, titles, seed)
    random.Random(seed).shuffle(made)  # noqa: S311 an order, not a key
    layout = Layout(weights.package_folder() / weights.TOKENIZER, MAX_PIECES)
    with progress(f"pass {seed + 1}: rows", len(made)) as step:
        encoded = []
        for row in made:
            encoded.append(encode(row, layout))
            step(1)
    return [one for one in encoded if one]


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--passes", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--limit", type=int, help="questions of each set")
    args = parser.parse_args()
    sets, found = open_train(args.data), read_found(args.out / "found.jsonl")
    for seed in range(args.seed, args.seed + args.passes):
        path = args.out / f"rows-{seed}.npz"
        if path.exists():
            continue
        made = make_pass(sets, found, seed, args.limit)
        save(path, made)
        counts = dict(Counter(KINDS[e["kind"]] for e in made))
        mean = sum(e["length"] for e in made) / len(made)
        print(f"{path}: {len(made)} rows of {mean:.0f} pieces on average: {counts}")  # noqa: T201


if __name__ == "__main__":
    raise SystemExit(plainly(main))
