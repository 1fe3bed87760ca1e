"""Differences between two runs, metric by metric, as page and terminal show them.

Promise: a difference is called better or worse only where its interval excludes nought and its p, corrected for the
number of metrics, is under 0.05 (where the metric has a p).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eval.report.naming import is_number, number, signed, title

if TYPE_CHECKING:
    from eval.compare import Change

ALPHA = 0.05
BETTER, WORSE, SAME = "better", "worse", "same"


def verdict(change: Change) -> str:
    """Whether B is better, worse, or not told apart from A."""
    is_sure = change.significant and (change.p_corrected is None or change.p_corrected < ALPHA)
    if not is_sure or change.gain == 0:
        return SAME
    return BETTER if change.gain > 0 else WORSE


def bounds(change: Change) -> str:
    """The interval of the difference, or nothing."""
    low, high = change.delta.low, change.delta.high
    return f"{signed(low)} to {signed(high)}" if is_number(low) and is_number(high) else ""


def duel(change: Change) -> str:
    """Questions won, tied and lost by B, where the metric has a value for each question.

    Wins and losses are counted in the metric's own sense: less of a bad thing is a win.
    """
    if change.wins is None:
        return ""
    return f"{change.wins} / {change.ties} / {change.losses}"


def told(change: Change) -> str:
    """The whole difference in words."""
    interval = f", 95 % interval {bounds(change)}" if bounds(change) else ""
    p = f", corrected p {number(change.p_corrected)}" if change.p_corrected is not None else ""
    return f"{title(change.metric)}: {signed(change.delta.value)}{interval}{p}"


def reach(change: Change) -> float:
    """How far from nought its dot and whisker go."""
    ends = (change.delta.value, change.delta.low, change.delta.high)
    return max((abs(end) for end in ends if end is not None and is_number(end)), default=0.0)
