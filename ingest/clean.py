r"""The normal form of an article's text: the last step that may change it, so offsets into its result are final.

Promise: the result holds no control, bidirectional or invisible formatting characters and no line terminators but
"\n"; paragraphs are separated by exactly "\n\n"; a single "\n" (list items, table rows) stays; no line begins or
ends with white space. Nothing else is touched: no NFKC, no quote or dash is exchanged, runs of spaces stay.
`clean_text(clean_text(t)) == clean_text(t)`, in linear time. Does not join lines (`unwrap`) or drop boilerplate
(`furniture`).

What happens to characters that cannot be seen:

- soft hyphen at the end of a line: the word is joined again; elsewhere dropped
- zero-width space, word joiner, byte order mark, bidirectional marks and overrides, tag characters (which can hide
  instructions to a model), lone surrogates: dropped
- zero-width joiner and non-joiner, variation selectors: kept, they shape letters and emoji
- colours and cursor movements of a terminal (ESC [ ...): dropped whole, so that no "[31m" is left
- tab: three spaces, so that a table row stays one
- vertical tab, NEL, U+2028: new line; form feed, U+2029: new paragraph
"""

from __future__ import annotations

import re

_BROKEN_WORD = re.compile("\u00ad[ \t]*\n[ \t]*(?=\\S)")
_TERMINAL = re.compile("\x1b\\[[0-?]*[ -/]*[@-~]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # control characters but \t \n \v \f \r and NEL
    "\u00ad\u200b\u2060-\u2064\ufeff\u180e"  # soft hyphen, zero-width space, word joiner and its kin, BOM
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"  # bidirectional and deprecated format characters
    "\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"  # annotations, tags, lone surrogates
)
_LINE = re.compile("(?<!\r)\r+\n|[\r\v\x85\u2028]")
_PARAGRAPH = re.compile("[\f\u2029]")


def clean_text(text: str) -> str:
    """The text in normal form; "" where nothing visible is left."""
    return "\n\n".join("\n".join(lines) for lines in blocks(clean_characters(text)))


def clean_characters(text: str) -> str:
    r"""Newlines as "\n", tabs as spaces, everything that cannot be seen dropped."""
    text = _PARAGRAPH.sub("\n\n", _LINE.sub("\n", _TERMINAL.sub("", text)))
    text = _BROKEN_WORD.sub("", text).replace("\t", "   ")
    return _LINE.sub("\n", _INVISIBLE.sub("", text))


def blocks(text: str) -> list[list[str]]:
    """Runs of lines with something on them, stripped; what stands between blank lines."""
    found: list[list[str]] = [[]]
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped:
            found[-1].append(stripped)
        elif found[-1]:
            found.append([])
    return found if found[-1] else found[:-1]
