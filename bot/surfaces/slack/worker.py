"""One question of Slack answered: a status, the statements as they are verified, sources, or an honest word.

Promise: every question that was written down ends with an answer, a word about why there is none, or (where a channel
wants it) silence; an error shows a reference, never its text. A question that a dead worker began is gone on with.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.cite import with_markers
from bot.errors import FootnoteError
from bot.surfaces.slack.api import Api, NoReply, Refused
from bot.surfaces.slack.blocks import answer_blocks
from bot.surfaces.slack.config import Rules
from bot.surfaces.slack.incoming import Asked
from bot.surfaces.slack.journal import Journal
from bot.surfaces.slack.markup import inert
from bot.surfaces.slack.post import Post, ours, unfinished
from bot.types import Answer, Delta, Done, Question, Scope

if TYPE_CHECKING:
    from bot.engine import Engine

LOG = logging.getLogger("footnote.slack")
READING, SIGN = "is reading the articles…", "eyes"
STOPPED = "_Stopped._"
FAILED = "Something went wrong while I was answering. Please ask again; if it stays so, tell your administrator {}."
TOO_OLD = "I was restarted before I could answer this. Please ask again."
MAX_AGE_S = 3600.0
"""After which a question that waited for a restart is no longer answered."""
TURN_S, POLL_S = 120.0, 0.1
"""How long a question waits for an earlier one of its thread that another worker has."""


class Stopped(Exception):
    """A person wants no answer any more."""


@dataclass(slots=True)
class Worker:
    """See the module. Threads share one."""

    engine: Engine
    journal: Journal
    api: Api
    rules: Rules
    closing: threading.Event = field(default_factory=threading.Event)
    at_work: set[str] = field(default_factory=set)
    """Event ids of the questions that wait in the pool or are being answered."""

    def answer(self, asked: Asked, received: float | None = None) -> None:
        """Answer it in its thread. Never raises."""
        began = time.monotonic()
        try:
            self._wait_for_turn(asked)
            outcome = self._answer(asked, received)
            self.journal.done(asked)
            LOG.info("%s in %s: %s, %.0f ms", asked.event_id, asked.channel, outcome, (time.monotonic() - began) * 1000)
        except Refused as error:  # trying again would change nothing
            self.journal.done(asked)
            LOG.error("%s in %s: Slack takes no answer: %s", asked.event_id, asked.channel, error)
        except Exception as error:  # noqa: BLE001 - it stays written down: the next look at what waits tries again
            LOG.warning("%s in %s: not delivered: %s", asked.event_id, asked.channel, type(error).__name__)
        finally:
            self.at_work.discard(asked.event_id)

    def _answer(self, asked: Asked, received: float | None) -> str:
        state, ts = self.journal.state(asked)
        if state == "done":
            return "was done already"
        if state == "begun":
            known = self.journal.posted_in(asked.channel, asked.thread)
            if any(payload.get("last") for _, payload in ours(self.api, asked)):
                return "was there already"
            ts = ts or unfinished(self.api, asked, known)
            self._forget_turn(asked, received or 0.0)
        self.journal.begun(asked)
        post = Post(self.api, asked, ts=ts, posted=lambda ts: self.journal.posted(asked, ts))
        if received is not None and time.time() - received > MAX_AGE_S:
            post.say(TOO_OLD)
            post.finish([])
            return "too old"
        with self._status(asked):
            try:
                return self._said(asked, post)
            except Stopped:
                post.say(STOPPED)
                post.finish([])
                return "stopped"
            except (Refused, NoReply):
                raise
            except Exception as error:  # noqa: BLE001 - whatever it is, the thread gets a word
                self._apologise(asked, post, error)
                return "failed"

    def _said(self, asked: Asked, post: Post) -> str:
        channel = self.rules.channel(asked.channel)
        tags = (channel.tag,) if channel.tag and not asked.direct else ()
        scope = Scope(tags=tags, public_only=not asked.direct)
        answer: Answer | None = None
        with closing(self.engine.events(Question(asked.text, session=asked.session, scope=scope))) as events:  # type: ignore[type-var]
            for event in events:
                if self.journal.is_stopped(asked):
                    raise Stopped
                if isinstance(event, Delta):
                    post.say(inert(with_markers(event.statement)))
                elif isinstance(event, Done):
                    answer = event.answer
        assert answer is not None  # noqa: S101 - events end with Done
        if answer.status == "refused" and channel.silent and not asked.direct:
            return "silent"
        if not answer.statements:
            post.say(inert(answer.text))
        if answer.status == "partial":
            post.say("_The articles answer this only in part._")
        post.finish(answer_blocks(answer, asked.session))
        return answer.status

    def _apologise(self, asked: Asked, post: Post, error: Exception) -> None:
        reference = secrets.token_hex(4)
        what = error.code if isinstance(error, FootnoteError) else type(error).__name__
        LOG.error("reference %s: %s in %s: %s", reference, asked.event_id, asked.channel, what, exc_info=error)
        post.say(FAILED.format(f"`{reference}`"))
        post.finish([])

    def _wait_for_turn(self, asked: Asked) -> None:
        """Another worker may have the question before it in the thread."""
        until = time.monotonic() + TURN_S
        while not self.journal.is_first(asked) and time.monotonic() < until and not self.closing.is_set():
            time.sleep(POLL_S)

    def _forget_turn(self, asked: Asked, received: float) -> None:
        """The worker that died may have written the turn down: it is about to be written again."""
        turns = self.engine.memory.turns(asked.session)
        since = datetime.fromtimestamp(received, UTC).isoformat(timespec="seconds")
        if turns and turns[-1].question == asked.text and turns[-1].asked >= since:
            with suppress(FootnoteError):
                self.engine.memory.drop_last(asked.session)

    @contextmanager
    def _status(self, asked: Asked) -> Iterator[None]:
        """That it reads, for as long as the body runs: as a status, or where that may not be, as a reaction."""
        where = {"channel_id": asked.channel, "thread_ts": asked.thread}
        signed = {"channel": asked.channel, "timestamp": asked.ts, "name": SIGN}
        has_status = self.api.attempt("assistant_threads_setStatus", **where, status=READING)
        has_sign = not has_status and self.api.attempt("reactions_add", **signed)
        try:
            yield
        finally:
            if has_status:
                self.api.attempt("assistant_threads_setStatus", **where, status="")
            elif has_sign:
                self.api.attempt("reactions_remove", **signed)
