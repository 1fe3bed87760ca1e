"""SQuAD-format question sets with the place of every answer, for work on single sentences.

Promise: spans are true offsets into the article as built here (`article.text[start:end]` is the answer); questions
without an answer keep their mark. Files and licences: the data folder's README.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.types import Article
from eval.sets.public import make_article, read_text

FILES = {
    "dev": "squad/dev_a_v2.0.json",
    "train": "squad/train_part_v1.1.json",
    "wiki": "squadshifts/new_wiki_v1.0.json",
    "reddit": "squadshifts/reddit_v1.0.json",
    "amazon": "squadshifts/amazon_reviews_v1.0.json",
}
SEPARATE = ("reddit", "amazon")
"""Sets whose paragraphs are posts and reviews of their own, not parts of one article."""


@dataclass(frozen=True, slots=True)
class SpanQuestion:
    """A question on an article; `spans` is empty where the article does not answer it."""

    id: str
    text: str
    article_id: str
    spans: tuple[tuple[int, int], ...]
    answers: tuple[str, ...]


def read_spans(data: Path, name: str) -> tuple[list[Article], list[SpanQuestion]]:
    """Articles and questions of one of FILES.

    Raises:
        UsageError: the file is not there.

    """
    articles: list[Article] = []
    questions: list[SpanQuestion] = []
    for entry in json.loads(read_text(data, FILES[name]))["data"]:
        paragraphs = entry["paragraphs"]
        title = "" if name in SEPARATE else entry.get("title", "").replace("_", " ")
        for group in [[p] for p in paragraphs] if name in SEPARATE else [paragraphs]:
            text = "\n\n".join(p["context"] for p in group)
            article = make_article(f"{name}#{len(articles)}", title, text)
            articles.append(article)
            questions += _questions(group, article.id)
    return articles, questions


def _questions(paragraphs: list[dict[str, Any]], article_id: str) -> Iterator[SpanQuestion]:
    start = 0
    for paragraph in paragraphs:
        for qa in paragraph["qas"]:
            found = {} if qa.get("is_impossible") else {a["answer_start"]: a["text"] for a in qa["answers"]}
            spans = tuple((start + at, start + at + len(text)) for at, text in sorted(found.items()))
            answers = tuple(dict.fromkeys(found.values()))
            yield SpanQuestion(qa["id"], qa["question"].strip(), article_id, spans, answers)
        start += len(paragraph["context"]) + 2
