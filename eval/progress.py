"""A progress bar on the terminal, nothing elsewhere; always on stderr, so that a report can be piped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress(title: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show how far `total` steps have come; the yielded function says how many more are done."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from eval.report.texts import one_line

    console = Console(stderr=True)
    shown = TextColumn("{task.description}", markup=False)  # a set's name is anybody's text
    columns = (shown, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task(one_line(title), total=total)
        yield lambda n: bar.advance(task, n)
