"""Chunks: equal to the article at their offsets, whole sentences, and never longer than the embedder can read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.embed import chunk_document, load_embedder
from bot.sentences import split_sentences
from bot.settings import Settings
from bot.types import Article
from ingest.split import CountTokens, header_of, split_article

LIMIT = 256


@pytest.fixture(scope="module")
def count() -> CountTokens:
    return load_embedder(Settings(home=Path("unused"))).count_tokens


def article(text: str, title: str = "A title", published: str | None = "2024-06-19") -> Article:
    return Article("id", "v1", "source", title, text, published)


def check(of: Article, count: CountTokens, limit: int = LIMIT) -> list[str]:
    chunks = split_article(of, count, limit)
    at = 0
    for chunk in chunks:
        assert of.text[chunk.start : chunk.end] == chunk.text == chunk.text.strip() != ""
        assert not of.text[at : chunk.start].strip()
        at = chunk.end
    assert not of.text[at:].strip()
    assert max(count([chunk_document(c) for c in chunks]), default=0) <= limit
    return [c.text for c in chunks]


SENTENCE = "The two leaders met in Pyongyang on Wednesday and signed a treaty."


def test_short_paragraphs_fill_a_chunk_and_long_ones_stand_alone(count: CountTokens) -> None:
    short = "\n\n".join([SENTENCE] * 30)
    assert len(check(article(short), count)) == 2
    long = "\n\n".join([" ".join([SENTENCE] * 10)] * 4)
    assert check(article(long), count) == [" ".join([SENTENCE] * 10)] * 4


def test_a_paragraph_over_the_limit_is_cut_in_even_parts_at_sentences(count: CountTokens) -> None:
    chunks = check(article(" ".join([SENTENCE] * 20)), count)
    assert [c.count(SENTENCE) for c in chunks] == [10, 10]


def test_a_heading_goes_with_what_follows(count: CountTokens) -> None:
    text = "\n\n".join([" ".join([SENTENCE] * 8), "What comes next", " ".join([SENTENCE] * 8)])
    assert check(article(text), count)[1].startswith("What comes next\n\n")


def test_chunks_are_whole_sentences(count: CountTokens) -> None:
    text = "\n\n".join(f"{SENTENCE} “We won. We left,” Gen. Smith said at 5 p.m. on Jan. {n}." for n in range(1, 29))
    edges = {s.start for s in split_sentences(text)} | {s.end for s in split_sentences(text)}
    for chunk in split_article(article(text), count):
        assert {chunk.start, chunk.end} <= edges


@pytest.mark.parametrize("unit", ["word ", "x", "a, b ", "é", "统", "“a b. ", "🔥", "1,234 ", "http://a.b/c?d=e&f"])
def test_one_line_of_100_000_characters(unit: str, count: CountTokens) -> None:
    check(article(unit * (100_000 // len(unit))), count)


@pytest.mark.parametrize("text", ["", " \n\n ", "\t"])
def test_no_word_no_chunk(text: str, count: CountTokens) -> None:
    assert split_article(article(text), count) == []


def test_the_header_names_title_and_date(count: CountTokens) -> None:
    chunks = split_article(article("He left.", "Two\n  words"), count)
    assert chunks[0].header == "Two words (2024-06-19)"
    assert split_article(article("He left.", "", None), count)[0].header == ""
    assert split_article(article("He left.", "", "--06-19"), count)[0].header == "(--06-19)"


@pytest.mark.parametrize("title", ["many words " * 500, "x" * 10_000, "统一" * 3_000])
def test_an_endless_title_leaves_room_for_the_text(title: str, count: CountTokens) -> None:
    assert count([header_of(article("", title), count, 64)])[0] <= 64
    assert len(check(article(" ".join([SENTENCE] * 12), title), count)) <= 2


TEXTS = st.lists(
    st.one_of(
        st.sampled_from([SENTENCE, "\n\n", "\n", " ", "A heading", "“One. Two,” he said.", "x" * 900, "a, " * 300]),
        st.text(max_size=60),
    ),
    max_size=40,
).map("".join)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS, title=st.text(max_size=40), limit=st.sampled_from([48, 256]))
def test_any_text(text: str, title: str, limit: int, count: CountTokens) -> None:
    check(article(text, title), count, limit)


def test_another_embedders_counts_are_respected() -> None:
    def count_characters(texts: Sequence[str]) -> list[int]:
        return [len(t) + 2 for t in texts]

    check(article(" ".join([SENTENCE] * 20)), count_characters, 200)


def test_the_shared_article(shared: Path, count: CountTokens) -> None:
    text = (shared / "articles" / "russia-north-korea-2024.txt").read_text(encoding="utf-8")
    assert len(check(article(text), count)) > 3
