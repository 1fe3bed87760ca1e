"""`footnote ingest`: take sources in, show how far it is, and say what became of each.

Promise: the summary is on stdout, the bar (on a terminal only), the failures and their reasons on stderr. What was
taken in before Ctrl-C or a failure stays, and running it again goes on from there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from bot.as_json import Json
from bot.surfaces.json_output import print_json
from bot.surfaces.library import conversations
from bot.surfaces.options import Options
from bot.surfaces.render import Screen, one_line, screen

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.store import ArticleInfo
    from ingest.report import IngestReport, Progress, Step


def ingest_sources(
    options: Options,
    sources: Sequence[str],
    *,
    tags: tuple[str, ...],
    private: bool,
    refresh: bool,
    prune: bool,
    wait: bool,
) -> int:
    """Ingest; gives 1 if a source failed."""
    settings, where = options.settings(), screen(options.color)
    report = _take(where, settings, sources, prune=prune, tags=tags, private=private, refresh=refresh, wait=wait)
    if options.json:
        print_json(report_json(report))
    else:
        _show(where, report)
    return report.exit_code


def take_in(where: Screen, settings: Settings, sources: Sequence[str]) -> None:
    """Ingest from within a chat; the next question finds what is new."""
    _show(where, _take(where, settings, sources))


def _take(
    where: Screen, settings: Settings, sources: Sequence[str], *, prune: bool = False, **choices: Any
) -> IngestReport:
    from bot.wiring import open_library
    from ingest.pipeline import ingest

    store, embedder = open_library(settings)
    n_before = store.n_articles
    try:
        before = store.articles() if prune else []
        with _progress(where) as progress:
            report = ingest(sources, store, embedder, prune=prune, progress=progress, **choices)
        _forget(settings, [info for info in before if info.id in report.pruned])
    except KeyboardInterrupt:
        n = store.n_articles - n_before  # those that were being embedded are not among them
        where.note(f"interrupted; new articles that stay: {n}; the same command goes on from there")
        raise
    finally:
        store.close()
    return report


def report_json(report: IngestReport) -> Json:
    """The contract's summary."""
    return {
        "new": report.new,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "failed": [{"source": f.source, "code": f.code, "message": f.message, "hint": f.hint} for f in report.failed],
        "articles": list(report.articles),
        "pruned": list(report.pruned),
        "warnings": list(report.warnings),
    }


def _show(where: Screen, report: IngestReport) -> None:
    for failed in report.failed:
        where.err.say(f"footnote: {one_line(failed.source)}: {one_line(failed.message)}")
        if failed.hint:
            where.err.say(f"  try: {one_line(failed.hint)}")
    for warning in report.warnings:
        where.note(one_line(warning))
    counts = {"new": report.new, "changed": report.changed, "unchanged": report.unchanged}
    rare = {"pruned": len(report.pruned), "failed": len(report.failed)}
    counts |= {name: n for name, n in rare.items() if n}
    where.out.say(", ".join(f"{n} {name}" for name, n in counts.items()))


def _forget(settings: Settings, gone: Sequence[ArticleInfo]) -> None:
    memory = conversations(settings)
    for info in gone:
        memory.forget_article(info.id, also=[text for text in (info.title, info.byline) if text])


@contextmanager
def _progress(where: Screen) -> Iterator[Progress | None]:
    """A bar on a terminal that can draw one, else nothing."""
    if not where.err.wraps or where.err.console.is_dumb_terminal:
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[source]}", markup=False),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=where.err.console, transient=True) as bar:
        task = bar.add_task("", total=None, source="")

        def advance(step: Step) -> None:
            source = one_line(step.source).rsplit("/", 1)[-1]
            bar.update(task, completed=step.done, total=step.total, source=source)

        yield advance
