"""TIME 1963, the SMART test collection: 423 articles without titles, in capitals, and 83 queries with judgements.

Promise: every query is an item; those of which no article is judged relevant have no gold, and nobody has said that
they cannot be answered. A ranking of 50 passages is asked for, so that ten articles are in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from eval.items import EvalSet, Gold, Item, make_article
from eval.sets.files import bad_line, data_file, numbered, read_text

FILES = ("time/TIME.ALL", "time/TIME.QUE", "time/TIME.REL")
LAST_BEFORE_GAP = 370
"""See `_position`."""
N_PASSAGES = 50


def read_time(data: Path) -> EvalSet:
    """The set from the data folder."""
    texts, queries, judgements = (data_file(data, name) for name in FILES)
    articles = [
        make_article(f"time#{n}", "", _plain_lines(body)) for n, (_, _, body) in enumerate(_blocks(texts, "TEXT "), 1)
    ]
    relevant = _judged(judgements)
    items = []
    for line, head, body in _blocks(queries, "FIND"):
        if not head.strip().isdecimal():
            bad_line(queries, line, f"{head.strip()!r} is not the number of a query")
        gold = relevant.get(int(head), ())
        items.append(Item(f"time-{int(head)}", _plain_lines(body), relevant=gold, answerable=True if gold else None))
    return EvalSet("time", tuple(items), tuple(articles), settings={"n_passages": N_PASSAGES})


def _blocks(path: Path, mark: str) -> Iterator[tuple[int, str, str]]:
    """Line number, rest of the line and body of every part that begins with `*MARK`."""
    text = read_text(path)
    starts = [*re.finditer(rf"^\*{mark}", text, re.MULTILINE)]
    ends = [*(start.start() for start in starts[1:]), len(text)]
    for start, end in zip(starts, ends, strict=True):
        head, _, body = text[start.end() : end].partition("\n")
        yield text.count("\n", 0, start.start()) + 1, head, body.split("*STOP")[0]


def _judged(path: Path) -> dict[int, tuple[Gold, ...]]:
    """Query to the articles that are relevant to it."""
    found: dict[int, tuple[Gold, ...]] = {}
    for n, line in numbered(path):
        if not all(word.isdecimal() for word in line.split()):
            bad_line(path, n, "not a query and its articles by number")
        query, *articles = map(int, line.split())
        if query in found:
            bad_line(path, n, f"query {query} is there twice")
        found[query] = tuple(Gold(f"time#{_position(number)}") for number in articles)
    return found


def _position(number: int) -> int:
    """Judgements number 425 articles of which two are not on the tape.

    Shared rare words put the gap between 371 and 379: up to 370 a judged article is the best match at its own number,
    from 380 at two less; no article between is judged.
    """
    return number if number <= LAST_BEFORE_GAP else number - 2


def _plain_lines(body: str) -> str:
    """The tape's lines are double-spaced and hard-wrapped; paragraphs are not marked."""
    return " ".join(body.split())
