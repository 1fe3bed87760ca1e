"""`footnote ask`: one question in, one answer out.

Promise: stdin is read only where no question was given, or for a dash; then the whole of it is the question.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.as_json import answer_json
from bot.errors import UsageError
from bot.session import Conversation, latest_session, resolved
from bot.surfaces.json_output import print_json
from bot.surfaces.options import Options
from bot.types import Answer, Question

if TYPE_CHECKING:
    from bot.engine import Engine

MAX_QUESTION_CHARS = 10_000  # embedders read 256 word pieces of it: more is a file sent by mistake
EXIT_CODES = {"answered": 0, "partial": 0, "refused": 3}


def ask_once(
    options: Options, words: Sequence[str], *, session: str | None, go_on: bool, save: bool, stream: bool = True
) -> int:
    """Answer the question that `words` or stdin hold; gives the exit code."""
    scope, text = options.scope(), read_question(words)
    from bot.wiring import open_engine

    engine = open_engine(options.settings())
    try:
        conversation = Conversation(engine, latest_session(engine) if go_on else session, save)
        question = conversation.question(text, resolved(engine, scope))
        answer = _as_json(engine, question) if options.json else _as_text(engine, question, options, stream)
    finally:
        engine.close()
    return EXIT_CODES[answer.status]


def read_question(words: Sequence[str]) -> str:
    """What the command line or stdin asks, in valid Unicode.

    Raises:
        UsageError: nothing was asked, or far too much.

    """
    text = _stdin(waits=bool(words)) if list(words) in ([], ["-"]) else " ".join(words)
    text = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace").strip()
    if not text:
        raise UsageError("no question", hint='footnote ask "what gifts were exchanged?"', code="empty_question")
    return checked_length(text)


def checked_length(text: str) -> str:
    """`text`, if it can be a question."""
    if len(text) > MAX_QUESTION_CHARS:
        message = f"the question is longer than {MAX_QUESTION_CHARS:,} characters"
        raise UsageError(message, hint="footnote ingest FILE takes in articles", code="question_too_long")
    return text


def _stdin(*, waits: bool) -> str:
    if sys.stdin is None or (sys.stdin.isatty() and not waits):  # closed, or a person who forgot the question
        return ""
    return sys.stdin.buffer.read(4 * MAX_QUESTION_CHARS + 4).decode("utf-8-sig", "replace")


def _as_json(engine: Engine, question: Question) -> Answer:
    answer = engine.ask(question)
    print_json(answer_json(answer, engine.store))
    return answer


def _as_text(engine: Engine, question: Question, options: Options, stream: bool) -> Answer:
    from bot.surfaces.render import screen
    from bot.surfaces.view import show_answer
    from bot.surfaces.waiting import waited

    where = screen(options.color)
    return show_answer(where, question.text, waited(where, engine.events(question)), stream=stream)
