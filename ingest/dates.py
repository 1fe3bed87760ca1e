"""Dates as they stand in articles and metadata, read without guessing.

Promise: the result is an ISO date, or `--MM-DD` where no year is written, or None; never a day, month or year that
the words do not hold. "03/04/2024" is None (two readings), "31/04/2024" too (no such day), and so is "June 2024".
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?P<{0}>(?:18|19|20)\d\d)"
DATE = re.compile(
    r"(?<![\w/.-])(?:"
    rf"{_YEAR.format('y1')}[-/.](?P<m1>\d\d?)[-/.](?P<d1>\d\d?)(?=[TZ+\s,;|)]|$)"
    rf"|(?P<d2>\d\d?)(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH.format('m2')}(?:,?\s+{_YEAR.format('y2')})?(?!\w)"
    rf"|{_MONTH.format('m3')}\s+(?P<d3>\d\d?)(?:st|nd|rd|th)?(?:,?\s+{_YEAR.format('y3')})?(?![\w])"
    rf"|(?P<a4>\d\d?)[/.](?P<b4>\d\d?)[/.]{_YEAR.format('y4')}(?!\w)"
    r")",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"\b(?:published|posted|first published|date|dated|created|on|at"
    r"|mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|a\.?m|p\.?m|gmt|utc|[ecmp][sd]?t|bst|cet|cest|ist|local time|hrs?|\d\d? min(?:ute)?s? read"
    r"|\d\d?[:.h]\d\d(?:[:.]\d\d)?(?:\s?[ap]m)?|[+-]\d\d:?\d\d|\d\d?\s?[ap]m)\b"
    r"|T\d\d:\d\d\S*|[\s,;:|•·/()–—.-]+",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"\b(?:updated|modified|edited|revised|corrected|accessed|retrieved|copyright)\b|©", re.IGNORECASE
)
MAX_DATE_LINE_CHARS = 100
MAX_LEAD_CHARS = 12
"""A weekday may stand before the date of a metadata value."""


def find_dates(text: str) -> Iterator[tuple[int, int, str]]:
    """Every date of the text as (start, end, date)."""
    for match in DATE.finditer(text):
        date = _date_of(match)
        if date:
            yield match.start(), match.end(), date


def first_date(value: str) -> str | None:
    """The date that a metadata value begins with ("2024-06-19T23:30:00-07:00" is the 19th, as written there)."""
    said = value[:MAX_DATE_LINE_CHARS].strip()
    compact = re.match(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:T?\d{4,6}Z?)?$", said)
    if compact:
        return _valid(*map(int, compact.groups()))
    return next((date for start, _, date in find_dates(said) if start <= MAX_LEAD_CHARS), None)


def date_of_line(line: str) -> str | None:
    """The publication date where the whole line is nothing but that ("Published: Wed, 19 June 2024, 10:30 GMT").

    A line that speaks of an update has one only where another date stands before it.
    """
    if len(line) > MAX_DATE_LINE_CHARS:
        return None
    updated = _UPDATED.search(line)
    said = line[: updated.start()] if updated else line
    dates = list(find_dates(said))
    if len(dates) != 1:
        return None
    start, end, date = dates[0]
    return None if _FILLER.sub("", said[:start] + " " + said[end:]) else date


def _date_of(match: re.Match[str]) -> str | None:
    part = match.groupdict()
    if part["a4"]:
        return _unambiguous(int(part["a4"]), int(part["b4"]), int(part["y4"]))
    if part["y1"]:
        return _valid(int(part["y1"]), int(part["m1"]), int(part["d1"]))
    name, day, year = (part["m2"], part["d2"], part["y2"]) if part["m2"] else (part["m3"], part["d3"], part["y3"])
    return _valid(int(year) if year else None, _MONTHS.index(name[:3].lower()) + 1, int(day))


def _unambiguous(a: int, b: int, year: int) -> str | None:
    if a == b or b > 12:
        return _valid(year, a, b)
    return _valid(year, b, a) if a > 12 else None


def _valid(year: int | None, month: int, day: int) -> str | None:
    """ISO, or None where the calendar has no such day; 2024 stands in for a missing year, as a leap year."""
    try:
        date = datetime.date(year or 2024, month, day)
    except ValueError:
        return None
    return date.isoformat() if year else f"--{date.month:02}-{date.day:02}"
