"""Which questions of two runs are compared, and whether they may be.

Promise: a question stands beside itself or not at all: other articles, other questions and one id for two questions
are refused with what differs. Whatever else a reader must know about the two is said in a note.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.errors import UsageError
from eval.runfile import corpus_id

if TYPE_CHECKING:
    from eval.score import Score

_N_EXAMPLES = 3
_JUDGE = ("judge", "judge_version", "judge_prompts")
Pairs = list[tuple[int, int]]


def pair(a: Score, b: Score, *, intersect: bool = False) -> tuple[Pairs, list[str]]:
    """Places of each shared question in the rows of both, and notes.

    Raises:
        UsageError: other articles or other questions; with `intersect`, only where no question is shared or one id
            stands for two questions.

    """
    _same("articles", corpus_id(a.header), corpus_id(b.header), hint="run both over the same articles")
    place = {row.item.id: j for j, row in enumerate(b.rows) if not row.is_missing}
    pairs = [(i, place[row.item.id]) for i, row in enumerate(a.rows) if row.item.id in place and not row.is_missing]
    differing = [a.rows[i].item.id for i, j in pairs if a.rows[i].item != b.rows[j].item]
    if differing:
        same_id = f"questions with the same id differ: {_examples(differing)}"
        raise UsageError(same_id, hint="run both over the same set")
    notes = _notes(a, b)
    lacks = _lacks(a, b, {a.rows[i].item.id for i, _ in pairs})
    if lacks and not (intersect and pairs):
        hint = f"--intersect compares the {len(pairs)} that both have" if pairs else "run both over the same set"
        raise UsageError(f"the runs answer different questions: {lacks}", hint=hint)
    if lacks:
        notes.append(f"intersection: {len(pairs)} questions that both have are compared; {lacks}")
    if not intersect:
        digests = a.header.get("set_digest", ""), b.header.get("set_digest", "")
        _same("sets", *digests, hint=f"--intersect compares the {len(pairs)} questions they share")
    return pairs, notes


def same_judge(a: Score, b: Score) -> bool:
    """Whether one judge, by model, version and prompts, judged both."""
    return all(a.header.get(name) == b.header.get(name) for name in _JUDGE)


def _lacks(a: Score, b: Score, shared: set[str]) -> str:
    """What each has not, in a line; "" where both have the same."""
    only_a, only_b = (
        [row.item.id for row in run.rows if row.item.id not in shared and not row.is_missing] for run in (a, b)
    )
    return f"A lacks {_examples(only_b)}, B lacks {_examples(only_a)}" if only_a or only_b else ""


def _examples(ids: Sequence[str]) -> str:
    shown = ", ".join(ids[:_N_EXAMPLES]) + (", ..." if len(ids) > _N_EXAMPLES else "")
    return f"{len(ids)} ({shown})" if ids else "none"


def _same(what: str, one: str, other: str, hint: str) -> None:
    if one != other:
        raise UsageError(f"the runs are over different {what}: A {one or 'none'}, B {other or 'none'}", hint=hint)


def _notes(a: Score, b: Score) -> list[str]:
    notes = [*_partial("A", a), *_partial("B", b)]
    if not same_judge(a, b):
        names = [run.header.get("judge", "nobody") for run in (a, b)]
        notes.append(f"the judge differs and its metrics are left out: {names[0]} for A, {names[1]} for B")
    return notes


def _partial(name: str, score: Score) -> list[str]:
    chosen = ", ".join(f"{key}={value}" for key, value in score.header.get("selection", {}).items())
    return [f"{name} is partial: {len(score.rows)} questions ({chosen})"] if score.header.get("partial") else []
