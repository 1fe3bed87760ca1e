"""What is answered without a search for passages: courtesies, the library, an article's metadata or the whole of it.

Promise: None for every question about what the articles say. Where a question may be either ("when was it
published?" after talk of a book), the conversation's own reading of it (`standalone`) decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.answerers import library, metadata, overview
from bot.answerers import service as services
from bot.answerers.intent import ASK, Intent, intent_of
from bot.answerers.which import which_articles, within
from bot.types import Draft, Scope

if TYPE_CHECKING:
    from bot.embed import Embedder
    from bot.store import Store

PUBLISHED_THINGS = re.compile(
    r"\b(?:books?|novels?|memoirs?|stud(?:y|ies)|papers?|reports?|letters?|albums?|songs?|films?|movies?|series|plays?|poems?|treat(?:y|ies)"
    r"|documents?|statements?|magazines?|newspapers?|surveys?|figures|results|videos?|photos?|pictures?|scripts?|speech(?:es)?|laws?|scrolls?)\b",
    re.IGNORECASE,
)
"""What else can be written, published or be about something: a pronoun resolved to one of these is not an article."""


@dataclass(frozen=True, slots=True)
class DirectAnswers:
    """The answers that need no search."""

    store: Store
    embedder: Embedder

    def answer(self, question: str, standalone: str, scope: Scope, focus: Sequence[str]) -> Draft | None:
        """A draft, or None where the question needs a search. `focus`: articles cited before, newest first."""
        intent = _settled(intent_of(question), question, standalone)
        if intent.kind == "ask":
            return None
        if intent.kind == "service":
            return services.answer(intent.wants[0])
        infos = within(self.store, scope)
        if intent.kind == "library":
            return library.answer(intent.wants[0], intent.topic, infos, self.store)
        chosen = which_articles(intent, infos, self.store, self.embedder, focus)
        if not chosen:
            return None
        if intent.kind == "metadata":
            return metadata.answer(intent.wants, chosen[0]) if _is_clear(intent, chosen) else overview.ask_which(chosen)
        if not intent.every and not _is_clear(intent, chosen):
            return overview.ask_which(chosen)
        draft = overview.answer(intent.wants[0], intent.n, chosen if intent.every else chosen[:1], self.store)
        return draft if intent.every else overview.with_others(draft, chosen[1:])


def _is_clear(intent: Intent, chosen: Sequence[object]) -> bool:
    return len(chosen) == 1 or bool(intent.topic)


def _settled(intent: Intent, question: str, standalone: str) -> Intent:
    """The intent once the conversation is heard: a fragment or pronoun may belong to what was talked about."""
    if intent.kind not in ("metadata", "overview") or standalone.strip() == question.strip():
        return intent
    if intent.fragment:
        return intent_of(standalone)
    return ASK if intent.pronoun and PUBLISHED_THINGS.search(standalone) else intent
