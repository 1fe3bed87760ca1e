"""A follow-up into a question that stands alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.conversation import discourse as spoken
from bot.conversation.additions import add
from bot.conversation.ellipsis import complete
from bot.conversation.followup import gaps
from bot.conversation.grammar import parse
from bot.conversation.resolve import apply, fill
from bot.types import Exchange

MAX_TURNS = 8
MAX_CHARS = 1000


def rewrite(question: str, history: Sequence[Exchange]) -> str:
    """The standalone question."""
    if not history or not question.strip() or len(question) > MAX_CHARS:
        return question
    return _resolve(question, _understood(history[-MAX_TURNS:]))


def _understood(history: Sequence[Exchange]) -> list[Exchange]:
    done: list[Exchange] = []
    for exchange in history:
        standalone = exchange.standalone_question or (_resolve(exchange.question, done) if done else exchange.question)
        done.append(replace(exchange, standalone_question=standalone))
    return done


def _resolve(question: str, history: Sequence[Exchange]) -> str:
    discourse = spoken.read(history)
    sentence = parse(question, discourse.known)
    found = gaps(sentence)
    resolved = apply(question, fill(sentence, found, discourse))
    completed = complete(question, resolved, discourse)
    if completed:
        return completed
    return add(resolved, parse(resolved, discourse.known), discourse, pointed=bool(found))
