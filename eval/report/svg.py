"""SVG elements as strings, and the scales and round ticks that a chart needs.

Promise: every attribute and every text is escaped here, so that a chart cannot be broken out of.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from eval.report.texts import visible

Value = str | float | int


def element(name: str, *children: str, **attributes: Value) -> Markup:
    """One element. `class_` is class, other underscores are dashes; a child that is no Markup is text.

    >>> element("text", "a < b", x=1.5, text_anchor="end")
    Markup('<text x="1.5" text-anchor="end">a &lt; b</text>')
    """
    inside = Markup("").join(child if isinstance(child, Markup) else escape(visible(child)) for child in children)
    named = "".join(f' {_name(key)}="{escape(_shown(value))}"' for key, value in attributes.items())
    return Markup(f"<{name}{named}>{inside}</{name}>")  # noqa: S704  every part was escaped above


def picture(title: str, about: str, *children: str, **attributes: Value) -> Markup:
    """A whole SVG that a screen reader reads as one picture: its title and what is to be seen in it."""
    told = (element("title", title), element("desc", about))
    return element("svg", *told, *children, role="img", **attributes)


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps [low, high] of the data to [start, end] on the page, linearly."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The place of `value`, kept within the picture."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def step(span: float, n_most: int) -> float:
    """The smallest round distance (1, 2 or 5 times a power of ten) that cuts `span` into at most `n_most`.

    >>> step(1, 5), step(87, 6), step(0.13, 4)
    (0.2, 20.0, 0.05)
    """
    least = span / n_most
    power = 10.0 ** math.floor(math.log10(least))
    found = next(times for times in (1, 2, 5, 10) if times * power >= least * (1 - 1e-9))
    return round(found * power, 12)


def ticks(high: float, n_most: int) -> list[float]:
    """Round numbers from 0 on, the last not under `high`.

    >>> ticks(0.37, 5)
    [0.0, 0.1, 0.2, 0.3, 0.4]
    """
    apart = step(high, n_most)
    return [round(n * apart, 12) for n in range(math.ceil(high / apart - 1e-9) + 1)]


def path(points: Sequence[tuple[float, float]]) -> str:
    """The `d` of a line through `points`."""
    return "M" + "L".join(f"{_shown(x)} {_shown(y)}" for x, y in points)


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-") if key not in ("viewBox",) else key


def _shown(value: Value) -> str:
    return f"{round(value, 2):g}" if isinstance(value, float) else visible(str(value))
