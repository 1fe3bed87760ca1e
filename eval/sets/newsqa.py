"""News quiz questions with the article that the newsroom linked, on a pool of scraped news.

Promise: questions on one article are one group; articles are as scraped, cookie walls and all.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from bot.types import Article
from eval.items import EvalSet, Gold, Item, make_article
from eval.sets.files import Record, Text, data_file, rows

FILES = ("newsqa/articles.jsonl", "newsqa/questions_a.jsonl")


class News(Record):
    """An article as scraped; the date is `2022/06/16`, with a time after it or not."""

    url: Text
    title: str | None
    text: str
    publish_date: str | None


class Quiz(Record):
    """A question of the quiz."""

    question_id: Text
    question: Text
    source: Text
    answer: list[str] = Field(min_length=1)
    gold_urls: list[str] = Field(min_length=1)


def read_newsqa(data: Path) -> EvalSet:
    """The set from the data folder."""
    articles, questions = (data_file(data, name) for name in FILES)
    return EvalSet(
        "newsqa",
        tuple(_item(quiz) for _, quiz in rows(questions, Quiz)),
        tuple(_article(news) for _, news in rows(articles, News)),
    )


def _article(news: News) -> Article:
    published = (news.publish_date or "")[:10].replace("/", "-")
    return make_article(news.url, news.title or "", news.text, published or None)


def _item(quiz: Quiz) -> Item:
    return Item(
        quiz.question_id,
        quiz.question.strip(),
        tuple(quiz.answer),
        tuple(Gold(url) for url in quiz.gold_urls),
        answerable=True,
        tags=(quiz.source.lower(),),
        group=quiz.gold_urls[0],
    )
