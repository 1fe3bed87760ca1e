from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SourceError
from ingest.urls import article_id, canonical_url, declared_canonical, digest, is_url


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("https://news.example/a#top", "https://news.example/a"),
        ("HTTPS://News.Example:443", "https://news.example/"),
        ("http://news.example:8080/a", "http://news.example:8080/a"),
        ("https://n.example/a?utm_source=x&utm_medium=y&id=3&fbclid=z", "https://n.example/a?id=3"),
        ("https://n.example/a?gclid=1", "https://n.example/a"),
        ("https://n.example/a?b=2&a=1", "https://n.example/a?b=2&a=1"),
        ("https://n.example/a?ref=home", "https://n.example/a?ref=home"),
        ("https://me:secret@n.example/a", "https://n.example/a"),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/ä"),
        ("http://[::1]:80/x", "http://[::1]/x"),
        ("https://n.example./A/b?", "https://n.example/A/b"),
    ],
)
def test_one_name_for_a_page(typed: str, canonical: str) -> None:
    assert canonical_url(typed) == canonical
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize(
    "typed",
    ["ftp://n.example/a", "file:///etc/passwd", "http://", "http:///a", "http://a b/", "http://n:99999/", "gopher://x"],
)
def test_what_cannot_be_fetched(typed: str) -> None:
    with pytest.raises(SourceError) as caught:
        canonical_url(typed)
    assert caught.value.code == "bad_url"


@given(st.text())
def test_any_text_is_a_url_or_an_error(text: str) -> None:
    try:
        once = canonical_url("http://" + text)
    except SourceError:
        return
    assert canonical_url(once) == once


@pytest.mark.parametrize(
    ("declared", "canonical"),
    [
        (None, "https://n.example/a?id=3"),
        ("/story/3", "https://n.example/story/3"),
        ("https://n.example/story/3?utm_source=x", "https://n.example/story/3"),
        ("https://other.example/story/3", "https://n.example/a?id=3"),
        ("https://n.example/", "https://n.example/a?id=3"),
        ("javascript:alert(1)", "https://n.example/a?id=3"),
        ("", "https://n.example/a?id=3"),
    ],
)
def test_rel_canonical_counts_on_the_same_host_only(declared: str | None, canonical: str) -> None:
    assert declared_canonical("https://n.example/a?id=3&utm_campaign=y", declared) == canonical


def test_ids() -> None:
    assert article_id("sample:oscars") == "sample:oscars"
    assert article_id("/news/a.txt") == digest("/news/a.txt")
    assert len(digest("x")) == len("sha256-") + 16
    assert digest("\udc80") != digest("x")


def test_what_looks_like_a_url() -> None:
    assert is_url("http://x")
    assert is_url("ftp://x")
    assert not is_url("C:\\news\\a.txt")
    assert not is_url("news/a.txt")
