"""Question in, verified answer out, step by step: conversation, retrieval, answerer, citations, memory.

Promise: nothing reaches the caller that `bot.cite` has not verified, and every question ends in exactly one Done.
It knows no concrete answerer, model or index; `bot.wiring` hands them in.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from bot.cite import Citer
from bot.errors import UsageError
from bot.memory import Memory
from bot.types import (
    Answer,
    Delta,
    Done,
    Draft,
    DraftStatement,
    Dropped,
    Event,
    Exchange,
    Found,
    Passage,
    Proposals,
    Question,
    Reading,
    Scope,
    Statement,
    Turn,
)

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable

    from bot.store import Store

NOT_SAID = "The articles don't say."
NO_ARTICLES = "There are no articles to answer from. Take some in with: footnote ingest FILE|FOLDER|URL"


class Search(Protocol):
    """Finds passages."""

    def search(self, queries: Sequence[str], scope: Scope, before: str) -> list[Passage]:
        """Best first. `queries[0]` is the standalone question, the others are further wordings of it."""
        ...


class Answerer(Protocol):
    """Turns passages into a draft; `name` goes into the answer's provenance."""

    name: str

    def answer(self, question: str, passages: Sequence[Passage]) -> Proposals:
        """What to say, with the spans it leans on.

        Never raises for odd input; a chat model that nothing may stand in for raises ModelError.
        """
        ...


class Direct(Protocol):
    """Answers what needs no search: greetings, the list of articles, an article as a whole."""

    def answer(self, question: str, standalone: str, scope: Scope, focus: Sequence[str]) -> Draft | None:
        """A draft, or None where the question needs a search. `focus`: articles cited before, newest first."""
        ...


class Rewrite(Protocol):
    """Makes a question stand alone, or gives it back unchanged."""

    def __call__(self, question: str, history: Sequence[Exchange]) -> Reading:
        """The standalone question, and what it follows up on."""
        ...


@dataclass(frozen=True, slots=True)
class Understood:
    """A question with what its conversation adds to it."""

    asked: Question
    session: str | None
    history: tuple[Exchange, ...]
    reading: Reading

    @property
    def standalone(self) -> str:
        """The question as it stands alone."""
        return self.reading.standalone

    @property
    def before(self) -> str:
        """The turn that it follows up on."""
        return self.reading.before

    @property
    def focus(self) -> tuple[str, ...]:
        """Ids of the articles that the conversation cited, the last turn's first."""
        return tuple(dict.fromkeys(c.article_id for one in reversed(self.history) for c in one.citations))

    @property
    def queries(self) -> tuple[str, ...]:
        """What to search for: the question as understood, and its own words where they differ."""
        return tuple(dict.fromkeys((self.standalone, self.asked.text)))


@dataclass(frozen=True, slots=True)
class Engine:
    """The chain. Threads may share one: the parts hold no state of a question."""

    store: Store
    memory: Memory
    search: Search
    direct: Direct
    answerer: Answerer
    rewrite: Rewrite
    close_model: Callable[[], None] = lambda: None

    def ask(self, question: Question | str) -> Answer:
        """The whole answer at once. Raises as `events` does."""
        *_, done = self.events(question)
        assert isinstance(done, Done)  # noqa: S101 - the last event, by contract
        return done.answer

    def as_runnable(self) -> Runnable[Question | str, Answer]:
        """The engine as a LangChain Runnable: `invoke`, `stream`, `batch`, `ainvoke` yield Answers."""
        from bot.runnable import EngineRunnable

        return EngineRunnable(self)

    def close(self) -> None:
        """Give the library's files and the chat model's connections back."""
        self.store.close()
        self.close_model()

    def events(self, question: Question | str) -> Iterator[Event]:
        """Found (where there was a search), one Delta per verified statement, Done.

        Raises:
            UsageError: the question is empty, or no text that UTF-8 can hold.
            FootnoteError: the library cannot be read.

        """
        asked = _checked(question)
        timings = Timings()
        self.store.refresh()
        with timings.step("rewrite"):
            understood = self._understand(asked)
        checked = Checked(Citer(self.store, [c for one in understood.history for c in one.citations]), timings)
        draft, passages = yield from self._draft(understood, checked, timings)
        answer = self._compose(understood, draft, checked, passages)
        if asked.save and understood.session:
            self.memory.append(understood.session, turn_of(answer))
        timings.stop()
        remembered = (self.memory.warning,) if self.memory.warning else ()
        yield Done(replace(answer, timings_ms=timings.ms, warnings=(*answer.warnings, *remembered)))

    def _understand(self, asked: Question) -> Understood:
        session = asked.session or (self.memory.new_session_id() if asked.save else None)
        history = asked.history
        if history is None:
            history = tuple(map(exchange_of, self.memory.turns(asked.session) if asked.session else ()))
        return Understood(asked, session, history, self.rewrite(asked.text, history))

    def _draft(
        self, understood: Understood, checked: Checked, timings: Timings
    ) -> Generator[Event, None, tuple[Draft, tuple[Passage, ...]]]:
        """The draft and what it was made from; its statements go out checked."""
        scope = understood.asked.scope
        with timings.step("direct"):
            draft = self.direct.answer(understood.asked.text, understood.standalone, scope, understood.focus)
        if draft is not None:
            for statement in draft.statements:
                yield from checked.each(statement)
            return draft, ()
        if self.store.n_articles == 0:
            return Draft("refused", (), warnings=(NO_ARTICLES,)), ()
        if not self.store.scope_ids(scope) and scope != Scope():
            return Draft("refused", (), warnings=(f"no article matches {_selection(scope)}: nothing was searched",)), ()
        with timings.step("retrieve"):
            passages = tuple(self.search.search(understood.queries, scope, understood.before))
        yield Found(passages, understood.standalone)
        with timings.step("answer"), closing(self.answerer.answer(understood.standalone, passages)) as proposed:
            for one in proposed:
                if isinstance(one, Draft):
                    return one, passages
                yield from checked.each(one)
        raise AssertionError  # the last is the Draft

    def _compose(self, understood: Understood, draft: Draft, checked: Checked, passages: tuple[Passage, ...]) -> Answer:
        said, citer = bool(checked.kept), checked.citer
        return Answer(
            status=draft.status if said else "refused",
            text=citer.render(checked.kept) if said else NOT_SAID,
            statements=tuple(checked.kept),
            citations=citer.citations,
            spans=draft.short if said else (),
            confidence=draft.confidence,
            dropped=(*draft.dropped, *checked.dropped),
            passages=passages,
            closest=citer.closest(draft.closest) if draft.closest else None,
            question=understood.asked.text,
            standalone_question=understood.standalone,
            answerer=self.answerer.name,
            session=understood.session,
            id=understood.asked.id,
            prompts=(*understood.reading.prompts, *draft.prompts),
            warnings=draft.warnings,
        )


@dataclass(slots=True)
class Checked:
    """What has become of the statements so far: those that hold go out at once."""

    citer: Citer
    timings: Timings
    kept: list[Statement] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)

    def each(self, proposal: DraftStatement) -> Iterator[Delta]:
        """One more: a Delta where it holds."""
        found = self.citer.verify(proposal)
        if isinstance(found, Dropped):
            self.dropped.append(found)
            return
        self.timings.mark("first_statement")
        self.kept.append(found)
        yield Delta(found, self.citer.cited_by(found))


@dataclass(slots=True)
class Timings:
    """Milliseconds a step took, in the order of the steps, and `total`."""

    ms: dict[str, float] = field(default_factory=dict)
    began: float = field(default_factory=time.perf_counter)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measure the body under `name`."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.ms[name] = round((time.perf_counter() - began) * 1000, 2)

    def mark(self, name: str) -> None:
        """Note, once, how long after the beginning it came."""
        self.ms.setdefault(name, round((time.perf_counter() - self.began) * 1000, 2))

    def stop(self) -> None:
        """Write the total down."""
        self.ms["total"] = round((time.perf_counter() - self.began) * 1000, 2)


def _checked(question: Question | str) -> Question:
    asked = Question(text=question) if isinstance(question, str) else question
    if not asked.text.strip():
        raise UsageError(
            "the question is empty", hint='footnote ask "what gifts were exchanged?"', code="empty_question"
        )
    try:
        asked.text.encode()
    except UnicodeEncodeError as error:
        raise UsageError(
            f"half of a surrogate pair at {error.start} of the question is no character", code="bad_question"
        ) from None
    return asked


def _selection(scope: Scope) -> str:
    """What was asked to be searched, in the words of the options."""
    parts = [f"--tag {tag}" for tag in scope.tags]
    parts += [f"--{name} {day}" for name, day in (("since", scope.since), ("until", scope.until)) if day]
    return ", ".join(parts) or "--articles"


def exchange_of(turn: Turn) -> Exchange:
    """As much of a turn as a follow-up needs."""
    return Exchange(turn.question, turn.answer, turn.standalone_question, turn.citations)


def turn_of(answer: Answer) -> Turn:
    """The answer as memory keeps it, asked now."""
    asked = datetime.now(UTC).isoformat(timespec="seconds")
    return Turn(answer.question, answer.standalone_question, answer.text, answer.status, answer.citations, asked)
