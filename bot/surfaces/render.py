"""How answers, articles and notes look to a person, on a terminal or in a pipe.

Promise: nothing foreign reaches a terminal as a command: control characters, escapes and bidirectional overrides are
dropped from every text first, and none of it is read as markup. In a pipe there is no escape and no hard wrap.
What stdout carries is the answer; everything said about it goes to stderr.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from shutil import get_terminal_size
from typing import TYPE_CHECKING, TextIO

from bot.settings import all_environment
from bot.surfaces.links import shows_links
from bot.surfaces.options import Color

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

# C0 but tab and newline, DEL and C1; the bidirectional marks, embeddings, overrides and isolates; the byte order
# mark; the invisible tag characters; halves of surrogate pairs. Joiners stay: scripts and emoji need them.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f\ud800-\udfff]"
)
MIN_COLUMNS, TAB_COLUMNS = 10, 8
_BREAKS = re.compile("\r\n?|[\u0085\u2028\u2029]")


def clean(text: str) -> str:
    r"""`text` without what a terminal would obey.

    >>> clean("one\x1b[2J\r\ntwo\u202e")
    'one[2J\ntwo'
    """
    return _FORBIDDEN.sub("", _BREAKS.sub("\n", text))


def one_line(text: str) -> str:
    r"""`text` cleaned, in one line.

    >>> one_line("a title\n over two lines")
    'a title over two lines'
    """
    return " ".join(clean(text).split())


def cut(text: str, room: int) -> str:
    """At most `room` characters, an ellipsis where some are left out."""
    return text if len(text) <= room else text[: max(room - 1, 0)].rstrip() + "…"


@dataclass(frozen=True, slots=True)
class Output:
    """One stream and how it may look."""

    stream: TextIO
    console: Console
    wraps: bool
    """Lines are broken at the width of a terminal, and nowhere else."""

    def write(self, text: str) -> None:
        """Send it off as it is. A closed pipe or a full disk is the caller's to handle (rich would exit by itself)."""
        self.stream.write(text)
        self.stream.flush()

    def show(self, renderable: RenderableType, *, soft_wrap: bool = False) -> None:
        """Anything of rich's, a table say."""
        with self.console.capture() as captured:
            self.console.print(renderable, soft_wrap=soft_wrap, markup=False, highlight=False)
        self.write(captured.get())

    def say(self, text: str = "", style: str = "", indent: int = 0, hang: int = 0) -> None:
        """Paragraphs of anybody's text, `indent` columns in, every line but the first `hang` columns further."""
        self.say_parts([(text, style)], indent, hang)

    def say_parts(self, parts: Sequence[tuple[str, str]], indent: int = 0, hang: int = 0) -> None:
        """As `say`, of texts that follow each other, each in its own style."""
        from rich.text import Text

        whole = Text.assemble(*((clean(text), style) for text, style in parts))
        lines = self._wrapped(whole, indent, hang) if self.wraps else list(whole.split("\n", allow_blank=True))
        margins = [" " * indent, *[" " * (indent + hang)] * (len(lines) - 1)]
        block = Text("\n").join(
            Text(margin).append_text(line) if line else line for margin, line in zip(margins, lines, strict=True)
        )
        if self.console.color_system:
            self.show(block, soft_wrap=True)
        else:  # rich would turn tabs into spaces
            self.write(block.plain + "\n")

    def _wrapped(self, whole: Text, indent: int, hang: int) -> list[Text]:
        """Lines for this width; the first is longer than the others by `hang`."""
        whole.expand_tabs(TAB_COLUMNS)
        width = max(self.console.width - indent, MIN_COLUMNS)
        lines = list(whole.wrap(self.console, width))
        if not hang or len(lines) < 2:
            return lines
        first = lines[0]
        begin = len(first) if whole.plain.startswith(first.plain) else 0
        rest = whole[begin:]
        gap = len(rest.plain) - len(rest.plain.lstrip())
        return [first, *rest[gap:].wrap(self.console, max(width - hang, MIN_COLUMNS))]


@dataclass(frozen=True, slots=True)
class Screen:
    """Where a command writes: `out` the answer, `err` all that is said about it."""

    out: Output
    err: Output
    links: bool = False
    """Whether stdout is a terminal that makes links clickable."""

    def note(self, text: str) -> None:
        """Something about the answer: what was understood, a warning, a hint."""
        self.err.say(text, "dim")


def screen(color: Color = Color.auto) -> Screen:
    """Stdout and stderr as they are now, each judged by itself."""
    out = _output(sys.stdout, color)
    return Screen(
        out,
        _output(sys.stderr, color),
        links=out.wraps and bool(out.console.color_system) and shows_links(all_environment()),
    )


def _output(stream: TextIO, color: Color) -> Output:
    from rich.console import Console

    if color is Color.always:
        console = Console(file=stream, force_terminal=True, color_system="standard", no_color=False)
    else:
        console = Console(file=stream)  # it reads NO_COLOR, FORCE_COLOR and TERM
        if color is Color.never or console.no_color:  # nor bold, nor underline: no escape at all
            console = Console(file=stream, color_system=None)
    if console.is_dumb_terminal:  # which rich takes to be 80 columns wide
        console.size = get_terminal_size()
    return Output(stream, console, wraps=stream.isatty())
