"""Conversations as Markdown: read back by a real parser, nothing of an article becomes markup."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.surfaces.export import as_markdown, plain
from bot.types import Citation, Turn


def turn(question: str, answer: str, *citations: Citation) -> Turn:
    return Turn(question, question, answer, "answered", citations, "2026-01-02T03:04:05+00:00")


def citation(n: int, title: str = "A *bold* title", source: str = "https://news.example/a(b)") -> Citation:
    return Citation(n, "sha256-a", "sha256-v", 0, 9, "the words", title, source, "2024-06-19")


def test_every_marker_is_a_footnote() -> None:
    text = as_markdown(
        "Gifts", [turn("what?", "A boat. [1] Not [7].", citation(1)), turn("and?", "A car. [2]", citation(2))]
    )
    assert "A boat. [^1] Not \\[7\\]." in text
    assert (
        text.count(
            "[^1]: [A \\*bold\\* title](https://news.example/a%28b%29#:~:text=the%20words), 2024-06-19: “the words”"
        )
        == 1
    )
    assert "[^2]: " in text
    assert text.startswith("# Gifts\n\n## what?\n\n")


@given(st.text(max_size=200))
def test_foreign_text_is_never_markup(text: str) -> None:
    tokens = MarkdownIt("commonmark").parse(f"x {plain(' '.join(text.split()))}")
    kinds = {child.type for token in tokens for child in token.children or ()}
    assert {token.type for token in tokens} == {"paragraph_open", "inline", "paragraph_close"}
    assert kinds <= {"text", "text_special", "softbreak", "hardbreak"}
