"""The contract of the command line's JSON as DESIGN has it, strict: a missing, renamed or mistyped field fails."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """Types as they are; fields may be added, so that unknown ones pass."""

    model_config = ConfigDict(strict=True, extra="allow")


class StatementJson(Strict):
    text: str
    kind: Literal["quoted", "metadata", "service", "unverified"]
    citations: list[int]


class CitationJson(Strict):
    n: int
    article_id: str
    version: str
    title: str
    source: str
    published: str | None
    quote: str
    start: int
    end: int


class PassageJson(Strict):
    article_id: str
    source: str
    title: str
    start: int
    end: int
    score: float


class ClosestJson(Strict):
    article_id: str
    title: str
    source: str
    start: int
    end: int
    quote: str


class DroppedJson(Strict):
    text: str
    verdict: str


class AnswerJson(Strict):
    id: str | int | None
    question: str
    standalone_question: str
    status: Literal["answered", "partial", "refused"]
    answer: str
    statements: list[StatementJson]
    citations: list[CitationJson]
    spans: list[str]
    confidence: float
    dropped: list[DroppedJson]
    passages: list[PassageJson]
    closest: ClosestJson | None
    session: str | None
    answerer: str
    prompts: dict[str, str]
    warnings: list[str]
    timings_ms: dict[str, float]


class ErrorBody(Strict):
    code: str
    message: str
    hint: str


class ErrorJson(Strict):
    id: str | int | None
    error: ErrorBody


class ArticleJson(Strict):
    id: str
    version: str
    source: str
    title: str
    published: str | None
    byline: str | None
    language: str | None
    fetched: str
    tags: list[str]
    private: bool


class WholeArticleJson(ArticleJson):
    text: str


class FailedJson(Strict):
    source: str
    code: str
    message: str


class IngestJson(Strict):
    new: int
    changed: int
    unchanged: int
    failed: list[FailedJson]
    articles: list[str]
