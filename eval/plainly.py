"""Commands of the repository fail as the product does: one line, and what to type next."""

from __future__ import annotations

import sys
from collections.abc import Callable

from bot.errors import FootnoteError


def plainly(main: Callable[[], int | None]) -> int:
    """What `main` gives (None is 0); 2 and the message on stderr where it raises what a user can mend."""
    try:
        return main() or 0
    except FootnoteError as error:
        print(f"{error.message}\n{error.hint}".strip(), file=sys.stderr)  # noqa: T201
        return 2
