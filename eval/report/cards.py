"""One question as a reader wants to see it: what was asked, expected and said, on which words, from which passages.

Promise: whatever an answer lacks is left out, never guessed; texts are as they are, escaping is the page's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eval.report.curves import confidence
from eval.report.naming import number, seconds, title
from eval.report.outcomes import ERROR, has_inexact_quote, outcome

if TYPE_CHECKING:
    from eval.score import Row


@dataclass(frozen=True, slots=True)
class Quote:
    """The words that an answer stands on, and where they are from."""

    text: str
    where: str


@dataclass(frozen=True, slots=True)
class Passage:
    """What was found, and whether it is from an article that answers."""

    where: str
    score: str
    is_relevant: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One question, ready to be laid out."""

    id: str
    outcome: str
    is_inexact: bool
    tags: tuple[str, ...]
    question: str
    understood: str
    history: tuple[tuple[str, str], ...]
    is_answerable: bool | None
    expected: tuple[str, ...]
    status: str
    said: str
    quotes: tuple[Quote, ...]
    passages: tuple[Passage, ...]
    found: str
    error: tuple[str, ...]
    facts: tuple[str, ...]
    values: tuple[tuple[str, str], ...]


def card(row: Row) -> Card:
    """The card of a row."""
    answer: dict[str, Any] = row.answer or {}
    passages = tuple(_passage(row, found) for found in answer.get("passages") or ())
    understood = str(answer.get("standalone_question") or "")
    return Card(
        id=row.item.id,
        outcome=outcome(row),
        is_inexact=has_inexact_quote(row),
        tags=row.item.tags,
        question=row.item.question,
        understood="" if understood == row.item.question else understood,
        history=tuple((past.question, past.answer) for past in row.item.history),
        is_answerable=row.item.answerable,
        expected=row.item.answers,
        status=str(answer.get("status") or ""),
        said=said(row),
        quotes=tuple(_quote(cited) for cited in answer.get("citations") or ()),
        passages=passages,
        found=_found(row, passages),
        error=_error(row),
        facts=_facts(row),
        values=tuple((title(name), number(value)) for name, value in row.values.items()),
    )


def said(row: Row) -> str:
    """The words of the answer."""
    return str((row.answer or {}).get("answer") or "")


def expected(row: Row) -> str:
    """What would have been right, in a line."""
    if row.item.answerable is False:
        return "a refusal: the articles don't say"
    return " | ".join(row.item.answers) or "an answer"


def error_line(row: Row) -> str:
    """Why there is no answer."""
    return ": ".join(_error(row)) or "no answer"


def _error(row: Row) -> tuple[str, ...]:
    if outcome(row) != ERROR:
        return ()
    error = row.error or {}
    return tuple(str(error[part]) for part in ("code", "message", "hint") if error.get(part)) or ("no answer",)


def _quote(cited: dict[str, Any]) -> Quote:
    where = (cited.get("title"), cited.get("published"), cited.get("source"))
    return Quote(str(cited.get("quote") or ""), ", ".join(str(part) for part in where if part))


def _passage(row: Row, found: dict[str, Any]) -> Passage:
    grade = row.item.grades.get(str(found.get("article_id")), 0)
    where = str(found.get("title") or found.get("article_id") or "")
    return Passage(where, number(found.get("score")), grade > 0)


def _found(row: Row, passages: tuple[Passage, ...]) -> str:
    """At which place the first passage of a relevant article was found."""
    if not passages or not row.item.grades:
        return ""
    rank = next((n for n, passage in enumerate(passages, 1) if passage.is_relevant), None)
    return f"right article at place {rank}" if rank else f"right article not among {len(passages)} passages"


def _facts(row: Row) -> tuple[str, ...]:
    claimed = confidence(row) if row.answer is not None else None
    facts = [f"confidence {claimed:.2f}"] if claimed is not None else []
    if row.total_ms is not None:
        facts.append(seconds(row.total_ms) + (" (cached)" if row.cached else ""))
    return tuple(facts)
