"""A set from one's own articles: questions made from their sentences by rules, and some that they do not answer.

Promise: no chat model; the same articles and seed give the same set. Every answer is an exact span of its article.
Precision before number: a sentence gives a question only where its parts are clear, so a set may turn out smaller
than asked for. A third, where there is more than one article, has no answer in the article it is asked of.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence

from bot.errors import UsageError
from bot.types import Article
from eval.items import EvalSet, Gold, Item
from eval.making import questions
from eval.making.unanswerable import Known, Variants, elsewhere
from eval.making.wording import Made, Reading, read

N_QUESTIONS = 100
UNANSWERABLE = 1 / 3
MIN_QUESTIONS = 3
"""Fewer say nothing."""
ABOUT = (
    "Made from sentences of these articles by rules; nobody has checked the questions. They share the articles' "
    "wording, so the figures flatter retrieval and reading, and other articles may answer too. Good for comparing two "
    "settings on these articles and for finding what breaks; not for saying how often real questions are answered."
)
_WAYS = ("elsewhere", "changed", "elsewhere", "open")


def make_set(articles: Sequence[Article], name: str, n_questions: int = N_QUESTIONS, seed: int = 0) -> EvalSet:
    """Up to `n_questions` questions on the articles, spread over them.

    Raises:
        UsageError: no articles, or too few sentences that a question can be made from.

    """
    if n_questions < 1:
        raise UsageError(f"{n_questions} questions are no set", hint="-n 100")
    rng = random.Random(seed)  # noqa: S311 - nothing secret
    ordered = sorted(articles, key=lambda article: article.id)
    rng.shuffle(ordered)
    n_answerable = n_questions if len(ordered) < 2 else max(1, round(n_questions * (1 - UNANSWERABLE)))
    readings: dict[str, Reading] = {}
    known = _spread(ordered, n_answerable, readings)
    if len(known) < min(MIN_QUESTIONS, n_answerable):
        raise UsageError(
            f"{len(known)} questions can be made from {len(ordered)} article{'s' * (len(ordered) != 1)}: too few plain "
            "English sentences with names, dates or numbers",
            hint="footnote ingest more articles, or write questions by hand: footnote eval schema",
        )
    items = [_answerable(i, one) for i, one in enumerate(known, 1)]
    n_others = min(n_questions - len(items), round(len(items) * UNANSWERABLE / (1 - UNANSWERABLE)))
    items += _unanswerable(known, ordered, readings, n_others, rng)
    return EvalSet(name, tuple(items), None, "own", ABOUT)


def _spread(articles: Sequence[Article], n: int, readings: dict[str, Reading]) -> list[Known]:
    """Questions by turns: one of each article, then a second of each; the rarer ways of asking first."""
    waiting: list[tuple[Article, list[Known]]] = []
    chosen: list[Known] = []
    ways: Counter[str] = Counter()
    asked: set[str] = set()
    for article in articles:
        readings[article.id] = read(article.text)
        found = [Known(made, article) for made in _distinct(readings[article.id])]
        waiting.append((article, found))
        _take(found, chosen, ways, asked)
        if len(chosen) >= n:
            return chosen
    while len(chosen) < n and any(found for _, found in waiting):
        for _, found in waiting:
            if len(chosen) < n:
                _take(found, chosen, ways, asked)
    return chosen


def _distinct(reading: Reading) -> Iterator[Made]:
    """Each question once, each answer once."""
    seen: set[str | tuple[int, int]] = set()
    for made in questions(reading):
        if made.question not in seen and (made.start, made.end) not in seen:
            seen |= {made.question, (made.start, made.end)}
            yield made


def _take(found: list[Known], chosen: list[Known], ways: Counter[str], asked: set[str]) -> None:
    """Move one over: that whose way of asking there is least of so far."""
    while found:
        best = min(range(len(found)), key=lambda i: (ways[found[i].made.way], i))
        one = found.pop(best)
        if one.made.question not in asked:
            asked.add(one.made.question)
            ways[one.made.way] += 1
            chosen.append(one)
            return


def _answerable(i: int, one: Known) -> Item:
    made, text = one.made, one.article.text
    quote = text[made.start : made.end]
    return Item(
        id=f"made-{i}",
        question=made.question,
        answers=tuple(dict.fromkeys((quote, *made.others))),
        relevant=(Gold(one.article.id, made.start, made.end, quote=quote),),
        answerable=True,
        tags=("made", made.way),
        group=one.article.id,
    )


def _unanswerable(
    known: Sequence[Known], articles: Sequence[Article], readings: dict[str, Reading], n: int, rng: random.Random
) -> Iterator[Item]:
    """Up to `n`, the ways by turns; where one does not fit, the question is asked elsewhere."""
    named = [name for reading in readings.values() for _, name in reading.names.values()]
    people = sorted({name.text for name in named if name.kind == "person" and " " in name.text})
    places = sorted({name.text for name in named if name.kind == "place" and not name.text.isupper()})
    vary, asked, i = Variants(people, places, rng), {one.made.question for one in known}, 0
    for one in rng.sample(known, len(known)):
        if i == n:
            return
        way = _WAYS[i % len(_WAYS)]
        question = "" if way == "elsewhere" else vary(way, one)
        where: Article | None = one.article
        if not question or question in asked:
            way, question, where = "elsewhere", one.made.question, elsewhere(one, articles, rng)
        if where is not None:
            i += 1
            asked.add(question)
            yield Item(
                id=f"made-none-{i}",
                question=question,
                answerable=False,
                tags=("made", "unanswerable", way),
                group=where.id,
                articles=(where.id,),
            )
