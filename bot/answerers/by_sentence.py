"""Reading without a trained reader (`reader = sentences`): the sentences that hold most of the question.

Promise: candidates and their order come from `pick`, the confidence from `evidence`, the wording from `compose`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answerers.asked import Asked, read
from bot.answerers.compose import pieces, say_the_same
from bot.answerers.evidence import confidence, evidence
from bot.answerers.part import Piece, Said
from bot.answerers.pick import Candidate, pick
from bot.embed import Embedder
from bot.types import Passage, Span

RIVAL_SHARE = 0.3
"""Another article's sentence is told beside the best one from this share of its probability on."""


@dataclass(frozen=True, slots=True)
class SentencePart:
    """See `bot.answerers.part.Part`."""

    asked: Asked
    candidates: Sequence[Candidate]
    confidence: float

    @property
    def ranked(self) -> list[Span]:
        """The sentences."""
        return [one.span for one in self.candidates]

    def say(self) -> Said:
        """The best article's sentences, and another one's where it differs."""
        first = self.candidates[0].span.article_id
        own = [one for one in self.candidates if one.span.article_id == first]
        quoted = pieces(self.asked, own)
        return Said(tuple(quoted), self._rival(quoted[0], first))

    def _rival(self, said: Piece, article: str) -> Piece | None:
        """What another article tells differently, and about as surely."""
        best = self.candidates[0]
        for candidate in self.candidates:
            if candidate.span.article_id == article or candidate.probability < RIVAL_SHARE * best.probability:
                continue
            if say_the_same(candidate.line.text, best.line.text):
                continue
            piece = pieces(self.asked, [candidate])[0]
            if piece.shorts and said.shorts and piece.shorts[0].lower() != said.shorts[0].lower():
                return piece
        return None


@dataclass(frozen=True, slots=True)
class BySentence:
    """See the module."""

    embedder: Embedder

    def read(self, question: str, passages: Sequence[Passage]) -> SentencePart:
        """The sentences that may answer, best first."""
        picked = pick(read(question), passages, self.embedder)
        found = picked.candidates
        return SentencePart(picked.asked, found, confidence(evidence(picked.asked, found)) if found else 0.0)
