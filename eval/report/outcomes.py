"""What became of each question, in the words of a reader: right, wrong, refused for nothing, answered for nothing.

Promise: every row has exactly one outcome; an error is an error whatever else it may be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eval.report.curves import confidence
from eval.values import RANKED

if TYPE_CHECKING:
    from eval.score import Row

RIGHT, WRONG, FALSE_ANSWER, FALSE_REFUSAL = "right", "wrong", "false-answer", "false-refusal"
ERROR, INEXACT, UNJUDGED = "error", "inexact", "unjudged"


def outcome(row: Row) -> str:
    """The one word for what became of a question."""
    if row.error is not None or row.answer is None:
        return ERROR
    if row.answer.get("status") == RANKED:
        return UNJUDGED
    is_refused = row.answer.get("status") == "refused"
    if is_refused and row.item.answerable is True:
        return FALSE_REFUSAL
    if not is_refused and row.item.answerable is False and "status" in row.answer:
        return FALSE_ANSWER
    if "right" not in row.values:
        return UNJUDGED
    return WRONG if row.values["right"] == 0 else RIGHT


def has_inexact_quote(row: Row) -> bool:
    """A quote that does not stand in its article, character for character."""
    return row.values.get("quotes_exact", 1.0) < 1


@dataclass(frozen=True, slots=True)
class Part:
    """So many questions that ended alike; `id` is that outcome."""

    id: str
    title: str
    n: int


@dataclass(frozen=True, slots=True)
class Fate:
    """Questions of one kind, parted by what became of them."""

    title: str
    n: int
    parts: tuple[Part, ...]

    def share(self, outcome_id: str) -> float:
        """The part of the questions that ended so."""
        return sum(part.n for part in self.parts if part.id == outcome_id) / self.n


_NAMES = {
    RIGHT: "right",
    WRONG: "wrong answer",
    FALSE_ANSWER: "answered all the same",
    FALSE_REFUSAL: "refused",
    UNJUDGED: "not judged",
    ERROR: "error",
}


def fates(rows: Sequence[Row]) -> list[Fate]:
    """Answerable questions, unanswerable ones, and those nobody has judged: what became of them."""
    kinds: tuple[tuple[str, bool | None, dict[str, str]], ...] = (
        ("answerable", True, {}),
        ("not answerable", False, {RIGHT: "rightly refused"}),
        ("not judged", None, {}),
    )
    found = []
    for title, answerable, names in kinds:
        ended = [outcome(row) for row in rows if row.item.answerable is answerable]
        parts = tuple(Part(id_, (_NAMES | names)[id_], ended.count(id_)) for id_ in _NAMES if id_ in ended)
        found.append(Fate(title, len(ended), parts))
    return [fate for fate in found if fate.n]


@dataclass(frozen=True, slots=True)
class Section:
    """Questions that ended alike, those that are furthest off first."""

    id: str
    title: str
    about: str
    rows: tuple[Row, ...]


_SECTIONS = (
    (FALSE_ANSWER, "False answers", "The articles don't say, yet it answered. The surest first."),
    (FALSE_REFUSAL, "False refusals", "The articles say, yet it refused. The least sure first."),
    (WRONG, "Wrong answers", "It answered, but not what was expected. The surest first."),
    (INEXACT, "Inexact quotes", "A quote that does not stand word for word in its article. There must be none."),
    (ERROR, "Errors", "No answer came. Each counts as wrong in every mean."),
    (UNJUDGED, "Not judged", "Nobody has said what would be right."),
    (RIGHT, "Right", "Answers as expected, and refusals where the articles don't say."),
)


def sections(rows: Sequence[Row]) -> list[Section]:
    """Every row under its outcome; one with an inexact quote stands there, too."""
    found = []
    for id_, title, about in _SECTIONS:
        chosen = [row for row in rows if (has_inexact_quote(row) if id_ == INEXACT else outcome(row) == id_)]
        sign = 1 if id_ == FALSE_REFUSAL else -1
        if id_ not in (RIGHT, ERROR, UNJUDGED):
            chosen.sort(key=lambda row: sign * (confidence(row) or 0.0))
        found.append(Section(id_, title, about, tuple(chosen)))
    return [section for section in found if section.rows]
