"""How much of a sentence is quoted around the words that answer.

Promise: the piece is one exact range that holds every span, begins where the sentence begins, and ends where a clause
does: a closing ", while ..." or "; ..." without a span or a word of the question in it is left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answerers.asked import Asked
from bot.answerers.belief import Candidate
from bot.answerers.part import Piece
from bot.english.terms import stems
from bot.types import Span

LONG_CHARS, KEPT_CHARS = 160, 30
"""Shorter sentences are never cut, and no clause to fewer characters."""
TAIL = re.compile(r"(?:;|,)\s(?:while|whereas|which|prompting|although|though|but)\s|;\s")
WHOLE = ("reason", "definition", "list", "yesno", "quote")
"""Kinds of question whose answer may well be the whole sentence."""


def quote(asked: Asked, sentence: Span, found: Sequence[Candidate]) -> Piece:
    """The piece of `sentence` around `found`, at least one, all in it."""
    chunk = found[0].passage.chunk
    text = chunk.text[sentence.start - chunk.start : sentence.end - chunk.start]
    last = max(one.span.end for one in found) - sentence.start
    end = _end(asked, text, last)
    shorts = tuple(dict.fromkeys(one.text for one in found))
    return Piece(Span(sentence.article_id, sentence.version, sentence.start, sentence.start + end), text[:end], shorts)


def _end(asked: Asked, text: str, last: int) -> int:
    """Where to stop quoting."""
    if len(text) < LONG_CHARS or asked.kind in WHOLE:
        return len(text)
    for match in TAIL.finditer(text, last):
        at = match.start()
        if text.count(";") > 1 and text[at] == ";":
            continue  # a list, which a cut would leave hanging
        if at >= KEPT_CHARS and is_balanced(text[:at]) and not stems(text[at:]) & {term.stem for term in asked.terms}:
            return at
    return len(text)


def is_balanced(text: str) -> bool:
    """Whether every quotation and bracket that it opens is closed in it."""
    return text.count("“") == text.count("”") and text.count('"') % 2 == 0 and text.count("(") == text.count(")")
