from __future__ import annotations

import pytest
from ingest_material import HEADLINE, PROSE

from ingest.headlines import byline_of, dateline_of, ends_sentence, is_caption, read_head, title_of


def test_the_lines_above_an_article() -> None:
    head = read_head([HEADLINE, "By Ann Reed and Bo Li", "Published 4 March 2024", f"KIRKMOOR (AFP) — {PROSE[0]}"])
    assert (head.title, head.byline, head.dateline, head.published) == (
        HEADLINE,
        "Ann Reed and Bo Li",
        "KIRKMOOR (AFP)",
        "2024-03-04",
    )


def test_a_year_is_never_invented_and_never_lost() -> None:
    assert read_head([HEADLINE, "Kirkmoor, 4 Mar", PROSE[0]]).published == "--03-04"
    assert read_head([HEADLINE, "Kirkmoor, 4 Mar 2024", PROSE[0]]).published == "2024-03-04"
    assert read_head([HEADLINE, "Kirkmoor, 4 Mar", "5 March 2024", PROSE[0]]).published == "2024-03-05"
    assert read_head([HEADLINE, "Last updated:", "4 March 2024", PROSE[0]]).published is None
    assert read_head([HEADLINE, *PROSE, "The fund was set up on 1 May 2011."]).published is None


@pytest.mark.parametrize(
    ("opening", "date"),
    [
        ("WEXMOUTH, May 3, 2023 - ", "2023-05-03"),
        ("WEXMOUTH, May 3, 2023 – ", "2023-05-03"),
        ("WEXMOUTH, May 3, 2023—", "2023-05-03"),
        ("WEXMOUTH, May 3, 2023 -- ", "2023-05-03"),
        ("WEXMOUTH, May 3, 2023 (AP) — ", "2023-05-03"),
        ("WEXMOUTH (AP), May 3, 2023 — ", "2023-05-03"),
        ("WEXMOUTH (May 3, 2023) - ", "2023-05-03"),
        ("WEXMOUTH, 3 May 2023 - ", "2023-05-03"),
        ("WEXMOUTH, Wednesday, May 3rd, 2023 - ", "2023-05-03"),
        ("WEXMOUTH, Maine, Sept. 3, 2023 /PRNewswire/ -- ", "2023-09-03"),
        ("WASHINGTON, D.C., May 3, 2023 - ", "2023-05-03"),
        ("Port Wexmouth, England, 3 May 2023 – ", "2023-05-03"),
        ("WEXMOUTH, May 3 (AP) — ", "--05-03"),
        ("WEXMOUTH, 3 May - ", "--05-03"),
        ("WEXMOUTH (AP) — ", None),
        ("WEXMOUTH, 03/05/2023 - ", None),
        ("WEXMOUTH, May 2023 - ", None),
        ("On Wednesday, May 3, 2023 - ", None),
        ("WEXMOUTH, MAINE - MAY 03: ", None),  # the date of an agency's photo
    ],
)
def test_the_date_of_a_dateline_is_the_articles(opening: str, date: str | None) -> None:
    head = read_head([HEADLINE, opening + PROSE[0], PROSE[1]])
    assert head.published == date
    assert date is None or head.dateline == opening.rstrip(" -–—")


def test_a_date_above_an_entry_of_a_chronicle_is_no_date_of_publication() -> None:
    assert read_head([HEADLINE, PROSE[0], PROSE[1], "4 March 2024", PROSE[2]]).published is None
    assert read_head([HEADLINE, PROSE[0], "By Ann Reed", "4 March 2024", PROSE[1]]).published == "2024-03-04"


@pytest.mark.parametrize(
    ("line", "dateline"),
    [
        ("Seoul, 19 Jun", "Seoul, 19 Jun"),
        ("SEOUL, June 19 (Reuters) - The leaders met.", "SEOUL, June 19 (Reuters)"),
        ("WASHINGTON (AP) — The Senate voted.", "WASHINGTON (AP)"),
        ("LONDON, England (CNN) -- A man was held.", "LONDON, England (CNN)"),
        ("HOUSTON - Hurricane Beryl came ashore.", "HOUSTON"),
        ("NEW DELHI: The court ruled.", None),
        ("The leaders met on 19 June - and left.", None),
        ("Putin - the president - said so.", None),
        ("19 June 2024", None),
        ("Updated, Sept. 23", None),
        ("He was born in Seoul, 19 Jun", None),
    ],
)
def test_datelines(line: str, dateline: str | None) -> None:
    assert dateline_of(line) == dateline


@pytest.mark.parametrize(
    ("line", "who"),
    [
        ("AP", "AP"),
        ("Reuters and AFP", "Reuters and AFP"),
        ("By Jane Doe", "Jane Doe"),
        ("By Jane Doe, BBC News", "Jane Doe"),
        ("By JANE VAN DER BERG | 4 March 2024", "JANE VAN DER BERG"),
        ("By the end of the day the ship had sailed.", None),
        ("By Tuesday the ship had sailed across the sound and back again.", None),
        ("APPLE", None),
    ],
)
def test_bylines(line: str, who: str | None) -> None:
    assert byline_of(line) == who


@pytest.mark.parametrize(
    "line",
    [
        "The leaders in Pyongyang on Wednesday. PHOTO: AP",
        "FILE PHOTO: The leaders in Pyongyang",
        "The ferry at the quay (AP Photo/Jo Bloggs)",
        "The ferry at the quay. Photo by Jo Bloggs",
        "The ferry at the quay. Jo Bloggs/Getty Images",
        "The ferry. (Image credit: Jo Bloggs)",
    ],
)
def test_captions(line: str) -> None:
    assert is_caption(line)


@pytest.mark.parametrize("line", ["KIRKMOOR (AP) — The ferry sailed.", "A photo of the ferry was sold.", PROSE[0]])
def test_no_captions(line: str) -> None:
    assert not is_caption(line)


@pytest.mark.parametrize(
    ("line", "title"),
    [
        (HEADLINE, HEADLINE),
        ("Is the sea getting warmer?", "Is the sea getting warmer?"),
        (PROSE[0], None),
        ("By Jane Doe", None),
        ("4 March 2024", None),
        ("x" * 300, None),
        ("***", None),
    ],
)
def test_titles(line: str, title: str | None) -> None:
    assert title_of(line) == title


def test_sentence_ends() -> None:
    assert all(map(ends_sentence, ("End.", "“End.”", "End?)", "end…")))
    assert not any(map(ends_sentence, ("End", "end,", "e.g. this")))
