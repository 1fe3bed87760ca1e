from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.dates import date_of_line, find_dates, first_date


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("19 June 2024", "2024-06-19"),
        ("June 19, 2024", "2024-06-19"),
        ("Published: Wed, 19 Jun 2024, 10:30 GMT", "2024-06-19"),
        ("Wednesday, June 19th, 2024 at 4:30 pm", "2024-06-19"),
        ("2024-06-19", "2024-06-19"),
        ("2024-06-19T08:00:00+02:00", "2024-06-19"),
        ("19/06/2024", "2024-06-19"),
        ("19.06.2024 | 10:30", "2024-06-19"),
        ("Published 19 June 2024, updated 21 June 2024", "2024-06-19"),
        ("19 June 2024 · 3 min read", "2024-06-19"),
        ("19 Jun", "--06-19"),
        ("Sept. 3", "--09-03"),
        ("29 February", "--02-29"),
        ("03/04/2024", None),
        ("31 April 2024", None),
        ("29 February 2023", None),
        ("June 2024", None),
        ("2024", None),
        ("Wednesday", None),
        ("Updated 19 June 2024", None),
        ("© 2024", None),
        ("Copyright 1 June 2024", None),
        ("The ship sailed on 19 June 2024", None),
        ("19 June 2024 and 20 June 2024", None),
        ("Version 1.2.2024", None),
    ],
)
def test_a_line_that_is_a_date(line: str, date: str | None) -> None:
    assert date_of_line(line) == date


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2024-06-19T23:30:00-07:00", "2024-06-19"),
        ("20240619", "2024-06-19"),
        ("20240619T101500Z", "2024-06-19"),
        ("Wed, 19 Jun 2024 10:00:00 GMT", "2024-06-19"),
        ("2024-06", None),
        ("2024-13-01", None),
        ("1718755200", None),
        ("", None),
        ("A long description that names 19 June 2024", None),
    ],
)
def test_metadata(value: str, date: str | None) -> None:
    assert first_date(value) == date


@given(
    st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%d %B %Y", "%b %d, %Y", "%A, %d %b %Y"]),
)
def test_every_day_in_every_form_is_read_back(day: datetime.date, form: str) -> None:
    assert date_of_line(day.strftime(form)) == day.isoformat()


@given(st.text(max_size=200))
def test_whatever_is_found_is_a_day_of_the_calendar_and_stands_there(text: str) -> None:
    for start, end, date in find_dates(text):
        assert str(int(date[-2:])) in text[start:end]
        datetime.date.fromisoformat(date.replace("--", "2024-", 1) if date.startswith("--") else date)
