"""Bytes of a source to the text and metadata of an article: one function per format, found by content, then by name.

Promise: `Extracted.text` is in the normal form of `ingest.clean`; metadata is only what the source itself says. A new
format is one function and one line in `FORMATS`. Does not know where the bytes came from, nor about ids.

Error codes: unsupported_type, too_large, empty, binary, encoding, no_article (a page without one), encrypted,
no_text_layer and damaged (PDF).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from bot.errors import FootnoteError, SourceError

MAX_TEXT_BYTES = 20_000_000
"""Of one article as text, Markdown or HTML: War and Peace is 3.3 MB. More is a corpus or a mistake."""


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of the bytes besides them. `url` is the page's own, where it has one."""

    suffix: str = ""
    content_type: str = ""
    charset: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Extracted:
    """An article as its source tells it. `pages` are the offsets at which pages start; `canonical` is rel=canonical."""

    text: str
    title: str | None = None
    published: str | None = None
    byline: str | None = None
    dateline: str | None = None
    pages: tuple[int, ...] = ()
    canonical: str | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Format:
    """How a format is recognised, the module whose `extract` reads it, and the most bytes it reads."""

    module: str
    suffixes: tuple[str, ...]
    types: tuple[str, ...]
    max_bytes: int = MAX_TEXT_BYTES


FORMATS = {
    "plain text": Format("ingest.extract.plain", (".txt", ".text"), ("text/plain",)),
    # The Markdown parser reads 1.5 MB/s, and 30 KB/s of hostile brackets.
    "Markdown": Format(
        "ingest.extract.markdown", (".md", ".markdown"), ("text/markdown", "text/x-markdown"), 5_000_000
    ),
    # The longest pages of Wikipedia have 2 MB; trafilatura takes 2 s for one, 150 us for an element.
    "HTML": Format(
        "ingest.extract.html", (".html", ".htm", ".xhtml"), ("text/html", "application/xhtml+xml"), 10_000_000
    ),
    "PDF": Format("ingest.extract.pdf", (".pdf",), ("application/pdf",), max_bytes=50_000_000),
}
SUFFIXES = tuple(suffix for form in FORMATS.values() for suffix in form.suffixes)
SUPPORTED = ", ".join(f"{name} ({' '.join(form.suffixes)})" for name, form in FORMATS.items())
_HTML_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S
)


def extract(raw: bytes, given: Given) -> Extracted:
    """The article in these bytes.

    Raises:
        SourceError: see the module.

    """
    if not raw.strip():
        raise SourceError("it is empty", code="empty")
    name = format_of(raw, given)
    form = FORMATS[name]
    if len(raw) > form.max_bytes:
        raise too_large(len(raw), form.max_bytes, name)
    read: Callable[[bytes, Given], Extracted] = import_module(form.module).extract
    try:
        return read(raw, given)
    except FootnoteError:
        raise
    except Exception as error:  # parsers meet hostile input, and one file must not stop the others
        raise SourceError(f"it cannot be read as {name}: {first_line(error)}", code="damaged") from error


def format_of(raw: bytes, given: Given) -> str:
    """The format's name: by content where that tells (a PDF called .txt is a PDF), else by type, else by suffix.

    Raises:
        SourceError: `unsupported_type`.

    """
    if b"%PDF-" in raw[:1024]:
        return "PDF"
    if _HTML_START.match(raw[:8192]):
        return "HTML"
    for name, form in FORMATS.items():
        if given.content_type in form.types and not (given.content_type == "text/plain" and given.suffix in SUFFIXES):
            return name
    if not given.suffix:
        return "plain text"
    return format_of_suffix(given.suffix)


def format_of_suffix(suffix: str) -> str:
    """The format that a file name promises.

    Raises:
        SourceError: `unsupported_type`, with what is supported.

    """
    for name, form in FORMATS.items():
        if suffix.lower() in form.suffixes:
            return name
    raise SourceError(
        f"files of type {shown(suffix)} cannot be read; supported: {SUPPORTED}",
        hint="save it as text or PDF and ingest that",
        code="unsupported_type",
    )


def shown(suffix: str) -> str:
    """A suffix in a message: as it is, quoted where that would hide or break something, cut where it is long."""
    plain = re.fullmatch(r"(?:\.[\w+~-]{1,20})?", suffix)
    return suffix if plain else repr(suffix[:20])


def too_large(n_bytes: int, max_bytes: int, name: str) -> SourceError:
    """Both sides of the limit."""
    return SourceError(
        f"it has {n_bytes / 1e6:.1f} MB; an article of {name} may have {max_bytes / 1e6:.0f} MB",
        hint="split it into one file per article",
        code="too_large",
    )


def first_line(error: Exception) -> str:
    """What a parser says, short enough for a message."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
