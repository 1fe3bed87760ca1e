"""A web page to its article: trafilatura finds the text, the page's own metadata tell title, author and date.

Promise: navigation, comments and forms are left out; a page without an article, a cookie or pay wall is an error and
never becomes one; the date is one that the page states (see `ingest.extract.webdate`), not trafilatura's guess.
Block structure (headings, list items, table rows) becomes paragraphs and lines; a caption is a paragraph where its
picture stands, as in plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from typing import Any

from bot.errors import SourceError
from ingest.clean import clean_characters, clean_text
from ingest.encoding import decode
from ingest.extract import Extracted, Given
from ingest.extract.page import lines_below_heading, prepare, with_captions
from ingest.extract.webdate import lines_about_change, published_date
from ingest.furniture import drop_furniture, is_wall
from ingest.headlines import MAX_TITLE_CHARS, best_date, ends_sentence, read_head

MIN_PROSE_CHARS = 140
"""Whole sentences of an article together; a news brief has 200."""
MAX_WALL_CHARS = 2_500
MIN_WALL_SHARE = 0.25
_SENTENCE_CHARS = 30
_MAX_AUTHOR_CHARS = 120

_META_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset=[\"']?([\w-]+)|<\?xml[^>]{0,100}?encoding=[\"']([\w-]+)", re.IGNORECASE
)
_SITE_NAME = re.compile(r"\s[|–—·•-]\s")
_LARGE = ("h2", "h3", "b", "strong", "big", "font", "center")
_SPACE = re.compile(r"[ \t\n\r\f]+")
_HINT = "open it in a browser, save the article's text in a .txt file and ingest that"


def extract(raw: bytes, given: Given) -> Extracted:
    """The article of a page.

    Raises:
        SourceError: `no_article`.

    """
    from trafilatura import load_html

    declared = _META_CHARSET.search(raw[:4096])
    page, warning = decode(
        raw, given.charset or (b"".join(g for g in declared.groups() if g).decode() if declared else None)
    )
    page = _without_declaration(page)
    tree = load_html(page)
    if tree is None:  # a fragment: it wants to see a document
        tree = load_html(f"<html><body>{page}</body></html>")
    if tree is None:
        raise SourceError("there is no text in it", code="no_article", hint=_HINT)
    document, captions = _document(tree, given.url)
    paragraphs = drop_furniture(list(_paragraphs(document.body))) if document is not None else []
    paragraphs = with_captions(paragraphs, captions)
    changes = lines_about_change(tree)
    spoken = [said for p in paragraphs if (said := _without(captions, p)) and p not in changes]
    require_article(spoken)
    head, below = read_head(spoken), read_head(lines_below_heading(tree))
    title = _title(tree, document.title) or head.title
    if title and _stands_in(tree, title) and not any(_key(title) == _key(p) for p in paragraphs[:5]):
        paragraphs.insert(0, title)
    author = document.author.replace("; ", ", ") if document.author else None
    return Extracted(
        text=clean_text("\n\n".join(paragraphs)),
        title=title,
        published=published_date(tree, given.url, best_date([d for d in (head.published, below.published) if d])),
        byline=author if author and len(author) <= _MAX_AUTHOR_CHARS else head.byline or below.byline,
        dateline=head.dateline,
        canonical=next(iter(tree.xpath('//link[@rel="canonical"]/@href')), None),
        warnings=(warning,) if warning else (),
    )


def require_article(paragraphs: Sequence[str]) -> None:
    """Raises unless the paragraphs hold prose, and not just a wall in front of it.

    Raises:
        SourceError: `no_article`.

    """
    prose = [p for p in paragraphs if len(p) >= _SENTENCE_CHARS and ends_sentence(p)]
    n_chars = sum(map(len, prose))
    walls = sum(len(p) for p in prose if is_wall(p))
    if n_chars <= MAX_WALL_CHARS and walls > MIN_WALL_SHARE * n_chars:
        raise SourceError(f"it shows a notice instead of an article: {_start(prose)!r}", code="no_article", hint=_HINT)
    if n_chars < MIN_PROSE_CHARS:
        raise SourceError("there is no article in the page", code="no_article", hint=_HINT)


def _start(prose: Sequence[str]) -> str:
    notice = next(p for p in prose if is_wall(p))
    return notice[:60] + ("..." if len(notice) > 60 else "")


def _document(tree: Any, url: str | None) -> tuple[Any, dict[str, list[str]]]:
    """What trafilatura makes of the page, and the captions that stand among its paragraphs."""
    from trafilatura import bare_extraction

    tree = deepcopy(tree)
    captions = prepare(tree)
    document = bare_extraction(
        tree,
        url=url,
        with_metadata=True,
        include_comments=False,
        include_formatting=False,
        include_links=False,
    )
    return document, captions


def _without(captions: Iterable[str], paragraph: str) -> str:
    """What a paragraph says besides captions: they name places, dates and people of other days."""
    for caption in captions:
        paragraph = paragraph.replace(caption, "")
    return paragraph.strip()


def _without_declaration(page: str) -> str:
    """The page without its XML declaration: lxml refuses a str that has one."""
    return re.sub(r"\A\s*<\?xml[^>]{0,200}>", "", page)


def _title(tree: Any, found: str | None) -> str | None:
    """The page's own heading where the metadata title says the same and more ("Headline | Site"), else the latter."""
    if not found:
        return next((h for h in _headings(tree) if len(h) <= MAX_TITLE_CHARS), None)
    title = _line(found)
    parts = _SITE_NAME.split(_line(next(iter(tree.xpath("//title/text()")), "")))
    if len(parts) > 1 and _key(title) == _key(parts[-1]):  # the heading is the paper's name
        title = parts[0]
    return next((h for h in _headings(tree) if len(h) > 8 and _key(title).startswith(_key(h))), title)


def _stands_in(tree: Any, title: str) -> bool:
    """Whether the page shows its title, as a heading or, on old pages, in large letters."""
    return title in _headings(tree) or any(_key(e.text) == _key(title) for e in tree.iter(*_LARGE) if e.text)


def _headings(tree: Any) -> list[str]:
    return [text for h in tree.iter("h1") if (text := _line(" ".join(h.itertext())))]


def _line(text: str) -> str:
    return clean_text(_SPACE.sub(" ", clean_characters(text))).replace("\n", " ")


def _key(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()


def _paragraphs(body: Any) -> Iterator[str]:
    """Blocks of trafilatura's tree; what stands outside of one is a paragraph too."""
    for element in body:
        if element.tag == "list":
            yield "\n".join(f"- {item}" for item in (_words(i) for i in element.iter("item")) if item)
        elif element.tag == "table":
            rows = ([_words(cell) for cell in row.iter("cell")] for row in element.iter("row"))
            yield "\n".join(" | ".join(cells) for cells in rows if any(cells))
        elif element.tag in ("quote", "div") and len(element):
            yield from (element.text.strip(),) if element.text and element.text.strip() else ()
            yield from _paragraphs(element)
        else:
            yield from (p for p in re.split(r"\n{2,}", _words(element)) if p)
        if element.tail and element.tail.strip():
            yield _SPACE.sub(" ", element.tail).strip()


def _words(element: Any) -> str:
    """An element's text, white space as a browser shows it; <br> is a new line."""
    parts = [_SPACE.sub(" ", element.text or "")]
    for child in element:
        if child.tag == "lb":
            parts.append("\n")
        elif child.tag not in ("list", "graphic"):
            parts.append(_words(child))
        parts.append(_SPACE.sub(" ", child.tail or ""))
    return re.sub(r" *\n *", "\n", re.sub(r" {2,}", " ", "".join(parts))).strip()
