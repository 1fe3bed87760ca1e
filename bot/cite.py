r"""Footnotes: the only place that makes a Citation, and only out of words that stand in the stored article.

Promise: every Citation returned was read back from the store a moment ago: that version of the article exists and
`article.text[start:end] == quote`. A statement with a span that does not hold is dropped whole, with a verdict, and
never shown. Whether a quote supports what is said about it is the answerer's business, not known here.

In `render`, `[n]` is always a marker: a literal "[12]" of an article is written "\[12]".
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from bot.errors import ArticleNotFound
from bot.types import Article, Citation, Closest, DraftStatement, Dropped, Span, Statement

LITERAL_MARKER = re.compile(r"\[(?=\d+(?:\s*[,;–-]\s*\d+)*\])")
"""The bracket of something in an article that looks like one of our markers: "[12]", "[1, 2]", "[3-5]"."""

SENTENCE_END = re.compile(r"[.!?…:][\"'”’)\]]*$")
"""Statements that all end like this are set as prose; a list of names, say, a line each."""


class Articles(Protocol):
    """What citing needs of the store."""

    def article(self, article_id: str) -> Article:
        """The article as it is now.

        Raises:
            ArticleNotFound: it is not there (any more).
        """
        ...


class Citer:
    """Checks and numbers the footnotes of one answer, going on after those of the conversation."""

    def __init__(self, articles: Articles, earlier: Iterable[Citation] = ()) -> None:
        """`earlier`: every citation of the conversation so far; the same words keep their number."""
        self._articles = articles
        self._numbers = {_key(citation): citation.n for citation in earlier}
        self._next = max(self._numbers.values(), default=0) + 1
        self._made: dict[int, Citation] = {}

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Those of this answer, by first use."""
        return tuple(self._made.values())

    def verify(self, draft: DraftStatement) -> Statement | Dropped:
        """The statement with its citations, or why it must not be shown."""
        found: list[tuple[Article, Span]] = []
        for span in dict.fromkeys(draft.spans):
            article = self._read(span.article_id)
            verdict = _verdict(article, span)
            if article is None or verdict:
                return Dropped(draft.text, verdict)
            found.append((article, span))
        if draft.kind == "quoted" and not found:
            return Dropped(draft.text, "no citation")
        return Statement(draft.text, draft.kind, tuple(self._cite(article, span).n for article, span in found))

    def cited_by(self, statement: Statement) -> tuple[Citation, ...]:
        """The citations of a statement that this Citer verified."""
        return tuple(self._made[n] for n in statement.citations)

    def closest(self, span: Span) -> Closest | None:
        """The passage at `span` as it stands in the article, or None where it does not."""
        article = self._read(span.article_id)
        if article is None or _verdict(article, span):
            return None
        quote = article.text[span.start : span.end]
        return Closest(article.id, article.title, article.source, span.start, span.end, quote)

    def render(self, statements: Sequence[Statement]) -> str:
        r"""The answer as one text, each statement followed by its markers.

        >>> Citer(()).render([Statement("He said [12].", "quoted", (1, 2)), Statement("More.", "quoted", (3,))])
        'He said \\[12]. [1][2] More. [3]'
        """
        parts = [with_markers(statement) for statement in statements]
        prose = all(SENTENCE_END.search(s.text) and "\n" not in s.text for s in statements)
        return (" " if prose else "\n").join(parts)

    def _cite(self, article: Article, span: Span) -> Citation:
        key = (article.id, article.version, span.start, span.end)
        if key not in self._numbers:
            self._numbers[key] = self._next
            self._next += 1
        n = self._numbers[key]
        if n not in self._made:
            self._made[n] = Citation(
                n=n,
                article_id=article.id,
                version=article.version,
                start=span.start,
                end=span.end,
                quote=article.text[span.start : span.end],
                title=article.title,
                source=article.source,
                published=article.published,
                page=bisect_right(article.pages, span.start) or None,
            )
        return self._made[n]

    def _read(self, article_id: str) -> Article | None:
        try:
            return self._articles.article(article_id)
        except ArticleNotFound:
            return None


def mark_changed(articles: Articles, citations: Iterable[Citation]) -> tuple[Citation, ...]:
    """Earlier citations as they look today: `changed` where the article has moved on or is gone."""
    return tuple(replace(citation, changed=_is_changed(articles, citation)) for citation in citations)


def _is_changed(articles: Articles, citation: Citation) -> bool:
    try:
        article = articles.article(citation.article_id)
    except ArticleNotFound:
        return True
    return article.version != citation.version or article.text[citation.start : citation.end] != citation.quote


def _verdict(article: Article | None, span: Span) -> str:
    """Why the span cannot be cited; "" where it can."""
    if article is None:
        return f"article {span.article_id} is not in the library"
    if article.version != span.version:
        return f"article {span.article_id} has changed: {span.version} was quoted, {article.version} is stored"
    if not 0 <= span.start < span.end <= len(article.text):
        return f"no text at {span.start}-{span.end}: article {span.article_id} has {len(article.text)} characters"
    if not article.text[span.start : span.end].strip():
        return f"nothing but space at {span.start}-{span.end} of article {span.article_id}"
    return ""


def _key(citation: Citation) -> tuple[str, str, int, int]:
    return citation.article_id, citation.version, citation.start, citation.end


def with_markers(statement: Statement) -> str:
    """A statement and its markers; brackets of its own that look like markers are escaped."""
    text = LITERAL_MARKER.sub(r"\\[", statement.text)
    markers = "".join(f"[{n}]" for n in statement.citations)
    return f"{text} {markers}" if markers else text
