"""What is done with each thing that comes from Slack; Bolt, which hands it over, is not known here.

Promise: nothing here waits for an answer or an ingest: questions go to the pool, articles to their own thread; what
cannot be done now is said to the person who asked, and to nobody else.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from bot.errors import ArticleNotFound
from bot.surfaces.render import cut
from bot.surfaces.slack import incoming
from bot.surfaces.slack.api import Api, NoReply, Refused
from bot.surfaces.slack.blocks import passage_view
from bot.surfaces.slack.config import Rules
from bot.surfaces.slack.incoming import Asked
from bot.surfaces.slack.journal import DELETED, STOPPED, Journal
from bot.surfaces.slack.markup import inert
from bot.surfaces.slack.pool import Pool
from bot.surfaces.slack.post import NOTICE_TYPE
from bot.surfaces.slack.worker import Worker
from bot.types import Scope

LOG = logging.getLogger("footnote.slack")
HELP = (
    "Ask me about the articles I have: mention me with a question, or write to me directly. Follow-ups in the thread "
    "need no mention. `/footnote articles` lists what I have, `/footnote ingest URL` takes more in."
)
BUSY = "I have {} questions to answer before yours. Please ask again in a minute."
NOT_HERE = "I am not set up to answer here. Your administrator decides where (slack.toml, [access])."
THANKS = {"up": "Thank you, noted.", "down": "Thank you, noted. Which words were wrong? A reply in the thread helps."}
MAX_PROMPTS, PROMPT_CHARS = 4, 60


@dataclass(frozen=True, slots=True)
class Desk:
    """`bot_user` is who we are; `notices` sends what only one person reads."""

    worker: Worker
    journal: Journal
    api: Api
    rules: Rules
    pool: Pool
    bot_user: str
    notices: ThreadPoolExecutor

    def write_down(self, body: Mapping[str, Any]) -> Asked | None:
        """The question in an event, if it is one for us and new: it is on disk when this returns."""
        asked = incoming.asked(body, self.bot_user)
        if asked is None or not (asked.mentioned or (asked.text and self._allows(asked) and self._takes_part(asked))):
            return None
        return asked if self.journal.write_down(asked) else None

    def _allows(self, asked: Asked) -> bool:
        return self.rules.access.allows(asked.user, asked.channel, direct=asked.direct)

    def _takes_part(self, asked: Asked) -> bool:
        if asked.thread == asked.ts:
            return False
        known = self.journal.took_part(asked.channel, asked.thread)
        return known or bool(self.worker.engine.memory.turns(asked.session))

    def take(self, asked: Asked) -> None:
        """See that a question that is written down is answered."""
        if not self._allows(asked):
            self._instead(asked, NOT_HERE)
        elif not asked.text:
            self._instead(asked, HELP)
        elif not self.enqueue(asked):
            self._instead(asked, BUSY.format(self.pool.n_waiting))

    def enqueue(self, asked: Asked, received: float | None = None) -> bool:
        """Whether there is room for it."""
        key, at_work = f"{asked.channel} {asked.thread}", self.worker.at_work
        if asked.event_id in at_work:
            return True
        at_work.add(asked.event_id)
        fits = self.pool.submit(key, asked.ts, asked.user, lambda: self.worker.answer(asked, received))
        if not fits:
            at_work.discard(asked.event_id)
        return fits

    def resume(self, asked: Asked, received: float) -> None:
        """Go on with a question that waits on disk and is at nobody's hands; what does not fit waits on."""
        if not self.worker.may_try(asked):
            return
        if asked.text and self._allows(asked):
            self.enqueue(asked, received)
        else:
            self.take(asked)

    def _instead(self, asked: Asked, text: str) -> None:
        """A word to one person, in place of an answer."""
        if asked.event_id in self.worker.at_work:
            return
        self.worker.at_work.add(asked.event_id)

        def say() -> None:
            try:
                if self.journal.state(asked)[0] != "done":
                    self.whisper(asked.channel, asked.user, text, asked.thread if asked.thread != asked.ts else "")
                    self.journal.done(asked)
            finally:
                self.worker.at_work.discard(asked.event_id)

        self.notices.submit(say)

    def whisper(self, channel: str, user: str, text: str, thread: str = "") -> None:
        """What only this person sees; in a direct message a plain one does."""
        where = {"channel": channel, "text": text, **({"thread_ts": thread} if thread else {})}
        if channel.startswith("D"):
            said = {"event_type": NOTICE_TYPE, "event_payload": {}}
            self._send("chat_postMessage", **where, metadata=said, unfurl_links=False, unfurl_media=False)
        else:
            self._send("chat_postEphemeral", **where, user=user)

    def _send(self, method: str, **arguments: Any) -> None:
        try:
            self.api.call(method, **arguments)
        except (Refused, NoReply) as error:
            LOG.warning("a word to one person was not delivered: %s", error)

    def notice(self, body: Mapping[str, Any]) -> None:
        """Every other event: a message deleted, a stop button, a pane that was opened."""
        event = body.get("event") or {}
        kind, places, how = event.get("type"), incoming.stopped(body), STOPPED
        if gone := incoming.deleted(body):
            places, how = [gone], DELETED
        for place in places:
            for event_id in self.journal.answering(*place):
                self.journal.stop(event_id, how)
        if kind == "assistant_thread_started" or (kind == "app_home_opened" and event.get("tab") == "messages"):
            self.notices.submit(self._suggest, event)
        elif not places:
            LOG.debug("nothing to do for %s", kind)

    def _suggest(self, event: Mapping[str, Any]) -> None:
        """Questions that the newest articles answer."""
        pane = event.get("assistant_thread") or {}
        channel = str(pane.get("channel_id") or event.get("channel") or "")
        if not self.rules.access.allows(str(pane.get("user_id") or event.get("user") or ""), channel, direct=True):
            return
        thread = {"thread_ts": pane["thread_ts"]} if pane.get("thread_ts") else {}
        infos = self.worker.engine.store.articles()  # a pane is one person's, as a direct message is
        titles = [cut(" ".join(info.title.split()), PROMPT_CHARS) for info in infos[-MAX_PROMPTS + 1 :]]
        prompts = [{"title": title, "message": f"What is “{title}” about?"} for title in reversed(titles)]
        prompts.append({"title": "Which articles are there?", "message": "Which articles do you have?"})
        self.api.attempt("assistant_threads_setSuggestedPrompts", channel_id=channel, prompts=prompts, **thread)

    def show_passage(self, payload: Mapping[str, Any]) -> None:
        """Open the passage around a quote that was cited in this very channel."""
        session, _, number = str(payload["actions"][0].get("value") or "").rpartition("|")
        channel = str((payload.get("channel") or {}).get("id") or "")
        if not session.startswith(f"slack-{channel}-") or not number.isdecimal() or not self._may_click(payload):
            return
        turns = self.worker.engine.memory.turns(session)
        cited = {citation.n: citation for turn in turns for citation in turn.citations}
        citation = cited.get(int(number))
        if citation is None:
            return
        self.worker.engine.store.refresh()
        try:
            article = self.worker.engine.store.article(citation.article_id)
        except ArticleNotFound:
            article = None
        if article is not None and article.private and not channel.startswith("D"):
            article = None  # it was public when it was cited
        self.api.attempt("views_open", trigger_id=payload["trigger_id"], view=passage_view(citation, article))

    def keep_opinion(self, payload: Mapping[str, Any]) -> None:
        """Store what a person thinks of an answer, and say thanks."""
        message, user = payload.get("message") or {}, str((payload.get("user") or {}).get("id") or "")
        channel, ts = str((payload.get("channel") or {}).get("id") or ""), str(message.get("ts") or "")
        value = str(payload["actions"][0].get("value") or "")
        asked = self.journal.answered_by(channel, ts)
        if asked is None or value not in THANKS or not self._may_click(payload):
            return
        self.journal.keep_feedback(asked, ts, user, value)
        self.notices.submit(self.whisper, channel, user, THANKS[value], asked.thread)

    def _may_click(self, payload: Mapping[str, Any]) -> bool:
        user, channel = (str((payload.get(name) or {}).get("id") or "") for name in ("user", "channel"))
        return self.rules.access.allows(user, channel, direct=channel.startswith("D"))

    def listed(self, channel: str, *, direct: bool) -> str:
        """The articles that can be asked about from here, for one person."""
        tag = "" if direct else self.rules.channel(channel).tag
        store = self.worker.engine.store
        store.refresh()
        allowed = store.scope_ids(Scope(tags=(tag,) if tag else (), public_only=not direct))
        infos = [info for info in store.articles() if allowed is None or info.id in allowed]
        lines = [f"• {inert(cut(' '.join(info.title.split()), 120))}" for info in infos[-30:][::-1]]
        more = f"\nand {len(infos) - len(lines)} more" if len(infos) > len(lines) else ""
        return "\n".join(lines) + more if lines else "There are no articles here yet: `/footnote ingest URL`"
