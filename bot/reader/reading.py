"""Passages read for a question: in each the likeliest answers, how likely any is, and how each sentence stands to it.

Promise: spans are offsets into the articles, inside their passage; the numbers are the network's log-odds, of which
`bot.answerers.belief` makes a probability. Any text gives a reading, in time that is bounded by MAX_WINDOWS.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from bot.embed import weights
from bot.reader.inputs import Layout, Window, without_surrogates
from bot.reader.model import Network, Output
from bot.reader.spans import best_spans
from bot.sentences import Sentence, split_sentences
from bot.types import Passage

N_SPANS = 4
"""Of each window: an answer often stands twice, and some questions ask for several things."""
MAX_WINDOWS = 4
"""Of a passage. Our own chunks fit into one; whoever hands in a book gets its beginning read."""


@dataclass(frozen=True, slots=True)
class FoundSpan:
    """Words of an article that may answer; `score` is how much better they are than no answer, in log-odds."""

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Stance:
    """How a sentence, at [start:end] of the article, stands to the question or statement: probabilities."""

    start: int
    end: int
    supports: float
    contradicts: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in one passage; `spans` best first."""

    passage: Passage
    answerable: float
    spans: tuple[FoundSpan, ...]
    stances: tuple[Stance, ...]


class Reader:
    """Reads passages. Threads may share it."""

    def __init__(self, network: Network | None = None) -> None:
        self._network = network or Network()
        self._layout = Layout(weights.package_folder() / weights.TOKENIZER)

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        """One reading a passage, in their order."""
        cut = [self._layout.windows(question, p.chunk.header, p.chunk.text)[:MAX_WINDOWS] for p in passages]
        outputs = iter(self._network.run(list(chain(*cut))))
        return [
            _reading(passage, [(window, next(outputs)) for window in windows])
            for passage, windows in zip(passages, cut, strict=True)
        ]


def _reading(passage: Passage, read: Sequence[tuple[Window, Output]]) -> Reading:
    spans: dict[tuple[int, int], FoundSpan] = {}
    for window, output in read:
        for span in _spans(passage, window, output):
            known = spans.get((span.start, span.end))
            if known is None or span.score > known.score:
                spans[span.start, span.end] = span
    best = sorted(spans.values(), key=lambda s: -s.score)[:N_SPANS]
    return Reading(passage, max(o.answer for _, o in read), tuple(best), tuple(_stances(passage, read)))


def _spans(passage: Passage, window: Window, output: Output) -> list[FoundSpan]:
    pieces, at = output.pieces, passage.chunk.start
    return [
        FoundSpan(at + window.offsets[one.first][0], at + window.offsets[one.last][1], one.score)
        for one in best_spans(pieces[:, 0], pieces[:, 1], window.first, len(window.offsets), N_SPANS)
    ]


def _stances(passage: Passage, read: Sequence[tuple[Window, Output]]) -> list[Stance]:
    """Each sentence by the mean of its pieces, in the window that has most of it."""
    found: list[Stance] = []
    for sentence in split_sentences(without_surrogates(passage.chunk.text)):
        pieces = max((_inside(sentence, window, output) for window, output in read), key=len)
        if not len(pieces):
            continue
        odds = np.exp(pieces.mean(axis=0) - pieces.mean(axis=0).max())
        _, supports, contradicts = (odds / odds.sum()).tolist()
        at = passage.chunk.start
        found.append(Stance(at + sentence.start, at + sentence.end, supports, contradicts))
    return found


def _inside(sentence: Sentence, window: Window, output: Output) -> np.ndarray:
    rows = [window.first + i for i, (a, b) in enumerate(window.offsets) if a < sentence.end and sentence.start < b]
    inside: np.ndarray = output.pieces[rows, 2:]
    return inside
