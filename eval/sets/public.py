"""The public data sets, as articles and questions the rest of eval can use.

Promise: reads `DIR/<folder>/*.xz` and changes no character of a text; a missing file is named with what to type.
It downloads nothing and has no default folder.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.errors import UsageError
from bot.types import Article


@dataclass(frozen=True, slots=True)
class EvalQuestion:
    """A question with what would answer it.

    `relevant` are ids of articles, `answers` are wordings any of which is right; `cluster` groups questions that are
    not independent of each other (those on one article), for the bootstrap.
    """

    id: str
    text: str
    relevant: tuple[str, ...]
    answers: tuple[str, ...] = ()
    cluster: str = ""


@dataclass(frozen=True, slots=True)
class Collection:
    """Articles, and questions on them."""

    name: str
    articles: tuple[Article, ...]
    questions: tuple[EvalQuestion, ...] = field(repr=False)


def read_text(data: Path, name: str) -> str:
    """One xz-compressed file of the data folder.

    Raises:
        UsageError: it is not there.

    """
    path = data / f"{name}.xz"
    try:
        with lzma.open(path, "rt", encoding="utf-8", errors="replace") as file:
            return file.read()
    except FileNotFoundError:
        raise UsageError(f"no data set at {path}", hint="give the data folder with --data DIR") from None


def newsqa(data: Path) -> Collection:
    """1,868 scraped news articles; 102 quiz questions with the article the newsroom linked."""
    rows = [json.loads(line) for line in read_text(data, "newsqa/articles.jsonl").splitlines()]
    articles = tuple(
        make_article(r["url"], r["title"] or "", r["text"], (r["publish_date"] or "")[:10].replace("/", "-") or None)
        for r in rows
    )
    questions = [json.loads(line) for line in read_text(data, "newsqa/questions_a.jsonl").splitlines()]
    return Collection(
        "newsqa",
        articles,
        tuple(
            EvalQuestion(q["question_id"], q["question"], tuple(q["gold_urls"]), tuple(q["answer"]), q["question_id"])
            for q in questions
        ),
    )


def squad(data: Path, name: str, file: str) -> Collection:
    """A file in SQuAD's format, the paragraphs of each article joined; answerable questions only."""
    articles: list[Article] = []
    questions: list[EvalQuestion] = []
    for entry in json.loads(read_text(data, file))["data"]:
        title = entry.get("title", "").replace("_", " ")
        text = "\n\n".join(p["context"] for p in entry["paragraphs"])
        article = make_article(f"{name}#{len(articles)}", title, text)
        articles.append(article)
        questions += [q for p in entry["paragraphs"] for q in _squad_questions(p["qas"], article.id)]
    return Collection(name, tuple(articles), tuple(questions))


def time_magazine(data: Path) -> Collection:
    """TIME 1963: 423 articles without titles, in capitals; the 79 queries of which an article is judged relevant."""
    articles: list[Article] = []
    for block in re.split(r"^\*TEXT ", read_text(data, "time/TIME.ALL"), flags=re.M)[1:]:
        head, _, body = block.partition("\n")
        body = body.split("*STOP")[0]
        articles.append(make_article(f"time#{len(articles) + 1}", "", _plain_lines(body)))
    relevant = {
        int(line.split()[0]): tuple(f"time#{_time_position(int(n))}" for n in line.split()[1:])
        for line in read_text(data, "time/TIME.REL").splitlines()
        if line.strip()
    }
    questions: list[EvalQuestion] = []
    for block in re.split(r"^\*FIND", read_text(data, "time/TIME.QUE"), flags=re.M)[1:]:
        head, _, body = block.partition("\n")
        n = int(head)
        if relevant.get(n):
            questions.append(EvalQuestion(f"time-{n}", _plain_lines(body.split("*STOP")[0]), relevant[n], (), str(n)))
    return Collection("time", tuple(articles), tuple(questions))


LOADERS: dict[str, Callable[[Path], Collection]] = {
    "newsqa": newsqa,
    "squad": lambda data: squad(data, "squad", "squad/dev_a_v2.0.json"),
    "squad-train": lambda data: squad(data, "squad-train", "squad/train_part_v1.1.json"),
    "new-wiki": lambda data: squad(data, "new-wiki", "squadshifts/new_wiki_v1.0.json"),
    "time": time_magazine,
}


def make_article(source: str, title: str, text: str, published: str | None = None) -> Article:
    """An article as the pipeline would store it, without a file; its id is its source."""
    version = "sha256-" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return Article(source, version, source, title, text, published)


def _squad_questions(qas: list[dict[str, Any]], article_id: str) -> Iterator[EvalQuestion]:
    for qa in qas:
        if qa.get("is_impossible") or not qa["answers"]:
            continue
        answers = tuple(dict.fromkeys(a["text"] for a in qa["answers"]))
        yield EvalQuestion(qa["id"], qa["question"].strip(), (article_id,), answers, article_id)


def _time_position(number: int) -> int:
    """Judgements number 425 articles of which two are not on the tape.

    Shared rare words put the gap between 371 and 379: up to 370 a judged article is the best match at its own number,
    from 380 at two less; no article between is judged.
    """
    return number if number <= TIME_LAST_BEFORE_GAP else number - 2


TIME_LAST_BEFORE_GAP = 370


def _plain_lines(body: str) -> str:
    """The tape's lines are double-spaced and hard-wrapped; paragraphs are not marked."""
    return " ".join(body.split())
