"""Markdown to the text a reader sees: markup gone, headings and list items kept, front matter as metadata.

Promise: the words and their order are the document's; offsets are those of the resulting text. Of front matter only
title, date and author are read, line by line, so nothing in it can be executed or expanded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from bot.errors import SourceError
from ingest.clean import clean_characters, clean_text
from ingest.dates import first_date
from ingest.encoding import decode
from ingest.extract import Extracted, Given
from ingest.furniture import drop_furniture
from ingest.headlines import read_head

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?\n)??(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_FIELD = re.compile(r"(title|date|published|pub_?date|publishdate|authors?|byline)[ \t]*:[ \t]*(.*)", re.IGNORECASE)
_TAG = re.compile(r"<!--.*?-->|</?[A-Za-z!?][^<>]*>", re.DOTALL)
_MAX_UNCLOSED = 100
_NAMES = {
    "pubdate": "date",
    "pub_date": "date",
    "publishdate": "date",
    "published": "date",
    "authors": "author",
    "byline": "author",
}


def extract(raw: bytes, given: Given) -> Extracted:
    """The article in a Markdown file."""
    text, warning = decode(raw, given.charset)
    text = clean_characters(text).lstrip("\n")
    match = _FRONT_MATTER.match(text)
    fields = front_matter(match[1] or "") if match else {}
    paragraphs = drop_furniture(list(_paragraphs(text[match.end() :] if match else text)))
    if not paragraphs:
        raise SourceError("there is no text in it", code="empty")
    head = read_head(paragraphs)
    title = fields.get("title")
    if title and not _same(paragraphs[0], title):
        paragraphs.insert(0, title)
    return Extracted(
        text=clean_text("\n\n".join(paragraphs)),
        title=title or head.title,
        published=first_date(fields.get("date", "")) or head.published,
        byline=fields.get("author") or head.byline,
        dateline=head.dateline,
        warnings=(warning,) if warning else (),
    )


def front_matter(block: str) -> dict[str, str]:
    """`title`, `date` and `author` of a YAML block, by their lines; several authors joined with commas."""
    fields: dict[str, str] = {}
    lines = block.split("\n")
    for i, line in enumerate(lines):
        match = _FIELD.fullmatch(line.rstrip())
        if not match:
            continue
        value = match[2].strip("[]") if match[2].startswith("[") else match[2]
        values = [value] if value and value not in ("|", ">", ">-", "|-") else list(_indented(lines[i + 1 :], value))
        name = _NAMES.get(match[1].lower(), match[1].lower())
        said = ", ".join(_unquoted(v) for v in values if _unquoted(v))
        if said:
            fields.setdefault(name, said)
    return fields


def _indented(lines: Sequence[str], marker: str) -> Iterator[str]:
    """The items of a list, or the lines of a folded value, as one."""
    found = []
    for line in lines[:20]:
        if not re.match(r"[ \t]+\S|- ", line):
            break
        found.append(re.sub(r"^\s*(?:- )?(?:name:)?\s*", "", line))
    yield from ([" ".join(found)] if marker else found)


def _unquoted(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1].replace('\\"', '"').replace("''", "'")
    return re.sub(r"\s+#.*$", "", value)


def _same(a: str, b: str) -> bool:
    return re.sub(r"\W+", " ", a).strip().casefold() == re.sub(r"\W+", " ", b).strip().casefold()


def _paragraphs(text: str) -> Iterator[str]:
    """Paragraphs, headings, lists (a line an item), tables (a line a row) and code, in order."""
    from markdown_it import MarkdownIt

    for opener, closer in (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>")):
        # Each one that is never closed costs the parser a search to the end: 33 s for 30,000 of them.
        if text.count(opener, text.rfind(closer) + 1) > _MAX_UNCLOSED:
            text = text.replace(opener, "\\" + opener)
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    writer = _Writer()
    for token in tokens:
        writer.take(token)
    text = "".join(writer.parts)
    yield from (p.strip() for p in text.split("\n\n") if p.strip())


class _Writer:
    """Collects what block tokens say; `parts` joined is the text."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._lists: list[int | None] = []
        self._marker = ""
        self._cells: list[str] | None = None

    def take(self, token: Token) -> None:
        """One block token, in document order."""
        kind = token.type
        if kind in ("bullet_list_open", "ordered_list_open"):
            self._lists.append(int(token.attrGet("start") or 1) if kind.startswith("ordered") else None)
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self._lists.pop()
            self.parts.append("" if self._lists else "\n")
        elif kind == "list_item_open":
            self._marker = self._next_marker()
        elif kind == "tr_open":
            self._cells = []
        elif kind == "tr_close":
            self.parts.append(" | ".join(self._cells or []) + "\n")
            self._cells = None
        elif kind == "table_close":
            self.parts.append("\n")
        elif kind == "inline":
            self._say(inline_text(token.children or []), in_list=bool(self._lists))
        elif kind in ("fence", "code_block"):
            self._say(token.content.strip("\n"))
        elif kind == "html_block":
            self._say(_TAG.sub("", token.content).strip())

    def _say(self, text: str, *, in_list: bool = False) -> None:
        if self._cells is not None:
            self._cells.append(text)
        elif text:
            self.parts.append(self._marker + text + ("\n" if in_list else "\n\n"))
            self._marker = ""

    def _next_marker(self) -> str:
        number = self._lists[-1]
        if number is None:
            return "- "
        self._lists[-1] = number + 1
        return f"{number}. "


def inline_text(tokens: Sequence[Token]) -> str:
    """The words of an inline run: links and emphasis by their text, images by their description."""
    parts = []
    for token in tokens:
        if token.type in ("text", "code_inline"):
            parts.append(token.content)
        elif token.type == "softbreak":
            parts.append(" ")
        elif token.type == "hardbreak":
            parts.append("\n")
        elif token.type == "image":
            parts.append(inline_text(token.children or []))
        elif token.type == "html_inline" and re.match(r"<br\b", token.content, re.IGNORECASE):
            parts.append("\n")
    return "".join(parts)
