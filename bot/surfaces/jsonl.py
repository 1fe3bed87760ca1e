"""`footnote ask --jsonl`: a JSON question a line in, a JSON answer a line out, for scripts and evaluations.

Promise: one line out for each line in (blank ones apart), in input order, each sent off before the next is read, with
the same id; a line that fails says why and the next goes on. Lines of one session run in order.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.as_json import Json, answer_json
from bot.errors import UsageError
from bot.session import Conversation, resolved
from bot.surfaces.ask import checked_length
from bot.surfaces.failures import as_failure
from bot.surfaces.json_output import error_json, print_json
from bot.surfaces.options import Options
from bot.types import Exchange, Question, Scope

if TYPE_CHECKING:
    from bot.engine import Engine

LineId = str | int | None


class PastTurn(BaseModel):
    """One earlier question and its answer."""

    model_config = ConfigDict(strict=True)
    question: str
    answer: str


class QuestionLine(BaseModel):
    """A line of input. Fields it does not know come back as a warning: they may be misspelt, or somebody's notes."""

    model_config = ConfigDict(strict=True, extra="allow")
    id: LineId = None
    question: str
    session: str | None = None
    history: list[PastTurn] | None = None
    articles: list[str] | None = None


def ask_lines(options: Options, *, save: bool) -> int:
    """Answer every line of stdin; gives the exit code: 0 unless a line failed."""
    scope = options.scope()
    from bot.wiring import open_engine

    engine = open_engine(options.settings())
    n_failed = 0
    try:
        desk = Desk(engine, resolved(engine, scope), save, options.debug)
        for line in read_lines():
            reply = desk.reply(line)
            n_failed += "error" in reply
            print_json(reply)
    finally:
        engine.close()
    return 1 if n_failed else 0


def read_lines() -> Iterator[bytes]:
    """The lines of stdin as they come, without blank ones and without a byte order mark."""
    stream = sys.stdin.buffer if sys.stdin else ()
    for n, line in enumerate(stream):
        stripped = (line.removeprefix(b"\xef\xbb\xbf") if n == 0 else line).strip()
        if stripped:
            yield stripped


@dataclass(slots=True)
class Desk:
    """Answers lines one after the other, and knows the conversations they belong to."""

    engine: Engine
    scope: Scope
    save: bool
    debug: bool
    conversations: dict[str, Conversation] = field(default_factory=dict)

    def reply(self, line: bytes) -> Json:
        """The answer to one line, or its error."""
        line_id: LineId = None
        try:
            data = parse(line)
            line_id = data["id"] if isinstance(data.get("id"), str | int) else None
            return self._answer(checked(data))
        except Exception as error:  # noqa: BLE001 - whatever it is, the lines after it are to be answered
            return error_json(as_failure(error, debug=self.debug), line_id)

    def _answer(self, line: QuestionLine) -> Json:
        conversation = self._conversation(line.session)
        answer = self.engine.ask(self._question(line, conversation))
        conversation.heard(answer)
        unknown = [f"unknown field {name!r} ignored" for name in line.model_extra or ()]
        reply = answer_json(answer, self.engine.store)
        return reply | {"id": line.id, "warnings": [*reply["warnings"], *unknown]}

    def _question(self, line: QuestionLine, conversation: Conversation) -> Question:
        scope = self.scope
        if line.articles is not None:
            scope = resolved(self.engine, replace(scope, articles=tuple(line.articles)))
        question = conversation.question(checked_length(line.question), scope)
        if line.history is None:
            return question
        return replace(question, history=tuple(Exchange(turn.question, turn.answer) for turn in line.history))

    def _conversation(self, session: str | None) -> Conversation:
        if session is None:
            return Conversation(self.engine, None, self.save)
        return self.conversations.setdefault(session, Conversation(self.engine, session, self.save))


def parse(line: bytes) -> dict[str, Any]:
    """The JSON object of a line.

    Raises:
        UsageError: it is none.

    """
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _bad_line(f"not JSON: {error}") from error
    if not isinstance(data, dict):
        raise _bad_line("not a JSON object")
    return data


def checked(data: dict[str, Any]) -> QuestionLine:
    """The line, if it is one.

    Raises:
        UsageError: naming the first field that is wrong.

    """
    try:
        json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise _bad_line("half of a surrogate pair is no character") from error
    try:
        return QuestionLine.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise _bad_line(f"{where}: {first['msg'].lower()}") from error


def _bad_line(reason: str) -> UsageError:
    return UsageError(
        f"bad line, {reason}", hint='{"id": "1", "question": "what gifts were exchanged?"}', code="bad_line"
    )
