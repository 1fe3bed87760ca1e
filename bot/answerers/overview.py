"""Answers about an article as a whole: what it is about, its main points, who and which places are mentioned.

Promise: sentences are the article's own, in its order, each cited; a name is cited where it is first mentioned, in the
words that stand there ("Russian President Vladimir Putin"). It chooses and never rephrases, so a summary is as good as
the article's own sentences.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from bot.answerers.central import central_sentences
from bot.answerers.library import listed
from bot.answerers.names import Name, find_names, words
from bot.answerers.service import service
from bot.sentences import split_sentences
from bot.types import Article, Draft, DraftStatement, Span

if TYPE_CHECKING:
    from bot.store import Store
    from bot.store.layout import ArticleInfo

N_SENTENCES = {"about": 3, "points": 5}
MAX_SENTENCES = 10
MAX_NAMES = 15
MAX_ARTICLES = 15
ROLE_CHARS = 60
CONFIDENCE = 0.9
"""That the article answers what it is about is sure; that these are its best sentences is not."""

_APPOSITION = re.compile(r", (?:an?|the|his|her|its|then|\d+-year-old)\b[^,.;:()“”\"\n]{3,70}(?=[,.;])")
_LINKS = frozenset({"former", "foreign", "policy", "affairs", "deputy", "national", "security", "North", "South"})


def ask_which(infos: Sequence[ArticleInfo]) -> Draft:
    """Several articles and no hint: say what there is and ask."""
    return service(f"There are {len(infos)} articles here. Which one do you mean?{listed(infos)}")


def with_others(draft: Draft, others: Sequence[ArticleInfo]) -> Draft:
    """The answer about one article, and that others fit the question as well."""
    if not others:
        return draft
    said = DraftStatement(f"There is more on this:{listed(others)}", "service")
    return replace(draft, statements=(*draft.statements, said))


def answer(wants: str, n: int | None, infos: Sequence[ArticleInfo], store: Store) -> Draft:
    """About one article; or about each of several, a sentence or the names of each."""
    articles = [store.article(info.id) for info in infos[:MAX_ARTICLES]]
    each = 1 if len(articles) > 1 else min(n or N_SENTENCES.get(wants, 0), MAX_SENTENCES)
    if wants in N_SENTENCES:
        statements = [s for article in articles for s in _sentences(article, each)]
        short: tuple[str, ...] = ()
    else:
        named = [(article, name) for article in articles for name in _names(article, wants)]
        statements = [_named(article, name) for article, name in named[:MAX_NAMES]]
        short = tuple(name.text for _, name in named[:MAX_NAMES])
        if len(named) > MAX_NAMES:
            statements.append(DraftStatement(f"And {len(named) - MAX_NAMES} more.", "service"))
    if not statements:
        return _nothing(wants, articles)
    if len(infos) > MAX_ARTICLES:
        statements.append(DraftStatement(f"That was {MAX_ARTICLES} of {len(infos)} articles.", "service"))
    return Draft("answered", tuple(statements), short, CONFIDENCE)


def _sentences(article: Article, n: int) -> Iterable[DraftStatement]:
    for sentence in central_sentences(article.text, article.title, n):
        yield _quoted(article, sentence.start, sentence.end)


def _quoted(article: Article, start: int, end: int) -> DraftStatement:
    return DraftStatement(
        " ".join(article.text[start:end].split()), "quoted", (Span(article.id, article.version, start, end),)
    )


def _names(article: Article, wants: str) -> list[Name]:
    """Names of the kind wanted, by first mention; where there are too many, those mentioned most.

    A name that stands only in the headline, the byline or the dateline is not one the article speaks of.
    """
    spoken = [(s.start, s.end) for s in split_sentences(article.text) if s.kind in ("body", "caption")]
    named = (_within(name, spoken) for name in find_names(article.text) if _is_wanted(name, wants))
    found = sorted((name for name in named if name.mentions), key=lambda name: name.mentions[0])
    kept = sorted(found, key=lambda name: -len(name.mentions))[:MAX_NAMES]
    return [name for name in found if name in kept] + [name for name in found if name not in kept]


def _within(name: Name, spans: Sequence[tuple[int, int]]) -> Name:
    starts = [start for start, _ in spans]
    inside = (m for m in name.mentions if (i := bisect_right(starts, m[0])) and m[1] <= spans[i - 1][1])
    return replace(name, mentions=tuple(inside))


def _is_wanted(name: Name, wants: str) -> bool:
    country = name.text in words("places/countries")
    kinds = {"people": "person", "organisations": "organisation", "places": "place", "countries": "place"}
    return name.kind == kinds[wants] and (country or wants != "countries")


def _named(article: Article, name: Name) -> DraftStatement:
    """A name as it stands where it is first given in full, with the role beside it."""
    text = article.text
    start, end = next((m for m in name.mentions if text[m[0] : m[1]] == name.text), name.mentions[0])
    if name.kind == "person":
        role = _role_before().search(text, max(0, start - ROLE_CHARS), start)
        start = role.start() if role else start
        apposition = _APPOSITION.match(text, end)
        end = apposition.end() if apposition else end
    return _quoted(article, start, end)


@cache
def _role_before() -> re.Pattern[str]:
    """Titles, nationalities and roles that stand right before a name: "North Korean leader ", "Foreign Minister "."""
    parts = {part for title in words("titles") for part in title.split()} | words("demonyms") | words("roles") | _LINKS
    word = "|".join(sorted(map(re.escape, parts - {"of", "the"}), key=len, reverse=True))
    return re.compile(rf"(?<!\S)(?:{word}) (?:(?:{word}|of) )*$")


def _nothing(wants: str, articles: Sequence[Article]) -> Draft:
    """An article without sentences, or without a name of that kind."""
    what = "text to summarise" if wants in N_SENTENCES else f"{wants} by name"
    said = tuple(DraftStatement(f"“{article.title}” has no {what}.", "metadata") for article in articles)
    return Draft("refused", said)
