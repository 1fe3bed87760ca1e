"""A claim and the passages to a verdict: a statement with exact spans, or why it must not be shown.

Promise: a span that is given back stands word for word in its passage; whatever the model wrote, a statement passes
only where its words are found, its numbers, names, negations and directions stand in the sentences they are found in,
and these sentences say most of it. What is shown is decided here and in `bot.cite`, never by the model.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.grounding.additions import added
from bot.grounding.facts import missing_fact
from bot.grounding.quotes import find_quote, parts, stitched
from bot.grounding.support import SUPPORTED, support
from bot.grounding.written import Claim
from bot.sentences import split_sentences
from bot.types import DraftStatement, Dropped, Passage, Span

NO_STATEMENT, NO_MARKER, NOT_FOUND, WRONG, STITCHED, UNSUPPORTED, PLANTED = (
    "not a statement",
    "no marker",
    "quote not found",
    "wrong passage",
    "stitched from several",
    "not supported",
    "quotes an instruction to the model",
)
_INSTRUCTS = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b[^.!?]{0,40}\b(?:instructions?|prompts?|rules|guidelines)\b"
    r"|\b(?:system|developer) (?:prompt|message)\b|^\s*(?:assistant|system|user)\s*:"
    r"|\byou are (?:now )?an? (?:AI|assistant|chatbot|language model)\b"
    r"|\b(?:note|instructions?|message) (?:to|for) (?:the |all |any )?(?:AI|assistants?|chatbots?|models?|LLMs?)\b",
    re.IGNORECASE,
)
"""What is written for the model is no evidence of anything."""
_NO_STATEMENT = re.compile(r"^\s*(?:[{}|<]|\[\s*[{\"]|\"[\w ]+\"\s*:)|:\s*$")
"""JSON, rows of a table, tags, and headings."""
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")
_INNER = re.compile(r"“([^”]+)”|\"([^\"]+)\"")
MIN_INNER_WORDS = 2
"""A quotation of one word inside a statement may be a title or a nickname; longer ones must stand in the passage."""
BEFORE = 2
"""Sentences before the quoted ones, in which the names behind their pronouns may stand."""


@dataclass(frozen=True, slots=True)
class Place:
    """Words of a passage: [start:end] of its text."""

    passage: Passage
    start: int
    end: int

    @property
    def span(self) -> Span:
        """As offsets into the article."""
        chunk = self.passage.chunk
        return Span(chunk.article_id, chunk.version, chunk.start + self.start, chunk.start + self.end)


class Failed(Exception):
    """The verdict on a claim that must not be shown."""


def check(claim: Claim, passages: Sequence[Passage]) -> DraftStatement | Dropped:
    """The statement with its spans, or what became of it."""
    try:
        places = _places(claim, passages)
        _judge(claim.text, places, passages)
    except Failed as failed:
        return Dropped(claim.text, str(failed))
    return DraftStatement(claim.text, "quoted", tuple(dict.fromkeys(place.span for place in places)))


def _places(claim: Claim, passages: Sequence[Passage]) -> list[Place]:
    if _NO_STATEMENT.search(claim.text):
        raise Failed(NO_STATEMENT)
    if not claim.markers:
        raise Failed(NO_MARKER)
    cited = [passage for passage in passages if passage.rank in claim.markers]
    others = [passage for passage in passages if passage.rank not in claim.markers]
    inner = [next(filter(None, found)) for found in _INNER.findall(claim.text)]
    wanted = [*claim.quotes, *(quote for quote in inner if len(quote.split()) >= MIN_INNER_WORDS)]
    if not claim.quotes and (nearest := _nearest_with(claim.text, wanted, cited, others)):
        return [nearest]
    return [place for quote in wanted for place in _quoted(quote, cited, others)]


def _quoted(quote: str, cited: Sequence[Passage], others: Sequence[Passage]) -> list[Place]:
    """Where all parts of it stand in one passage: a cited one, else the only other one that has them."""
    found = [places for passage in cited if (places := _in_passage(quote, passage))]
    if found:
        return found[0]
    found = [places for passage in others if (places := _in_passage(quote, passage))]
    distinct = {places[0].span: places for places in found}  # neighbouring chunks may share the words
    if len(distinct) == 1:
        return found[0]
    if distinct:
        raise Failed(WRONG)
    texts = [passage.chunk.text for passage in (*cited, *others)]
    apart = all(any(find_quote(part, text) for text in texts) for part in parts(quote)) and len(parts(quote)) > 1
    raise Failed(STITCHED if apart or stitched(quote, texts) else NOT_FOUND)


def _in_passage(quote: str, passage: Passage) -> list[Place]:
    """The places of its parts, one after the other; none where one is missing."""
    found: list[Place] = []
    for part in parts(quote):
        at = found[-1].end if found else 0
        place = find_quote(part, passage.chunk.text[at:])
        if place is None:
            return []
        found.append(Place(passage, at + place[0], at + place[1]))
    return found


def _nearest_with(
    statement: str, inner: Sequence[str], cited: Sequence[Passage], others: Sequence[Passage]
) -> Place | None:
    """The sentence that says most of it, where it has what the statement quotes; None where that stands elsewhere."""
    try:
        place = _nearest(statement, cited, others)
    except Failed:
        if inner:
            return None
        raise
    text = place.passage.chunk.text[place.start : place.end]
    return place if all(find_quote(part, text) for quote in inner for part in parts(quote)) else None


def _nearest(statement: str, cited: Sequence[Passage], others: Sequence[Passage]) -> Place:
    """The sentence that says most of it: of the cited passages, else of the only other one that says enough."""
    best = _best_sentence(statement, cited)
    if best and best[0] >= SUPPORTED:
        return best[1]
    fits = [found for passage in others if (found := _best_sentence(statement, [passage])) and found[0] >= SUPPORTED]
    distinct = {found[1].span: found[1] for found in fits}
    if len(distinct) == 1:
        return next(iter(distinct.values()))
    raise Failed(WRONG if distinct else UNSUPPORTED)


def _best_sentence(statement: str, passages: Sequence[Passage]) -> tuple[float, Place] | None:
    rows = [
        (support(statement, passage.chunk.text[s.start : s.end]), Place(passage, s.start, s.end))
        for passage in passages
        for s in split_sentences(passage.chunk.text)
    ]
    return max(rows, key=lambda row: row[0], default=None)


def _judge(statement: str, places: Sequence[Place], passages: Sequence[Passage]) -> None:
    evidence, around = [], []
    for place in places:
        text = place.passage.chunk.text
        sentences = split_sentences(text)
        held = [n for n, s in enumerate(sentences) if s.start < place.end and place.start < s.end]
        evidence += [text[sentences[n].start : sentences[n].end] for n in held]
        first = held[0] if held else 0
        around += [text[s.start : s.end] for s in sentences[max(0, first - BEFORE) : first]]
        around.append(place.passage.chunk.header)
    said = " ".join(dict.fromkeys(evidence))
    if _INSTRUCTS.search(said):
        raise Failed(PLANTED)
    everywhere = " ".join(passage.chunk.text for passage in passages)
    wrong = missing_fact(statement, said, " ".join(around), everywhere)
    if wrong:
        raise Failed(wrong)
    if addition := added(statement, f"{said} {' '.join(around)}"):
        raise Failed(addition)
    if support(*(_ORDINAL.sub("", text) for text in (statement, f"{said}\n\n{' '.join(around)}"))) < SUPPORTED:
        raise Failed(UNSUPPORTED)
