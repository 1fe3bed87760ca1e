"""How answers, articles and notes look to a person, on a terminal or in a pipe.

Promise: nothing foreign reaches a terminal as a command: control characters, escapes and bidirectional overrides are
dropped from every text first, and none of it is read as markup. In a pipe there is no escape and no hard wrap.
What stdout carries is the answer; everything said about it goes to stderr.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from bot.surfaces.options import Color

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

# C0 but tab and newline, DEL and C1; the bidirectional marks, embeddings, overrides and isolates; the byte order
# mark; the invisible tag characters; halves of surrogate pairs. Joiners stay: scripts and emoji need them.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f\ud800-\udfff]"
)
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


@dataclass(frozen=True, slots=True)
class Output:
    """One stream and how it may look."""

    stream: TextIO
    console: Console
    wraps: bool
    """Lines are broken at the width of a terminal, and nowhere else."""

    def show(self, renderable: RenderableType) -> None:
        """Write it and send it off. Broken pipes and full disks are the caller's: rich would exit by itself."""
        with self.console.capture() as captured:
            self.console.print(renderable, soft_wrap=not self.wraps, markup=False, highlight=False)
        self.stream.write(captured.get())
        self.stream.flush()

    def say(self, text: str = "", style: str = "", indent: int = 0) -> None:
        """A paragraph of foreign or own text."""
        from rich.padding import Padding
        from rich.text import Text

        if self.wraps:
            self.show(Padding(Text(clean(text), style=style), (0, 0, 0, indent), expand=False))
        else:
            self.show(Text("\n".join(" " * indent + line if line else "" for line in clean(text).split("\n")), style))


@dataclass(frozen=True, slots=True)
class Screen:
    """Where a command writes: `out` the answer, `err` all that is said about it."""

    out: Output
    err: Output


def screen(color: Color = Color.auto) -> Screen:
    """stdout and stderr as they are now, each judged by itself."""
    return Screen(_output(sys.stdout, color), _output(sys.stderr, color))


def _output(stream: TextIO, color: Color) -> Output:
    from rich.console import Console

    forced = {Color.always: True, Color.never: False, Color.auto: None}[color]
    console = Console(file=stream, force_terminal=forced, no_color=False if forced else None)
    if console.no_color or color is Color.never:  # no bold and no underline either: nobody reads half an escape
        console = Console(file=stream, color_system=None, force_terminal=console.is_terminal)
    return Output(stream, console, wraps=stream.isatty())
