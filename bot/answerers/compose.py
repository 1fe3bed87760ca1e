"""Which of the picked sentences make the answer, how much of each is quoted, and the short span inside.

Promise: every piece is an exact range of an article, at most `MAX_STATEMENTS` of them, none twice in other words. A
sentence is cut only where what is left is whole by itself: before "; ...", or before a closing ", while ..." or
", which ..." that holds nothing of the question. Whether to answer at all is not decided here.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.answerers.asked import Asked
from bot.answerers.clause import LONG_CHARS, clause_end
from bot.answerers.kinds import find_kind
from bot.answerers.names import find_names
from bot.answerers.part import Piece
from bot.answerers.pick import Candidate
from bot.english.terms import stems, stopwords
from bot.types import Span

MAX_STATEMENTS = 3
SECOND_SHARE = 0.25
"""A further sentence needs this share of the best one's probability, where several are asked for ("what gifts")."""
SAME_WORDS = 0.7
"""Two sentences with this share of content words in common (Jaccard) say the same: syndicated copies differ in a word or two."""
LEAD_CHARS = 600
"""How far behind a sentence that leads up to an answer the answer may stand: about three sentences."""
_SHORT_KINDS = ("person", "place", "org", "date", "duration", "number", "money", "percent", "age")


def pieces(asked: Asked, candidates: Sequence[Candidate]) -> list[Piece]:
    """The answer's statements in the order of the article; `candidates` best first, all of one article, at least one."""
    chosen = _instances(asked, candidates) or [candidates[0]]
    for candidate in candidates:
        if len(chosen) < MAX_STATEMENTS and _adds(asked, candidate, candidates[0], chosen):
            chosen.append(candidate)
    chosen.sort(key=lambda one: one.span.start)
    return [_piece(asked, one) for one in chosen]


def _instances(asked: Asked, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Several things asked for, and sentences that name some: "they exchanged gifts", then "gifts, including a tea set"."""
    best = candidates[0]
    if not asked.plural or not (best.values.get("bare") or best.values.get("instances")):
        return []
    near = [
        one
        for one in candidates
        if one.values.get("instances")
        and not one.values.get("against")
        and abs(one.span.start - best.span.start) <= LEAD_CHARS
    ]
    return sorted(near, key=lambda one: one.span.start)[:MAX_STATEMENTS]


def say_the_same(left: str, right: str) -> bool:
    """Whether two sentences are near copies.

    >>> say_the_same("Putin gave Kim a Russian limo.", "Putin gave Kim a Russian limo on Wednesday.")
    True
    """
    a, b = stems(left) - stopwords(), stems(right) - stopwords()
    return bool(a and b) and len(a & b) / len(a | b) >= SAME_WORDS


def short_answer(asked: Asked, candidate: Candidate) -> str:
    """The date, figure or name asked for, where the sentence has one that stands next to the question's words."""
    if asked.kind not in _SHORT_KINDS:
        return ""
    text, words = candidate.line.text, candidate.line.words
    spans = _names(asked.kind, text) if asked.kind in ("person", "place", "org") else find_kind(asked.kind, text, words)
    fresh = [span for span in spans if not stems(text[slice(*span)]) - stopwords() <= asked.stems]
    held = [words[p].start for places in candidate.found.positions for p in places]
    if not fresh:
        return ""
    start, end = min(fresh, key=lambda span: sum(min(abs(span[0] - at), 200) for at in held))
    return text[start:end].strip(" ,")


def _names(kind: str, text: str) -> list[tuple[int, int]]:
    wanted = {"person": "person", "place": "place", "org": "organisation"}[kind]
    found = find_names(text)
    exact = [mention for name in found if name.kind == wanted for mention in name.mentions]
    return exact or [mention for name in found if name.kind == "other" for mention in name.mentions]


def _adds(asked: Asked, candidate: Candidate, best: Candidate, chosen: Sequence[Candidate]) -> bool:
    """Whether a further sentence is likely enough and says something else that was asked for."""
    several = asked.plural or asked.kind in ("list", "definition")
    likely = candidate.probability >= SECOND_SHARE * best.probability
    fits = candidate.values.get("typed", 0.0) >= best.values.get("typed", 0.0) and not candidate.values.get("against")
    lead_in = best not in chosen and candidate.values.get("bare")
    return bool(
        several
        and likely
        and fits
        and not lead_in
        and not any(say_the_same(candidate.line.text, one.line.text) for one in chosen)
    )


def _piece(asked: Asked, candidate: Candidate) -> Piece:
    end = _end(asked, candidate)
    span = candidate.span
    text = candidate.line.text[:end]
    short = short_answer(asked, candidate)
    return Piece(
        Span(span.article_id, span.version, span.start, span.start + end),
        text,
        (short,) if short and short in text else (),
    )


def _end(asked: Asked, candidate: Candidate) -> int:
    """Where to stop quoting: before the first closing clause that holds nothing asked for."""
    text = candidate.line.text
    held = {words.start for words in (candidate.line.words[p] for places in candidate.found.positions for p in places)}

    def needed(at: int) -> bool:
        return any(place >= at for place in held) or _holds_answer(asked, candidate, text[at:], at)

    return clause_end(asked, text, LONG_CHARS // 2, needed)


def _holds_answer(asked: Asked, candidate: Candidate, cut: str, start: int) -> bool:
    spans = find_kind(asked.kind, candidate.line.text, candidate.line.words)
    return any(span[0] >= start for span in spans) if spans else bool(stems(cut) & asked.head)
