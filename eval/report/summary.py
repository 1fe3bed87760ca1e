"""A run in a sentence: how often it is right, answers for nothing, refuses for nothing, and whether quotes are exact.

Promise: the counts are those of the rows; what the set cannot say is not mentioned.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eval.report.naming import count, headline, number, percent, title
from eval.report.outcomes import ERROR, FALSE_ANSWER, FALSE_REFUSAL, RIGHT, UNJUDGED, Fate, fates

if TYPE_CHECKING:
    from eval.score import Score

GOOD, BAD, STRONG, PLAIN = "good", "bad", "strong", ""
# How much is shown as bad: this share of mistakes and more; less than this share of right answers.
MANY, MOST = 0.1, 0.5


@dataclass(frozen=True, slots=True)
class Phrase:
    """A piece of the sentence; `tone` says whether it is a number to be seen, and how it is meant."""

    text: str
    tone: str = PLAIN


def sentence(score: Score) -> tuple[Phrase, ...]:
    """The whole summary, piece by piece."""
    by_kind = {fate.title: fate for fate in fates(score.rows)}
    found: list[Phrase] = []
    if (asked := by_kind.get("answerable")) and asked.share(RIGHT) + asked.share(FALSE_REFUSAL) > 0:
        found += _answerable(asked)
    if (foreign := by_kind.get("not answerable")) and foreign.share(RIGHT) + foreign.share(FALSE_ANSWER) > 0:
        found += _unanswerable(foreign, "they" if found else "the articles")
    return (*(found or _by_headline(score)), *_quotes(score), *_errors(score))


def provenance_line(header: dict[str, Any]) -> str:
    """What ran, in a line: system, commit, seed, day."""
    commit = str(header.get("git_commit") or "")[:7] or "no commit"
    parts = [str(header.get("model") or "no model"), commit + (" with changes" if header.get("git_dirty") else "")]
    parts += [f"seed {header['seed']}"] if "seed" in header else []
    parts += [str(header["started"])[:10]] if header.get("started") else []
    return " · ".join(parts)


def flat_header(header: dict[str, Any]) -> list[tuple[str, str]]:
    """The whole header of a run as pairs of texts, nested names with a dot.

    >>> flat_header({"seed": 0, "versions": {"python": "3.11.7"}})
    [('seed', '0'), ('versions.python', '3.11.7')]
    """
    flat: list[tuple[str, str]] = []
    for name, value in header.items():
        inner = value.items() if isinstance(value, dict) else ()
        flat += [(f"{name}.{key}", _plain(part)) for key, part in inner] or [(name, _plain(value))]
    return flat


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def partial_line(header: dict[str, Any], n_rows: int) -> str:
    """That only some of the set was asked, or nothing."""
    if not header.get("partial"):
        return ""
    chosen = ", ".join(f"{name} {value}" for name, value in (header.get("selection") or {}).items() if value)
    return f"A part of the set only: {n_rows} of {header.get('n_items', '?')} items" + (
        f" ({chosen})" if chosen else ""
    )


def _answerable(fate: Fate) -> Iterator[Phrase]:
    yield Phrase(f"Of {count(fate.n, 'question')} that the articles answer, it ")
    if fate.share(UNJUDGED) <= MANY:  # else most answers are prose that no reference can judge
        yield Phrase("answers ")
        yield Phrase(percent(fate.share(RIGHT)), GOOD if fate.share(RIGHT) >= MOST else BAD)
        yield Phrase(" right and ")
    yield Phrase("refuses ")
    yield _mistakes(fate.share(FALSE_REFUSAL))
    yield Phrase(". ")


def _unanswerable(fate: Fate, sources: str) -> Iterator[Phrase]:
    yield Phrase(f"Of {count(fate.n, 'question')} that {sources} do not answer, it answers ")
    yield _mistakes(fate.share(FALSE_ANSWER))
    yield Phrase(" all the same. ")


def _by_headline(score: Score) -> Iterator[Phrase]:
    metric = headline(score)
    if metric is not None:
        figure = score.figures[metric]
        yield Phrase(f"Over {count(figure.n, 'question')}, {title(metric)} is ")
        yield Phrase(number(figure.value), STRONG)
        yield Phrase(". ")


def _quotes(score: Score) -> Iterator[Phrase]:
    """Silent where quotes could not be checked: the articles were not at hand."""
    n = sum(len(row.answer.get("citations") or ()) for row in score.rows if row.answer)
    n_inexact = score.counts.get("inexact_quotes", 0)
    if n_inexact:
        yield Phrase(count(n_inexact, "answer"), BAD)
        yield Phrase(f" {'shows' if n_inexact == 1 else 'show'} a quote that is not word for word in its article. ")
    elif n and "quotes_exact" in score.figures:
        yield Phrase(f"All {n:,} quotes" if n > 1 else "The one quote", GOOD)
        yield Phrase(" stand word for word in their articles. " if n > 1 else " stands word for word in its article. ")


def _errors(score: Score) -> Iterator[Phrase]:
    n = sum(part.n for fate in fates(score.rows) for part in fate.parts if part.id == ERROR)
    if n:
        yield Phrase(count(n, "question"), BAD)
        yield Phrase(" failed.")


def _mistakes(share: float) -> Phrase:
    return Phrase(percent(share), BAD if share >= MANY else GOOD)
