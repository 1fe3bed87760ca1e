"""A BEIR folder: corpus.jsonl, queries.jsonl and qrels/SPLIT.tsv with grades.

Promise: the queries are those that the split judges; `test.tsv` is taken where it is there, else the first by name.
A document judged 0 or less is no gold.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from bot.errors import UsageError
from bot.types import Article
from eval.items import EvalSet, Gold, Item, make_article
from eval.sets.files import Record, Text, bad_line, numbered, rows

QRELS_HEAD = ["query-id", "corpus-id", "score"]


class Document(Record):
    """A line of corpus.jsonl."""

    id: Text = Field(alias="_id")
    title: str | None = None
    text: str


class Query(Record):
    """A line of queries.jsonl."""

    id: Text = Field(alias="_id")
    text: Text


def read_beir(folder: Path) -> EvalSet:
    """A folder as a set.

    Raises:
        UsageError: a file is missing, a line is wrong, or qrels name what is not there.

    """
    articles = read_corpus(folder / "corpus.jsonl")
    queries = _queries(folder / "queries.jsonl")
    path = _qrels(folder / "qrels")
    known = {article.id for article in articles}
    gold: dict[str, dict[str, int]] = {}
    for n, line in numbered(path):
        cells = line.split("\t")
        if n == 1 and cells[0].strip() in (QRELS_HEAD[0], "query_id"):
            continue
        query, document, grade = judgement(path, n, cells)
        if query not in queries:
            bad_line(path, n, f"query {query!r} is not in queries.jsonl")
        if document not in known:
            bad_line(path, n, f"document {document!r} is not in corpus.jsonl")
        if document in gold.setdefault(query, {}):
            bad_line(path, n, f"document {document!r} is judged twice for query {query!r}")
        gold[query][document] = grade
    items = [item_of(query, queries[query], judged) for query, judged in gold.items()]
    return EvalSet(folder.resolve().name, tuple(items), articles)


def read_corpus(path: Path) -> tuple[Article, ...]:
    """The articles of a corpus.jsonl."""
    return tuple(make_article(doc.id, doc.title or "", doc.text) for _, doc in rows(path, Document))


def judgement(path: Path, n: int, cells: list[str]) -> tuple[str, str, int]:
    """Query, document and grade of a line that has just these."""
    if len(cells) != len(QRELS_HEAD):
        bad_line(path, n, f"{len(cells)} columns, not the {len(QRELS_HEAD)} of a BEIR qrels file")
    return cells[0], cells[1], grade_of(path, n, cells[2])


def grade_of(path: Path, n: int, word: str) -> int:
    """A grade, which may be negative."""
    try:
        return int(word)
    except ValueError:
        bad_line(path, n, f"grade {word.strip()!r} is not a whole number")


def item_of(id_: str, question: str, judged: dict[str, int]) -> Item:
    """An item with what is judged over 0; whether it can be answered is only known where something is."""
    gold = tuple(Gold(document, grade=grade) for document, grade in judged.items() if grade > 0)
    return Item(id_, question, relevant=gold, answerable=True if gold else None)


def _queries(path: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for n, query in rows(path, Query):
        if query.id in found:
            bad_line(path, n, f"query {query.id!r} is there twice")
        found[query.id] = query.text.strip()
    return found


def _qrels(folder: Path) -> Path:
    found = sorted(folder.glob("*.tsv"), key=lambda path: (path.name != "test.tsv", path.name))
    if not found:
        raise UsageError(
            f"no *.tsv in {folder}", hint="a BEIR folder has corpus.jsonl, queries.jsonl and qrels/test.tsv"
        )
    return found[0]
