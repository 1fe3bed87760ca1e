"""What reading one question gives, whoever read it: pieces to quote, and how sure it is that they answer.

Promise: plain values and two protocols; the sentence picker (`by_sentence`) and the trained reader (`by_span`) stand
behind them, and `extractive` knows neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.answerers.asked import Asked
from bot.types import Passage, Span


@dataclass(frozen=True, slots=True)
class Piece:
    """A quotable stretch of an article, and the short answers in it, none where the wording does not make one clear."""

    span: Span
    text: str
    shorts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What to say: pieces of one article in its order, what another article tells differently, "Yes" or "No" or ""."""

    pieces: tuple[Piece, ...]
    rival: Piece | None = None
    verdict: str = ""


class Part(Protocol):
    """One question of what was asked, read. `confidence` is 0..1, that the passages answer it."""

    @property
    def asked(self) -> Asked:
        """The question as understood."""
        ...

    @property
    def confidence(self) -> float:
        """0 where there is nothing to say."""
        ...

    @property
    def ranked(self) -> Sequence[Span]:
        """Sentences that may answer, best first; none where there is nothing to read."""
        ...

    def say(self) -> Said:
        """What to say; only asked for where there is something."""
        ...


class Reads(Protocol):
    """Reads one question."""

    def read(self, question: str, passages: Sequence[Passage]) -> Part:
        """Never raises for odd input."""
        ...
