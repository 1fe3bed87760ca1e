"""What a sentence denies: the words right behind "not", "nobody", "refused" and their kind.

Promise: pure; it reads order only. Whether the denial is itself denied is not known here.
"""

from __future__ import annotations

import re

from bot.english.terms import tokens

NEGATION = re.compile(
    r"\b(?:not|no(?!,)|never|none|nobody|nothing|neither|nor|without|cannot|refus\w+|den(?:y|ies|ied|ying)|fail\w*|reject\w*)\b"
    r"|n['’]t\b",
    re.IGNORECASE,
)
_END = re.compile(r"[,;:.!?](?=\s)")
REACH = 2
"""Content words behind a negation that it turns round."""


def negated(text: str) -> set[str]:
    """Stems of these content words.

    >>> sorted(negated("She does not use manure on her beds."))
    ['manur', 'use']
    """
    return set().union(*negations(text))


def negations(text: str) -> list[set[str]]:
    """The same, one set a negation."""
    words = [token for token in tokens(text) if not token.is_stopword]
    return [
        {
            word.stem
            for word in [word for word in words if match.end() <= word.start < _reach(text, match.end())][:REACH]
        }
        for match in NEGATION.finditer(text)
    ]


def _reach(text: str, at: int) -> int:
    """Where the part of the sentence ends that begins at `at`."""
    found = _END.search(text, at + 1)
    return found.start() if found else len(text)
