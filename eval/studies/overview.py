"""How good the sentences chosen for "what is this about?" are: `python -m eval.studies.overview --data DIR`.

Promise: two measures that the choice cannot see. Quiz: whether the answer to a news quiz's question about the article
stands in the chosen sentences (newsqa). Title: how much of a title the choice says that was kept from it (ROUGE-1 and
-2 recall of the first 60 words). Beside it the article's first sentences and sentences at random. Not measured: whether
the sentences read well together.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import fmean

from bot.answerers.central import central_sentences
from bot.english.terms import tokens
from bot.sentences import split_sentences
from bot.types import Article
from eval.items import make_article
from eval.sets import open_set
from eval.sets.files import data_file, read_text

N_WORDS = 60
N_BBC = 500
N_NEWSQA_TITLES = 500
Choose = Callable[[Article, int], str]


def central(article: Article, n: int) -> str:
    """What footnote says an article is about."""
    return _joined(article.text, [(s.start, s.end) for s in central_sentences(article.text, article.title, n)])


def lead(article: Article, n: int) -> str:
    """The article's first sentences."""
    return _joined(article.text, _body(article.text)[:n])


def at_random(article: Article, n: int) -> str:
    """Sentences drawn by lot, the same for the same article."""
    body = _body(article.text)
    chance = random.Random(article.id)  # noqa: S311 - a baseline, not a secret
    return _joined(article.text, sorted(chance.sample(body, min(n, len(body)))))


WAYS: dict[str, Choose] = {"central": central, "lead": lead, "random": at_random}


def quiz(data: Path, n: int) -> dict[str, list[bool]]:
    """For each way, whether its n sentences hold the answer, one entry for every question that the article answers."""
    collection = open_set("newsqa", data)
    articles = {article.id: article for article in collection.articles or ()}
    held: dict[str, list[bool]] = {way: [] for way in WAYS}
    for item in collection.items:
        answerable = (articles[id_] for id_ in item.grades if _holds(articles[id_].text, item.answers))
        article = next((a for a in answerable if len(_body(a.text)) > n), None)
        if article:
            for way, choose in WAYS.items():
                held[way].append(_holds(choose(article, n), item.answers))
    return held


def titles(articles: Sequence[Article], n: int) -> dict[str, tuple[float, float]]:
    """For each way, mean ROUGE-1 and ROUGE-2 recall of the titles, which the ways are not given."""
    scores: dict[str, list[tuple[float, float]]] = {way: [] for way in WAYS}
    for article in articles:
        untitled = make_article(article.id, "", article.text)
        for way, choose in WAYS.items():
            words = [token.stem for token in tokens(choose(untitled, n))][:N_WORDS]
            title = [token.stem for token in tokens(article.title)]
            scores[way].append((recall(title, words, 1), recall(title, words, 2)))
    return {way: (fmean(s[0] for s in all_), fmean(s[1] for s in all_)) for way, all_ in scores.items()}


def recall(reference: Sequence[str], said: Sequence[str], n: int) -> float:
    """ROUGE-n recall: the share of the reference's n-grams that were said (Lin 2004).

    >>> recall("a b c".split(), "b c d".split(), 2)
    0.5
    """
    wanted, found = (Counter(zip(*(words[i:] for i in range(n)), strict=False)) for words in (reference, said))
    return (wanted & found).total() / wanted.total() if wanted else 0.0


def _body(text: str) -> list[tuple[int, int]]:
    return [(s.start, s.end) for s in split_sentences(text) if s.kind == "body"]


def _joined(text: str, spans: Sequence[tuple[int, int]]) -> str:
    return " ".join(text[start:end] for start, end in spans)


def _holds(text: str, answers: Sequence[str]) -> bool:
    return any(answer.casefold() in text.casefold() for answer in answers)


def _interval(ours: Sequence[bool], theirs: Sequence[bool]) -> tuple[float, float]:
    """95 % interval of the paired difference, by bootstrap over the questions."""
    chance = random.Random(0)  # noqa: S311
    differences = [a - b for a, b in zip(ours, theirs, strict=True)]
    means = sorted(fmean(chance.choices(differences, k=len(differences))) for _ in range(2000))
    return means[50], means[1949]


def main() -> None:
    """Print both measures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    for n in (1, 3, 5):
        held = quiz(data, n)
        low, high = _interval(held["central"], held["lead"])
        shares = "  ".join(f"{way} {fmean(hits):.3f}" for way, hits in held.items())
        print(f"quiz, {n} sentences, {len(held['lead'])} questions: {shares}  central-lead [{low:+.3f}, {high:+.3f}]")  # noqa: T201
    rows = [json.loads(line) for line in read_text(data_file(data, "bbc_news/bbc_news.jsonl")).splitlines()]
    bbc = [make_article(row["id"], row["title"], row["text"]) for row in rows[:: len(rows) // N_BBC]]
    news = [a for a in open_set("newsqa", data).articles or () if a.title and len(_body(a.text)) > 6][:N_NEWSQA_TITLES]
    for name, articles in (("bbc_news", bbc), ("newsqa", news)):
        scores = "  ".join(f"{way} {one:.3f}/{two:.3f}" for way, (one, two) in titles(articles, 3).items())
        print(f"title ROUGE-1/2 recall, 3 sentences, {len(articles)} articles of {name}: {scores}")  # noqa: T201


if __name__ == "__main__":
    main()
