"""Lists of articles and of conversations: JSON for programs, a table on a terminal, tab-separated lines in a pipe."""

from __future__ import annotations

from collections.abc import Sequence

from bot.surfaces.render import Screen

NARROW = 60
"""Columns of a screen on which a table cannot be read."""
WHOLE = ("id", "published", "last asked (UTC)", "questions")
"""Columns that are never broken; the others give way."""


def show_rows(where: Screen, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """The rows, for a person or for a program."""
    if where.out.wraps and where.out.console.width < NARROW:
        for row in rows:
            where.out.say(", ".join(filter(None, row)), hang=4)
    elif where.out.wraps:
        filled = [n for n in range(len(headings)) if any(row[n] for row in rows)]
        show_table(where, [headings[n] for n in filled], [[row[n] for n in filled] for row in rows])
    else:
        where.out.write("".join("\t".join(row) + "\n" for row in rows))


def show_table(where: Screen, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Columns under their headings, nothing in them taken for markup."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for name in headings:
        table.add_column(
            name, no_wrap=name in WHOLE, overflow="fold", justify="right" if name == "questions" else "left"
        )
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    where.out.show(table)
