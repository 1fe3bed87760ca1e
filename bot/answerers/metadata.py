"""Facts about an article that stand in its metadata: when it was published, who wrote it, its title and source.

Promise: says only what the catalogue holds, names the article and the field, and says so where the field is empty;
nothing is guessed from the text. It does not know what the metadata of the source page left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.types import Draft, DraftStatement, Status

if TYPE_CHECKING:
    from bot.store.layout import ArticleInfo

SAYS = {
    "published": "According to its metadata, “{title}” was published on {value}.",
    "byline": "According to its metadata, “{title}” was written by {value}.",
    "title": "The title of the article is “{value}”.",
    "source": "“{title}” was taken in from {value}.",
}
LACKS = {
    "published": "The metadata of “{title}” gives no date of publication.",
    "byline": "The metadata of “{title}” names no author.",
    "title": "The article from {source} has no title.",
    "source": "The metadata of “{title}” names no source.",
}
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DATE = re.compile(r"(?P<year>\d{4}|-)(?:-(?P<month>\d\d))?(?:-(?P<day>\d\d))?")


def answer(fields: Sequence[str], info: ArticleInfo) -> Draft:
    """One statement a field; refused where none of them is known."""
    values = [_value(field, info) for field in fields]
    statements = tuple(
        DraftStatement(
            (SAYS if value else LACKS)[field].format(title=info.title, source=info.source, value=value), "metadata"
        )
        for field, value in zip(fields, values, strict=True)
    )
    known = tuple(value for value in values if value)
    status: Status = "answered" if len(known) == len(fields) else "partial" if known else "refused"
    return Draft(status, statements, short=known, confidence=len(known) / len(fields))


def _value(field: str, info: ArticleInfo) -> str:
    if field == "published":
        return spoken_date(info.published)
    value: str | None = getattr(info, field)
    return (value or "").strip()


def spoken_date(published: str | None) -> str:
    """A stored date in words; "" for none.

    >>> spoken_date("2024-06-19"), spoken_date("--06-19"), spoken_date("2024-06")
    ('19 June 2024', '19 June (no year given)', 'June 2024')
    """
    match = _DATE.match(published or "")
    if not match:
        return ""
    month = MONTHS[int(match["month"]) - 1] if match["month"] else ""
    day = str(int(match["day"])) if match["day"] else ""
    year = match["year"] if match["year"] != "-" else "(no year given)"
    return " ".join(part for part in (day, month, year) if part)
