"""A score, a comparison and checks on a terminal, and plain in a pipe.

Promise: no line is wider than the console, no text is read as markup, and nothing that a terminal would obey reaches
it. Under NARROW columns a figure takes two lines instead of a row.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from eval.metrics import is_lower_better
from eval.report import deltas, naming
from eval.report.cards import said
from eval.report.curves import confidence
from eval.report.outcomes import FALSE_ANSWER, sections
from eval.report.summary import partial_line, provenance_line, sentence
from eval.report.texts import one_line

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table

    from eval.compare import Comparison, Flip
    from eval.gate import Check
    from eval.score import Score

NARROW = 66
N_SHOWN = 5
TONES = {"": "", "good": "bold green", "bad": "bold red", "strong": "bold"}
VERDICTS = {deltas.BETTER: "green", deltas.WORSE: "red", deltas.SAME: "dim"}
Parts = Sequence[tuple[str, str]]


def show_score(console: Console, score: Score, metrics: Collection[str] | None = None) -> None:
    """The run in a sentence, every figure (or those of `metrics`), times, the lowest tag, the first false answers."""
    chosen = score.figures if metrics is None else [name for name in score.figures if name in metrics]
    _show(console, _score(score, naming.grouped(chosen), console.width))


def show_comparison(console: Console, comparison: Comparison) -> None:
    """Every difference, and the questions that flipped, those that went wrong first."""
    _show(console, _comparison(comparison, console.width))


def show_checks(console: Console, checks: Sequence[Check]) -> None:
    """One line a check, those that failed last, where they are read."""
    _show(console, (_check(check) for check in sorted(checks, key=lambda check: not check.passed)))


def _show(console: Console, lines: Iterator[RenderableType]) -> None:
    for line in lines:
        console.print(line, markup=False, highlight=False)


def _score(score: Score, groups: Sequence[naming.Group], width: int) -> Iterator[RenderableType]:
    yield _line((str(score.header.get("set", "")), "bold"), ("  " + provenance_line(score.header), "dim"))
    if partial := partial_line(score.header, len(score.rows)):
        yield _line((partial, "yellow"))
    yield _line(*((phrase.text.replace("\u00a0", ""), TONES[phrase.tone]) for phrase in sentence(score)))
    yield _line((_counts(score), "dim"))
    for group in groups:
        yield _line()
        yield from _figures(score, group, width)
    yield _line()
    yield from _asides(score)
    yield from _false_answers(score)


def _figures(score: Score, group: naming.Group, width: int) -> Iterator[RenderableType]:
    figures = [(name, score.figures[name]) for name in group.metrics]
    if width < NARROW:
        yield _line((group.title, "bold"))
        for name, figure in figures:
            yield _line((_named(name), ""))
            bounds = f" [{naming.interval(figure.low, figure.high) or 'none'}]"
            yield _line(
                (f" {naming.number(figure.value)}", "bold"), (f"{bounds} n {figure.n}{' few' * figure.few}", "dim")
            )
        return
    table = _table(group.title, "value", "95 % interval", "n", "", first=26)
    for name, figure in figures:
        cells = [naming.number(figure.value), naming.interval(figure.low, figure.high) or "none", f"{figure.n:,}"]
        table.add_row(_named(name), *cells, "few" if figure.few else "")
    yield table


def _asides(score: Score) -> Iterator[RenderableType]:
    times = score.latency
    if times.get("total_p50_ms") is not None:
        whole = f"answer p50 {naming.seconds(times['total_p50_ms'])}, p95 {naming.seconds(times.get('total_p95_ms'))}"
        first = times.get("first_p50_ms")
        text = f"; first text p50 {naming.seconds(first)}, p95 {naming.seconds(times.get('first_p95_ms'))}"
        yield _line(("time  ", "bold"), (whole + text * (first is not None) + f"; n {times.get('n')}", ""))
    if score.lowest and (metric := naming.headline(score)):
        tag, figure = score.lowest
        bounds = naming.interval(figure.low, figure.high) or "no interval"
        told = f": {metric} {naming.number(figure.value)}, {bounds}, n {figure.n}{', few' * figure.few}"
        yield _line(("lowest tag  ", "bold"), (tag, "red"), (told, ""))


def _false_answers(score: Score) -> Iterator[RenderableType]:
    rows = next((section.rows for section in sections(score.rows) if section.id == FALSE_ANSWER), ())
    if rows:
        yield _line((naming.count(len(rows), "false answer"), "bold red"), (", the surest first", "dim"))
    for row in rows[:N_SHOWN]:
        sure = confidence(row)
        facts = f"  {row.item.id}" + (f", confidence {sure:.2f}" if sure is not None else "")
        yield _line((facts, "dim"))
        yield _cut(4, (row.item.question, ""))
        yield _cut(4, (said(row), "red"))
    if len(rows) > N_SHOWN:
        yield _line((f"  and {len(rows) - N_SHOWN} more", "dim"))


def _comparison(comparison: Comparison, width: int) -> Iterator[RenderableType]:
    a, b = (provenance_line(dict(header)) for header in (comparison.a, comparison.b))
    yield _line(("A ", "bold"), (a, "dim"))
    yield _line(("B ", "bold"), (b, "dim"))
    n_metrics = naming.count(len(comparison.changes), "metric")
    shown = (
        f"B less A over {naming.count(comparison.n_shared, 'question')}; p for {n_metrics} (Holm); won / even / lost"
    )
    yield _line((shown, "dim"))
    for note in comparison.notes:
        yield _line((note, "yellow"))
    for name, (before, after) in comparison.settings.items():
        yield _line((f"{name}: {before} -> {after}", "yellow"))
    yield _line()
    yield from _changes(comparison, width)
    for title, flips in (("went wrong", comparison.worse), ("came right", comparison.better)):
        yield from _flips(title, flips)


def _changes(comparison: Comparison, width: int) -> Iterator[RenderableType]:
    table = _table("metric", "A", "B", "B - A", "95 % interval", "p", "won/tied/lost", first=20)
    for one in comparison.changes:
        style, bounds, duel = VERDICTS[deltas.verdict(one)], deltas.bounds(one) or "none", deltas.duel(one)
        a, b, p = naming.number(one.a), naming.number(one.b), naming.p_value(one.p_corrected)
        if width < NARROW + 24:
            yield _line((_named(one.metric), ""), (f" {a} -> {b}", "dim"))
            yield _line((f" {naming.signed(one.delta.value)} ", style), (f"[{bounds}] p {p} {duel}", "dim"))
        else:
            table.add_row(_named(one.metric), a, b, naming.signed(one.delta.value), bounds, p, duel, style=style)
    if table.row_count:
        yield table


def _flips(title: str, flips: Sequence[Flip]) -> Iterator[RenderableType]:
    if flips:
        yield _line()
        yield _line((f"{naming.count(len(flips), 'question')} {title}", "bold"))
    for flip in flips[:N_SHOWN]:
        yield _line((f"  {flip.id}", "dim"))
        yield _cut(4, (flip.question, ""))
        for name, side in (("A", flip.a), ("B", flip.b)):
            yield _cut(4, (f"{name} {side.status}: ", "dim"), (side.text, ""))
    if len(flips) > N_SHOWN:
        yield _line((f"  and {len(flips) - N_SHOWN} more", "dim"))


def _check(check: Check) -> RenderableType:
    told = check.reason or f"{naming.short(check.value)}, limit {naming.short(check.limit)}"
    word, style = ("passed", "green") if check.passed else ("failed", "bold red")
    return _line((word, style), (f" {check.name}: ", ""), (told, "dim" if check.passed else ""))


def _counts(score: Score) -> str:
    n_items = score.counts.get("items", len(score.rows))
    others = [f"{n:,} {name.replace('_', ' ')}" for name, n in score.counts.items() if n and name != "items"]
    return ", ".join([naming.count(n_items, "item"), *others])


def _named(metric: str) -> str:
    return one_line(metric) + (" (less is better)" if is_lower_better(metric) else "")


def _table(*heads: str, first: int) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(heads[0], min_width=first, overflow="fold")
    for head in heads[1:]:
        table.add_column(head, justify="right", no_wrap=True)
    return table


def _line(*parts: tuple[str, str]) -> RenderableType:
    """Anybody's texts after each other, wrapped where the console ends."""
    from rich.text import Text

    return Text.assemble(*((_safe(text), style) for text, style in parts), overflow="fold")


def _cut(indent: int, *parts: tuple[str, str]) -> RenderableType:
    """As `_line`, but only as much of it as fits into one line, `indent` columns in."""
    from rich.padding import Padding
    from rich.text import Text

    text = Text.assemble(*((_safe(text), style) for text, style in parts), overflow="ellipsis", no_wrap=True)
    return Padding(text, (0, 0, 0, indent), expand=False)


def _safe(text: str) -> str:
    """Without what a terminal obeys, in one line, the spaces at its ends kept: they stand between parts."""
    lead, trail = " " * (len(text) - len(text.lstrip(" "))), " " * (len(text) - len(text.rstrip(" ")))
    return lead + one_line(text) + trail if text.strip() else text
