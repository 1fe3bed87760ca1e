"""`footnote chat`: a question a line, follow-ups understood, a few commands.

Promise: the prompt is there before any model is; an error is one line and the talk goes on; Ctrl-C stops an answer,
not the talk. Where stdin is no terminal each line is answered and the program ends. What it does not do yet: jump to
a source, name or save conversations.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from contextlib import suppress
from dataclasses import dataclass, field
from difflib import get_close_matches
from threading import Thread
from typing import TYPE_CHECKING

from bot.errors import ArticleNotFound, SettingsError
from bot.session import Conversation, latest_session, resolved
from bot.surfaces.ask import checked_length
from bot.surfaces.failures import as_failure, show_failure
from bot.surfaces.options import Options
from bot.surfaces.render import Screen, one_line, screen
from bot.surfaces.view import show_answer, show_passage, show_sources
from bot.types import Answer, Citation, Scope

if TYPE_CHECKING:
    from bot.engine import Engine

WELCOME = "Ask about your articles. /help lists the commands, Ctrl-D leaves."
COMMANDS = {
    "/help": "list the commands",
    "/sources": "list the sources of the last answer; /sources 2 shows the passage around [2]",
    "/quit": "leave; so do /exit and Ctrl-D",
    "/exit": "",
}


def chat(options: Options, *, session: str | None, go_on: bool, save: bool, history: bool) -> int:
    """Answer what is typed or piped until it ends; gives the exit code."""
    from bot.wiring import open_engine

    scope, settings, where = options.scope(), options.settings(), screen(options.color)
    typed = sys.stdin is not None and sys.stdin.isatty()
    opening = Opening(lambda: open_engine(settings))
    talk = Talk(where, opening, Start(scope, session, go_on, save), debug=options.debug, typed=typed)
    try:
        for line in _typed(where, history) if typed else piped_lines(where):
            if not talk.take(line):
                break
    finally:
        opening.close()
    return 1 if talk.n_failed and not typed else 0


def _typed(where: Screen, history: bool) -> Iterator[str]:
    from bot.surfaces.prompt import line_reader, typed_lines

    where.note(WELCOME)
    return typed_lines(line_reader(where, keep_history=history), where)


def piped_lines(where: Screen) -> Iterator[str]:
    """The lines of stdin that say something; each is shown on stderr above its answer."""
    for line in sys.stdin.buffer if sys.stdin else ():
        text = line.decode("utf-8-sig", "replace").strip()
        if text:
            where.err.say(f"> {text}")
            yield text


class Opening:
    """An engine that is being opened in the background. Where that fails, the next who wants it tries again."""

    def __init__(self, open_it: Callable[[], Engine]) -> None:
        self._open = open_it
        self._engine = self._start()

    def engine(self) -> Engine:
        """The engine, as soon as it is there. Raises what opening it raised."""
        if self._engine.done() and self._engine.exception():
            self._engine = self._start()
        return self._engine.result()

    def close(self) -> None:
        """Close it. Waits until it is open: an interpreter that ends while a thread loads a model crashes."""
        if wait([self._engine]).done and not self._engine.exception():
            self._engine.result().close()

    def _start(self) -> Future[Engine]:
        future: Future[Engine] = Future()

        def run() -> None:
            try:
                future.set_result(self._open())
            except BaseException as error:  # noqa: BLE001 - raised again where the engine is asked for
                future.set_exception(error)

        Thread(target=run, daemon=True, name="opening").start()
        return future


@dataclass(frozen=True, slots=True)
class Start:
    """What the command line said about the conversation to have."""

    scope: Scope
    session: str | None
    go_on: bool
    save: bool


@dataclass(slots=True)
class Talk:
    """One run of the loop: its conversation, and the citations shown so far."""

    screen: Screen
    opening: Opening
    start: Start
    debug: bool = False
    typed: bool = True
    n_failed: int = 0
    conversation: Conversation | None = None
    last: Answer | None = None
    cited: dict[int, Citation] = field(default_factory=dict)

    def take(self, line: str) -> bool:
        """Do what a line says; False: it said to leave."""
        text = line.strip()
        try:
            if text.startswith("/") and not text.startswith("//"):
                return self._command(*text.split())
            if text:
                self._ask(text.removeprefix("/"))
        except KeyboardInterrupt:
            if not self.typed:
                raise
            self.screen.note("interrupted")
        except (BrokenPipeError, SettingsError):  # nobody reads on, or no question can be answered: no use going on
            raise
        except Exception as error:  # noqa: BLE001 - one line, and the talk goes on
            self.n_failed += 1
            show_failure(as_failure(error, debug=self.debug), as_json=False)
        return True

    def _ask(self, text: str) -> None:
        engine = self.opening.engine()
        if self.conversation is None:
            self.conversation = self._begin(engine)
        question = self.conversation.question(checked_length(text), resolved(engine, self.start.scope))
        self.last = show_answer(self.screen, text, engine.events(question))
        self.screen.out.say()
        self.conversation.heard(self.last)
        self.cited |= {citation.n: citation for citation in self.last.citations}

    def _begin(self, engine: Engine) -> Conversation:
        session = latest_session(engine) if self.start.go_on else self.start.session
        return Conversation(engine, session, self.start.save)

    def _command(self, name: str, *arguments: str) -> bool:
        match name:
            case "/quit" | "/exit":
                return False
            case "/help":
                self._help()
            case "/sources":
                self._sources(*arguments[:1])
            case _:
                nearest = get_close_matches(name, COMMANDS, n=1, cutoff=0.0)[0]
                self.screen.note(f"no command {one_line(name)}; the nearest is {nearest}, and //... asks about a /...")
        return True

    def _help(self) -> None:
        for name, what in COMMANDS.items():
            if what:
                self.screen.out.say(f"{name:<10}{what}")
        self.screen.out.say("Anything else is a question; a question that begins with / is typed with //.")

    def _sources(self, number: str = "") -> None:
        if not number:
            if self.last and self.last.citations:
                show_sources(self.screen, self.last.citations)
            else:
                self.screen.note("no sources yet" if self.last is None else "the last answer cites nothing")
            return
        citation = self.cited.get(int(number)) if number.isdecimal() else None
        if citation is None:
            self.screen.note(f"no source {one_line(number)} in this chat; /sources lists the last answer's")
            return
        article = None
        with suppress(ArticleNotFound):
            article = self.opening.engine().store.article(citation.article_id)
        show_passage(self.screen, citation, article)
