from __future__ import annotations

import textwrap

import pytest
from ingest_material import HEADLINE, PROSE, locked, pdf

from bot.errors import SourceError
from ingest.clean import clean_text
from ingest.extract import Extracted, Given, extract
from ingest.extract.pdf import join_pages

LINES = [line for p in PROSE * 5 for line in textwrap.wrap(p, 70)]


def read(raw: bytes, suffix: str = ".pdf") -> Extracted:
    return extract(raw, Given(suffix=suffix))


def test_pages_are_kept_and_sentences_run_over_them() -> None:
    pages = [LINES[i : i + 11] for i in range(0, len(LINES), 11)]
    article = read(pdf([["Sound Herald", *lines, f"page {i}"] for i, lines in enumerate(pages, 1)]))
    assert len(article.pages) == len(pages) == 4
    assert article.text.count(PROSE[0]) == article.text.count(PROSE[1]) == 5
    assert "Sound Herald" not in article.text
    assert "page" not in article.text
    for start, lines in zip(article.pages, pages, strict=True):
        assert article.text[start:].startswith(lines[0])
    assert clean_text(article.text) == article.text


def test_empty_pages_count() -> None:
    article = read(pdf([[], [HEADLINE, "", *LINES[:6]], [], LINES[6:12], []]))
    assert len(article.pages) == 5
    assert list(article.pages) == sorted(article.pages)
    assert article.pages[:2] == (0, 0)
    assert article.text[article.pages[3] :].startswith(LINES[6])
    assert article.pages[4] == len(article.text)


def test_a_pdf_under_another_name_is_known_by_its_content() -> None:
    assert read(pdf([LINES]), ".txt").text == read(pdf([LINES])).text


def test_joining_a_word_broken_over_pages() -> None:
    prose = "\n".join(textwrap.wrap(" ".join(PROSE), 60))
    text, pages = join_pages([f"{prose}\nThe captain of the govern-", "ment ship said that the government paid."])
    assert text.endswith("The captain of the government ship said that the government paid.")
    assert text[pages[1] :].startswith("ment ship")


def test_a_file_that_asks_for_no_password_is_read() -> None:
    assert read(locked(pdf([LINES]), "", "owner")).text == read(pdf([LINES])).text


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (pdf([[], []]), "no_text_layer"),
        (locked(pdf([LINES]), "secret", "owner"), "encrypted"),
        (pdf([LINES])[:400], "damaged"),
        (b"%PDF-1.7\n" + b"garbage " * 200, "damaged"),
    ],
    ids=["scan", "password", "cut off", "garbage"],
)
def test_what_cannot_be_read(raw: bytes, code: str) -> None:
    with pytest.raises(SourceError) as caught:
        read(raw)
    assert caught.value.code == code
