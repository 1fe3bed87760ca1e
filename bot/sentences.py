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


MIN_HEADING_WORDS = 6
"""Shorter ones name what follows and say nothing of it."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A span of the text, and what sort of line it stands in."""

    start: int
    end: int
    kind: Kind = "body"


def paragraphs(text: str) -> list[tuple[int, int]]:
    r"""Spans of the paragraphs: runs of lines between blank lines, trimmed.

    >>> paragraphs("One.\n\nTwo.\n- a\n")
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


def tells(text: str, sentence: Sentence) -> bool:
    """Whether it may say what happened: no dateline or byline, no heading of a few words ("A second vaccine").

    >>> tells("Published 30 August 2024", Sentence(0, 24, "heading")), tells("It fell.", Sentence(0, 8))
    (False, True)
    """
    is_short = len(text[sentence.start : sentence.end].split()) < MIN_HEADING_WORDS
    return sentence.kind != "dateline" and not (sentence.kind == "heading" and is_short)


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
    spans: list[tuple[int, int]] = []
    for part in _boundaries(line):
        start, end = _trim(line, *part)
        if start == end:
            continue
        if spans and _belongs_together(line, spans[-1], (start, end)):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def _boundaries(line: str) -> Iterator[tuple[int, int]]:
    """What sentencex says, window by window: unbalanced quotes make it quadratic (96,000 characters take 3 s)."""
    from sentencex import get_sentence_boundaries

    start = 0
    while start < len(line):
        window = line[start : start + WINDOW_CHARS]
        ends = [part["end_index"] for part in get_sentence_boundaries("en", window)] or [len(window)]
        if len(ends) > 1 and start + len(window) < len(line):
            ends.pop()  # the last sentence may go on behind the window
        yield from zip([start, *(start + e for e in ends)], (start + e for e in ends), strict=False)
        start += ends[-1]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _belongs_together(line: str, left: tuple[int, int], right: tuple[int, int]) -> bool:
    """Whether sentencex parted what is one sentence."""
    before = line[max(left[0], left[1] - LOOK_BACK_CHARS) : left[1]]
    return bool(
        _NEVER_LAST.search(before)
        or _NUMBERING.fullmatch(before)
        or not _has_word(line, left)
        or not _has_word(line, right)
        or (line[right[0]].islower() and not _ENDS_HARD.search(before))
        or (_HOUR.search(before) and _AFTER_HOUR.match(line, right[0]))
    )


def _has_word(line: str, span: tuple[int, int]) -> bool:
    return any(c.isalnum() for c in line[span[0] : span[1]])


WINDOW_CHARS = 8_000
LOOK_BACK_CHARS = 12
MAX_DATELINE_CHARS = 80
MAX_CAPTION_CHARS = 600

_PARAGRAPH = re.compile(r"\S(?:[^\n]|\n(?![^\S\n]*\n))*(?<=\S)|\S")
_LINE = re.compile(r"\S(?:[^\n]*\S)?")
_NEVER_LAST = re.compile(
    r"(?:^|[\s(“\"'‘])(?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Sgt|Cpl|Capt|Cmdr|Adm|Rep|Reps|Sen|Sens|Gov|Rev|Hon|Pres|Supt|Pvt|Ft|Mt|vs)\.$"
)
_NUMBERING = re.compile(r"[(“\"]?(?:\d{1,3}|[A-Za-z]|[ivx]{1,4})[.)]")
_HOUR = re.compile(r"\b[ap]\.m\.$")
_AFTER_HOUR = re.compile(r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|[ECMP][SD]?T|GMT|UTC|BST|Eastern|local)\b")
_ENDS_HARD = re.compile(r"[!?。！？]$")
_ENDS_LIKE_A_SENTENCE = re.compile(r"[.!?:;,…。！？][\"'”’)\]]*$")
_LIST_ITEM = re.compile(r"[-*•–·]\s|\d{1,3}[.)]\s")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DATE = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}|{_MONTH}\s+\d{{1,2}})(?:,?\s+\d{{4}})?"
_PLACE = r"[A-Z][\w.'’-]*(?:[ ,/]+[A-Z][\w.'’-]*){0,5},?"
_AGENCY = r"\([A-Z][\w ]*\)"
_DATELINE = re.compile(
    rf"(?:{_PLACE}\s+)?(?:{_AGENCY}\s*)?{_DATE}(?:\s*{_AGENCY})?\s*[-–—:]?"
    r"|(?:By|BY)\s+[A-Z].*"
    r"|(?:AP|AFP|PTI|IANS|ANI|Reuters|REUTERS)"
)
_CAPTION = re.compile(
    r"\b(?:PHOTO|Photo|Photos|IMAGE|Image|Photograph|Picture|Credit|CREDIT)\s*(?::|credit|by\b)"
    r"|\bAP Photo\b|\bGetty Images\b|/(?:AP|AFP|EPA|CNN|Reuters|REUTERS)\)?\.?$|\(Reuters\)$"
    r"|^(?:FILE|File photo|FILE PHOTO|Caption)\b\s*[-–—:.]"
)
