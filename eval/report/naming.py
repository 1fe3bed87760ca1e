"""Names, groups and number formats that all reports share.

Promise: a metric that the catalogue does not know is still shown, under its own name, in the last group.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eval.metrics import METRICS
from eval.score import BY_TAG

if TYPE_CHECKING:
    from eval.score import Score

OTHER = "other"
NONE = "–"


@dataclass(frozen=True, slots=True)
class Group:
    """Metrics that judge the same part of the program."""

    title: str
    metrics: tuple[str, ...]


def grouped(metrics: Iterable[str]) -> list[Group]:
    """The metrics that there are, in the catalogue's order, unknown ones last.

    >>> [group.title for group in grouped(["news", "auroc", "ndcg@10"])]
    ['retrieval', 'refusal', 'other']
    """
    present = list(metrics)
    ordered = [name for name in METRICS if name in present] + [name for name in present if name not in METRICS]
    members: dict[str, list[str]] = {}
    for name in ordered:
        members.setdefault(METRICS[name].kind if name in METRICS else OTHER, []).append(name)
    return [Group(title, tuple(names)) for title, names in members.items()]


def title(metric: str) -> str:
    """What it measures, in words.

    >>> title("ndcg@10"), title("of my own")
    ('nDCG of articles at 10', 'of my own')
    """
    return METRICS[metric].title if metric in METRICS else metric


def headline(score: Score) -> str | None:
    """The metric that a breakdown by tag shows."""
    return next((name for name in BY_TAG if name in score.figures), None)


def top(*values: float | None) -> float:
    """Where the axis of a metric ends: 1, or 100 for those (BLEU) that are counted in hundredths."""
    return 100.0 if any(value is not None and value > 1 for value in values) else 1.0


def is_number(value: float | None) -> bool:
    """Whether there is anything to show."""
    return value is not None and math.isfinite(value)


def number(value: float | None, digits: int = 3) -> str:
    """A figure; a dash where there is none.

    >>> number(0.63712), number(None), number(31.25)
    ('0.637', '–', '31.2')
    """
    if value is None or not math.isfinite(value):
        return NONE
    return f"{value:.{digits if abs(value) <= 1 else 1}f}"


def short(value: float | str | None) -> str:
    """Any value of a check: whole numbers as they are, digests cut.

    >>> short(3), short(0.63712), short("sha256-0123456789abcdef")
    ('3', '0.637', 'sha256-01234…')
    """
    if isinstance(value, str):
        return value if len(value) <= 13 else value[:12] + "…"
    return str(value) if isinstance(value, int) else number(value)


def interval(low: float | None, high: float | None) -> str:
    """Both bounds, or nothing where there are none.

    >>> interval(0.5, 0.75)
    '0.500 to 0.750'
    """
    return f"{number(low)} to {number(high)}" if is_number(low) and is_number(high) else ""


def percent(share: float) -> str:
    r"""A share in percent, to the tenth where it is small.

    >>> percent(0.834), percent(0.004), percent(0.9996)
    ('83\xa0%', '0.4\xa0%', '99.9\xa0%')
    """
    hundred = 100 * share
    if hundred in (0, 100):
        return f"{hundred:.0f}\u00a0%"
    if hundred < 1 or hundred > 99:
        return f"{min(max(hundred, 0.1), 99.9):.1f}\u00a0%"
    return f"{hundred:.0f}\u00a0%"


def signed(delta: float | None) -> str:
    """A difference with its sign.

    >>> signed(-0.0213), signed(0.5)
    ('−0.021', '+0.500')
    """
    if delta is None or not math.isfinite(delta):
        return NONE
    shown = number(abs(delta))
    return shown if float(shown) == 0 else ("+" if delta > 0 else "−") + shown


def p_value(p: float | None) -> str:
    r"""A p, never as nought.

    >>> p_value(0.0002), p_value(0.04)
    ('<\xa00.001', '0.040')
    """
    return "<\u00a00.001" if p is not None and p < 0.001 else number(p)


def seconds(ms: float | None) -> str:
    r"""A time as a person reads it.

    >>> seconds(43.21), seconds(2310.0), seconds(3.4)
    ('43\xa0ms', '2.31\xa0s', '3.4\xa0ms')
    """
    if ms is None or not math.isfinite(ms):
        return NONE
    if ms >= 1000:
        return f"{ms / 1000:.2f}\u00a0s"
    return f"{ms:.0f}\u00a0ms" if ms >= 10 else f"{ms:.1f}\u00a0ms"


def count(n: int, one: str, many: str = "") -> str:
    """A number with its noun.

    >>> count(1, "question"), count(1204, "question")
    ('1 question', '1,204 questions')
    """
    return f"{n:,} {one if n == 1 else many or one + 's'}"
