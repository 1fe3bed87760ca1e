"""The publication date of a web page, only where the page states it.

Promise: the date stands, day, month and year, in the page's metadata, a marked element near its heading, its text or
the path of its address; it is what is written there, in the zone it is written in. A modification date, a copyright
year, an image's folder or "2024-06" never become a date. (trafilatura's finder makes 2021-01-01 of "(c) 2021" and
2024-06-23 of "2024-06"; hence our own.)
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from ingest.dates import date_of_line, find_dates, first_date

_META = re.compile(
    r"(?:article[:.]published(?:_time)?|og:(?:published_time|pubdate)|datepublished|rnews:datepublished|date|displaydate"
    r"|dc\.(?:date|created|date\.issued)|dcterms\.(?:date|created|issued)|parsely-pub-date|sailthru\.date|bt:pubdate"
    r"|pub-?date|publish[-_]?date|publication_date|published(?:_time)?|originalpublicationdate"
    r"|cxenseparse:(?:recs:)?publishtime|citation_(?:publication_)?date|article_date_original)"
)
_MARKED = re.compile(
    r"publi|posted|pub-?date|entry-date|post-date|article-?date|timestamp|dateline|byline|^date$", re.IGNORECASE
)
_CHANGED = re.compile(r"updat|modif|edit", re.IGNORECASE)
_ASIDE = frozenset(("aside", "footer", "nav"))
_URL_DATE = re.compile(r"/((?:19|20)\d\d)[/-](\d\d)[/-](\d\d)(?:[/-]|$)")
_MAX_DEPTH = 20


def published_date(tree: Any, url: str | None, in_text: str | None) -> str | None:
    """The date of the page. `in_text` is what the first paragraphs say, perhaps without a year.

    Order: JSON-LD, meta elements, <time> and elements marked as publication date, the text, the address.
    """
    for dates in (_json_ld(tree), _metas(tree), _times(tree), _elements(tree)):
        date = next((d for d in dates if not d.startswith("--")), None)
        if date:
            return date
    if in_text and not in_text.startswith("--"):
        return in_text
    return _of_address(tree, url) or in_text


def _json_ld(tree: Any) -> Iterator[str]:
    for script in tree.xpath('//script[@type="application/ld+json"]'):
        try:
            data = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for value in _values(data, 0):
            date = first_date(value)
            if date:
                yield date


def _values(data: Any, depth: int) -> Iterator[str]:
    """`datePublished` in a JSON-LD block, outer ones first: those of comments and parts are deeper."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(data, dict):
        value = data.get("datePublished") or data.get("dateCreated")
        if isinstance(value, str):
            yield value
        for name, child in data.items():
            if name not in ("comment", "comments", "review", "hasPart", "mentions", "relatedLink"):
                yield from _values(child, depth + 1)
    elif isinstance(data, list):
        for child in data:
            yield from _values(child, depth + 1)


def _metas(tree: Any) -> Iterator[str]:
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        date = first_date(meta.get("content") or "") if _META.fullmatch(name) else None
        if date:
            yield date


def _times(tree: Any) -> Iterator[str]:
    """<time> elements of the article's own: the first that is not about a change, nor in an aside or list of links."""
    for time in tree.iter("time"):
        if is_about_change(time) or any(a.tag in _ASIDE or a.tag == "li" for a in time.iterancestors()):
            continue
        date = first_date(time.get("datetime") or "") or date_of_line(_text(time))
        if date:
            yield date
        return


def _elements(tree: Any) -> Iterator[str]:
    for element in tree.iter("p", "span", "div", "h6", "small", "strong", "em"):
        marks = names(element)
        if marks and _MARKED.search(marks) and not _CHANGED.search(marks):
            if any(a.tag in _ASIDE for a in element.iterancestors()):
                continue
            text = _text(element)
            date = date_of_line(text) or _after_byline(text)
            if date:
                yield date


def _after_byline(text: str) -> str | None:
    dates = list(find_dates(text)) if len(text) < 120 else []
    return (
        dates[0][2]
        if len(dates) == 1 and re.match(r"by\b", text, re.IGNORECASE) and not _CHANGED.search(text)
        else None
    )


def _of_address(tree: Any, url: str | None) -> str | None:
    canonical = next(iter(tree.xpath('//link[@rel="canonical"]/@href')), "")
    match = _URL_DATE.search(url or "") or _URL_DATE.search(canonical)
    return first_date("-".join(match.groups())) if match else None


def is_about_change(element: Any) -> bool:
    """Whether the page marks it as telling of an update."""
    return bool(_CHANGED.search(names(element)))


def lines_about_change(tree: Any) -> set[str]:
    """The short texts of what the page marks so: in the text they would pass for the date of publication."""
    return {_text(element) for element in tree.iter("p", "span", "div", "time", "small") if is_about_change(element)}


def names(element: Any) -> str:
    """What the page calls an element: class, id and the like."""
    return " ".join(element.get(a) or "" for a in ("class", "id", "itemprop", "data-testid")).strip()


def _text(element: Any) -> str:
    """At most a line of it: an element that holds the whole page is not asked for all its words."""
    found, n = [], 0
    for part in element.itertext():
        found.append(part)
        n += len(part)
        if n > 300:
            return ""
    return " ".join("".join(found).split())
