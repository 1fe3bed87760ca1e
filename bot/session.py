"""The conversation a surface is in: kept by the engine's memory or, with --no-save, here until the program ends.

Either way a follow-up is understood: what nobody stores travels with the question.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.engine import exchange_of, turn_of
from bot.errors import SessionError
from bot.types import Answer, Question, Scope, Turn

if TYPE_CHECKING:
    from bot.engine import Engine


@dataclass(slots=True)
class Conversation:
    """`session` None: a new one; the engine names it with the first answer."""

    engine: Engine
    session: str | None = None
    save: bool = True
    unsaved: list[Turn] = field(default_factory=list)
    """The turns that nobody stores."""

    def question(self, text: str, scope: Scope) -> Question:
        """`text` with what it may refer back to."""
        history = tuple(map(exchange_of, (*self._stored(), *self.unsaved))) if self.unsaved else None
        return Question(text, session=self.session, history=history, scope=scope, save=self.save)

    def heard(self, answer: Answer) -> None:
        """Go on from this answer."""
        self.session = answer.session
        if not self.save:
            self.unsaved.append(turn_of(answer))

    def turns(self) -> tuple[Turn, ...]:
        """What was asked and answered, oldest first."""
        return (*(self._stored() if self.save else ()), *self.unsaved)

    def undo(self) -> str:
        """Take the last question back, as if it had not been asked; gives it, "" where there is none.

        Raises:
            SessionError: it is stored and cannot be removed.

        """
        if self.unsaved:
            return self.unsaved.pop().question
        turns = self._stored() if self.save else ()
        if not turns or not self.session:
            return ""
        self.engine.memory.drop_last(self.session)
        return turns[-1].question

    def _stored(self) -> tuple[Turn, ...]:
        return self.engine.memory.turns(self.session) if self.session else ()


def latest_session(engine: Engine) -> str:
    """What --continue goes on with.

    Raises:
        SessionError: there is no conversation yet.

    """
    session = engine.memory.latest()
    if session is None:
        raise SessionError("there is no conversation to continue", hint="ask without --continue", code="no_session")
    return session


def resolved(engine: Engine, scope: Scope) -> Scope:
    """The scope with full article ids.

    Raises:
        ArticleNotFound: one of them is no article's id, beginning of an id, or source.

    """
    if scope.articles is None:
        return scope
    return replace(scope, articles=tuple(engine.store.resolve(article) for article in scope.articles))
