"""Addresses of quotes, and which terminals show them as links."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.surfaces.links import has_browser, link_of, shows_links
from bot.types import Citation


def citation(source: str, quote: str = "Solberg gave Renzi a wooden boat") -> Citation:
    return Citation(1, "sha256-a", "sha256-v", 0, len(quote), quote, "A title", source)


def test_a_link_leads_to_the_sentence() -> None:
    assert link_of(citation("https://news.example/boat")) == (
        "https://news.example/boat#:~:text=Solberg%20gave%20Renzi%20a%20wooden%20boat"
    )
    assert link_of(citation("https://news.example/a#part")).startswith("https://news.example/a#part:~:text=")


def test_a_long_quote_is_named_by_its_ends() -> None:
    link = link_of(citation("https://news.example/", " ".join(f"word{n}" for n in range(30))))
    assert unquote(link).endswith("#:~:text=word0 word1 word2 word3 word4,word25 word26 word27 word28 word29")


@pytest.mark.parametrize(
    "source", ["/articles/a.txt", "sample:x", "javascript:alert(1)", "file:///etc/passwd", "http://"]
)
def test_only_web_pages_are_links(source: str) -> None:
    assert link_of(citation(source)) == ""


@given(st.text(max_size=80), st.text(min_size=1, max_size=80))
def test_a_link_is_plain_ascii_whatever_the_article_holds(path: str, quote: str) -> None:
    link = link_of(citation(f"https://news.example/{path}", quote.encode("utf-8", "replace").decode()))
    assert link == "" or (link.isascii() and link.isprintable() and " " not in link)


@pytest.mark.parametrize(
    ("environment", "shown"),
    [
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "xterm-256color", "VTE_VERSION": "7200"}, True),
        ({"TERM": "xterm-256color", "VTE_VERSION": "4800"}, False),
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, True),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, False),
        ({"TERM": "tmux-256color", "VTE_VERSION": "7200"}, False),
        ({"TERM": "dumb", "VTE_VERSION": "7200"}, False),
        ({"TERM": "dumb", "FORCE_HYPERLINK": "1"}, True),
        ({"TERM": "xterm-kitty", "FORCE_HYPERLINK": "0"}, False),
        ({}, False),
    ],
)
def test_which_terminals_show_links(environment: dict[str, str], *, shown: bool) -> None:
    assert shows_links(environment) is shown


def test_a_browser_needs_a_screen() -> None:
    assert has_browser({"DISPLAY": ":0"})
