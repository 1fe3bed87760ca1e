"""Joins the lines of hard-wrapped prose, and leaves lines alone that stand for themselves.

Promise: the only characters that change are line ends: one becomes a space (nothing after a hyphen), a paragraph
break, or stays (before a list item, between table rows). Linear time; `unwrap` of its own result is the same text.
Expects `clean_characters`, gives the paragraphs of the normal form.

How: a line that ends in mid-sentence before a lower-case one was certainly wrapped. The lengths of those lines give
the width of the text, and how full they are gives its raggedness; every other line end is then judged by whether the
next word would have fitted. Where the certain ones are few, as in a text of three wide lines, lines that are all full
to the same column and break off in mid-sentence tell it too; else the text is not wrapped and each line a paragraph.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ingest.clean import blocks
from ingest.furniture import is_furniture
from ingest.headlines import ends_sentence, is_caption, is_standalone

MIN_SHARE = 0.25
"""Certain wraps among all line ends. Wrapped news has 0.5 to 0.9, one line per paragraph under 0.05."""
MIN_WIDTH, MAX_WIDTH = 38, 200
"""Columns of print wrap at 40, pages of text at 72 to 120; lower-case lists are narrower, paragraphs wider."""
MIN_FILLED, MAX_FILLED = 56, 140
"""Of a text told by its full lines alone. Verse is narrower, paragraphs of one line are wider."""
MIN_EVEN_LINES = 3
OVERLONG = 1.25
"""A line so many times the width was never wrapped: it is a paragraph by itself."""
SHORT_FIRST = 0.33
"""Pages copied from a word processor break after a few words of each paragraph: so much of the width is left over."""

_TITLE = r"(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Sgt|Capt|Cmdr|Adm|Maj|Sen|Rep|Gov|Rev|Hon|Nos?|vs)\."
_ABBREVIATION = re.compile(
    rf"(?:^|[\s(“\"'])(?:{_TITLE}|(?:St|Jr|Sr|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|[A-Z])\.|(?:[A-Za-z]\.){{2,}})$"
)
_LEADS_ON = re.compile(
    r"(?:^|\s)(?:a|an|the|of|in|on|at|to|for|from|by|with|and|or|but|nor|that|which|who|whose|as|than|into|is|are|was"
    r"|were|be|been|has|have|had|will|would|can|could|its|his|her|their|this|these|those|not|no"
    rf"|Mr|Mrs|Ms|Dr|{_TITLE})$"
)
_INNER_STOP = re.compile(r"[a-z]{3}[.?!][\"”’)]* [A-Z“\"]")
_BULLET = re.compile(r"[-*•◦▪‣·] ")
_NUMBER = re.compile(r"\d{1,2}[.)] ")
_ROW = re.compile(r"\|.*\||\S {3,}\S")
_IDEOGRAM = re.compile("[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)?")
_HYPHENATED = re.compile(r"([A-Za-z]{2,})-$")


@dataclass(frozen=True, slots=True)
class Shape:
    """How a text is wrapped, in characters, and the words it uses."""

    width: int
    slack: int
    """Room that a wrapped line may leave."""
    first: int
    """The longest short first line of a paragraph; 0 where paragraphs do not begin with one."""
    words: Counter[str] = field(default_factory=Counter)


def unwrap(text: str, shape: Shape | None = None) -> list[str]:
    """The paragraphs of a text, their wrapped lines joined. `shape`: of the whole, where this is a part (a page)."""
    found = blocks(text)
    shape = shape or shape_of(text)
    return [paragraph for lines in found for paragraph in _unwrap_block(lines, shape)]


def join_lines(a: str, b: str, words: Counter[str]) -> str:
    """The joint of two lines of one paragraph: what follows `a` up to `b`, as the end of `a`.

    A hyphen at the line end stays, unless the text itself writes the word without it and never with it.
    """
    broken = _HYPHENATED.search(a[-40:])
    if broken:
        head, tail = broken[1].lower(), re.match(r"[a-z]*", b)[0]  # type: ignore[index]
        if tail and words[head + tail] and not words[f"{head}-{tail}"]:
            return a[:-1]
        return a if b[:1].isalnum() else a + " "
    if _IDEOGRAM.match(b) and _IDEOGRAM.match(a[-1:]):
        return a
    return a + " "


def continues(a: str, b: str) -> bool:
    """Whether the line end between them is certainly in mid-sentence."""
    return not _ends(a) and b.lstrip("“\"'‘(")[:1].islower()


def _ends(line: str) -> bool:
    return (ends_sentence(line) or line.endswith(":")) and not _ABBREVIATION.search(line[-16:])


def _stands_alone(line: str) -> bool:
    return is_standalone(line) or is_furniture(line)


def shape_of(text: str) -> Shape | None:
    """How a text is wrapped; None where it is not."""
    pairs = [(a, b) for lines in blocks(text) for a, b in pairwise(lines) if not _apart(a, b)]
    certain = [(a, b) for a, b in pairs if continues(a, b)]
    shape = _ragged(certain, len(pairs)) or _filled(pairs)
    return replace(shape, words=Counter(_WORD.findall(text.lower()))) if shape else None


def _apart(a: str, b: str) -> bool:
    """Whether the two lines tell nothing about the width: each stands for itself."""
    return _keeps_its_line(a, b, numbered=True) or _stands_alone(a) or _stands_alone(b)


def _ragged(certain: Sequence[tuple[str, str]], n_pairs: int) -> Shape | None:
    """The shape by the certain wraps, where they are many enough."""
    if not certain or len(certain) < MIN_SHARE * n_pairs:
        return None
    lengths = sorted(len(a) for a, _ in certain)
    width = lengths[len(lengths) * 95 // 100]
    if not MIN_WIDTH <= width <= MAX_WIDTH:
        return None
    slacks = sorted(_slack(a, b, width) for a, b in certain)
    full = [s for s in slacks if s <= SHORT_FIRST * width] or [0]
    n_short = len(slacks) - len(full)
    has_short_firsts = n_short >= 3 and n_short >= 0.15 * len(slacks)
    first = max((n for n in lengths if n < (1 - SHORT_FIRST) * width), default=0) if has_short_firsts else 0
    return Shape(width, max(0, full[len(full) * 95 // 100]), first)


def _filled(pairs: Sequence[tuple[str, str]]) -> Shape | None:
    """The shape where lines are filled to the same column, none with room for the next word, and not by chance.

    One that breaks off in mid-sentence is proof, where of the lines that end no sentence half are full: of verse few
    are. So are three of them with no more than one short (the headline): of as many headlines, more would be.
    """
    width = max((len(line) for pair in pairs for line in pair), default=0)
    if not MIN_FILLED <= width <= MAX_FILLED:
        return None
    unended = [(a, b) for a, b in pairs if not _ends(a) and not is_caption(a)]
    full = [(a, b) for a, b in unended if _slack(a, b, width) <= 0]
    is_even = len(full) >= MIN_EVEN_LINES and len(full) >= len(unended) - 1
    breaks_off = len(full) >= len(unended) / 2 and any(_breaks_off(a, b) for a, b in full)
    return Shape(width, 0, 0) if is_even or breaks_off else None


def _breaks_off(a: str, b: str) -> bool:
    """Whether an unended line is surely prose: a heading holds one phrase, and verse ends its lines with commas."""
    return continues(a, b) or bool(_LEADS_ON.search(a[-12:]) or _INNER_STOP.search(a))


def _leads_on(line: str) -> bool:
    return bool(_LEADS_ON.search(line[-12:])) or line.endswith((",", ";")) or line.count("(") > line.count(")")


def _slack(a: str, b: str, width: int) -> int:
    """How much room the next word would have left on the line before."""
    return width - len(a) - 1 - len(b.split(" ", 1)[0])


def _unwrap_block(lines: Sequence[str], shape: Shape | None) -> Iterator[str]:
    parts = [lines[0]]
    opens = True  # whether the last line is the first of its paragraph
    numbered = bool(_NUMBER.match(lines[0]))  # whether what the last line belongs to began with a number
    for a, b in pairwise(lines):
        if _keeps_its_line(a, b, numbered) and not (shape and _is_dash(a, b, shape)):
            parts.append("\n")
            opens = True
        elif shape and _is_wrap(a, b, shape, opens):
            parts[-1] = join_lines(parts[-1], b, shape.words)
            opens = False
        else:
            yield "".join(parts)
            parts, opens = [], True
        parts.append(b)
        numbered = bool(_NUMBER.match(b)) if opens else numbered
    yield "".join(parts)


def _keeps_its_line(a: str, b: str, numbered: bool) -> bool:
    """List items and table rows. Looks only at what stays of the two lines, so that a second run sees the same."""
    if _BULLET.match(b):
        return True
    if _NUMBER.match(b):
        return numbered or _ends(a)
    return bool(_ROW.search(a[-1000:]) and _ROW.search(b[:1000]))


def _is_dash(a: str, b: str, shape: Shape) -> bool:
    """Whether what looks like a bullet is a dash that happened to come first on its line."""
    return bool(
        re.match(r"- [a-z]", b)
        and not (_ends(a) or _BULLET.match(a))
        and len(a) <= OVERLONG * shape.width
        and _slack(a, b, shape.width) <= shape.slack
    )


def _is_wrap(a: str, b: str, shape: Shape, opens: bool) -> bool:
    """Whether `b` goes on where `a` ends."""
    if max(len(a), len(b)) > OVERLONG * shape.width:
        return False
    if _leads_on(a):
        return True
    if _stands_alone(a) or _stands_alone(b) or is_caption(a):
        return False
    if continues(a, b):
        return True
    would_fit = _slack(a, b, shape.width) > shape.slack
    is_short_first = len(b) <= shape.first
    if _ends(a):
        return not would_fit and not is_short_first
    return not would_fit or (opens and len(a) <= shape.first)
