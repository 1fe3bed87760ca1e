"""What limits a sentence and is gone from a statement: "former", "except", "first since 1987", another reason.

Promise: pure; lists of words and their order, nothing more.
"""

from __future__ import annotations

import re

from bot.english.terms import Token, alternatives, stems, stopwords, tokens

_MODIFIERS = frozenset([
    "former", "ex", "acting", "deputy", "vice", "assistant", "suspected", "alleged", "attempted", "planned", "proposed",
    "would-be", "potential", "possible", "preliminary", "draft", "fake", "mock", "partial", "temporary", "supposed",
    "self-styled", "failed", "second", "third", "unofficial", "replica",
])  # fmt: skip
"""A thing with one of these before it is not the thing itself."""
_EXCEPT = re.compile(
    r"\b(?:except(?: for)?|apart from|excluding|other than|with the exception of|but not)\b", re.IGNORECASE
)
_KEEPS_EXCEPTION = re.compile(rf"{_EXCEPT.pattern}|\b(?:not|most|nearly|almost|without|un\w+)\b", re.IGNORECASE)
_MOST = "first|only|last|largest|biggest|highest|lowest|smallest|worst|best"
_SINCE = re.compile(rf"\b(?:{_MOST}|most)\b[^,;.]{{0,60}}\b(?:since|in \w+ years|for \w+ years)\b", re.IGNORECASE)
_SUPERLATIVE = re.compile(rf"\b(?:{_MOST})\b", re.IGNORECASE)
_KEEPS_SINCE = re.compile(r"\b(?:since|years?|decades?|after|before)\b", re.IGNORECASE)
_BECAUSE = re.compile(r"\b(?:because(?: of)?|due to|owing to)\b([^,;.]*)|\bfor (\w+) reasons?\b", re.IGNORECASE)


def limit_lost(statement: str, evidence: str) -> str:
    """What is gone, "" where nothing is seen.

    >>> limit_lost("Police arrested a guard.", "Police arrested a former guard.")
    'not a guard but a former one'
    >>> limit_lost("It was the club's first cup.", "It was the club's first cup since 1987.")
    'true only since a certain time'
    """
    said, there = tokens(statement), tokens(evidence)
    if lost := _modifier_lost(said, there):
        return lost
    if _exception_lost(statement, evidence):
        return "an exception is lost"
    if _SINCE.search(evidence) and _SUPERLATIVE.search(statement) and not _KEEPS_SINCE.search(statement):
        return "true only since a certain time"
    return "for another reason" if _other_reason(statement, evidence) else ""


def _modifier_lost(said: list[Token], there: list[Token]) -> str:
    """A thing that in the evidence only stands behind a word that makes it another thing."""
    kept = {one.text.lower() for one in said}
    behind: dict[str, set[str]] = {}
    for before, one in zip([None, *there], there, strict=False):
        behind.setdefault(one.stem, set()).add(before.text.lower() if before else "")
    for one in said:
        words = behind.get(one.stem, set())
        if words and not one.is_stopword and words <= _MODIFIERS - kept:
            return f"not a {one.text} but a {min(words)} one"
    return ""


def _exception_lost(statement: str, evidence: str) -> bool:
    """Whether the statement is about what the evidence leaves out."""
    match = _EXCEPT.search(evidence)
    if match is None or _KEEPS_EXCEPTION.search(statement):
        return False
    said = _content(statement)
    main = _content(evidence[: match.start()])
    left_out = _content(re.split(r"[,;.]", evidence[match.end() :])[0]) - main
    return bool(left_out & said and main & said)


def _other_reason(statement: str, evidence: str) -> bool:
    """Whether the evidence gives another one, or has no word for a part of this one."""
    ours, theirs = (" ".join(map(" ".join, _BECAUSE.findall(text))) for text in (statement, evidence))
    if not _content(ours):
        return False
    told, given = _content(evidence), _content(theirs)
    unknown = [one for one in _content(ours) if not (told & {one, *alternatives(one)})]
    return bool(unknown) or bool(given and not _content(ours) & given)


def _content(text: str) -> set[str]:
    return stems(text) - stopwords()
