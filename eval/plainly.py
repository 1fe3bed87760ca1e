"""Commands of the repository fail as the product does: one line, and what to type next."""

from __future__ import annotations

import sys
from collections.abc import Callable

from bot.errors import FootnoteError


def plainly(main: Callable[[], int | None]) -> int:
    """What `main` gives (None is 0); 2 and one line on stderr where a user can mend it, 130 after Ctrl-C."""
    try:
        return main() or 0
    except FootnoteError as error:
        print(f"{error.message}\n{error.hint}".strip(), file=sys.stderr)  # noqa: T201
        return 2
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)  # noqa: T201
        return 130
