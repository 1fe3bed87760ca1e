"""One of several rows, chosen with the arrow keys.

Promise: nothing foreign reaches the terminal uncleaned; where prompt_toolkit is missing, or the terminal is dumb or
only one end is a terminal, nothing is drawn and nothing chosen.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import set_cell_size

from bot.surfaces.render import Screen, one_line

MARK_COLUMNS = 8
"""What stands before a row: the pointer and its number."""


def can_pick(screen: Screen) -> bool:
    """Whether rows can be chosen from here."""
    if not screen.out.wraps or screen.out.console.is_dumb_terminal:
        return False
    try:
        from prompt_toolkit.shortcuts import choice  # noqa: F401
    except ImportError:
        return False
    return True


def pick(screen: Screen, heading: str, rows: Sequence[tuple[str, str]]) -> str:
    """The value of the row that is chosen; rows are (value, label).

    Raises:
        KeyboardInterrupt: Ctrl-C chose none.

    """
    from prompt_toolkit.shortcuts import choice

    room = max(screen.out.console.width - MARK_COLUMNS, 1)
    options = [(value, set_cell_size(one_line(label), room).rstrip()) for value, label in rows]
    return choice(heading, options=options)
