"""What a chat is in the middle of: its engine, its conversation, the last answer, the sources shown so far.

Promise: state and the few steps that change it; what commands do with it stands in `commands`, the loop in `chat`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass, field, replace
from threading import Thread
from typing import TYPE_CHECKING

from bot.errors import ArticleNotFound
from bot.session import Conversation, latest_session, resolved
from bot.surfaces.ask import checked_length
from bot.surfaces.library import conversations
from bot.surfaces.render import Screen
from bot.surfaces.view import show_answer
from bot.surfaces.waiting import waited, waiting
from bot.types import Answer, Citation, Scope, Turn

if TYPE_CHECKING:
    from bot.engine import Engine
    from bot.memory import Memory
    from bot.settings import Settings


class Opening:
    """An engine that is being opened in the background. Where that fails, the next who wants it tries again."""

    def __init__(self, open_it: Callable[[], Engine]) -> None:
        self._open = open_it
        self._engine: Future[Engine] | None = None

    def engine(self) -> Engine:
        """The engine, as soon as it is there. Raises what opening it raised."""
        engine = self._engine
        if engine is None or (engine.done() and engine.exception()):
            engine = self.start(again=True)
        return engine.result()

    def close(self) -> None:
        """Close it. Waits until it is open: an interpreter that ends while a thread loads a model crashes."""
        engine = self._engine
        if engine is not None and wait([engine]).done and not engine.exception():
            engine.result().close()

    def start(self, *, again: bool = False) -> Future[Engine]:
        """Begin to open it, where that has not begun or is to begin `again`."""
        if self._engine is not None and not again:
            return self._engine
        future: Future[Engine] = Future()
        self._engine = future

        def run() -> None:
            try:
                future.set_result(self._open())
            except BaseException as error:  # noqa: BLE001 - raised again where the engine is asked for
                future.set_exception(error)

        Thread(target=run, daemon=True, name="opening").start()
        return future


def open_in_background(settings: Settings) -> Opening:
    """The engine that these settings describe."""

    def open_it() -> Engine:
        from bot.wiring import open_engine

        return open_engine(settings)

    return Opening(open_it)


@dataclass(frozen=True, slots=True)
class Start:
    """What the command line said about the conversation to have."""

    scope: Scope
    session: str | None
    go_on: bool
    save: bool
    stream: bool = True


@dataclass(slots=True)
class Talk:
    """See the module."""

    screen: Screen
    settings: Settings
    opening: Opening
    start: Start
    debug: bool = False
    typed: bool = True
    n_failed: int = 0
    conversation: Conversation | None = None
    last: Answer | None = None
    cited: dict[int, Citation] = field(default_factory=dict)
    taken_ms: list[float] = field(default_factory=list)

    @property
    def memory(self) -> Memory:
        """The stored conversations; opens no model."""
        return conversations(self.settings)

    def engine(self) -> Engine:
        """The engine; the wait for it is shown."""
        with waiting(self.screen, "loading the models"):
            return self.opening.engine()

    def current(self) -> Conversation:
        """The conversation, begun where there is none yet."""
        if self.conversation is None:
            engine = self.engine()
            session = latest_session(engine) if self.start.go_on else self.start.session
            self.take_up(session)
        assert self.conversation is not None  # noqa: S101 - take_up has just made it
        return self.conversation

    def ask(self, text: str) -> None:
        """Show the answer to a question."""
        engine, conversation = self.engine(), self.current()
        question = conversation.question(checked_length(text), self._scope(engine))
        events = waited(self.screen, engine.events(question))
        self.last = show_answer(self.screen, text, events, stream=self.start.stream)
        self.screen.out.say()
        conversation.heard(self.last)
        self.cited |= {citation.n: citation for citation in self.last.citations}
        self.taken_ms.append(self.last.timings_ms.get("total", 0.0))

    def _scope(self, engine: Engine) -> Scope:
        try:
            return resolved(engine, self.start.scope)
        except ArticleNotFound as error:  # removed by another process, say
            raise ArticleNotFound(error.message, hint="/article all") from None

    def take_up(self, session: str | None) -> None:
        """Go on with a stored conversation; None: begin a new one."""
        self.conversation = Conversation(self.engine(), session, self.start.save)
        self.recall(self.memory.turns(session) if session else ())

    def recall(self, turns: Sequence[Turn]) -> None:
        """What was answered so far can be looked at: sources, the last answer. Opens no model."""
        self.cited = {citation.n: citation for turn in turns for citation in turn.citations}
        self.last = answer_of(turns[-1]) if turns else None

    def begun(self) -> str:
        """The id of the conversation that the command line goes on with, "" for a new one; it can be looked at."""
        session = (self.memory.latest() if self.start.go_on else self.start.session) or ""
        self.recall(self.memory.turns(session) if session else ())
        return session

    def leave(self) -> None:
        """The next question begins a new conversation."""
        self.start = replace(self.start, session=None, go_on=False)
        self.conversation, self.last, self.cited = None, None, {}

    def undo(self) -> str:
        """Take the last question back; gives it, "" where there is none."""
        conversation = self.current()
        question = conversation.undo()
        self.recall(conversation.turns())
        return question

    def narrow(self, articles: tuple[str, ...] | None) -> None:
        """Search only these articles from now on; None: all."""
        self.start = replace(self.start, scope=replace(self.start.scope, articles=articles))

    def answer_with(self, answerer: str) -> None:
        """Another answerer from the next question on; this conversation goes on."""
        session = self.conversation.session if self.conversation else self.start.session
        self.opening.close()
        self.settings = replace(self.settings, answerer=answerer)
        self.opening = open_in_background(self.settings)
        self.opening.start()
        self.conversation, self.start = (
            None,
            replace(self.start, session=session, go_on=self.start.go_on and not session),
        )


def answer_of(turn: Turn) -> Answer:
    """A stored turn as far as it is one: how it came about was not stored."""
    return Answer(
        turn.status,
        turn.answer,
        (),
        turn.citations,
        question=turn.question,
        standalone_question=turn.standalone_question,
    )
