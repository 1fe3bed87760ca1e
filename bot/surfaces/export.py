"""A conversation as a Markdown document, its sources as footnotes.

Promise: what an article or a person wrote is text there, never markup; every [^n] has its note.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.surfaces.links import link_of
from bot.surfaces.render import clean, one_line
from bot.types import Citation, Turn

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~])")
_MARKER = re.compile(r"\[(\d+)\]")
_LINE_START = re.compile(r"(?m)^(\s*)([-+>=]|\d+[.)])")


def as_markdown(title: str, turns: Sequence[Turn]) -> str:
    """The whole document."""
    citations = {one.n: one for turn in turns for one in turn.citations}
    parts = [f"# {plain(title)}"]
    for turn in turns:
        parts += [f"## {plain(one_line(turn.question))}", _answer(turn, citations)]
    parts += [_note(one) for _, one in sorted(citations.items())]
    return "\n\n".join(parts) + "\n"


def plain(text: str) -> str:
    r"""Text that no renderer of Markdown takes for markup.

    >>> plain("*a* [b](c) <script>")
    '\\*a\\* \\[b\\](c) \\<script\\>'
    """
    return _LINE_START.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", clean(text)))


def _answer(turn: Turn, citations: dict[int, Citation]) -> str:
    """The answer with [n] as footnotes."""
    pieces, at = [], 0
    for match in _MARKER.finditer(turn.answer):
        if int(match[1]) in citations:
            pieces += [plain(turn.answer[at : match.start()]), f"[^{match[1]}]"]
            at = match.end()
    return "".join((*pieces, plain(turn.answer[at:]))).strip()


def _note(citation: Citation) -> str:
    title, link = plain(one_line(citation.title)), link_of(citation)
    where = f"[{title}]({link.replace('(', '%28').replace(')', '%29')})" if link else title
    parts = [where, citation.published or "", "" if link else plain(one_line(citation.source))]
    return f"[^{citation.n}]: {', '.join(filter(None, parts))}: “{plain(one_line(citation.quote))}”"
