"""Passages read for a question: in each the likeliest answers, how likely any is, and how each sentence stands to it.

Promise: spans are offsets into the articles, inside their passage; the numbers are the network's log-odds, of which
`bot.answerers.belief` makes a probability. Any text gives a reading, in time that is bounded by MAX_WINDOWS.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter

import numpy as np

from bot.embed import weights
from bot.reader.inputs import Layout, Window, without_surrogates
from bot.reader.model import Network, Output
from bot.reader.spans import best_spans
from bot.sentences import Sentence, split_sentences, tells
from bot.types import Passage

N_SPANS = 4
"""Of each passage, beside the best of each sentence: an answer often stands twice, or is several things."""
MAX_WINDOWS = 4
"""Of a passage. Our own chunks fit into one; whoever hands in a book gets its beginning read."""
_start, _end = itemgetter(0), itemgetter(1)


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
    end = max((b for window, _ in read for _, b in window.offsets), default=0)
    sentences = [s for s in split_sentences(without_surrogates(passage.chunk.text)) if s.start < end]
    spans = _spans(passage, read, sentences)
    return Reading(passage, max(o.answer for _, o in read), spans, tuple(_stances(passage, read, sentences)))


def _spans(
    passage: Passage, read: Sequence[tuple[Window, Output]], sentences: Sequence[Sentence]
) -> tuple[FoundSpan, ...]:
    """The best of all, and the best of each sentence: its wording may speak for one that the network does not see."""
    found: dict[tuple[int, int], FoundSpan] = {}
    firsts: set[tuple[int, int]] = set()
    for sentence in sentences:
        if not tells(passage.chunk.text, sentence):
            continue
        spans = sorted(_inside(passage.chunk.start, sentence, read), key=lambda s: -s.score)
        firsts.update((span.start, span.end) for span in spans[:1])
        for span in spans:
            found.setdefault((span.start, span.end), span)
    best = sorted(found.values(), key=lambda s: -s.score)
    return tuple(span for n, span in enumerate(best) if n < N_SPANS or (span.start, span.end) in firsts)


def _inside(at: int, sentence: Sentence, read: Sequence[tuple[Window, Output]]) -> Iterator[FoundSpan]:
    """Spans of one sentence, as each window has it; an answer does not go on in the next one."""
    for window, output in read:
        rows = _rows(sentence, window)
        offsets = window.offsets[rows.start - window.first :]
        for one in best_spans(output.pieces[:, 0], output.pieces[:, 1], rows.start, len(rows), N_SPANS):
            yield FoundSpan(at + offsets[one.first][0], at + offsets[one.last][1], one.score)


def _stances(
    passage: Passage, read: Sequence[tuple[Window, Output]], sentences: Sequence[Sentence]
) -> Iterator[Stance]:
    """Each sentence by the mean of its pieces, in the window that has most of it."""
    for sentence in sentences:
        rows, output = max(((_rows(sentence, window), output) for window, output in read), key=lambda of: len(of[0]))
        if not rows:
            continue
        mean = output.pieces[rows.start : rows.stop, 2:].mean(axis=0)
        odds = np.exp(mean - mean.max())
        _, supports, contradicts = (odds / odds.sum()).tolist()
        at = passage.chunk.start
        yield Stance(at + sentence.start, at + sentence.end, supports, contradicts)


def _rows(sentence: Sentence, window: Window) -> range:
    """The pieces of a sentence, as rows of the window's output."""
    first = bisect_right(window.offsets, sentence.start, key=_end)  # pieces stand in order
    last = bisect_left(window.offsets, sentence.end, key=_start)
    return range(window.first + first, window.first + max(first, last))
