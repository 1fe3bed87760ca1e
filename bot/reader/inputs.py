"""What the reader sees: a question and a passage with its title, as word pieces with their places in the passage.

Promise: `[CLS] question [SEP] title [SEP] passage [SEP]`, one layout for training and for answering; every piece of the
passage knows its exact range of the text, and a passage that is too long becomes several overlapping windows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

CLS, SEP = 101, 102
MAX_QUESTION, MAX_TITLE = 64, 40
"""Word pieces. Longer questions keep their end: what is asked for stands there more often than at the beginning."""
MAX_PIECES = 384
"""Of a window; all that is read of our own chunks (256 pieces with their title) fits into one."""
OVERLAP = 64
"""Pieces that two windows share: an answer of up to so many stands whole in one of them."""


@dataclass(frozen=True, slots=True)
class Window:
    """One row for the model. `offsets[i]` is the range in the passage's text of piece `first + i`."""

    ids: list[int]
    first: int
    offsets: list[tuple[int, int]]
    n_question: int
    """Pieces of the first segment, [CLS] and [SEP] included."""


class Layout:
    """Makes windows with the tokenizer of the embedding model. Threads may share it."""

    def __init__(self, tokenizer: Path, max_pieces: int = MAX_PIECES) -> None:
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._max = max_pieces

    def pieces(self, texts: Sequence[str]) -> list[tuple[list[int], list[tuple[int, int]]]]:
        """Ids and ranges of each text, without special pieces."""
        valid = [without_surrogates(text) for text in texts]
        return [(e.ids, e.offsets) for e in self._tokenizer.encode_batch(valid, add_special_tokens=False)]

    def windows(self, question: str, title: str, passage: str) -> list[Window]:
        """The windows of one passage, from its beginning to its end; one at least."""
        (asked, _), (head, _), (body, offsets) = self.pieces([question, title, passage])
        return list(self.arrange(asked, head, body, offsets))

    def arrange(
        self, asked: list[int], head: list[int], body: list[int], offsets: list[tuple[int, int]]
    ) -> Iterator[Window]:
        """Windows from pieces that are known already: a question meets many passages, a passage many questions."""
        before = [CLS, *asked[-MAX_QUESTION:], SEP]
        n_question = len(before)
        before = [*before, *head[:MAX_TITLE], SEP]
        room = self._max - len(before) - 1
        start = 0
        while True:
            end = min(len(body), start + room)
            yield Window([*before, *body[start:end], SEP], len(before), offsets[start:end], n_question)
            if end == len(body):
                return
            start = end - OVERLAP


def without_surrogates(text: str) -> str:
    """The text as UTF-8 can hold it, every character at its place: half a pair becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")
