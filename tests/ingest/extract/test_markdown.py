from __future__ import annotations

import time

import pytest
from ingest_material import HEADLINE, PROSE, code_of

from bot.errors import SourceError
from ingest.extract import Extracted, Given, extract


def read(text: str) -> Extracted:
    return extract(text.encode(), Given(suffix=".md"))


def test_front_matter_and_text() -> None:
    article = read(f'---\ntitle: "{HEADLINE}"\nauthor: Ann Reed\ndate: 2024-03-04\ntags: [sea]\n---\n\n{PROSE[0]}\n')
    assert (article.title, article.byline, article.published) == (HEADLINE, "Ann Reed", "2024-03-04")
    assert article.text == f"{HEADLINE}\n\n{PROSE[0]}"


@pytest.mark.parametrize(
    ("block", "title", "author", "date"),
    [
        ("title: Russia: a deal\ndate: June 2024", "Russia: a deal", None, None),
        ("title: 'It''s late'\nauthors: [Ann Reed, Bo Li]", "It's late", "Ann Reed, Bo Li", None),
        ("authors:\n  - name: Ann Reed\n  - Bo Li\npubDate: Mon, 4 Mar 2024", None, "Ann Reed, Bo Li", "2024-03-04"),
        ("title: >\n  Two lines\n  of it\ndate: 2024-03-04T10:00:00Z", "Two lines of it", None, "2024-03-04"),
        ("title: x # a comment\ndate: 03/04/2024", "x", None, None),
        ("a: &a [x]\nb: *a\ntitle: !!python/object:os.system 1", "!!python/object:os.system 1", None, None),
    ],
)
def test_front_matter_as_people_write_it(block: str, title: str | None, author: str | None, date: str | None) -> None:
    article = read(f"---\n{block}\n---\n{PROSE[0]}")
    assert (article.title, article.byline, article.published) == (title, author, date)


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    assert read(f"---\n\n{PROSE[0]}\n").text == PROSE[0]
    assert read("---\ntitle: never closed\n\nText here.").text.startswith("title: never closed")


def test_markup_becomes_what_a_reader_sees() -> None:
    article = read(
        "# The *ferry* & the [sound](http://x.example 'map')\n\nSoft\nwrap, `code`, ![quay](q.png), 2 \\* 3 &amp; 4.\n"
        "Hard  \nbreak <b>bold</b><br>end <http://y.example>.\n\nSecond\n------\n\n> quoted\n> twice\n\n---\n\n"
        "<div>block</div>\n\n<!-- nothing -->\n\n    indented\n\n```\nfenced\n```\n"
    )
    assert article.text.split("\n\n") == [
        "The ferry & the sound",
        "Soft wrap, code, quay, 2 * 3 & 4. Hard\nbreak bold\nend http://y.example.",
        "Second",
        "quoted twice",
        "block",
        "indented",
        "fenced",
    ]
    assert article.title == "The ferry & the sound"


def test_lists_and_tables_keep_a_line_each() -> None:
    article = read(
        "# T here\n\n- one\n- two\n  1. deep\n\n3. three\n4. four\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nEnd."
    )
    assert article.text == "T here\n\n- one\n- two\n1. deep\n\n3. three\n4. four\n\na | b\n1 | 2\n\nEnd."


@pytest.mark.parametrize("text", ["# \n\n---\n", "![](a.png)", "<!-- x -->", "---\ntitle: x\n---\n", "> \n> "])
def test_only_markup(text: str) -> None:
    with pytest.raises(SourceError) as caught:
        read(text)
    assert caught.value.code == "empty"


@pytest.mark.parametrize("unit", ["[", "*a ", "<!--", "![[", "_a__b", "> ", "`", "<a", "[a](", "- ", "<?"])
def test_hostile_markup_takes_no_time(unit: str) -> None:
    started = time.perf_counter()
    assert code_of(lambda: read(unit * 4_000)) in (None, "empty")
    assert time.perf_counter() - started < 80
