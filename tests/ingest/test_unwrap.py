from __future__ import annotations

import textwrap
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ingest_material import HEADLINE, PROSE, SCRAPED

from ingest.clean import clean_characters
from ingest.unwrap import shape_of, unwrap

SAMPLES = sorted((Path(__file__).resolve().parents[2] / "ingest" / "samples").glob("*.txt"))
PARAGRAPHS = [p for path in SAMPLES for p in unwrap(path.read_text(encoding="utf-8"))]
LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "",
                "- an item",
                "1. First",
                "Name   Value",
                "a | b",
                "AP",
                "-",
                "By Jane Doe",
                "4 March 2024",
                "Leave a Reply",
                "12. of",
            ]
        ),
        st.sampled_from(PROSE).map(lambda p: p[:70]),
        st.sampled_from(PROSE).map(lambda p: p[30:100]),
        st.text(st.sampled_from("abc ABC.,;-(“ 12"), max_size=90),
    ),
    max_size=25,
)


@pytest.mark.parametrize("width", [60, 72, 80, 100])
def test_wrapped_prose_is_joined_again(width: int) -> None:
    long = [p for p in PARAGRAPHS if len(p) > 2 * width]
    joined = unwrap("\n\n".join(textwrap.fill(p, width) for p in PARAGRAPHS))
    assert len(long) > 30
    assert sum(p in joined for p in long) >= 0.98 * len(long)


NOTICE = (
    "The council of Sandhaven agreed on Monday night to close the Old Port to lorries from May, which Mayor Ida Brandt"
    " called overdue, while hauliers led by Per Lund had asked for a year to buy smaller vans, and the Chamber of Commerce"
    " had backed them."
)
ABOVE = ["Old Port to be closed to lorries", "By Ann Reed", "4 March 2024", "Sandhaven, 4 Mar"]


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("above", [[], ABOVE[:1], ABOVE])
def test_a_short_text_is_joined_at_any_width(above: list[str], gap: str) -> None:
    for width in range(60, 131):
        assert unwrap(gap.join([*above, textwrap.fill(NOTICE, width)])) == [*above, NOTICE], width


@pytest.mark.parametrize(
    "wrapped",
    [
        # no line begins in lower case: an article, a name or a sentence within the line tells that it goes on
        "The yard that will build the new engine has been chosen from among nine, and its owner is the former captain of the\n"
        "Petrel.",
        "The lighthouse was sold on Friday. Nobody had expected that, and least of all the keeper, who learned it from Mr\n"
        "Lund on the quay.",
        "Three bidders from the mainland and one from the islands stayed until the end of the auction in the hall of the Old\n"
        "Customs House, where Ann Reed, Bo Li, Edda Holm and Ida Brandt had been waiting since the morning with Per Lund of\n"
        "Sandhaven, Jo Bell of Kirkmoor, Max Orth of Westerby and some of the other Friends of the Lighthouse and Old Light\n"
        "Society.",
        "Fishermen complained about the noise of the new engine - which a consultant had put at 61 decibels in the summer\n"
        "- and the board, which had called it harmless at first, and had said so in writing, has now promised them to build\n"
        "a fence.",
    ],
)
def test_a_few_wide_lines_are_joined(wrapped: str) -> None:
    assert unwrap(f"Lighthouse news\n\n{wrapped}") == ["Lighthouse news", wrapped.replace("\n", " ")]


@pytest.mark.parametrize(
    "text",
    [
        "Harbour board to decide on a second ship for the sound in October\nFishermen of the eastern quay demand a fence against the noise\n"
        "Old lighthouse is sold to the owner of the bakery in Kirkmoor",
        "O lamp above the harbour wall, O lamp that never learned to sleep,\nWhose beam has brought the herring fleet across the grey and heaving deep,\n"
        "Now dark you stand, and on your stair, the gulls alone their vigil keep",
        "The ferry Albatross at the quay of Kirkmoor on Tuesday, as seen from the eastern mole. PHOTO: AFP\n"
        "Fishermen on the eastern quay complained about the noise, which was put at 61 decibels.",
        f"{HEADLINE} and the harbour board wants another one\nKirkmoor, 4 Mar\n{PROSE[0]}",
        f"What the captain said to the board about the engine and the fuel\n{PROSE[1]} {PROSE[2]}",
        "The board has three plans:\n- another ship for the northern route, to be bought from a yard\n- a fence on the eastern quay",
    ],
    ids=["headlines", "verse", "caption", "dateline", "heading", "list"],
)
def test_wide_lines_that_stand_alone_stay_so(text: str) -> None:
    assert [line for p in unwrap(text) for line in p.split("\n")] == text.split("\n")


def test_wrapped_prose_without_blank_lines_keeps_every_sentence_whole() -> None:
    text = "\n".join(textwrap.fill(p, 76) for p in PARAGRAPHS)
    joined = "\n".join(unwrap(text))
    long = [p for p in PARAGRAPHS if len(p) > 160]
    assert sum(p in joined for p in long) >= 0.97 * len(long)


def test_one_line_a_paragraph_stays_as_it_is() -> None:
    assert unwrap("\n".join(PARAGRAPHS)) == PARAGRAPHS
    assert unwrap("\n\n".join(PARAGRAPHS)) == PARAGRAPHS


def test_text_as_scraped() -> None:
    paragraphs = unwrap(SCRAPED)
    assert paragraphs[0] == "Ferry crosses the sound on a third less fuel"
    assert paragraphs[2:6] == [
        "AFP",
        "-",
        "The ferry Albatross at the quay of Kirkmoor on Tuesday, seen from the east. PHOTO: AFP",
        "Kirkmoor, 4 Mar",
    ]
    assert paragraphs[6].startswith("The ferry Albatross left Kirkmoor at dawn")
    assert paragraphs[6].endswith("by a yard in the south.")
    assert [p.split(" ")[0] for p in paragraphs[7:10]] == ["Captain", "The", "Fishermen"]
    assert paragraphs[10] == "Leave a Reply"


@pytest.mark.parametrize(
    "text",
    [
        "Roses are red\nViolets are blue\nSugar is sweet\nAnd so are you",
        "apples\npears\noranges\nplums",
        "Ann Smith   12\nBob Jones   17\nEve Adams   31",
        "Arrivals\n\nKirkmoor\nSandhaven\nOld Port",
    ],
)
def test_short_lines_that_stand_alone_stay_so(text: str) -> None:
    assert [line for p in unwrap(text) for line in p.split("\n")] == [line for line in text.split("\n") if line]


def test_lists_and_tables_keep_their_lines_in_wrapped_text() -> None:
    prose = textwrap.fill(" ".join(PROSE), 72)
    items = (
        "- the engine, which was\n  built in the south\n- the noise\n\n1. first\n2. second\n\nName   Fuel\nPetrel   12"
    )
    assert unwrap(f"{prose}\n\n{items}")[1:] == [
        "- the engine, which was built in the south\n- the noise",
        "1. first\n2. second",
        "Name   Fuel\nPetrel   12",
    ]


def test_a_word_broken_at_a_hyphen() -> None:
    prose = (
        textwrap.fill(" ".join(PROSE), 60)
        + "\n\nThe ship’s govern-\nment papers, its govern-\nors said, are well-\nknown to the government."
    )
    assert unwrap(prose)[1] == "The ship’s government papers, its govern-ors said, are well-known to the government."


@pytest.mark.parametrize("tail", ["who met Gen.\nSmith there", "in the U.S.\nand in Japan", "said No.\n10 was closed"])
def test_an_abbreviation_ends_no_paragraph(tail: str) -> None:
    prose = textwrap.fill(" ".join(PROSE), 60)
    assert len(unwrap(f"{prose}\n\nThe captain and the board were among those {tail}")) == 2


@given(LINES)
@settings(max_examples=500, deadline=None)
def test_only_line_ends_change_and_a_second_run_changes_nothing(lines: list[str]) -> None:
    text = clean_characters("\n".join(lines))
    once = unwrap(text)
    assert unwrap("\n\n".join(once)) == once
    assert "".join("".join(once).split()).replace("-", "") == "".join(text.split()).replace("-", "")


@pytest.mark.parametrize(
    "text", ["word " * 20_000, "a\n" * 50_000, "x" * 100_000, "- item\n" * 30_000, "a(b\n" * 30_000, "By " * 30_000]
)
def test_extreme_texts_take_no_time(text: str) -> None:
    started = time.perf_counter()
    unwrap(text)
    assert time.perf_counter() - started < 5


def test_the_shape_of_a_text_is_its_width() -> None:
    shape = shape_of("\n\n".join(textwrap.fill(p, 72) for p in PARAGRAPHS))
    assert shape is not None
    assert 70 <= shape.width <= 72
    assert shape_of("\n".join(PARAGRAPHS)) is None
