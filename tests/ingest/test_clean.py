from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.clean import clean_text

ODD = st.sampled_from(
    list("ab .\n\r\t\v\f\x00\x1c\x85\u00a0\u00ad\u200b\u200d\u202e\u2028\u2029\u2066\ufeff\ud800\U000e0041")
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\r\nb\r\r\nc\rd", "a\nb\nc\nd"),
        ("a\n\n\n \u00a0\n\nb", "a\n\nb"),
        ("  a  b \n c\t d  ", "a  b\nc    d"),
        ("a\fb\u2029c\u2028d\x85e", "a\n\nb\n\nc\nd\ne"),
        ("part\u00ad\n  nership, so\u00adft", "partnership, soft"),
        ("\ufeffze\u200bro \u202eevil\u202c \u2066x\u2069", "zero evil x"),
        ("a\x00b\x07c\x1bd\x7fe\x9f", "abcde"),
        ("a \x1b[1;31mred\x1b[0m ship\x1b[2K", "a red ship"),
        ("hidden\U000e0069\U000e0067\U000e006e words", "hidden words"),
        ("\N{WOMAN}\u200d\N{PERSONAL COMPUTER} \u2764\ufe0f", "\N{WOMAN}\u200d\N{PERSONAL COMPUTER} \u2764\ufe0f"),
        ("\ufb01ne \u2026 \u00bd \uff21 e\u0301", "\ufb01ne \u2026 \u00bd \uff21 e\u0301"),  # no NFKC, no NFC
        ("half \ud83d of a pair", "half  of a pair"),
        (" \n\t\u200b\n", ""),
    ],
)
def test_normal_form(before: str, after: str) -> None:
    assert clean_text(before) == after


@given(st.text(st.one_of(ODD, st.characters()), max_size=60))
@settings(max_examples=400, deadline=None)
def test_the_normal_form_is_kept_and_has_what_it_promises(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
    assert "\n\n\n" not in once
    assert all(line == line.strip() for line in once.split("\n"))
    assert not [c for c in once if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") and c != "\n"]
    assert not [
        c
        for c in once
        if unicodedata.bidirectional(c) in ("RLE", "LRE", "RLO", "LRO", "PDF", "RLI", "LRI", "FSI", "PDI")
    ]
    assert once.encode("utf-8").decode("utf-8") == once


@pytest.mark.parametrize("unit", ["word ", "a\u00ad\n", "\r", "x\n\n", "\u200b", " "])
def test_time_is_linear(unit: str) -> None:
    started = time.process_time()
    clean_text(unit * 1_000_000)
    assert time.process_time() - started < 20  # half a second; quadratic would be minutes
