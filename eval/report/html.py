"""A score as one HTML file to look at: sentence, plots, figures with their intervals, the questions worth reading.

Promise: the file refers to nothing outside itself (its own policy forbids it, too), every text is escaped by the
template engine, and only the one script written here may run.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from eval.metrics import is_lower_better
from eval.report import charts, curves, deltas, naming
from eval.report.cards import card
from eval.report.outcomes import fates, sections
from eval.report.summary import flat_header, partial_line, provenance_line, sentence
from eval.report.texts import visible

if TYPE_CHECKING:
    from jinja2 import Template

    from eval.compare import Change, Comparison
    from eval.gate import Check
    from eval.score import Score
    from eval.statistics import Figure

# A curve of fewer points shows nothing.
N_LEAST = 3
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def render(score: Score, comparison: Comparison | None = None, checks: Sequence[Check] = ()) -> str:
    """The page. `checks` are those that were asked for, passed or not."""
    return _template().render(
        score=score,
        header=score.header,
        script_hash=_script_hash(),
        sentence=sentence(score),
        provenance_line=provenance_line(score.header),
        partial_line=partial_line(score.header, len(score.rows)),
        provenance=flat_header(score.header),
        fates=fates(score.rows),
        plots=_plots(score),
        groups=[
            (group.title, [_line(name, score.figures[name]) for name in group.metrics]) for group in _groups(score)
        ],
        headline=naming.headline(score),
        tags=_tags(score),
        sections=sections(score.rows),
        comparison=comparison,
        before_line=provenance_line(dict(comparison.a)) if comparison else "",
        deltas=_deltas(comparison) if comparison else (),
        checks=sorted(checks, key=lambda check: check.passed),
    )


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_finalize
    )
    environment.filters |= {"card": card, "number": naming.number, "title": naming.title, "percent": naming.percent}
    environment.filters |= {
        "interval": naming.interval,
        "signed": naming.signed,
        "short": naming.short,
        "p_value": naming.p_value,
    }
    environment.globals |= {"count": naming.count, "is_lower_better": is_lower_better}
    return environment.from_string(_source())


def _source() -> str:
    return files("eval.report").joinpath("report.html").read_text(encoding="utf-8")


def _script_hash() -> str:
    """What the page's policy lets run: the script of the template, to the letter, and nothing that data brought in."""
    (script,) = _SCRIPT.findall(_source())
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _finalize(value: Any) -> Any:
    """Every text that goes into the page loses what would be obeyed; markup made by our own charts stays."""
    return value if isinstance(value, Markup) or not isinstance(value, str) else visible(value)


def _groups(score: Score) -> list[naming.Group]:
    return naming.grouped(score.figures)


def _line(metric: str, figure: Figure, label: str = "", mark: str = "") -> dict[str, Any]:
    """A row of a table of figures: texts and the dot with its whisker."""
    name = label or naming.title(metric)
    value = figure.value if naming.is_number(figure.value) else None
    told = f"{name}: {naming.number(figure.value)}, n {figure.n}"
    if bounds := naming.interval(figure.low, figure.high):
        told += f", 95 % interval {bounds}"
    low, high = (figure.low, figure.high) if bounds else (None, None)
    span = (0.0, naming.top(value, high))
    drawn = charts.whisker(value, low, high, told, span=span, mark=mark)
    return {"metric": metric, "name": name, "figure": figure, "whisker": drawn, "mark": mark, "top": span[1]}


def _tags(score: Score) -> list[dict[str, Any]]:
    """The headline metric of each tag, lowest first; a tag without it is left out."""
    metric = naming.headline(score)
    named = {tag: figures[metric] for tag, figures in score.tags.items() if metric in figures} if metric else {}
    known = sorted(
        (tag for tag in named if naming.is_number(named[tag].value)), key=lambda tag: (named[tag].value, tag)
    )
    lowest = score.lowest if len(known) > 1 else None
    return [_line(metric or "", named[tag], tag, "lowest" * ((tag, named[tag]) == lowest)) for tag in known]


def _plots(score: Score) -> list[dict[str, Any]]:
    """The plots for which there is data, each with what to read from it."""
    found = []
    if len(points := curves.risk_coverage(score.rows)) >= N_LEAST:
        drawn = charts.risk_coverage(points, curves.as_run(score.rows))
        about = "Were only the surest questions answered, how many would not be right? Low and flat is good."
        found.append({"title": "Risk against coverage", "about": about, "svg": drawn})
    if len(bins := curves.reliability(score.rows)) >= N_LEAST:
        sizes = sorted({one.n for one in bins})
        each = f"{sizes[0]} to {sizes[-1]}" if len(sizes) > 1 else f"{sizes[0]}"
        about = f"Each dot is {each} questions, with its 95\u00a0% interval. On the dashed line confidence is honest."
        found.append({"title": "Confidence against truth", "about": about, "svg": charts.reliability(bins)})
    times = [row.total_ms for row in score.rows if row.total_ms is not None and not row.cached and row.error is None]
    if bars := curves.histogram(times):
        drawn = charts.latency(bars, score.latency.get("total_p50_ms"), score.latency.get("total_p95_ms"))
        found.append({"title": "Latency", "about": _latency_words(score, bars), "svg": drawn})
    return found


def _latency_words(score: Score, bars: curves.Histogram) -> str:
    words = f"{naming.count(sum(bars.counts) + bars.n_over, 'answer')}, cached ones left out."
    first50, first95 = (score.latency.get(f"first_{p}_ms") for p in ("p50", "p95"))
    if first50 is not None:
        words += f" First text after {naming.seconds(first50)}, 95 % within {naming.seconds(first95)}."
    if bars.n_over:
        words += f" The last bar counts the {bars.n_over} beyond it."
    return words


def _deltas(comparison: Comparison) -> list[dict[str, Any]]:
    """Each difference with its picture, all of one unit on one scale around nought."""
    return [_delta(change, comparison.changes) for change in comparison.changes]


def _delta(change: Change, changes: Sequence[Change]) -> dict[str, Any]:
    unit = naming.top(change.a, change.b)
    reach = max([0.02 * unit, *(deltas.reach(one) for one in changes if naming.top(one.a, one.b) == unit)])
    figure, verdict = change.delta, deltas.verdict(change)
    drawn = charts.whisker(
        figure.value, figure.low, figure.high, deltas.told(change), span=(-reach, reach), mark=f"delta {verdict}"
    )
    words = {"bounds": deltas.bounds(change), "duel": deltas.duel(change), "verdict": verdict}
    return {"change": change, "whisker": drawn, **words}
