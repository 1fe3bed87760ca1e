"""The plots of the page as inline SVG: curves, a histogram, dots with whiskers.

Promise: pure functions from numbers to markup; colours and fonts come from the page's style sheet, by class. The big
plots are drawn at about the size they are seen at, so that their text is as big as the page's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import sqrt

from markupsafe import Markup

from eval.report.curves import Bin, Histogram, Point
from eval.report.naming import count, number, percent, seconds
from eval.report.svg import Scale, element, path, picture, ticks

WIDTH, HEIGHT = 400, 270
LABEL = 84  # as wide as "p95 1.23 s" with its margins
LEFT, RIGHT, TOP, BOTTOM = 44, 388, 34, 226
# Of the first few questions any share is luck: one wrong in three would set the scale of the whole plot.
N_FIRST = 10


def risk_coverage(points: Sequence[Point], run: Point | None) -> Markup:
    """Share not right against share answered, and the place that the run itself chose."""
    seen = [point for point in points if point.n >= N_FIRST] or list(points)
    risk_ticks = ticks(max([0.02, *(p.risk for p in seen), run.risk if run else 0]), 5)
    x, y = Scale(0, 1, LEFT, RIGHT), Scale(0, risk_ticks[-1], BOTTOM, TOP)
    line = [(x(p.coverage), y(p.risk)) for p in seen]
    ends = [(line[-1][0], BOTTOM), (line[0][0], BOTTOM)]
    marks = [element("path", d=path([*line, *ends]) + "Z", class_="area"), element("path", d=path(line), class_="line")]
    shown = seen[:: max(1, len(seen) // 60)]
    marks += [
        _hover(
            x(p.coverage), y(p.risk), f"{_first(p)}: {percent(p.risk)} not right (confidence {number(p.confidence)})"
        )
        for p in shown
    ]
    if run:
        marks += _run_mark(x(run.coverage), y(run.risk), run)
    title = "Risk against coverage"
    about = f"Of the {percent(seen[-1].coverage)} asked, {percent(seen[-1].risk)} are not right. " + (
        f"The run answers {percent(run.coverage)}, of which {percent(run.risk)} are wrong." if run else ""
    )
    axes = _frame(x, [0, 0.25, 0.5, 0.75, 1], y, risk_ticks, _hundredths, _hundredths)
    return _plot(title, about, [*axes, *_titles("share of questions, surest first", "not right among them"), *marks])


def reliability(bins: Sequence[Bin]) -> Markup:
    """Claimed confidence against the share that really is answerable; on the diagonal they agree."""
    x, y = Scale(0, 1, LEFT, RIGHT), Scale(0, 1, BOTTOM, TOP)
    largest = max(one.n for one in bins)
    marks = [element("path", d=path([(x(0), y(0)), (x(1), y(1))]), class_="ideal")]
    for one in bins:
        told = f"{count(one.n, 'question')}, confidence {number(one.confidence)}: {percent(one.share)} answerable"
        told += f" ({percent(one.low)} to {percent(one.high)})"
        bar = element("path", d=path([(x(one.confidence), y(one.low)), (x(one.confidence), y(one.high))]), class_="bar")
        dot = element("circle", cx=x(one.confidence), cy=y(one.share), r=2.5 + 3 * sqrt(one.n / largest), class_="dot")
        marks.append(element("g", element("title", told), bar, dot))
    quarters = [0, 0.25, 0.5, 0.75, 1]
    about = "; ".join(f"confidence {number(one.confidence)}: {percent(one.share)} of {one.n}" for one in bins)
    axes = _frame(x, quarters, y, quarters, lambda value: f"{value:g}", _hundredths)
    return _plot("Confidence against truth", about, [*axes, *_titles("confidence", "really answerable"), *marks])


def latency(bars: Histogram, p50: float | None, p95: float | None) -> Markup:
    """How long answers took; the two lines are the median and the 95th percentile."""
    n_bars = len(bars.counts)
    end = bars.width * (n_bars + (1 if bars.n_over else 0))
    count_ticks, time_ticks = ticks(max(*bars.counts, bars.n_over, 4), 4), ticks(end, 5)
    x, y = Scale(0, max(end, time_ticks[-1]), LEFT, RIGHT), Scale(0, count_ticks[-1], BOTTOM, TOP + 16)
    marks = [_column(x, y, i * bars.width, bars.width, n, "") for i, n in enumerate(bars.counts) if n]
    if bars.n_over:
        marks.append(_column(x, y, n_bars * bars.width, bars.width, bars.n_over, " over"))
    if p50 is not None and p95 is not None:
        at50, at95 = x(p50), x(p95)
        side95 = "end" if at95 > RIGHT - LABEL else "start"
        room = at95 - at50 - (LABEL if side95 == "end" else 0)
        side50 = "end" if room < LABEL else "start"
        marks += _rule(at50, f"p50 {seconds(p50)}", side50, lower=False)
        marks += _rule(at95, f"p95 {seconds(p95)}", side95, lower=side50 == side95 and at95 - at50 < LABEL)
    shown = [tick for tick in time_ticks if tick <= x.high]
    axes = _frame(x, shown, y, count_ticks, _clock(time_ticks[-1]), lambda value: f"{value:g}")
    told = f"Median {seconds(p50)}, 95 % within {seconds(p95)}."
    return _plot("Time to the whole answer", told, [*axes, *_titles("time to the whole answer", "questions"), *marks])


def whisker(
    value: float | None, low: float | None, high: float | None, told: str, *, span: tuple[float, float], mark: str = ""
) -> Markup:
    """A dot and its interval on a line as wide as its column; `span` is what the line reaches from and to."""
    x = Scale(*span, 0, 100)
    marks: list[Markup] = []
    if low is not None and high is not None:
        marks.append(element("line", x1=_share(x(low)), x2=_share(x(high)), y1=11, y2=11, class_="bar"))
    if value is not None:
        marks.append(element("circle", cx=_share(x(value)), cy=11, r=4.5, class_="dot"))
    return picture(told, "A dot for the value, a line for its 95 % interval.", *marks, class_=f"whisker {mark}".strip())


def _plot(title: str, about: str, marks: Sequence[Markup]) -> Markup:
    return picture(title, about, *marks, viewBox=f"0 0 {WIDTH} {HEIGHT}", class_="plot")


def _frame(
    x: Scale,
    x_ticks: Sequence[float],
    y: Scale,
    y_ticks: Sequence[float],
    x_words: Callable[[float], str],
    y_words: Callable[[float], str],
) -> list[Markup]:
    """Faint lines across at the round numbers of y, and the numbers on both axes."""
    marks = []
    for value in y_ticks:
        kind = "base" if value == y_ticks[0] else "grid"
        marks.append(element("line", x1=LEFT, x2=RIGHT, y1=y(value), y2=y(value), class_=kind))
        marks.append(element("text", y_words(value), x=LEFT - 7, y=y(value) + 4, class_="tick", text_anchor="end"))
    for value in x_ticks:
        marks.append(element("line", x1=x(value), x2=x(value), y1=BOTTOM, y2=BOTTOM + 4, class_="base"))
        anchor = "end" if x(value) > RIGHT - 10 else "middle"
        marks.append(element("text", x_words(value), x=x(value), y=BOTTOM + 18, class_="tick", text_anchor=anchor))
    return marks


def _titles(below: str, above: str) -> list[Markup]:
    """The names of the axes: y's stands level above it, where it can be read."""
    return [
        element("text", below, x=(LEFT + RIGHT) / 2, y=HEIGHT - 6, class_="name", text_anchor="middle"),
        element("text", above, x=4, y=14, class_="name"),
    ]


def _run_mark(x: float, y: float, run: Point) -> list[Markup]:
    told = f"as run: answers {percent(run.coverage)} ({run.n}), {percent(run.risk)} of them wrong"
    anchor, aside = ("end", -9) if x > (LEFT + RIGHT) / 2 else ("start", 9)
    up = -9 if y > TOP + 20 else 18
    dot = element("circle", element("title", told), cx=x, cy=y, r=5, class_="run")
    return [dot, element("text", "as run", x=x + aside, y=y + up, class_="label", text_anchor=anchor)]


def _rule(x: float, label: str, anchor: str, *, lower: bool) -> list[Markup]:
    aside = 4 if anchor == "start" else -4
    return [
        element("line", x1=x, x2=x, y1=TOP - 2, y2=BOTTOM, class_="rule"),
        element("text", label, x=x + aside, y=TOP + (22 if lower else 8), class_="label", text_anchor=anchor),
    ]


def _column(x: Scale, y: Scale, start: float, width: float, n: int, over: str) -> Markup:
    until = "" if over else f" to {seconds(start + width)}"
    told = element("title", f"{count(n, 'question')}:{over} {seconds(start)}{until}")
    left, right = x(start), x(start + width)
    size = {"x": left + 0.5, "width": max(right - left - 1, 0.5), "y": y(n), "height": BOTTOM - y(n)}
    return element("rect", told, class_="column over" if over else "column", **size)


def _hover(x: float, y: float, told: str) -> Markup:
    return element("circle", element("title", told), cx=x, cy=y, r=7, class_="hover")


def _hundredths(share: float) -> str:
    """A tick in percent, to the digit that tells it from the next one."""
    return f"{round(100 * share, 6):g}\u00a0%"


def _first(point: Point) -> str:
    return f"the surest {percent(point.coverage)} ({count(point.n, 'question')})"


def _clock(longest: float) -> Callable[[float], str]:
    """Labels of one unit for a whole axis."""
    if longest >= 2000:
        return lambda ms: f"{ms / 1000:g} s" if ms else "0"
    return lambda ms: f"{ms:g} ms" if ms else "0"


def _share(value: float) -> str:
    return f"{round(value, 2):g}%"
