"""A page's tree made ready for trafilatura: what it would drop or run together is put into plain blocks first.

Promise: words are neither added nor changed, only elements are renamed or moved: cells of layout tables and entries of
a live blog become blocks, captions become paragraphs of their own, once each; what is hidden from readers goes. Does
not choose what the article is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any

from ingest.extract.webdate import is_about_change, names

MIN_LAYOUT_CHARS = 400
"""A cell with so much text, in several blocks, is the page and not a datum."""
MIN_CAPTION_CHARS = 12
MAX_CAPTIONS = 200
"""Of a page; to place one takes a look at all that follows, so that 4,000 take 4 s. Galleries have a hundred."""
_MAX_CAPTION_CHARS = 1_000
_LIVE = re.compile(r"live-?_?blog|live-?_?(?:post|entry|update|event)|^liveBlogUpdate$", re.IGNORECASE)
_UNSEEN = re.compile(
    r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0+(?![.\d]))", re.IGNORECASE
)
_TEXT_BLOCK = re.compile(r"body|content|text|post|entry|story|article", re.IGNORECASE)
_HIDDEN = re.compile(r"visually-?hidden|sr-only|screen-?reader|toggle-caption|hide-caption", re.IGNORECASE)
_CAPTION = re.compile(
    r"(?:^|\s)(?:wp-caption-text|(?:(?:image|photo|picture|media|figure)[-_]*)?caption(?:[-_]+text)?)(?:\s|$)"
)
_SILENT = frozenset(("button", "svg", "script", "style", "noscript", "template"))
_INLINE = frozenset(("a", "abbr", "b", "cite", "em", "i", "small", "strong", "sub", "sup", "u", "wbr"))
_PHRASING = _INLINE | {"br", "font", "img", "mark", "q", "span", "time"}
_ASIDE = frozenset(("aside", "footer", "nav", "form"))
_MAX_ELEMENTS = 60
MAX_HEAD_LINE_CHARS = 120
_BLOCKS = ("p", "h1", "h2", "h3", "h4", "a", "button", "figure", "picture")


def prepare(tree: Any) -> dict[str, list[str]]:
    """Changes the tree in place; gives the captions that stand in it now as paragraphs, each with those below it."""
    _drop_unseen(tree)
    _open_layout_tables(tree)
    _open_live_entries(tree)
    _split_at_breaks(tree)
    return _lift_captions(tree)


def lines_below_heading(tree: Any) -> list[str]:
    """The short lines between the page's heading and its first paragraph: byline and date, however they are marked."""
    heading = next(tree.iter("h1"), None)
    lines: list[str] = []
    passed: set[Any] = set()
    for element in heading.xpath(f"following::*[position() <= {_MAX_ELEMENTS}]") if heading is not None else ():
        is_part = element.getparent() in passed
        if is_part or element.tag == "figure" or element.tag in _SILENT or is_about_change(element):
            passed.add(element)
        elif not any(map(_is_block, element)):
            passed.add(element)
            lines.append(words(element))
            if len(lines[-1]) > MAX_HEAD_LINE_CHARS:
                break
    return [re.sub(r"^by ", "By ", line) for line in lines if line]


def words(element: Any) -> str:
    """What a reader sees of an element, on one line; what stands in separate elements is kept apart."""
    return re.sub(r"\s+([.,;:!?)])", r"\1", " ".join("".join(_parts(element)).split()))


def _parts(element: Any) -> Iterator[str]:
    if isinstance(element.tag, str) and element.tag not in _SILENT and not _HIDDEN.search(names(element)):
        gap = "" if element.tag in _INLINE else " "
        yield gap + (element.text or "")
        for child in element:
            yield from _parts(child)
            yield child.tail or ""
        yield gap


def _drop_unseen(tree: Any) -> None:
    """What no reader sees must not speak to a model either; but scripts show a hidden body, or a transparent part."""
    for element in list(tree.xpath("//template | //*[@hidden or @style]")):
        is_hidden = element.get("hidden", "until-found") != "until-found"
        is_unseen = element.tag == "template" or is_hidden or _UNSEEN.search(element.get("style", ""))
        if is_unseen and element.tag not in ("html", "body", "main", "article") and element.getparent() is not None:
            element.drop_tree()


def _open_layout_tables(tree: Any) -> None:
    for table in list(tree.iter("table")):
        if _is_menu(table):
            table.tag = "nav"
        elif any(_is_layout(cell) for cell in table.iter("td")):
            for part in list(table.iter("tbody", "thead", "tfoot", "tr", "td", "th", "center", "font")):
                if next(part.iterancestors("table")) is table:  # tables within it may hold data
                    part.tag = "span" if part.tag == "font" else "div"
            table.tag = "div"


def _is_layout(cell: Any) -> bool:
    n_blocks = sum(1 for _ in cell.iter("p", "br", "table", "div"))
    return n_blocks > 1 and len(cell.text_content()) > MIN_LAYOUT_CHARS


def _is_menu(table: Any) -> bool:
    """Whether all words of a table are links."""
    return "".join(_link_words(table).split()) == "".join(table.text_content().split()) != ""


def _open_live_entries(tree: Any) -> None:
    """The entries as parts of one article: trafilatura takes the first <article>, or text block, for the whole."""
    entries = [e for e in tree.iter("article", "div", "section", "li") if _LIVE.search(names(e))]
    entries = [e for e in entries if next(e.iter("h1"), None) is None and e.getparent() is not None]
    beside = Counter(e.getparent() for e in entries)
    for entry in entries:
        if beside[entry.getparent()] > 1:
            for part in entry.iter("article", "header", "div", "section"):
                part.tag = "div"
                for name in ("class", "id", "itemprop") if part is entry or _TEXT_BLOCK.search(names(part)) else ():
                    part.attrib.pop(name, None)


def _split_at_breaks(tree: Any) -> None:
    """Paragraphs where a page parts them by <br><br>, of which trafilatura makes one line end."""
    doubled = {br: None for br in tree.iter("br") if _follows(br, br.getnext()) or _follows(br.getprevious(), br)}
    for parent in dict.fromkeys(br.getparent() for br in doubled):
        if parent is not None and parent.tag in ("p", "div", "article", "section", "main", "body"):
            _wrap(parent, doubled)


def _follows(a: Any, b: Any) -> bool:
    """Whether both are <br> with nothing between them."""
    return a is not None and b is not None and a.tag == b.tag == "br" and not (a.tail or "").strip()


def _wrap(parent: Any, ends: Container[Any]) -> None:
    """Puts the words of an element into paragraphs that stop before blocks and at `ends`."""
    children, paragraphs = list(parent), [parent.makeelement("p")]
    paragraphs[0].text, parent.text = parent.text, None
    parent.tag = "div" if parent.tag == "p" else parent.tag
    parent[:] = paragraphs
    for child in children:
        if child in ends or _is_block(child):
            paragraphs.append(parent.makeelement("p"))
            paragraphs[-1].text, child.tail = child.tail, None
            parent.extend(paragraphs[-1:] if child in ends else (child, paragraphs[-1]))
        else:
            paragraphs[-1].append(child)
    for empty in (p for p in paragraphs if not len(p) and not (p.text or "").strip()):
        parent.remove(empty)


def _is_block(element: Any) -> bool:
    return isinstance(element.tag, str) and element.tag not in _PHRASING


def _lift_captions(tree: Any) -> dict[str, list[str]]:
    placed: dict[str, Any] = {}
    for caption in [e for e in tree.iter("figcaption", "p", "div") if _is_caption(e)]:
        text = words(caption)
        above = list(caption.iterancestors())
        if not _is_of_the_article(caption, above, text):
            continue
        if text not in placed and len(placed) < MAX_CAPTIONS:
            placed[text] = _put_behind(next((a for a in above if a.tag == "figure"), caption), text)
        caption.drop_tree()
    return {text: [words(p) for p in mark.xpath("following::p[position() <= 6]")] for text, mark in placed.items()}


def _is_caption(element: Any) -> bool:
    if element.tag == "figcaption":
        return True
    is_marked = _CAPTION.search(element.get("class") or "") and not any(map(_is_block, element))
    return bool(is_marked) and next(element.iterancestors("figcaption"), None) is None


def _is_of_the_article(caption: Any, above: Sequence[Any], text: str) -> bool:
    """Whether it says something, and is not the teaser of another story: those are links, or stand aside."""
    if not MIN_CAPTION_CHARS <= len(text) <= _MAX_CAPTION_CHARS or text == _link_words(caption):
        return False
    return not any(a.tag == "a" or a.tag in _ASIDE for a in above)


def _link_words(element: Any) -> str:
    return " ".join(words(a) for a in element.iter("a"))


def _put_behind(element: Any, text: str) -> Any:
    """A paragraph behind the element, or behind the outermost block around it that cannot hold one."""
    outer = [a for a in element.iterancestors() if a.tag in _BLOCKS]
    place = outer[-1] if outer else element
    paragraph = place.makeelement("p")
    paragraph.text = text
    place.addnext(paragraph)
    paragraph.tail, place.tail = place.tail, None
    return paragraph


def with_captions(paragraphs: Sequence[str], captions: Mapping[str, Sequence[str]]) -> list[str]:
    """The paragraphs, and before them captions that were lost on the way: those of pictures above the text."""
    found = list(paragraphs)
    for caption, below in captions.items():
        if caption not in found:
            place = next((found.index(p) for p in below if p in found), None)
            found[place:place] = [caption] if place is not None else []
    return found
