"""Lines typed at a terminal: editing, history, and what Ctrl-C and Ctrl-D mean there.

Promise: Ctrl-C drops what was typed; at an empty prompt it says how to leave, and twice within two seconds it does.
Ctrl-D at an empty prompt ends the lines. The history file is the user's alone and stays short. Where prompt_toolkit
is missing, or the terminal is dumb, or only one end is a terminal, lines come by plain `input`.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from bot.settings import from_environment
from bot.surfaces.render import Screen

if TYPE_CHECKING:
    from prompt_toolkit.completion import Completer
    from prompt_toolkit.history import History
    from prompt_toolkit.key_binding import KeyBindings

PROMPT, MORE, QUOTES = "> ", ". ", '"""'
NO_HISTORY = "FOOTNOTE_NO_HISTORY"
SECRET = re.compile(
    r"(?i:\b(?:\w*api[-_ ]?key|password|passwd|secret|token)\s*[=:]\s*\S|\bbearer\s+\S)"
    r"|\b(?:sk|gsk|xai|pk|xox[abprs])-[\w-]{6,}|//[^/@\s]+:[^/@\s]+@"
)
"""What is not written into the history."""
TWICE_S = 2.0
MAX_HISTORY = 1000
"""Entries kept of the history file; it is trimmed when a chat begins."""


def typed_lines(read: Callable[[], str], screen: Screen) -> Iterator[str]:
    """What `read` reads, until Ctrl-D.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed twice.

    """
    last = -TWICE_S
    while True:
        try:
            yield read()
        except EOFError:
            return
        except KeyboardInterrupt:
            now = time.monotonic()
            if now - last < TWICE_S:
                raise
            last = now
            screen.note("Ctrl-C again or Ctrl-D to leave")


def line_reader(
    screen: Screen,
    *,
    keep_history: bool,
    completer: Callable[[], Completer] | None = None,
    when_drawn: Callable[[], object] = lambda: None,
) -> Callable[[], str]:
    """The best way to read a line here; `when_drawn` is called (again and again) when a prompt is on the screen."""

    def drawn(_: object) -> None:
        when_drawn()

    def plain() -> str:
        when_drawn()
        return _plain_lines(screen)

    if not screen.out.wraps or screen.out.console.is_dumb_terminal:
        return plain
    try:
        from prompt_toolkit import PromptSession
    except ImportError:
        return plain
    session: PromptSession[str] = PromptSession(
        PROMPT,
        history=_history(keep_history and not from_environment(NO_HISTORY)),
        key_bindings=_keys(),
        completer=completer() if completer else None,
        complete_in_thread=True,
        complete_while_typing=False,
        enable_open_in_editor=True,
        enable_suspend=True,
        prompt_continuation="  ",
    )
    session.app.after_render += drawn
    return lambda: unquoted(session.prompt())


def is_open(text: str) -> bool:
    r"""Whether a question in three quotation marks goes on.

    >>> is_open('\"\"\"who'), is_open('\"\"\"who\"\"\"'), is_open("who")
    (True, False, False)
    """
    bare = text.strip()
    return bare.startswith(QUOTES) and not (bare.endswith(QUOTES) and len(bare) >= 2 * len(QUOTES))


def unquoted(text: str) -> str:
    """What stands between three quotation marks: they are not needed here, but may be a habit."""
    bare = text.strip()
    return bare.removeprefix(QUOTES).removesuffix(QUOTES).strip() if bare.startswith(QUOTES) else text


def _plain_lines(screen: Screen) -> str:
    """A line; several, where the first begins with three quotation marks, up to the next three."""
    text = _plain_line(screen, PROMPT)
    while is_open(text):
        text += "\n" + _plain_line(screen, MORE)
    return unquoted(text)


def _plain_line(screen: Screen, prompt: str) -> str:
    if screen.out.wraps:
        return input(prompt)
    screen.err.write(prompt)
    return input()


def _keys() -> KeyBindings:
    from prompt_toolkit.application import get_app
    from prompt_toolkit.filters import Condition, is_searching
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

    keys = KeyBindings()

    def is_quoting() -> bool:
        return is_open(get_app().current_buffer.text)

    @keys.add("c-c", filter=~is_searching)
    def clear_or_interrupt(event: KeyPressEvent) -> None:
        if event.current_buffer.text:
            event.current_buffer.reset()
        else:
            event.app.exit(exception=KeyboardInterrupt, style="class:aborting")

    @keys.add("enter", filter=Condition(is_quoting) & ~is_searching)
    @keys.add("escape", "enter")
    def newline(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    return keys


def _history(keep: bool) -> History:
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    class Discreet(FileHistory):
        """Lines that hold a key are not written down."""

        def store_string(self, string: str) -> None:
            if not SECRET.search(string):
                super().store_string(string)

    if keep:
        with suppress(OSError):
            return Discreet(prepare_history(_history_path()))
    return InMemoryHistory()


def _history_path() -> Path:
    from platformdirs import user_state_path

    return user_state_path("footnote", appauthor=False) / "history"


def prepare_history(path: Path) -> Path:
    """Make the history file if there is none, close it to others, and drop its oldest entries."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    path.chmod(0o600)
    entries = path.read_bytes().split(b"\n# ")  # an entry is a line "# when" and lines "+text"
    if len(entries) > MAX_HISTORY:
        draft = path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(b"\n# " + b"\n# ".join(entries[-MAX_HISTORY:]))
        draft.replace(path)
    return path
