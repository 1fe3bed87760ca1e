"""Quotes found word for word, at exact offsets, and never where they do not stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.grounding.quotes import find_quote, parts, places, plain, stitched

TEXT = "On Wednesday Kim gave Putin “two Pungsan dogs” — a well‑known breed —\nand didn’t say why.\u00a0 Putin gave Kim a tea set."


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("Kim gave Putin", "Kim gave Putin"),
        ('gave Putin "two Pungsan dogs"', "gave Putin “two Pungsan dogs"),
        ("two  Pungsan\ndogs", "two Pungsan dogs"),
        ("a well-known breed", "a well‑known breed"),
        ("and didn't say why.", "and didn’t say why"),
        ("breed - and didn't", "breed —\nand didn’t"),
        ("“Kim gave Putin,”", "Kim gave Putin"),
        ("kim GAVE putin", "Kim gave Putin"),
        ("say why. Putin gave", "say why.\u00a0 Putin gave"),
    ],
)
def test_it_is_found_however_it_is_written(quote: str, found: str) -> None:
    place = find_quote(quote, TEXT)
    assert place is not None
    assert TEXT[slice(*place)] == found


@pytest.mark.parametrize(
    "quote", ["Kim gave Kim", "wo Pungsan dogs", "Pungsan dog", "", "“”", "a", "…", "Kim has given Putin"]
)
def test_it_is_not_found_where_it_does_not_stand(quote: str) -> None:
    assert find_quote(quote, TEXT) is None


def test_every_place_of_it() -> None:
    assert [TEXT[a:b] for a, b in places("gave", TEXT)] == ["gave", "gave"]


def test_dots_part_a_quote() -> None:
    assert parts("Kim gave ... two dogs […] why") == ["Kim gave", "two dogs", "why"]
    assert parts("the U.S. army") == ["the U.S. army"]


def test_a_quote_put_together_from_two_places() -> None:
    assert stitched("Kim gave Putin a tea set", [TEXT])
    assert not stitched("Kim sold Putin a samovar", [TEXT])
    assert not stitched("Kim", [TEXT])


@given(st.text(max_size=60), st.integers(0, 60), st.integers(1, 60))
def test_what_stands_in_a_text_is_found_in_it(text: str, start: int, length: int) -> None:
    quote = text[start : start + length]
    for a, b in places(quote, text):
        assert plain(text[a:b]).text == plain(quote).text.strip(" \t\n\r\"'.,;:!?-")
