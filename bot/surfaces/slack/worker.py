"""One question of Slack answered: a status, the statements as they are verified, sources, or an honest word.

Promise: every question that was written down ends with an answer, a word about why there is none, or (where a channel
wants it) silence; an error shows a reference, never its text. A question that a dead worker began is gone on with.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from bot.errors import FootnoteError
from bot.surfaces.slack.api import Api, NoReply, Refused
from bot.surfaces.slack.blocks import answer_blocks
from bot.surfaces.slack.config import Rules
from bot.surfaces.slack.incoming import Asked
from bot.surfaces.slack.journal import DELETED, Journal
from bot.surfaces.slack.markup import inert
from bot.surfaces.slack.post import Post, ours, unfinished
from bot.types import Answer, Delta, Done, Question, Scope, Statement

if TYPE_CHECKING:
    from bot.engine import Engine

LOG = logging.getLogger("footnote.slack")
READING, SIGN = "is reading the articles…", "eyes"
STOPPED = "_Stopped._"
FAILED = "Something went wrong while I was answering. Please ask again; if it stays so, tell your administrator {}."
TOO_OLD = "I was restarted before I could answer this. Please ask again."
MAX_AGE_S = 3600.0
"""After which a question that waited for a restart is no longer answered."""
TURN_S = 120.0
"""How long a question waits for an earlier one of its thread that another worker has."""
FIRST_RETRY_S, MAX_RETRY_S = 2.0, 300.0


class Stopped(Exception):
    """A person wants no answer any more; `is_gone`: the question was deleted."""

    def __init__(self, *, is_gone: bool) -> None:
        super().__init__()
        self.is_gone = is_gone


@dataclass(slots=True)
class Worker:
    """See the module. Threads share one."""

    engine: Engine
    journal: Journal
    api: Api
    rules: Rules
    at_work: set[str] = field(default_factory=set)
    """Event ids of the questions that wait in the pool or are being answered."""
    _tried: dict[str, tuple[int, float]] = field(default_factory=dict)
    """Of those that did not go out: how often they were tried, and from when on they may be again."""
    _has_no_sessions: bool = False
    _first_seen: dict[str, float] = field(default_factory=dict)

    def answer(self, asked: Asked, received: float | None = None) -> None:
        """Answer it in its thread. Never raises."""
        began = time.monotonic()
        try:
            if self._has_to_wait(asked):
                return
            outcome = self._answer(asked, received)
            self._ended(asked)
            LOG.info("%s in %s: %s, %.0f ms", asked.event_id, asked.channel, outcome, (time.monotonic() - began) * 1000)
        except Exception as error:
            if isinstance(error, Refused) and not error.passing:
                self._ended(asked)
                LOG.error("%s in %s: Slack takes no answer: %s", asked.event_id, asked.channel, error)
                return
            n = self._tried.get(asked.event_id, (0, 0.0))[0] + 1
            self._tried[asked.event_id] = (n, time.monotonic() + min(FIRST_RETRY_S * 2**n, MAX_RETRY_S))
            unforeseen = None if isinstance(error, Refused | NoReply) else error
            reason = type(error).__name__ if unforeseen else error
            LOG.warning("%s in %s: not delivered: %s", asked.event_id, asked.channel, reason, exc_info=unforeseen)
        finally:
            self.at_work.discard(asked.event_id)

    def may_try(self, asked: Asked) -> bool:
        """Whether it is in nobody's hands, and its next try is due."""
        return asked.event_id not in self.at_work and time.monotonic() >= self._tried.get(asked.event_id, (0, 0.0))[1]

    def _ended(self, asked: Asked) -> None:
        self.journal.done(asked)
        self._tried.pop(asked.event_id, None)
        self._first_seen.pop(asked.event_id, None)

    def _has_to_wait(self, asked: Asked) -> bool:
        """Whether another worker has a question before it in the thread: then the next look at what waits takes it."""
        waited = time.monotonic() - self._first_seen.setdefault(asked.event_id, time.monotonic())
        return waited < TURN_S and not self.journal.is_first(asked)

    def _answer(self, asked: Asked, received: float | None) -> str:
        state, ts = self.journal.state(asked)
        if state == "done":
            return "was done already"
        known = partial(self.journal.posted_in, asked.channel, asked.thread)
        if state == "begun":
            said = ours(self.api, asked)
            if any(payload.get("last") for _, payload in said):
                return "was there already"
            for part, _ in said:  # the first messages of a long answer: they come again
                self.api.attempt("chat_delete", channel=asked.channel, ts=part)
            ts = "" if ts in dict(said) else ts or unfinished(self.api, asked, known())
            self._forget_turn(asked, received or 0.0)
        self.journal.begun(asked)
        post = Post(self.api, asked, ts=ts, posted=partial(self.journal.posted, asked), known=known)
        if received is not None and time.time() - received > MAX_AGE_S:
            post.say(TOO_OLD)
            post.finish([])
            return "too old"
        with self._status(asked):
            try:
                return self._said(asked, post)
            except Stopped as stopped:
                if stopped.is_gone:
                    post.drop()
                else:
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
                if stop := self.journal.stopped(asked):
                    raise Stopped(is_gone=stop == DELETED)
                if isinstance(event, Delta):
                    post.say(marked(event.statement))
                elif isinstance(event, Done):
                    answer = event.answer
        assert answer is not None  # noqa: S101 - events end with Done
        if answer.status == "refused" and channel.silent and not asked.direct:
            post.drop()
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

    def _forget_turn(self, asked: Asked, received: float) -> None:
        """The worker that died may have written the turn down: it is about to be written again."""
        turns = self.engine.memory.turns(asked.session)
        since = datetime.fromtimestamp(received, UTC).isoformat(timespec="seconds")
        if turns and turns[-1].question == asked.text and turns[-1].asked >= since:
            with suppress(FootnoteError):
                self.engine.memory.drop_last(asked.session)

    def _in_session(self, asked: Asked, status: str) -> bool:
        """Whether Slack has sessions for this app, and took the status of this thread's."""
        if self._has_no_sessions:
            return False
        try:
            where = {"channel_id": asked.channel, "thread_ts": asked.thread}
            self.api.reply("agents_sessions_setStatus", n_tries=2, **where, status=status)
        except Refused as refused:
            self._has_no_sessions = not refused.passing
            return False
        except NoReply:
            return False
        return True

    @contextmanager
    def _status(self, asked: Asked) -> Iterator[None]:
        """That it reads, for as long as the body runs: as a status, or where that may not be, as a reaction."""
        where = {"channel_id": asked.channel, "thread_ts": asked.thread}
        signed = {"channel": asked.channel, "timestamp": asked.ts, "name": SIGN}
        has_status = self.api.attempt("assistant_threads_setStatus", **where, status=READING)
        has_sign = not has_status and self.api.attempt("reactions_add", **signed)
        has_session = self._in_session(asked, "processing")  # shows a stop button, where the app is an agent
        try:
            yield
        finally:
            if has_session:
                self._in_session(asked, "active")
            if has_status:
                self.api.attempt("assistant_threads_setStatus", **where, status="")
            elif has_sign:
                self.api.attempt("reactions_remove", **signed)


def marked(statement: Statement) -> str:
    """A statement and its markers; what looks like one in its own words is parted by `inert`."""
    markers = "".join(f"[{n}]" for n in statement.citations)
    return f"{inert(statement.text)} {markers}".rstrip()
