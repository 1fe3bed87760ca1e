"""Anybody's text, made fit for a page, an XML file and a terminal alike.

Promise: what comes out has no character that a terminal obeys, that XML 1.0 cannot hold, that UTF-8 cannot encode or
that turns its neighbours round; every other character is as it was. Escaping is the caller's.
"""

from __future__ import annotations

import re

# The bidirectional marks, embeddings, overrides and isolates, the byte order mark, the invisible tag characters.
_INVISIBLE = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f]")
# C0 but tab and newline, DEL, C1, halves of surrogate pairs, the two that are no characters.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BREAKS = re.compile("\r\n|[\u0085\u2028\u2029]")
_PICTURES, _DELETE, _UNKNOWN = 0x2400, "\u2421", "\ufffd"


def visible(text: str) -> str:
    r"""`text` with control characters as pictures of themselves, and without what is invisible and turns text round.

    >>> visible("one\x1b[2J\r\ntwo\u202e")
    'one␛[2J\ntwo'
    """
    return _CONTROL.sub(_picture, _INVISIBLE.sub("", _BREAKS.sub("\n", text)))


def one_line(text: str) -> str:
    r"""As `visible`, in one line.

    >>> one_line("a title\n over two lines")
    'a title over two lines'
    """
    return " ".join(visible(text).split())


def shortened(text: str, length: int) -> str:
    """One line of at most `length` characters.

    >>> shortened("a rather long text", 9)
    'a rather…'
    """
    line = one_line(text)
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def _picture(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x20:
        return chr(_PICTURES + code)
    return _DELETE if code == 0x7F else _UNKNOWN
