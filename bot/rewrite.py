"""A follow-up into a question that stands alone: "and what did he get in return?" with its "he" and its "return".

Promise: no model, no network, no state; a question that stands alone comes back unchanged, byte for byte; names and
numbers of the question stay, and no name is added that neither the history nor the question has. It never raises.
What it does on public data, beside baselines: `python -m eval.studies.rewriting`. It knows English only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from bot.conversation.additions import add
from bot.conversation.discourse import ParsedTurn, read
from bot.conversation.ellipsis import complete
from bot.conversation.followup import gaps
from bot.conversation.grammar import parse
from bot.conversation.resolve import apply, fill
from bot.types import Exchange, Reading

_ABOUT_US = re.compile(
    r"\W*(?:(?:so|and|but|ok|okay)\W+)?(?:(?:who|what)(?: are|'re| can| do) you\b(?! (?:mean|think|say))"
    r"|(?:what|which|how many) (?:articles|sources|documents) (?:do you|are there|have you)\b"
    r"|(?:hi|hello|hey|thanks|thank you|bye|goodbye)\W*$)",
    re.IGNORECASE,
)
"""Asked of the program, not of what was spoken of."""
MAX_TURNS = 8
"""What was said before is hardly ever meant, and reading it takes time."""
MAX_CHARS = 1000
"""A longer question says itself what it is about."""
MAX_SAID_CHARS = 300
"""Of the answer before; more of it is about other things."""


def rewrite(question: str, history: Sequence[Exchange]) -> str:
    """The standalone question.

    >>> gifts = Exchange("what gifts were exchanged?", "Putin presented Kim with a limo. Kim gave artworks.")
    >>> rewrite("and what did he get in return?", [gifts])
    'and what did Putin get in return for the gifts?'
    >>> rewrite("Who won the Tony awards?", [gifts])
    'Who won the Tony awards?'

    Args:
        question: as asked.
        history: oldest first; where an exchange has no standalone question, it is worked out from those before it.

    """
    return understand(question, history).standalone


def understand(question: str, history: Sequence[Exchange]) -> Reading:
    """The standalone question, with the turn before where the question follows up on it.

    >>> gifts = Exchange("who gave Kim a car?", "Putin. [1]")
    >>> understand("was it expensive?", [gifts])
    Reading(standalone='was the car expensive?', before='who gave Kim a car? Putin.')
    """
    if not history:
        return Reading(question)
    done: tuple[Exchange, ...] = ()
    for exchange in history[-MAX_TURNS:]:
        standalone = exchange.standalone_question or _resolve(exchange.question, done).standalone
        done += (replace(exchange, standalone_question=standalone),)
    return _resolve(question, done)


@lru_cache(maxsize=256)
def _resolve(question: str, history: tuple[Exchange, ...]) -> Reading:
    """Cached for histories that are replayed without their standalone questions: turn n needs those before it."""
    if not history or not question.strip() or len(question) > MAX_CHARS or _ABOUT_US.match(question):
        return Reading(question)
    discourse = read(history)
    sentence = parse(question, discourse.known)
    found = gaps(sentence)
    filled = apply(question, fill(sentence, found, discourse))
    standalone = complete(question, filled, discourse)
    if standalone is None:
        standalone = add(filled, parse(filled, discourse.known), discourse, pointed=bool(found))
    follows = standalone != question or any(gap.kind != "the" for gap in found)  # "the match" may be any match
    return Reading(standalone, _said(discourse.last) if follows else "")


def _said(turn: ParsedTurn) -> str:
    return f"{turn.question.text} {turn.answer.text[:MAX_SAID_CHARS]}".strip()
