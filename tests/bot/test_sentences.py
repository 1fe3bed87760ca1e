"""Sentences are what gets quoted: cut too early they mislead, cut too late they bore."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sentences import Sentence, line_kind, paragraphs, split_sentences

CASES = [
    "The U.S. Army left at 5 p.m. | The U.N. Security Council met.",
    "He left the U.S. | They came too.",
    "Gen. Mark Milley met Sen. Ted Cruz, R-Texas. | They spoke on Jan. 6, 2021.",
    "He lives in Washington, D.C. | She lives at No. 10 Downing Street.",
    "Mr. Brown and Mrs. Green saw Dr. Who. | They liked it.",
    "Lt. Gov. Jeanette Nuñez spoke. | Rep. Liz Cheney (R-Wyo.) lost.",
    "“I don’t know. Maybe...” he added. | “Is it?” she asked.",
    '"We won. We are happy," he said. | "So am I."',
    "He said “I’m sure.” | Then he left.",
    'He said: "It is over." | "Why?" she asked. | "Because," he said.',
    "He waited ... then he left. | She waited... | Then she left.",
    "It fell 2.5% to $1.2bn. | The index did not.",
    "J. R. R. Tolkien wrote it. | John F. Kennedy Jr. read it. | P.J. Smith did not.",
    "They met at 10 a.m. | It rained at 7 p.m. Monday.",
    "Apple Inc. rose. | He works at Apple Inc. | She does not.",
    "The firm is in Ft. Worth. | Mt. Rushmore is not.",
    "1. First item. | 2. Second item.",
    "See Fig. 3 and No. 10. | No. 4 was lost.",
    "What?! he asked. | “Nothing!” | She laughed.",
    "He left. | (It was late.) She left.",
    "iPhone sales rose. eBay fell.",
    "他来了。 | 她走了。",
    "مرحبا. | كيف حالك؟",
    "Он пришёл. | Она ушла.",
    "Smoke rose 🔥 over Kyiv. | “🔥🔥,” he wrote.",
]


def cut(text: str) -> list[str]:
    return [text[s.start : s.end] for s in split_sentences(text)]


@pytest.mark.parametrize("case", CASES)
def test_hard_cases(case: str) -> None:
    expected = case.split(" | ")
    assert cut(" ".join(expected)) == expected


def test_lines_and_paragraphs_end_a_sentence() -> None:
    text = "One two\nthree.\n\n  - four\n  - five \n \nSix.\n"
    assert cut(text) == ["One two", "three.", "- four", "- five", "Six."]
    assert [text[a:b] for a, b in paragraphs(text)] == ["One two\nthree.", "- four\n  - five", "Six."]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("What comes next", "heading"),
        ("Russia, North Korea sign partnership deal; strongest since Cold War", "heading"),
        ("He left.", "body"),
        ("- two bottles of water", "body"),
        ("Putin and Kim in Pyongyang, North Korea, on Wednesday. PHOTO: AP", "caption"),
        ("Joe Raedle/Getty Images", "caption"),
        ("FILE - Vladimir Putin waves.", "caption"),
        ("Seoul, 19 Jun", "dateline"),
        ("PYONGYANG, June 19, 2024 (Reuters) -", "dateline"),
        ("By Anna Smith", "dateline"),
        ("AP", "dateline"),
    ],
)
def test_kinds(line: str, kind: str) -> None:
    assert line_kind(line) == kind
    assert {s.kind for s in split_sentences(line)} == {kind}


@pytest.mark.parametrize("text", ["", " ", "\n\n\n", "\t \n"])
def test_nothing_to_say(text: str) -> None:
    assert split_sentences(text) == paragraphs(text) == []


TEXTS = st.text(
    alphabet=st.one_of(st.sampled_from('abAB1.!?"“”’()\n ,;:-'), st.characters(exclude_categories=["Cs"])), max_size=300
)


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_every_character_stands_in_one_sentence_of_one_paragraph(text: str) -> None:
    sentences = split_sentences(text)
    at = 0
    for s in sentences:
        assert text[at : s.start].isspace() or s.start == at
        assert s.start < s.end
        assert text[s.start : s.end] == text[s.start : s.end].strip()
        at = s.end
    assert not text[at:].strip()
    spans = paragraphs(text)
    for s in sentences:
        assert any(start <= s.start and s.end <= end for start, end in spans)


@pytest.mark.parametrize(
    "unit", ["word ", "x", "“x y. ", "(a. ", "Mr. ", "1. ", "a\n", "a\n\n", " ", "He left. ", "é. ñ ", "!?"]
)
def test_long_lines_take_linear_time(unit: str) -> None:
    start = time.process_time()
    split_sentences(unit * (400_000 // len(unit)))
    assert time.process_time() - start < 30  # a second or two; quadratic would be a minute for quotes


def test_spans_are_values() -> None:
    assert split_sentences("A b.") == [Sentence(0, 4, "body")]
