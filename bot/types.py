"""The values that travel between the steps: plain, frozen, comparable.

Promise: building one does no I/O. The one invariant that everything else rests on is
`article.text[start:end] == quote` (for a chunk: `== chunk.text`); offsets are Unicode code points.
Storage identity (row ids, keys) is not known here.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Literal

Status = Literal["answered", "partial", "refused"]
StatementKind = Literal["quoted", "metadata", "service", "unverified"]


@dataclass(frozen=True, slots=True)
class Article:
    """One article as stored.

    `version` is the content hash of `text`; `published` is an ISO date, `--MM-DD` where the year is not
    evidenced, or None; `pages` holds the offset at which each page starts (PDF only, else empty).
    """

    id: str
    version: str
    source: str
    title: str
    text: str
    published: str | None = None
    byline: str | None = None
    language: str | None = None
    fetched: str = ""
    tags: tuple[str, ...] = ()
    private: bool = False
    dateline: str | None = None
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of whole sentences; `header` (title, date) is embedded and indexed with it but is not quotable."""

    article_id: str
    version: str
    start: int
    end: int
    text: str
    header: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrieved chunk. `rank` counts from 1 and is the number an answerer may cite; `score` falls strictly."""

    chunk: Chunk
    rank: int
    score: float
    similarity: float = 0.0
    """Cosine of question and chunk, -1..1: evidence for the answerer, never a verdict by itself."""


@dataclass(frozen=True, slots=True)
class Span:
    """Words of an article that an answerer relies on, before anybody has checked them."""

    article_id: str
    version: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Citation:
    """A checked footnote: `quote` stands at [start:end] of that version of the article. Made by `bot.cite` only."""

    n: int
    article_id: str
    version: str
    start: int
    end: int
    quote: str
    title: str
    source: str
    published: str | None = None
    page: int | None = None
    changed: bool = False
    """True where the stored article has moved on since this was quoted."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer, without its markers; `citations` are numbers into `Answer.citations`."""

    text: str
    kind: StatementKind = "quoted"
    citations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Dropped:
    """A statement that was not shown, and why."""

    text: str
    verdict: str


@dataclass(frozen=True, slots=True)
class DraftStatement:
    """What an answerer wants to say, with the spans it leans on (none for metadata and service)."""

    text: str
    kind: StatementKind = "quoted"
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """An answerer's proposal. `short` are the exact short answers; `confidence` is 0..1, that the articles answer."""

    status: Status
    statements: tuple[DraftStatement, ...]
    short: tuple[str, ...] = ()
    confidence: float = 0.0
    closest: Span | None = None
    dropped: tuple[Dropped, ...] = ()
    prompts: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()


Proposals = Generator[DraftStatement | Draft, None, None]
"""Each statement as soon as it is there; the last is the Draft, with all of them."""


@dataclass(frozen=True, slots=True)
class Closest:
    """The nearest passage to a question that was refused."""

    article_id: str
    title: str
    source: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Scope:
    """Which articles a question may use. All None or empty: every article. Dates are ISO, inclusive.

    `public_only`: none that is marked private, for answers that others read, too.
    """

    articles: tuple[str, ...] | None = None
    tags: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    public_only: bool = False


@dataclass(frozen=True, slots=True)
class Exchange:
    """One earlier question and its answer, as far as a follow-up needs them: numbers of citations stay taken."""

    question: str
    answer: str
    standalone_question: str = ""
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """How a question was understood. `before` is the turn that it follows up on, "" where it stands alone."""

    standalone: str
    before: str = ""
    prompts: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Question:
    """A question as asked. `history` replaces the stored turns where given (evaluation replays it)."""

    text: str
    id: str | None = None
    session: str | None = None
    history: tuple[Exchange, ...] | None = None
    scope: Scope = Scope()
    save: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered, on what evidence, and how. `text` carries [n]; `statements` are authoritative."""

    status: Status
    text: str
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...] = ()
    spans: tuple[str, ...] = ()
    confidence: float = 0.0
    dropped: tuple[Dropped, ...] = ()
    passages: tuple[Passage, ...] = ()
    closest: Closest | None = None
    question: str = ""
    standalone_question: str = ""
    answerer: str = ""
    session: str | None = None
    id: str | None = None
    prompts: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """One stored turn of a conversation; `asked` is an ISO time in UTC."""

    question: str
    standalone_question: str
    answer: str
    status: Status
    citations: tuple[Citation, ...]
    asked: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """A session and its turns, oldest first."""

    session: str
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Event: retrieval is done."""

    passages: tuple[Passage, ...]
    standalone_question: str


@dataclass(frozen=True, slots=True)
class Delta:
    """Event: one verified statement, with the citations that are new in it."""

    statement: Statement
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """Event: the whole answer; always the last one."""

    answer: Answer


Event = Found | Delta | Done
