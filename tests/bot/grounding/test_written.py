"""What models write, as claims: markers in every fashion, quotes as evidence, refusals, and lines that are nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.grounding.written import MAX_MARKERS, Claim, Lines, Refusal, read_line

SAID = "Kim gave Putin two dogs"


@pytest.mark.parametrize(
    ("line", "text", "markers"),
    [
        (f"{SAID}. [2]", f"{SAID}.", (2,)),
        (f"{SAID} [2].", f"{SAID}.", (2,)),
        (f"{SAID} [1, 2].", f"{SAID}.", (1, 2)),
        (f"{SAID} [1][2].", f"{SAID}.", (1, 2)),
        (f"{SAID} [1] [2].", f"{SAID}.", (1, 2)),
        (f"{SAID} [1-3].", f"{SAID}.", (1, 2, 3)),
        (f"{SAID} (2).", f"{SAID}.", (2,)),
        (f"{SAID}. (2)", f"{SAID}.", (2,)),
        (f"{SAID}.²", f"{SAID}.", (2,)),
        (f"{SAID}¹².", f"{SAID}.", (12,)),
        (f"{SAID}.[^2]", f"{SAID}.", (2,)),
        (f"{SAID} [passage 2].", f"{SAID}.", (2,)),
        (f"{SAID} 【2†source】.", f"{SAID}.", (2,)),
        (f"- {SAID}. [2]", f"{SAID}.", (2,)),
        (f"2. {SAID}. [3]", f"{SAID}.", (3,)),
        (f"**{SAID}.** [2]", f"{SAID}.", (2,)),
        ("Kim [2] gave Putin two dogs.", f"{SAID}.", (2,)),
        (f"{SAID}.", f"{SAID}.", ()),
        ("She (24) won.", "She (24) won.", ()),
        (f"{SAID} [1][1].", f"{SAID}.", (1,)),
    ],
)
def test_markers_as_models_write_them(line: str, text: str, markers: tuple[int, ...]) -> None:
    assert list(read_line(line)) == [Claim(text, markers)]


@pytest.mark.parametrize(
    ("line", "quotes"),
    [
        ('Kim gave dogs. [2] "gave him two dogs"', ("gave him two dogs",)),
        ("Kim gave dogs [2] “gave him two dogs”.", ("gave him two dogs",)),
        ('Kim gave dogs. [2] "gave him" "two dogs"', ("gave him", "two dogs")),
        ('Kim gave dogs (2) "gave him two dogs"', ("gave him two dogs",)),
    ],
)
def test_quotes_after_the_markers_are_evidence(line: str, quotes: tuple[str, ...]) -> None:
    (claim,) = read_line(line)
    assert (claim.text.rstrip("."), claim.markers, claim.quotes) == ("Kim gave dogs", (2,), quotes)


def test_a_quotation_inside_a_statement_stays_in_it() -> None:
    (claim,) = read_line('Kim called it the "strongest ever treaty" [1]')
    assert claim == Claim('Kim called it the "strongest ever treaty"', (1,))


def test_each_sentence_has_its_own_markers() -> None:
    first, second = read_line('Putin came. [1] Kim gave him dogs on Jan. 6. [2][3] "gave him dogs"')
    assert first == Claim("Putin came.", (1,))
    assert second == Claim("Kim gave him dogs on Jan. 6.", (2, 3), ("gave him dogs",))


def test_sentences_share_the_markers_behind_them() -> None:
    assert list(read_line("Putin came. Kim gave him dogs. [2] He left.")) == [
        Claim("Putin came. Kim gave him dogs.", (2,)),
        Claim("He left."),
    ]


@pytest.mark.parametrize(
    ("line", "missing"),
    [("NOT SAID", ""), ("Not said.", ""), ("MISSING: the price", "the price"), ("Missing: when", "when")],
)
def test_what_the_passages_do_not_say(line: str, missing: str) -> None:
    assert list(read_line(line)) == [Refusal(missing)]


@pytest.mark.parametrize("line", ["", "   ", "---", "```", "[1]", "“”", "**"])
def test_a_line_that_says_nothing(line: str) -> None:
    assert list(read_line(line)) == []


@given(st.text(alphabet=st.sampled_from('ab. [1](2)"“”¹²【】,-:*\u202e\n'), max_size=80))
def test_any_line_is_read_and_no_marker_stays(line: str) -> None:
    for one in read_line(line):
        if isinstance(one, Claim):
            assert "[1]" not in one.text
            assert "【1】" not in one.text
            assert all(0 <= n <= 99 + MAX_MARKERS for n in one.markers)


def test_a_unit_is_no_marker() -> None:
    (claim,) = read_line("The park has 40 km² and the pool 12 m³.¹²")
    assert claim == Claim("The park has 40 km² and the pool 12 m³.", (12,))


@pytest.mark.parametrize(
    ("written", "complete"),
    [
        (["One.", '[1] "one"', "Two. [2]"], ['One. [1] "one"', "Two. [2]"]),
        (["One.", "", "[1]"], ["One. [1]"]),
        (["One.", "“one two”", "Two."], ["One. “one two”", "Two."]),
        (["Kim gave", "two dogs. [1]"], ["Kim gave two dogs. [1]"]),
        (["- Kim gave", "- two dogs. [1]"], ["- Kim gave", "- two dogs. [1]"]),
        (["## Gifts", "Two dogs. [1]"], ["## Gifts", "Two dogs. [1]"]),
        (["One", "NOT SAID"], ["One", "NOT SAID"]),
        (["One. [1]", "(2)", "Two"], ["One. [1]", "(2)", "Two"]),
    ],
)
def test_lines_that_belong_together(written: list[str], complete: list[str]) -> None:
    lines = Lines()
    assert [one for line in written for one in lines.add(line)] + list(lines.end()) == complete


@given(st.lists(st.text(max_size=60), max_size=8))
def test_no_word_is_lost_between_lines(written: list[str]) -> None:
    lines = Lines()
    complete = [one for line in written for one in lines.add(line)] + list(lines.end())
    assert " ".join(complete).split() == " ".join(written).split()
