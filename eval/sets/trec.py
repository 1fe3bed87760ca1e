"""TREC's files: qrels with topics and a corpus as a set, and runs.

Promise: `trec:FOLDER` takes its qrels file, topics.tsv or queries.tsv (id, tab, text) and, where it is there,
corpus.jsonl as BEIR has it; without a corpus the questions are asked of the library in use. `trec:QRELS` is a file
alone: the question of a topic is its id. A document judged 0 or less is no gold.
"""

from __future__ import annotations

import math
from pathlib import Path

from bot.errors import UsageError
from eval.items import EvalSet
from eval.sets.beir import grade_of, item_of, read_corpus
from eval.sets.files import bad_line, numbered

TOPICS = ("topics.tsv", "queries.tsv", "topics/queries.tsv", "topics/topics.tsv")
QRELS = ("qrels", "qrels.txt", "qrels.tsv", "*.qrels", "qrels*", "qrels/*")
QRELS_COLUMNS, RUN_COLUMNS = 4, 6


def read_trec(path: Path) -> EvalSet:
    """A folder or a qrels file as a set.

    Raises:
        UsageError: a file is missing, or a line is wrong.

    """
    if not path.is_dir():
        items = [item_of(topic, topic, judged) for topic, judged in read_qrels(path).items()]
        return EvalSet(path.stem, tuple(items))
    topics_file = next((path / name for name in TOPICS if (path / name).is_file()), None)
    if topics_file is None:
        raise UsageError(f"no {TOPICS[0]} or {TOPICS[1]} in {path}", hint="put one there: an id, a tab, the question")
    topics = read_topics(topics_file)
    qrels = read_qrels(_qrels(path), set(topics))
    items = [item_of(topic, text, qrels.get(topic, {})) for topic, text in topics.items()]
    corpus = path / "corpus.jsonl"
    return EvalSet(path.resolve().name, tuple(items), read_corpus(corpus) if corpus.is_file() else None)


def read_topics(path: Path) -> dict[str, str]:
    """Topic to its question."""
    topics: dict[str, str] = {}
    for n, line in numbered(path):
        topic, tab, text = line.partition("\t")
        if not tab or not topic.strip() or not text.strip():
            bad_line(path, n, "not an id, a tab and a question")
        if topic.strip() in topics:
            bad_line(path, n, f"topic {topic.strip()!r} is there twice")
        topics[topic.strip()] = text.strip()
    return topics


def read_qrels(path: Path, topics: set[str] | None = None) -> dict[str, dict[str, int]]:
    """Topic to document to grade; a topic that is not among `topics` is refused."""
    found: dict[str, dict[str, int]] = {}
    for n, line in numbered(path):
        cells = line.split()
        if len(cells) != QRELS_COLUMNS:
            bad_line(path, n, f"{len(cells)} columns, not the {QRELS_COLUMNS} of a qrels file")
        topic, _, document, grade = cells
        if topics is not None and topic not in topics:
            bad_line(path, n, f"topic {topic!r} has no text")
        judged = found.setdefault(topic, {})
        if document in judged:
            bad_line(path, n, f"document {document!r} is judged twice for topic {topic!r}")
        judged[document] = grade_of(path, n, grade)
    return found


def read_trec_run(path: Path) -> dict[str, list[tuple[str, float]]]:
    """Topic to documents with their scores, best first; those with one score stay as they stand. The rank is not read.

    Raises:
        UsageError: the file is missing, or a line is wrong.

    """
    found: dict[str, dict[str, float]] = {}
    for n, line in numbered(path):
        cells = line.split()
        if len(cells) != RUN_COLUMNS:
            bad_line(path, n, f"{len(cells)} columns, not the {RUN_COLUMNS} of a run")
        topic, _, document, _, score, _ = cells
        ranked = found.setdefault(topic, {})
        if document in ranked:
            bad_line(path, n, f"document {document!r} is there twice for topic {topic!r}")
        ranked[document] = _score(path, n, score)
    return {topic: sorted(ranked.items(), key=lambda hit: -hit[1]) for topic, ranked in found.items()}


def _score(path: Path, n: int, word: str) -> float:
    try:
        score = float(word)
    except ValueError:
        score = math.nan
    if not math.isfinite(score):
        bad_line(path, n, f"score {word!r} is not a number")
    return score


def _qrels(folder: Path) -> Path:
    found = next((path for name in QRELS for path in sorted(folder.glob(name)) if path.is_file()), None)
    if found is None:
        raise UsageError(f"no qrels in {folder}", hint="name the file qrels.txt: topic, 0, document, grade")
    return found
