"""The answerer without a chat model: quotes the words that answer, or says that the articles don't.

Promise: every statement but a lead-in ("Yes.", the title of an article) is word for word what its span holds; text in
an article is only ever quoted, never obeyed. A question of two parts is answered part by part, and a part without an
answer is named. It is given the passages and knows nothing of how they were found, nor of how they are read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answerers.metadata import spoken_date
from bot.answerers.part import Piece, Reads, Said
from bot.store import Store
from bot.types import Draft, DraftStatement, Passage, Proposals, Span

_AND = re.compile(
    r",?\s+and\s+(?=(?:who|whom|whose|what|when|where|why|which|how|did|does|do|is|are|was|were|will|has|have)\b)",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:who|whom|whose|what|when|where|why|which|how)\b|^(?:did|does|do|is|are|was|were|will|has|have|can)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:he|she|it|they|him|her|them|his|its|their)\b", re.IGNORECASE)


class Extractive:
    """See the module."""

    name = "extractive"

    def __init__(self, store: Store, reads: Reads, *, strictness: float = 0.5) -> None:
        """`reads` finds what answers; `strictness`: the confidence below which a question is refused."""
        self._store = store
        self._reads = reads
        self._strictness = strictness

    def answer(self, question: str, passages: Sequence[Passage]) -> Proposals:
        """The statements, then the Draft."""
        draft = self.draft(question, passages)
        yield from draft.statements
        yield draft

    def draft(self, question: str, passages: Sequence[Passage]) -> Draft:
        """Statements with their spans, or a refusal with what comes closest."""
        parts = [self._reads.read(text, passages) for text in split_parts(question)]
        answered = [part for part in parts if part.ranked and part.confidence >= self._strictness]
        best = max(parts, key=lambda part: part.confidence)
        if not answered:
            return Draft(
                "refused", (), confidence=best.confidence, closest=next(iter(best.ranked), None) or _first(passages)
            )
        said = [self._say(part.say()) for part in answered]
        missing = tuple(f"the articles don't say: {part.asked.text}" for part in parts if part not in answered)
        return Draft(
            "partial" if missing else "answered",
            tuple(dict.fromkeys(statement for statements, _ in said for statement in statements)),
            short=tuple(dict.fromkeys(short for _, shorts in said for short in shorts)),
            confidence=min(part.confidence for part in answered),
            warnings=missing,
        )

    def _say(self, said: Said) -> tuple[list[DraftStatement], list[str]]:
        quoted, rival = said.pieces, said.rival
        shorts = [said.verdict.lower()] * bool(said.verdict) + [short for piece in quoted for short in piece.shorts]
        opening = [DraftStatement(f"{said.verdict}.", "service")] * bool(said.verdict)
        if rival is None:
            return [*opening, *map(_quote, quoted)], shorts
        told = [self._attribute(quoted[0]), *map(_quote, quoted), self._attribute(rival), _quote(rival)]
        return [*opening, *told], [*shorts, *rival.shorts]

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


def _quote(piece: Piece) -> DraftStatement:
    return DraftStatement(piece.text, "quoted", (piece.span,))


def _first(passages: Sequence[Passage]) -> Span | None:
    if not passages:
        return None
    chunk = passages[0].chunk
    return Span(chunk.article_id, chunk.version, chunk.start, chunk.end)
