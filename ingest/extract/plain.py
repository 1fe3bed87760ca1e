"""Plain text as it is scraped: wrapped lines joined, the comment form dropped, title, byline, dateline and date found.

Promise: title, byline, caption and dateline stay in the text as paragraphs of their own; a date without a year stays
without one. `extract` of its own text gives the same text.
"""

from __future__ import annotations

from bot.errors import SourceError
from ingest.clean import clean_characters, clean_text
from ingest.encoding import decode
from ingest.extract import Extracted, Given
from ingest.furniture import drop_furniture
from ingest.headlines import read_head
from ingest.unwrap import unwrap


def extract(raw: bytes, given: Given) -> Extracted:
    """The article in a text file."""
    text, warning = decode(raw, given.charset)
    return from_text(text, (warning,) if warning else ())


def from_text(text: str, warnings: tuple[str, ...] = ()) -> Extracted:
    """The article in a text.

    Raises:
        SourceError: `empty`: nothing is left of it.

    """
    paragraphs = drop_furniture(unwrap(clean_characters(text)))
    if not paragraphs:
        raise SourceError("there is no text in it", code="empty")
    head = read_head(paragraphs)
    return Extracted(
        text=clean_text("\n\n".join(paragraphs)),
        title=head.title,
        published=head.published,
        byline=head.byline,
        dateline=head.dateline,
        warnings=warnings,
    )
