"""The answerer without a model: quotes the sentences that answer, or says that the articles don't.

Promise: every statement but a lead-in is word for word what its span holds; text in an article is only ever quoted,
never obeyed. A question of two parts is answered part by part, and a part without an answer is named. It reads the
passages it is given and knows nothing of how they were found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answerers.asked import Asked, read
from bot.answerers.compose import Piece, pieces, say_the_same
from bot.answerers.evidence import confidence, evidence
from bot.answerers.metadata import spoken_date
from bot.answerers.pick import Candidate, pick
from bot.embed import Embedder
from bot.store import Store
from bot.types import Draft, DraftStatement, Passage, Scope, Span

_AND = re.compile(
    r",?\s+and\s+(?=(?:who|whom|whose|what|when|where|why|which|how|did|does|do|is|are|was|were|will|has|have)\b)",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:who|whom|whose|what|when|where|why|which|how)\b|^(?:did|does|do|is|are|was|were|will|has|have|can)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:he|she|it|they|him|her|them|his|its|their)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """One question of what was asked, with its best sentences and how sure it is that they answer."""

    asked: Asked
    candidates: list[Candidate]
    confidence: float


class Extractive:
    """See the module."""

    name = "extractive"

    def __init__(self, store: Store, embedder: Embedder, *, strictness: float = 0.5) -> None:
        """`strictness`: the confidence below which a question is refused."""
        self._store = store
        self._embedder = embedder
        self._strictness = strictness

    def answer(self, question: str, passages: Sequence[Passage], scope: Scope) -> Draft:  # noqa: ARG002
        """Statements with their spans, or a refusal with the closest sentence."""
        parts = [self._read(text, passages) for text in split_parts(question)]
        answered = [part for part in parts if part.candidates and part.confidence >= self._strictness]
        best = max(parts, key=lambda part: part.confidence)
        if not answered:
            return Draft("refused", (), confidence=best.confidence, closest=_closest(best, passages))
        said = [self._say(part) for part in answered]
        missing = tuple(f"the articles don't say: {part.asked.text}" for part in parts if part not in answered)
        return Draft(
            "partial" if missing else "answered",
            tuple(dict.fromkeys(statement for statements, _ in said for statement in statements)),
            short=tuple(dict.fromkeys(short for _, shorts in said for short in shorts)),
            confidence=min(part.confidence for part in answered),
            warnings=missing,
        )

    def _read(self, text: str, passages: Sequence[Passage]) -> Part:
        picked = pick(read(text), passages, self._embedder)
        found = picked.candidates
        return Part(picked.asked, found, confidence(evidence(picked.asked, found)) if found else 0.0)

    def _say(self, part: Part) -> tuple[list[DraftStatement], list[str]]:
        own, other = _by_article(part)
        quoted = pieces(part.asked, own)
        rival = _rival(part, quoted[0], other)
        shorts = [piece.short for piece in quoted if piece.short]
        if rival is None:
            return [_quote(piece) for piece in quoted], shorts
        statements = [self._attribute(quoted[0]), *map(_quote, quoted), self._attribute(rival), _quote(rival)]
        return statements, shorts + [rival.short] * bool(rival.short)

    def _attribute(self, piece: Piece) -> DraftStatement:
        article = self._store.article(piece.span.article_id)
        date = f" ({spoken_date(article.published)})" if article.published else ""
        return DraftStatement(f"“{article.title}”{date}:", "metadata")


def split_parts(question: str) -> list[str]:
    """The questions in a question; names of the first go with a later one that only has a pronoun.

    >>> split_parts("Who signed the deal and where will Putin go next?")
    ['Who signed the deal', 'where will Putin go next?']
    >>> split_parts("What did Putin and Kim sign?")
    ['What did Putin and Kim sign?']
    """
    found = _AND.split(question)
    if len(found) == 1 or not all(_ASKS.search(part) for part in found):
        return [question]
    names = " ".join(dict.fromkeys(word for word in re.findall(r"\b[A-Z][\w-]+", found[0])[1:]))
    return [
        found[0],
        *(
            f"{part} ({names})" if names and _PRONOUN.search(part) and not re.search(r"\s[A-Z]", part) else part
            for part in found[1:]
        ),
    ]


def _by_article(part: Part) -> tuple[list[Candidate], list[Candidate]]:
    first = part.candidates[0].span.article_id
    own = [one for one in part.candidates if one.span.article_id == first]
    return own, [one for one in part.candidates if one.span.article_id != first]


def _rival(part: Part, said: Piece, others: Sequence[Candidate]) -> Piece | None:
    """What another article tells differently, and about as surely."""
    best = part.candidates[0]
    for candidate in others:
        if candidate.probability < 0.3 * best.probability or say_the_same(candidate.line.text, best.line.text):
            continue
        piece = pieces(part.asked, [candidate])[0]
        if piece.short and said.short and piece.short.lower() != said.short.lower():
            return piece
    return None


def _quote(piece: Piece) -> DraftStatement:
    return DraftStatement(piece.text, "quoted", (piece.span,))


def _closest(part: Part, passages: Sequence[Passage]) -> Span | None:
    """The best sentence, else the best passage."""
    if part.candidates:
        return part.candidates[0].span
    if not passages:
        return None
    chunk = passages[0].chunk
    return Span(chunk.article_id, chunk.version, chunk.start, chunk.end)
