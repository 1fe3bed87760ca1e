"""What a sentence only holds possible, plans, or ties to a condition, and a statement tells as a fact.

Promise: pure; it reads the words that say so ("may", "plans to", "if") and what stands right behind them. A word
of that kind in the statement, before what is told, is taken to have kept it.
"""

from __future__ import annotations

import re

from bot.english.terms import Token, tokens
from bot.sentences import split_sentences

_HEADS = (
    r"plan|intend|aim|hope|want|expect|threaten|attempt|propos|promis|offer|seek|consider|prepar|scheduled|set|due|vow|"
    r"pledg|urg|ask|order|agree|try|tried|likely|unlikely|supposed|meant|about|hoping|going|demand"
)
_PLAN = rf"(?:(?:{_HEADS})\w*(?:\s+[^\s,;.:]+){{0,4}}?|(?:is|are|was|were)(?:\s+not)?)\s+to(?:\s+be)?"
_DOUBT = re.compile(
    rf"\b(?:(?-i:may)|might|could|would|will|shall|{_PLAN}|possibly|perhaps|probably|allegedly|reportedly|apparently|"
    r"considering|proposed)\b(?!\s+not\b)",
    re.IGNORECASE,
)
_KEPT = re.compile(
    rf"{_DOUBT.pattern}|\b(?:can|should|must|if|unless|whether|possible|potential\w*|alleged|claim\w*|suggest\w*|plan\w*|hop\w+|"
    r"intend\w*|expect\w*|propos\w*|threat\w*|aim\w*|want\w*|try\w*|tried|attempt\w*|future|likely|unlikely|unclear|"
    r"believe\w*|think\w*|thought|said|say\w*|promis\w*|offer\w*|suspect\w*)\b|n['’]t\b|['’](?:ll|d)\b",
    re.IGNORECASE,
)
_KEPT_BEHIND = re.compile(
    r"\b(?:possib\w+|(?:un)?likely|planned|proposed|expected|intended|suggested|alleged\w*|if|unless)\b", re.I
)
_CONDITION = re.compile(r"(?<!as )(?<!even )\b(?:if|unless|provided that|on condition that)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:]\s|\b(?:but|which|who|because|although|though)\b")
_MAIN = re.compile(rf"{_CLAUSE.pattern}|\band\b")
_INDIRECT = re.compile(r"\b(?:ask\w*|wonder\w*|know\w*|sure|see|doubt\w*|unclear|question\w*)\s*$", re.IGNORECASE)
_BOUND = re.compile(
    r"\b(?:if|unless|provided|condition\w*|when|whether|would|could|(?-i:may)|might|depend\w*)\b", re.IGNORECASE
)
SHARE = 0.5
"""Of the words of a main clause that a statement must have to tell it."""


def doubt_lost(statement: str, evidence: str) -> str:
    """What was lost, "" where nothing is seen.

    >>> doubt_lost("The town closed the bridge.", "The town may close the bridge.")
    'a doubt or a plan told as a fact'
    >>> doubt_lost("The fair moves indoors.", "If it rains, the fair moves indoors.")
    'a condition is lost'
    """
    words, doubted = tokens(statement), _only_doubted(evidence)
    if any(word.stem in doubted and not _is_doubted(statement, word) for word in words):
        return "a doubt or a plan told as a fact"
    said = _stems(words)
    if not _BOUND.search(statement) and any(_bound_to(text, said) for text in _sentences(evidence)):
        return "a condition is lost"
    return ""


def _only_doubted(evidence: str) -> set[str]:
    """Stems of acts that stand behind a word of doubt, and nowhere else."""
    words = [token for token in tokens(evidence) if not token.is_stopword]
    doubted = {one.start: one for match in _DOUBT.finditer(evidence) if (one := _next(words, match.end(), evidence))}
    return {one.stem for one in doubted.values()} - _stems(one for one in words if one.start not in doubted)


def _is_doubted(statement: str, act: Token) -> bool:
    """Whether something before it in its clause, or one of some words behind it, keeps the doubt."""
    before = _CLAUSE.split(statement[: act.start])
    before = before[-2:] if before[-1].isspace() else before[-1:]
    return bool(_KEPT.search(" ".join(before)) or _KEPT_BEHIND.search(statement[act.start :]))


def _next(words: list[Token], at: int, text: str) -> Token | None:
    """The first content word behind `at`, in the same clause: the act itself."""
    found = next((one for one in words if one.start >= at), None)
    return found if found and not found.capital and not re.search(r"[,;:.]", text[at : found.start]) else None


def _bound_to(sentence: str, said: set[str]) -> bool:
    """Whether it ties to a condition what the statement tells without it."""
    match = _CONDITION.search(sentence)
    if match is None or _INDIRECT.search(sentence[: match.start()]):
        return False
    leading = not sentence[: match.start()].strip(" \"“'")
    condition, _, main = (
        sentence[match.end() :].partition(",") if leading else (sentence[match.end() :], "", sentence[: match.start()])
    )
    told, tied = _stems(tokens(main)), _stems(tokens(condition))
    return bool(told) and len(told & said) >= SHARE * len(told) and not (tied - told) & said


def _sentences(text: str) -> list[str]:
    return [text[s.start : s.end] for s in split_sentences(text)]


def _stems(words: object) -> set[str]:
    return {one.stem for one in words if not one.is_stopword}  # type: ignore[attr-defined]
