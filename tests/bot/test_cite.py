"""Footnotes: what holds gets a number and a quote, what does not is dropped with a verdict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cite import Citer, mark_changed
from bot.store import Store, open_store
from bot.types import Article, Chunk, Citation, DraftStatement, Dropped, Span, Statement

TEXT = "The envoy brought a tea set.\n\nHe “left” on Tuesday [12]. Ümlauts 🙂 count one each."
ARTICLE = Article("a1", "v1", "/a.txt", "Gifts", TEXT, "2024-06-19", pages=(0, 30))


def put(store: Store, article: Article) -> None:
    chunk = Chunk(article.id, article.version, 0, len(article.text), article.text)
    with store.writer() as writer:
        writer.put(article, [chunk], np.ones((1, 4), np.float32) / 2)
    store.refresh()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = open_store(tmp_path_factory.mktemp("cite"), "test", 4)
    put(store, ARTICLE)
    yield store
    store.close()


def span(words: str, article: Article = ARTICLE) -> Span:
    start = article.text.index(words)
    return Span(article.id, article.version, start, start + len(words))


def quote(words: str) -> DraftStatement:
    return DraftStatement(words, "quoted", (span(words),))


def verified(citer: Citer, draft: DraftStatement) -> Statement:
    checked = citer.verify(draft)
    assert isinstance(checked, Statement)
    return checked


def test_a_citation_says_where_its_quote_stands(store: Store) -> None:
    citer = Citer(store)
    (citation,) = citer.cited_by(verified(citer, quote("a tea set")))
    assert citation == Citation(1, "a1", "v1", 18, 27, "a tea set", "Gifts", "/a.txt", "2024-06-19", page=1)
    assert TEXT[citation.start : citation.end] == citation.quote


def test_pages_are_counted_from_one(store: Store) -> None:
    citer = Citer(store)
    citer.verify(quote("on Tuesday"))
    assert citer.citations[0].page == 2


def test_the_same_words_keep_their_number(store: Store) -> None:
    citer = Citer(store)
    first = [verified(citer, quote(words)).citations for words in ("a tea set", "on Tuesday", "a tea set")]
    assert first == [(1,), (2,), (1,)]
    assert [citation.n for citation in citer.citations] == [1, 2]


def test_numbers_go_on_through_a_conversation(store: Store) -> None:
    first = Citer(store)
    first.verify(quote("a tea set"))
    second = Citer(store, first.citations)
    assert verified(second, quote("on Tuesday")).citations == (2,)
    assert verified(second, quote("a tea set")).citations == (1,)
    assert [citation.n for citation in second.citations] == [2, 1]


def test_a_new_version_gets_a_new_number(store: Store) -> None:
    earlier = Citation(3, "a1", "v0", 18, 27, "a tea set", "Gifts", "/a.txt")
    assert verified(Citer(store, [earlier]), quote("a tea set")).citations == (4,)


@pytest.mark.parametrize(
    ("bad", "verdict"),
    [
        (replace(span("tea"), version="v0"), "has changed: v0 was quoted, v1 is stored"),
        (replace(span("tea"), article_id="gone"), "gone is not in the library"),
        (replace(span("tea"), end=len(TEXT) + 1), f"has {len(TEXT)} characters"),
        (replace(span("tea"), end=span("tea").start), "no text at"),
        (replace(span("tea"), start=-1), "no text at"),
        (Span("a1", "v1", 28, 30), "nothing but space"),
    ],
)
def test_what_does_not_hold_is_dropped_whole(store: Store, bad: Span, verdict: str) -> None:
    citer = Citer(store)
    dropped = citer.verify(DraftStatement("tea", "quoted", (span("a tea set"), bad)))
    assert isinstance(dropped, Dropped)
    assert verdict in dropped.verdict
    assert citer.citations == ()
    assert verified(citer, quote("on Tuesday")).citations == (1,)


def test_a_quoted_statement_needs_a_citation(store: Store) -> None:
    assert Citer(store).verify(DraftStatement("Trust me.")) == Dropped("Trust me.", "no citation")


@pytest.mark.parametrize("kind", ["metadata", "service"])
def test_other_statements_need_none(store: Store, kind: str) -> None:
    statement = Citer(store).verify(DraftStatement("There is one article.", kind))  # type: ignore[arg-type]
    assert statement == Statement("There is one article.", kind)  # type: ignore[arg-type]


def test_markers_stand_behind_each_statement_and_literal_ones_are_escaped(store: Store) -> None:
    citer = Citer(store)
    statements = [
        verified(citer, quote(words)) for words in ("The envoy brought a tea set.", "He “left” on Tuesday [12].")
    ]
    assert citer.render(statements) == "The envoy brought a tea set. [1] He “left” on Tuesday \\[12]. [2]"
    assert statements[1].text == "He “left” on Tuesday [12]."


@pytest.mark.parametrize(
    ("literal", "shown"), [("[3]", "\\[3]"), ("[1, 2]", "\\[1, 2]"), ("[a]", "[a]"), ("x[0]", "x\\[0]")]
)
def test_only_what_looks_like_a_marker_is_escaped(store: Store, literal: str, shown: str) -> None:
    assert Citer(store).render([Statement(literal, "service")]) == shown


def test_closest_is_read_from_the_article(store: Store) -> None:
    citer = Citer(store)
    closest = citer.closest(span("on Tuesday"))
    assert closest is not None
    assert (closest.quote, closest.title, closest.source) == ("on Tuesday", "Gifts", "/a.txt")
    assert citer.closest(Span("a1", "v0", 0, 3)) is None
    assert citer.citations == ()


@given(start=st.integers(-5, len(TEXT) + 5), length=st.integers(-2, len(TEXT)))
def test_no_citation_has_other_words_than_its_article(store: Store, start: int, length: int) -> None:
    citer = Citer(store)
    checked = citer.verify(DraftStatement("x", "quoted", (Span("a1", "v1", start, start + length),)))
    for citation in citer.citations:
        assert citation.quote == TEXT[citation.start : citation.end] != ""
    assert isinstance(checked, Statement) == bool(citer.citations)


def test_earlier_citations_are_marked_when_their_article_moves_on(tmp_path: Path) -> None:
    store = open_store(tmp_path, "test", 4)
    for article in (ARTICLE, replace(ARTICLE, id="a2", source="/b.txt")):
        put(store, article)
    citer = Citer(store)
    for article in (ARTICLE, replace(ARTICLE, id="a2")):
        citer.verify(DraftStatement("", "quoted", (span("a tea set", article),)))
    assert [citation.changed for citation in mark_changed(store, citer.citations)] == [False, False]
    put(store, replace(ARTICLE, version="v2", text="Another text altogether."))
    with store.writer() as writer:
        writer.remove("a2")
    store.refresh()
    changed = mark_changed(store, citer.citations)
    assert [citation.changed for citation in changed] == [True, True]
    assert [citation.quote for citation in changed] == ["a tea set", "a tea set"]
    store.close()
