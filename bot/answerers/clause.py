"""Where a quote may stop before its sentence does.

Promise: what is left out is a closing clause (", while ...", "; ...") that holds nothing needed, and what is kept closes
every quotation and bracket that it opens. Short sentences, and those whose whole may be the answer, are left whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.answerers.asked import Asked

LONG_CHARS = 160
"""Shorter sentences are never cut."""
_TAIL = re.compile(r"(?:;|,)\s(?:while|whereas|which|prompting|although|though|but)\s|;\s")
_WHOLE = ("reason", "definition", "list", "yesno", "quote")
"""Kinds of question whose answer may well be the whole sentence."""


def clause_end(asked: Asked, text: str, least: int, needed: Callable[[int], bool]) -> int:
    """How many characters of a sentence to quote, `least` or more; `needed(at)`: whether what follows `at` must stay."""
    if len(text) < LONG_CHARS or asked.kind in _WHOLE:
        return len(text)
    for match in _TAIL.finditer(text):
        at = match.start()
        if at >= least and _is_balanced(text[:at]) and not needed(at):
            return at
    return len(text)


def _is_balanced(text: str) -> bool:
    return text.count("“") == text.count("”") and text.count('"') % 2 == 0 and text.count("(") == text.count(")")
