"""SQuAD's format, 1.1 and 2.0: long articles, and questions with the place of every answer.

Promise: the paragraphs of an article are joined to one text and every offset is moved along; all questions come out,
those without an answer marked so. Of several answers that begin at one place the one said last comes last.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.types import Article
from eval.items import EvalSet, Gold, Item, make_article
from eval.sets.files import Record, Text, data_file, document

DEV = "squad/dev_a_v2.0.json"
TRAIN = "squad/train_part_v1.1.json"
NEW_WIKI = "squadshifts/new_wiki_v1.0.json"
REDDIT = "squadshifts/reddit_v1.0.json"
AMAZON = "squadshifts/amazon_reviews_v1.0.json"
BETWEEN = "\n\n"


class Answer(Record):
    """Words of the paragraph, and where they begin."""

    text: Text
    answer_start: int


class Asked(Record):
    """A question on a paragraph."""

    id: Text
    question: Text
    answers: list[Answer]
    is_impossible: bool = False


class Paragraph(Record):
    """A paragraph with its questions."""

    context: str
    qas: list[Asked]


class Entry(Record):
    """An article."""

    paragraphs: list[Paragraph]
    title: str = ""


class File(Record):
    """The whole file."""

    data: list[Entry]


def read_named(data: Path, *, name: str, file: str, apart: bool = False) -> EvalSet:
    """A file of the data folder."""
    return read_squad(data_file(data, file), name=name, apart=apart)


def read_squad(path: Path, *, name: str = "", apart: bool = False) -> EvalSet:
    """A file as a set; with `apart` its paragraphs are posts of their own, not parts of one article.

    Raises:
        UsageError: the file is missing or not in this format.

    """
    name = name or path.name.removesuffix(".xz").removesuffix(".json")
    articles: list[Article] = []
    items: list[Item] = []
    for entry in document(path, File).data:
        title = "" if apart else entry.title.replace("_", " ")
        for group in [[p] for p in entry.paragraphs] if apart else [entry.paragraphs]:
            article = make_article(f"{name}#{len(articles)}", title, BETWEEN.join(p.context for p in group))
            articles.append(article)
            items += _items(group, article.id)
    return EvalSet(name, tuple(items), tuple(articles))


def _items(paragraphs: Sequence[Paragraph], article_id: str) -> Iterable[Item]:
    start = 0
    for paragraph in paragraphs:
        for asked in paragraph.qas:
            answers = [] if asked.is_impossible else asked.answers
            yield Item(
                asked.id,
                asked.question.strip(),
                tuple(dict.fromkeys(answer.text for answer in answers)),
                _gold(answers, article_id, start),
                answerable=bool(answers) if answers or asked.is_impossible else None,
                group=article_id,
            )
        start += len(paragraph.context) + len(BETWEEN)


def _gold(answers: Sequence[Answer], article_id: str, start: int) -> tuple[Gold, ...]:
    """Each place once, by where it begins."""
    places = [(start + answer.answer_start, answer.text) for answer in answers]
    last_said = list(dict.fromkeys(reversed(places)))[::-1]
    by_start = sorted(last_said, key=lambda place: place[0])
    return tuple(Gold(article_id, at, at + len(text), quote=text) for at, text in by_start)
