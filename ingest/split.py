"""An article cut into chunks for the index: runs of whole sentences, with the article's title above each.

Promise: `article.text[chunk.start:chunk.end] == chunk.text`, every sentence stands in a chunk, and header and text
together stay within the embedder's word pieces, so that nothing of a chunk is invisible to the vector.
Only a sentence that alone is over the limit is cut, at a clause or a space. Does not embed and does not store.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.sentences import split_sentences
from bot.types import Article, Chunk

CountTokens = Callable[[Sequence[str]], list[int]]

SPLITTER = "sentences-1"
"""Part of an article's fingerprint: raise it when the same text would be cut differently."""
MAX_HEADER_SHARE = 0.25
"""A title may take a quarter of the limit; the rest of it is dropped."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence, or a piece of one over the limit; `n_tokens` without the model's own marks."""

    start: int
    end: int
    n_tokens: int


def split_article(article: Article, count_tokens: CountTokens, max_tokens: int = 256) -> list[Chunk]:
    """Chunks of an article in reading order; [] for an article without a word.

    `count_tokens` counts word pieces with the model's own marks ([CLS], [SEP]).
    """
    header = header_of(article, count_tokens, int(max_tokens * MAX_HEADER_SHARE))
    room = max_tokens - count_tokens([header])[0]
    marks = count_tokens([""])[0]
    units = list(_units(article.text, count_tokens, marks, room))
    chunks: list[Chunk] = []
    for first, last in _runs(units, room):
        start, end = units[first].start, units[last].end
        chunks.append(Chunk(article.id, article.version, start, end, article.text[start:end], header))
    return chunks


def header_of(article: Article, count_tokens: CountTokens, max_tokens: int) -> str:
    """`Title (2024-06-19)`, its end cut where it is too long for the limit."""
    title = " ".join(article.title.split())
    date = f" ({article.published})" if article.published else ""
    words = title.split(" ")
    while title and count_tokens([title + date])[0] > max_tokens:
        words = words[: len(words) * 3 // 4]
        title = " ".join(words)
    return (title + date).strip()


def _runs(units: Sequence[_Unit], room: int) -> Iterator[tuple[int, int]]:
    first, n_tokens = 0, 0
    for i, unit in enumerate(units):
        if i > first and n_tokens + unit.n_tokens > room:
            yield first, i - 1
            first, n_tokens = i, 0
        n_tokens += unit.n_tokens
    if units:
        yield first, len(units) - 1


def _units(text: str, count_tokens: CountTokens, marks: int, room: int) -> Iterator[_Unit]:
    sentences = split_sentences(text)
    counts = count_tokens([text[s.start : s.end] for s in sentences]) if sentences else []
    for sentence, count in zip(sentences, counts, strict=True):
        if count - marks <= room:
            yield _Unit(sentence.start, sentence.end, count - marks)
        else:
            yield from _cut(text, sentence.start, sentence.end, count_tokens, marks, room)


def _cut(text: str, start: int, end: int, count_tokens: CountTokens, marks: int, room: int) -> Iterator[_Unit]:
    """Pieces of one long sentence: as many characters as surely fit, back to the last clause or space."""
    while start < end:
        stop = min(end, start + room * 4)
        while True:
            if stop < end:
                stop = _break_before(text, start, stop)
            piece_end = start + len(text[start:stop].rstrip())
            n_tokens = count_tokens([text[start:piece_end]])[0] - marks
            if n_tokens <= room or stop - start <= 1:
                break
            stop = start + max(1, (stop - start) * 3 // 4)
        yield _Unit(start, piece_end, n_tokens)
        start = stop + len(text[stop:end]) - len(text[stop:end].lstrip())


def _break_before(text: str, start: int, stop: int) -> int:
    """The last clause end in the second half, else the last space, else `stop` itself."""
    half = start + (stop - start) // 2
    for pattern in (_CLAUSE, _SPACE):
        ends = [m.end() for m in pattern.finditer(text, half, stop)]
        if ends:
            return ends[-1]
    return stop


_CLAUSE = re.compile(r"[;:,—–]\s+")
_SPACE = re.compile(r"\s+")
