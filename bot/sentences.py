"""Where paragraphs and sentences begin and end, so that a quote is never cut inside "the U.S. Army".

Promise: spans are offsets into the text as given, trimmed, in order, never overlapping, never crossing a line or a
paragraph, and together they hold every character that is not whitespace. Time is linear in the text.
Boundaries come from sentencex; only what it gets wrong on news is mended here. It knows English, not layout:
headings, captions and datelines are told by their wording alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["body", "heading", "caption", "dateline"]

MAX_HEADING_CHARS = 120
"""Longer lines without a full stop are body text; news headings in the newsqa pool end at about 110."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A span of the text, and what sort of line it stands in."""

    start: int
    end: int
    kind: Kind = "body"


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Spans of the paragraphs: runs of lines between blank lines, trimmed.

    >>> paragraphs("One.\\n\\nTwo.\\n- a\\n")
    [(0, 4), (6, 14)]
    """
    return [(m.start(), m.end()) for m in _PARAGRAPH.finditer(text)]


def split_sentences(text: str) -> list[Sentence]:
    """Every sentence of the text.

    >>> [(s.start, s.end) for s in split_sentences("Dr. Who met Gen. Lee on Jan. 6. He left.")]
    [(0, 31), (32, 40)]
    """
    found: list[Sentence] = []
    for start, end in paragraphs(text):
        for line_start, line_end in _lines(text, start, end):
            line = text[line_start:line_end]
            kind = line_kind(line)
            found.extend(Sentence(line_start + a, line_start + b, kind) for a, b in _spans(line))
    return found


def line_kind(line: str) -> Kind:
    """Told from the wording of one line.

    >>> line_kind("Putin and Kim in Pyongyang. PHOTO: AP"), line_kind("Seoul, 19 Jun"), line_kind("What comes next")
    ('caption', 'dateline', 'heading')
    """
    if len(line) <= MAX_DATELINE_CHARS and _DATELINE.fullmatch(line):
        return "dateline"
    if len(line) <= MAX_CAPTION_CHARS and _CAPTION.search(line):
        return "caption"
    if len(line) <= MAX_HEADING_CHARS and not _ENDS_LIKE_A_SENTENCE.search(line) and not _LIST_ITEM.match(line):
        return "heading"
    return "body"


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for m in _LINE.finditer(text, start, end):
        yield m.start(), m.end()


def _spans(line: str) -> list[tuple[int, int]]:
    from sentencex import get_sentence_boundaries

    spans: list[tuple[int, int]] = []
    for part in get_sentence_boundaries("en", line):
        start, end = _trim(line, part["start_index"], part["end_index"])
        if start == end:
            continue
        if spans and _belongs_together(line, spans[-1], (start, end)):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _belongs_together(line: str, left: tuple[int, int], right: tuple[int, int]) -> bool:
    """Whether sentencex parted what is one sentence."""
    before = line[max(left[0], left[1] - _LOOK_BACK_CHARS) : left[1]]
    after = line[right[0] : right[0] + _LOOK_BACK_CHARS]
    return bool(
        _NEVER_LAST.search(before)
        or not any(c.isalnum() for c in line[right[0] : right[1]])
        or not any(c.isalnum() for c in line[left[0] : left[1]])
        or (after[0].islower() and not _ENDS_HARD.search(before))
    )


_LOOK_BACK_CHARS = 12
MAX_DATELINE_CHARS = 80
MAX_CAPTION_CHARS = 600

_PARAGRAPH = re.compile(r"\S(?:[^\n]|\n(?![^\S\n]*\n))*(?<=\S)|\S")
_LINE = re.compile(r"\S(?:[^\n]*\S)?")
_NEVER_LAST = re.compile(
    r"(?:^|[\s(“\"'‘])(?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Sgt|Cpl|Capt|Cmdr|Adm|Rep|Reps|Sen|Sens|Gov|Rev|Hon|Pres|Supt|vs)\.$"
)
_ENDS_HARD = re.compile(r"[!?。！？]$")
_ENDS_LIKE_A_SENTENCE = re.compile(r"[.!?:;,…。！？][\"'”’)\]]*$")
_LIST_ITEM = re.compile(r"[-*•–·]\s|\d{1,3}[.)]\s")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DATE = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}|{_MONTH}\s+\d{{1,2}})(?:,?\s+\d{{4}})?"
_DATELINE = re.compile(
    rf"(?:[A-Z][\w.'’-]*(?:[ ,/]+[A-Z][\w.'’-]*){{0,5}},?\s+)?(?:\([A-Z][\w ]*\)\s*)?{_DATE}(?:\s*\([A-Z][\w ]*\))?\s*[-–—:]?"
    r"|(?:By|BY)\s+[A-Z].*"
    r"|(?:AP|AFP|PTI|IANS|ANI|Reuters|REUTERS)"
)
_CAPTION = re.compile(
    r"\b(?:PHOTO|Photo|Photos|IMAGE|Image|Photograph|Picture|Credit|CREDIT)\s*(?::|credit|by\b)|\bAP Photo\b|\bGetty Images\b|/Reuters\)?\.?$|\(Reuters\)$"
    r"|^(?:FILE|File photo|FILE PHOTO|Caption)\b\s*[-–—:.]"
)
