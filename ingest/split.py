"""An article cut into chunks for the index: whole sentences, paragraphs kept together, the title above each chunk.

Promise: `article.text[chunk.start:chunk.end] == chunk.text`, every sentence stands in exactly one chunk, and header
and text together stay within the embedder's word pieces, so that nothing of a chunk is invisible to its vector.
Only a sentence that alone is over the limit is cut, at a clause or a space. Neither embeds nor stores.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.sentences import split_sentences
from bot.types import Article, Chunk

SPLITTER = "paragraphs-1"
"""Part of an article's fingerprint: change it when the same text would be cut differently."""
MAX_HEADER_SHARE = 0.25
"""A title may take a quarter of the limit; the rest of it is dropped."""
TARGET_SHARE = 2 / 3
SHORT_SHARE = 1 / 3
"""Paragraphs are joined up to two thirds of the room, short ones (news has about 40 word pieces) until it is full.
BM25, answer in the first chunk / first 2,000 characters on SQuAD dev_a joined: so .842/.920; all joined until full
.829/.913; sentences packed without regard to paragraphs .819/.876. On newsqa, answer in the first four passages:
.804, full .804; with a quarter for a third .765. An overlap of one or two sentences never helped (eval/LOG.md)."""

CountTokens = Callable[[Sequence[str]], list[int]]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the text and its word pieces, without the model's own marks. `opens`: ends with a heading."""

    start: int
    end: int
    n_tokens: int
    opens: bool = False

    def plus(self, other: _Piece) -> _Piece:
        return _Piece(self.start, other.end, self.n_tokens + other.n_tokens, other.opens)


def split_article(article: Article, count_tokens: CountTokens, max_tokens: int = 256) -> list[Chunk]:
    """Chunks of an article in reading order; [] for an article without a word.

    `count_tokens` counts word pieces with the model's own marks ([CLS], [SEP]).
    """
    header = header_of(article, count_tokens, int(max_tokens * MAX_HEADER_SHARE))
    room = max_tokens - count_tokens([header])[0]
    sentences = _sentences(article.text, count_tokens, room)
    blocks = [b for paragraph in _paragraphs(article.text, sentences) for b in _balanced(paragraph, room)]
    return [
        Chunk(article.id, article.version, p.start, p.end, article.text[p.start : p.end], header)
        for p in _joined(_with_headings(blocks, room), room)
    ]


def header_of(article: Article, count_tokens: CountTokens, max_tokens: int = 64) -> str:
    """`Title (2024-06-19)`, the title's end cut where it is too long for the limit."""
    date = f" ({article.published})" if article.published else ""
    title = " ".join(article.title.split())
    while title and count_tokens([title + date])[0] > max_tokens:
        title = title[: len(title) * 3 // 4].rpartition(" ")[0] or title[: len(title) // 2]
    return (title + date).strip()


def _sentences(text: str, count_tokens: CountTokens, room: int) -> Iterator[_Piece]:
    sentences = split_sentences(text)
    if not sentences:
        return
    counts = count_tokens(["", *(text[s.start : s.end] for s in sentences)])
    marks = counts[0]
    for sentence, count in zip(sentences, counts[1:], strict=True):
        piece = _Piece(sentence.start, sentence.end, count - marks, sentence.kind == "heading")
        if piece.n_tokens <= room:
            yield piece
        else:
            yield from _cut(text, piece, lambda part: count_tokens([part])[0] - marks, room)


def _paragraphs(text: str, sentences: Iterable[_Piece]) -> Iterator[list[_Piece]]:
    paragraph: list[_Piece] = []
    for sentence in sentences:
        if paragraph and text.count("\n", paragraph[-1].end, sentence.start) > 1:
            yield paragraph
            paragraph = []
        paragraph.append(sentence)
    if paragraph:
        yield paragraph


def _balanced(paragraph: Sequence[_Piece], room: int) -> Iterator[_Piece]:
    """The paragraph whole where it fits, else in runs of about equal size."""
    total = sum(s.n_tokens for s in paragraph)
    goal = total / -(-total // room) if total else 0
    run = paragraph[0]
    for sentence in paragraph[1:]:
        if run.n_tokens + sentence.n_tokens > room or run.n_tokens + sentence.n_tokens / 2 > goal:
            yield run
            run = sentence
        else:
            run = run.plus(sentence)
    yield run


def _with_headings(blocks: Iterable[_Piece], room: int) -> Iterator[_Piece]:
    """A heading joined to what stands below it."""
    above: _Piece | None = None
    for block in blocks:
        if above and above.n_tokens + block.n_tokens > room:
            yield above
            above = None
        piece = above.plus(block) if above else block
        above = piece if piece.opens else None
        if not above:
            yield piece
    if above:
        yield above


def _joined(blocks: Iterable[_Piece], room: int) -> Iterator[_Piece]:
    """Neighbours joined while that makes a good chunk."""
    run: _Piece | None = None
    for block in blocks:
        share = 1.0 if block.n_tokens <= room * SHORT_SHARE else TARGET_SHARE
        if run and run.n_tokens + block.n_tokens > room * share:
            yield run
            run = None
        run = run.plus(block) if run else block
    if run:
        yield run


def _cut(text: str, sentence: _Piece, size: Callable[[str], int], room: int) -> Iterator[_Piece]:
    """Parts of a sentence over the limit: as many characters as surely fit, back to the last clause or space."""
    start = sentence.start
    while start < sentence.end:
        stop = min(sentence.end, start + room * _CHARS_PER_TOKEN)
        while True:
            stop = _break_before(text, start, stop) if stop < sentence.end else stop
            part = _Piece(start, start + len(text[start:stop].rstrip()), 0)
            n_tokens = size(text[part.start : part.end])
            if n_tokens <= room or stop - start == 1:
                break
            stop = start + max(1, min((stop - start) * room // n_tokens, (stop - start) * 9 // 10))
        yield replace(part, n_tokens=n_tokens)
        start = stop + len(_SPACES.match(text, stop, sentence.end)[0])  # type: ignore[index]


def _break_before(text: str, start: int, stop: int) -> int:
    """Behind the last sentence end, else clause end, else space in the second half, else `stop` itself."""
    half = start + (stop - start) // 2
    for pattern in (_STOP, _CLAUSE, _SPACE):
        ends = [m.end() for m in pattern.finditer(text, half, stop)]
        if ends:
            return ends[-1]
    return stop


_CHARS_PER_TOKEN = 6
"""News has 4.6 characters a word piece; a first try that is a little long costs one more count."""
_STOP = re.compile(r"[.!?][\"”’)]*\s+")
_CLAUSE = re.compile(r"[;:,—–]\s+")
_SPACE = re.compile(r"\s+")
_SPACES = re.compile(r"\s*")
