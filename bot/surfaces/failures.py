"""What a user sees of an error: one line and what to try, or one JSON object; a traceback only under --debug."""

from __future__ import annotations

import errno
import sys
import traceback

from bot.errors import FootnoteError, UsageError
from bot.surfaces.json_output import error_json, print_json
from bot.surfaces.render import one_line


def as_failure(error: Exception, *, debug: bool = False) -> FootnoteError:
    """Any exception as something to show. What is neither ours nor typer's is a bug, or the machine's."""
    if isinstance(error, FootnoteError):
        return error
    if hasattr(error, "format_message"):  # typer's usage errors; where they are defined differs between its versions
        message = str(error.format_message()).rstrip(".").replace("Value error, ", "")
        return UsageError(message[:1].lower() + message[1:], hint=f"{_command(error)} --help")
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return FootnoteError(
            f"cannot write: {error.strerror}", hint="free some space and run it again", code="disk_full"
        )
    if debug:
        traceback.print_exception(error)
    return FootnoteError(
        f"unexpected error: {type(error).__name__}: {error}",
        hint="" if debug else "run again with --debug, and report what it shows",
        code="unexpected",
    )


def show_failure(failure: FootnoteError, *, as_json: bool) -> None:
    """One line on stderr and a hint below it, or the contract's error object on stdout."""
    if as_json:
        print_json(error_json(failure))
        return
    print(f"footnote: {one_line(failure.message)}", file=sys.stderr)  # noqa: T201
    if failure.hint:
        print(f"  try: {one_line(failure.hint)}", file=sys.stderr)  # noqa: T201


def _command(error: Exception) -> str:
    context = getattr(error, "ctx", None)
    return str(context.command_path) if context else "footnote"
