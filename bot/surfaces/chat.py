"""`footnote chat`: a question a line, follow-ups understood, commands that begin with /.

Promise: the prompt is there before any model is; an error is one line and the talk goes on; Ctrl-C stops an answer,
not the talk. Where stdin is no terminal each line is answered and the program ends.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.errors import FootnoteError, SettingsError
from bot.surfaces.commands import run_command
from bot.surfaces.conversation_commands import show_where
from bot.surfaces.failures import as_failure, show_failure
from bot.surfaces.library import catalogue
from bot.surfaces.options import Options
from bot.surfaces.prompt import is_open, unquoted
from bot.surfaces.render import Screen, screen
from bot.surfaces.talk import Start, Talk, open_in_background

if TYPE_CHECKING:
    from prompt_toolkit.completion import Completer

WELCOME = "Ask about your articles. /help lists the commands, Ctrl-D leaves."
LEAVING = ("quit", "exit")
EMPTY = (
    "There are no articles here yet. Take some in:",
    "  /ingest FILE, FOLDER or URL     here and now",
    "  footnote demo                   elsewhere, to try it with sample articles",
)


def chat(options: Options, *, session: str | None, go_on: bool, save: bool, history: bool, stream: bool = True) -> int:
    """Answer what is typed or piped until it ends; gives the exit code."""
    scope, settings, where = options.scope(), options.settings(), screen(options.color)
    typed = sys.stdin is not None and sys.stdin.isatty()
    start = Start(scope, session, go_on, save, stream)
    talk = Talk(where, settings, open_in_background(settings), start, debug=options.debug, typed=typed)
    try:
        session = talk.begun()
        for line in _typed(talk, session, history) if typed else piped_lines(where):
            if not take(talk, line):
                break
    finally:
        talk.opening.close()
    return 1 if talk.n_failed and not typed else 0


def _typed(talk: Talk, session: str, history: bool) -> Iterator[str]:
    from bot.surfaces.prompt import line_reader, typed_lines

    def completer() -> Completer:
        from bot.surfaces.chat_completion import ChatCompleter

        return ChatCompleter(talk)

    _welcome(talk)
    if session:
        show_where(talk, session)
    reader = line_reader(talk.screen, keep_history=history, completer=completer, when_drawn=talk.opening.start)
    return typed_lines(reader, talk.screen)


def _welcome(talk: Talk) -> None:
    """What to type: to fill an empty library, else to ask. A library that cannot be read is told of when asked."""
    try:
        with catalogue(talk.settings) as store:
            is_empty = not store.n_articles
    except FootnoteError:
        is_empty = False
    for line in EMPTY if is_empty else (WELCOME,):
        talk.screen.note(line)


def piped_lines(where: Screen) -> Iterator[str]:
    """The lines of stdin that say something; each is shown on stderr above its answer."""
    text = ""
    for line in sys.stdin.buffer if sys.stdin else ():
        text = f"{text}\n{line.decode('utf-8-sig', 'replace').strip()}".strip()
        if text and not is_open(text):
            where.err.say(f"> {text}")
            yield unquoted(text)
            text = ""
    if text:
        yield unquoted(text)


def take(talk: Talk, line: str) -> bool:
    """Do what a line says; False: it said to leave."""
    text = line.strip()
    commands = text.startswith("/") and not text.startswith("//")
    if text.lower() in LEAVING:
        return False
    try:
        if commands:
            return run_command(talk, text)
        if text:
            talk.ask(text.removeprefix("/"))
    except KeyboardInterrupt:
        if not talk.typed:
            raise
        talk.screen.note("interrupted" if commands else "interrupted: what stands above is not the whole answer")
    except BrokenPipeError:  # nobody reads on
        raise
    except Exception as error:  # one line, and the talk goes on
        if isinstance(error, SettingsError) and not (talk.typed or commands):  # no question can be answered
            raise
        talk.n_failed += 1
        show_failure(as_failure(error, debug=talk.debug), as_json=False)
    return True
