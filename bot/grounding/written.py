r"""What a chat model writes, a line at a time, as claims: a statement, the passages it names, the words it leans on.

    Putin gave Kim a limousine. [2] "gave Kim an Aurus limousine"

Promise: any text is read, nothing is believed. Markers are taken as models write them: [1, 2], [1][2], (1), ¹, 【1】;
they stand in no statement. Quotes after the markers are evidence; quotation marks inside a statement stay in it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bot.sentences import split_sentences

NOT_SAID = "NOT SAID"
MISSING = "MISSING:"
MAX_MARKERS = 8
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_NUMBERS = r"\d{1,2}(?:\s*(?:,|;|and|&|–|-)\s*\^?\d{1,2})*"
_NO_UNIT = r"(?<!\bm)(?<!\b[kcmd]m)(?<!\bft)"
_MARKER = re.compile(
    rf"\s*(?:\[\^?(?:(?:passages?|sources?)\s+)?({_NUMBERS})\^?(?:[:†][^\]\n]*)?\]|【({_NUMBERS})[^】\n]*】|{_NO_UNIT}([⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,2}}))"
)
_ROUND = re.compile(rf"\s*\(({_NUMBERS})\)(?=\s*(?:[.!?]?\s*$|[“\"]))")
"""Round ones only where a statement ends: "(24)" may be an age."""
_ENDS_MARKED = re.compile(rf"(?:{_MARKER.pattern})[\s.,;:]*$")
_EVIDENCE = re.compile(
    r"(?:^|(?<=[\s.!?\]()】⁰¹²³⁴⁵⁶⁷⁸⁹:]))(?:“([^”\n]+)”|\"([^\"\n]+)\"|«([^»\n]+)»)\s*\)?\s*(?:[.,;]|and)?\s*$"
)
_WHOLE_QUOTE = re.compile(r"^(?:“([^”]+)”|\"([^\"]+)\"|«([^»]+)»)[.,;]?$")
_NESTED = re.compile(r"^(.*?[\]】⁰¹²³⁴⁵⁶⁷⁸⁹])\s*[“\"«](.+)[”\"»]\s*\)?[.,;]?\s*$")
"""One quote that has others within it."""
_BULLET = re.compile(r"^\s*(?:[-*•–]\s+|\d{1,2}[.)]\s+|#{1,6}\s+|>\s+)+")
_MARK_ALONE = re.compile(rf"^\s*(?:{_MARKER.pattern}|\({_NUMBERS}\)|[“\"«][^”\"»]+[”\"»]|[\s.,;:>*-])+$")
_ENDED = re.compile(r"[.!?:…)\]”\"»|}]\s*$")
_HEADING = re.compile(r"^\s*(?:#|\*\*|\||\{)")
_REFUSES = re.compile(rf"\s*(?:{NOT_SAID}|{MISSING})", re.IGNORECASE)
_LEADING = re.compile(r"^(\[\d{1,2}(?:\s*,\s*\d{1,2})*\]|【\d{1,2}】)[:.]?\s+(?![\"“«])(\S.*[.!?])\s*$")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_SPACE_BEFORE = re.compile(r"\s+([.,;:!?])")


@dataclass(slots=True)
class Lines:
    """Puts together what a model spreads over lines: a statement broken in two, its marker or quote on the next one.

    A line with a marker is complete; another one waits for what follows.
    """

    held: str = ""

    def add(self, line: str) -> Iterator[str]:
        """The lines that are complete now.

        >>> lines = Lines()
        >>> [list(lines.add(line)) for line in ("Kim gave dogs.", "[2] “gave dogs”", "Putin gave", "a car. [1]")]
        [[], ['Kim gave dogs. [2] “gave dogs”'], [], ['Putin gave a car. [1]']]
        """
        if not line.strip():
            return
        if self.held and (_MARK_ALONE.match(line) or self._goes_on(line)):
            line = f"{self.held.rstrip()} {line.strip()}"
        else:
            yield from self.end()
        self.held = line
        if _MARKER.search(line) or _ROUND.search(line) or _REFUSES.match(line):
            yield from self.end()

    def end(self) -> Iterator[str]:
        """What still waits."""
        if self.held:
            yield self.held
        self.held = ""

    def _goes_on(self, line: str) -> bool:
        return not (
            _ENDED.search(self.held) or _BULLET.match(line) or _HEADING.match(self.held) or _REFUSES.match(line)
        )


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement as written. `markers` in their order, numbers of passages; `quotes` are its evidence."""

    text: str
    markers: tuple[int, ...] = ()
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """The model says that the passages do not answer: the question, or (`missing`) this part of it."""

    missing: str = ""


def read_line(line: str) -> Iterator[Claim | Refusal]:
    """What one line says; nothing for an empty one, or one of markup alone.

    >>> list(read_line('- Kim gave him **two dogs** [2][3] “gave him two dogs”'))
    [Claim(text='Kim gave him two dogs', markers=(2, 3), quotes=('gave him two dogs',))]
    """
    line = _BOLD.sub(r"\2", _BULLET.sub("", _plain(line))).strip().strip("`")
    line = _LEADING.sub(r"\2 \1", line)  # "[1] A statement." means "A statement. [1]"
    if line.upper().startswith(NOT_SAID):
        yield Refusal()
    elif line.upper().startswith(MISSING):
        yield Refusal(line[len(MISSING) :].strip())
    else:
        yield from _claims(line)


def _plain(line: str) -> str:
    """Without characters that nobody sees: they could turn what follows round on a screen."""
    return "".join(c for c in line if c == "\t" or unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs"))


def _claims(line: str) -> Iterator[Claim]:
    """Sentences up to the one that has markers are one statement; quotes at the end belong to the last."""
    line, quotes = _evidence(line)
    bare, marks = _without_markers(line)
    start, sentences = 0, split_sentences(bare)
    made: list[Claim] = []
    for n, sentence in enumerate(sentences):
        last = n + 1 == len(sentences)
        until = len(bare) + 1 if last else sentences[n + 1].start
        markers = tuple(
            dict.fromkeys(number for at, numbers in marks if sentence.start < at < until for number in numbers)
        )
        if markers or last:
            made.append(Claim(_tidy(bare[start : sentence.end]), markers[:MAX_MARKERS]))
            start = until
    made = list(_with_their_quotes(one for one in made if any(c.isalnum() for c in one.text)))
    yield from made[:-1]
    yield from (replace(one, quotes=(*one.quotes, *quotes)) for one in made[-1:])


def _with_their_quotes(claims: Iterable[Claim]) -> Iterator[Claim]:
    """A quote between two markers (`statement [1] "one" [2] "two"`) is evidence of the statement before it."""
    last: Claim | None = None
    for one in claims:
        quote = _WHOLE_QUOTE.match(one.text)
        if last and quote:
            quotes = (*last.quotes, next(filter(None, quote.groups())))
            last = replace(last, markers=tuple(dict.fromkeys((*last.markers, *one.markers))), quotes=quotes)
            continue
        if last:
            yield last
        last = one
    if last:
        yield last


def _evidence(line: str) -> tuple[str, tuple[str, ...]]:
    """The line without the quotes that follow its last marker, and these."""
    left, quotes = line, list[str]()
    while found := _EVIDENCE.search(left):
        left = left[: found.start()].rstrip(" \t,:;(–-")
        quotes.insert(0, next(filter(None, found.groups())).strip())
    if _ENDS_MARKED.search(left) or _ROUND.search(left):
        return left, tuple(quotes)
    nested = _NESTED.match(line)
    return (nested[1], (nested[2],)) if nested and _ENDS_MARKED.search(nested[1]) else (line, ())


def _without_markers(line: str) -> tuple[str, list[tuple[int, list[int]]]]:
    """The line without its markers, and where in what is left each one stood."""
    marks: list[tuple[int, list[int]]] = []
    bare, at = "", 0
    found = sorted([*_MARKER.finditer(line), *_ROUND.finditer(line)], key=lambda match: match.start())
    for match in found:
        bare += line[at : match.start()]
        numbers = next(filter(None, match.groups())).translate(_SUPERSCRIPT)
        marks.append((len(bare), _expand(numbers)))
        at = match.end()
    return bare + line[at:], marks


def _tidy(text: str) -> str:
    return _SPACE_BEFORE.sub(r"\1", " ".join(text.split()))


def _expand(numbers: str) -> list[int]:
    """'1, 3-5' to 1, 3, 4, 5."""
    found: list[int] = []
    for one in re.split(r"\s*(?:,|;|and|&)\s*", numbers.replace("^", "")):
        first, *rest = (int(n) for n in re.split(r"\s*[–-]\s*", one))
        last = rest[-1] if rest else first
        found += range(first, min(last, first + MAX_MARKERS) + 1)
    return found
