from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ingest_material import PROSE, SCRAPED, code_of

from bot.errors import SourceError
from ingest.clean import clean_text
from ingest.extract import Given, extract

TEXT = Given(suffix=".txt")


def test_text_as_scraped() -> None:
    article = extract(SCRAPED.encode(), TEXT)
    paragraphs = article.text.split("\n\n")
    assert (article.title, article.byline) == ("Ferry crosses the sound on a third less fuel", "AFP")
    assert (article.dateline, article.published) == ("Kirkmoor, 4 Mar", "--03-04")
    assert paragraphs[0] == article.title
    assert "The ferry Albatross at the quay of Kirkmoor on Tuesday, seen from the east. PHOTO: AFP" in paragraphs
    assert paragraphs[-1].endswith("A fence is to be put up before the summer.")
    assert "Leave a Reply" not in article.text
    assert "\n" not in article.text.replace("\n\n", "")


def test_the_shared_article(shared: Path) -> None:
    raw = (shared / "articles" / "russia-north-korea-2024.txt").read_bytes()
    article = extract(raw, TEXT)
    paragraphs = article.text.split("\n\n")
    assert article.title == raw.decode().split("\n")[0] == paragraphs[0]
    assert (article.byline, article.dateline, article.published) == ("AP", "Seoul, 19 Jun", "--06-19")
    assert len(paragraphs) == 22
    assert sum(p.endswith("PHOTO: AP") for p in paragraphs) == 1
    gifts = next(p for p in paragraphs if "Aurus" in p)
    assert gifts.startswith("Putin's foreign affairs adviser Yuri Ushakov told reporters")
    assert gifts.endswith("artworks depicting the Russian leader.")
    assert paragraphs[-1].endswith("under the deal.")
    gone = "- Leave a Reply Your email address will not be published. Required fields are marked *"
    assert sorted(raw.decode().split()) == sorted([*article.text.split(), *gone.split()])


def test_a_text_without_a_headline_has_no_title() -> None:
    assert extract("\n\n".join(PROSE).encode(), TEXT).title is None


@pytest.mark.parametrize("text", ["Leave a Reply\nName *", "---\n***", "\u200b\u200b", "Advertisement"])
def test_nothing_but_furniture(text: str) -> None:
    with pytest.raises(SourceError) as caught:
        extract(text.encode(), TEXT)
    assert caught.value.code == "empty"


LINES = st.lists(st.one_of(st.sampled_from(SCRAPED.split("\n")), st.text(max_size=40)), min_size=1, max_size=30)


@given(LINES)
@settings(max_examples=300, deadline=None)
def test_reading_the_result_again_changes_nothing(lines: list[str]) -> None:
    try:
        once = extract("\n".join(lines).encode("utf-8", "replace"), TEXT).text
    except SourceError:
        return
    assert clean_text(once) == once
    assert extract(once.encode(), TEXT).text == once


@pytest.mark.parametrize(
    "text",
    [
        "word " * 20_000,
        "x" * 100_000,
        "a\n" * 100_000,
        "(" * 100_000,
        "By A" * 25_000,
        "Mr. " * 25_000,
        "- \n" * 50_000,
    ],
    ids=["words", "one word", "lines", "brackets", "bylines", "titles", "bullets"],
)
def test_extreme_lines_take_no_time(text: str) -> None:
    started = time.perf_counter()
    assert code_of(lambda: extract(text.encode(), TEXT)) in (None, "empty")
    assert time.perf_counter() - started < 50
