"""A PDF's text layer to an article, with the offset at which each page starts.

Promise: page i of the document begins at `pages[i]` of the text, for every page, empty ones included; a paragraph that
runs over a page end is one paragraph. Running headers, footers and page numbers go. No OCR: a scan is an error, and
so is an encrypted file that wants a password. A PDF's own dates say when the file was made, so they are not used.
"""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from bot.errors import SourceError
from ingest.clean import clean_characters, clean_text
from ingest.extract import MAX_TEXT_BYTES, Extracted, Given, first_line, too_large
from ingest.furniture import drop_furniture
from ingest.headlines import read_head
from ingest.unwrap import Shape, continues, join_lines, shape_of, unwrap

MAX_PAGES = 3_000
_N_EDGE_LINES = 2
_MIN_REPEATS = 3
_MIN_PAGE_SHARE = 0.4
"""A line that stands at the edge of so many pages, digits aside, is a running header; books alternate two of them."""
_PAGE_NUMBER = re.compile(r"\W*(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\W*|[ivxlc]{1,7}", re.IGNORECASE)


def extract(raw: bytes, given: Given) -> Extracted:  # noqa: ARG001  the one signature of all formats
    """The article in a PDF.

    Raises:
        SourceError: encrypted, no_text_layer, too_large or damaged.

    """
    reader = _open(raw)
    texts = _page_texts(reader)
    if not any(re.search(r"[^\W\d_]{2}", text) for text in texts):
        raise SourceError(
            f"its {_count(texts)} hold images but no text",
            hint="run it through OCR and ingest the result",
            code="no_text_layer",
        )
    text, pages = join_pages(texts)
    if not text:
        raise SourceError("there is no text in it", code="empty")
    head = read_head(text.split("\n\n"))
    return Extracted(
        text=text,
        title=_title(reader, text) or head.title,
        published=head.published,
        byline=head.byline,
        dateline=head.dateline,
        pages=tuple(pages),
    )


def join_pages(texts: Sequence[str]) -> tuple[str, list[int]]:
    """One text in the normal form from the text of each page, and where each page starts in it."""
    cleaned = _without_running_lines([clean_characters(text) for text in texts])
    shape = shape_of("\n\n".join(cleaned))
    parts: list[str] = []
    pages: list[int] = []
    n_chars = 0
    for page in cleaned:
        start = None
        for paragraph in drop_furniture(unwrap(page, shape)):
            if parts:
                whole = _glue(parts[-1], paragraph, shape if start is None else None)
                n_chars += len(whole) - len(parts[-1])
                parts[-1] = whole
            start = n_chars if start is None else start
            parts.append(paragraph)
            n_chars += len(paragraph)
        pages.append(n_chars if start is None else start)
    return "".join(parts), pages


def _glue(a: str, b: str, shape: Shape | None) -> str:
    """The paragraph `a` with what comes before `b`; with a shape, `b` may go on with its sentence."""
    return join_lines(a, b, shape.words) if shape and continues(a, b) else a + "\n\n"


def _open(raw: bytes) -> Any:
    from pypdf import PasswordType, PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(raw))
        locked = reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED
    except DependencyError:
        locked = True
    except PyPdfError as error:
        raise SourceError(f"it is a damaged PDF: {first_line(error)}", code="damaged") from error
    if locked:
        raise SourceError("it is encrypted", hint="save a copy without a password and ingest that", code="encrypted")
    return reader


def _page_texts(reader: Any) -> list[str]:
    n_pages = len(reader.pages)
    if n_pages > MAX_PAGES:
        raise SourceError(
            f"it has {n_pages} pages; {MAX_PAGES} are read", hint="split it into one file per article", code="too_large"
        )
    texts, n_chars = [], 0
    for page in reader.pages:
        texts.append(page.extract_text())
        n_chars += len(texts[-1])
        if n_chars > MAX_TEXT_BYTES:
            raise too_large(n_chars, MAX_TEXT_BYTES, "text")
    return texts


def _without_running_lines(pages: Sequence[str]) -> list[str]:
    """The pages without the lines that most of them begin or end with, and without their numbers."""
    lines = [page.strip().split("\n") for page in pages]
    seen = Counter(key for page in lines for key in {_key(page[i]) for i in _edges(page)})
    most = max(_MIN_REPEATS, _MIN_PAGE_SHARE * len(pages))
    running = {key for key, n in seen.items() if n >= most}
    kept = []
    for page in lines:
        drop = {i for i in _edges(page) if _key(page[i]) in running or _PAGE_NUMBER.fullmatch(page[i].strip())}
        kept.append("\n".join(line for i, line in enumerate(page) if i not in drop))
    return kept


def _edges(page: Sequence[str]) -> list[int]:
    """Indices of the first and the last lines."""
    n = len(page)
    return sorted({*range(min(_N_EDGE_LINES, n)), *range(max(0, n - _N_EDGE_LINES), n)})


def _key(line: str) -> str:
    return re.sub(r"\d+", "#", line.strip())[:200]


def _title(reader: Any, text: str) -> str | None:
    """The title of the document's properties where the first page bears it out ("Microsoft Word - x.doc" does not)."""
    try:
        title = clean_text(str(reader.metadata.title or "")) if reader.metadata else ""
    except Exception:  # noqa: BLE001  broken properties are no reason to lose the text
        return None
    words = " ".join(title.split())
    return words if len(words) > 3 and words in " ".join(text[:2000].split()) else None


def _count(texts: Sequence[str]) -> str:
    return f"{len(texts)} page{'s' * (len(texts) != 1)}"
