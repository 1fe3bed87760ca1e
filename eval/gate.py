"""Thresholds: floors kept in a file for a set, or given on the command line; a run that misses one fails.

Promise: a floor is pinned to the questions, articles and counts that it was measured on; it goes down only on request,
and a partial run or one with errors never sets it. A citation that is not word for word fails every gate. What cannot
be checked (a metric that nobody knows, one that the run lacks, nan) has failed, and says why. Files are replaced whole.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.errors import UsageError
from eval.metrics import METRICS, is_lower_better
from eval.runfile import corpus_id
from eval.writing import write_whole

if TYPE_CHECKING:
    from eval.score import Score

FLOORS = Path(__file__).with_name("floors.json")
PINNED_COUNTS = ("items", "answerable", "unanswerable", "unjudged")
"""Counts that belong to the set, not to the run."""
OPTIONAL = "rewriting"
"""Metrics that need the libraries of an extra: a gate must hold in a plain install, too."""
EXACT = "quotes_exact"
"""No margin: anything under 1 is a failure."""
STEPS = 1_000
"""Floors are rounded down (ceilings: up) to a thousandth, so that the last digits of a float fail no run."""
_TOLERANCE = 1e-9

Value = Annotated[float, Field(allow_inf_nan=False)]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class SetFloors(_Part):
    """What a run over one set must reach; `ceilings` are for metrics of which less is better."""

    set_digest: str
    corpus_digest: str
    n_items: int
    counts: dict[str, int] = {}
    floors: dict[str, Value] = {}
    ceilings: dict[str, Value] = {}


class Floors(_Part):
    """The floors file: a set's name to its floors."""

    sets: dict[str, SetFloors] = {}


@dataclass(frozen=True, slots=True)
class Check:
    """One threshold, and what became of it. `reason` says in a line why it failed; `value` None: there is none."""

    name: str
    value: float | str | None
    limit: float | str | None
    passed: bool
    reason: str = ""

    def as_json(self) -> dict[str, Any]:
        """The check as plain data."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Change:
    """A threshold that `update` set; `before` None: it is new."""

    name: str
    before: float | None
    after: float

    def __str__(self) -> str:
        """The change in a line."""
        return f"{self.name}: {'none' if self.before is None else self.before} -> {self.after}"


def read_floors(path: Path = FLOORS) -> Floors:
    """The floors of a file.

    Raises:
        UsageError: no such file, or one that is no floors file.

    """
    try:
        return Floors.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise UsageError(f"cannot read floors {path}: {error.strerror}", hint=_HINT) from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UsageError(f"{path}: {where}: {first['msg'].lower()}", hint=_HINT) from None
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path}: not JSON: {error}", hint=_HINT) from None


_HINT = "name a file of floors, or record one from a whole run with --update-floors"


def write_floors(path: Path, floors: Floors) -> None:
    """The floors as a file that `read_floors` reads back equal, whole or not at all."""
    text = json.dumps(floors.model_dump(), indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False)
    write_whole(path, text + "\n")


def read_limits(given: Sequence[str], option: str = "--fail-under") -> dict[str, float]:
    """Limits as they stand on the command line, `metric=value`.

    >>> read_limits(["ndcg@10=0.6"])
    {'ndcg@10': 0.6}

    Raises:
        UsageError: no `=`, no number, or a metric twice.

    """
    found: dict[str, float] = {}
    for text in given:
        name, _, number = text.rpartition("=")
        try:
            limit = float(number)
        except ValueError:
            limit = math.nan
        if not name or not math.isfinite(limit) or name in found:
            problem = "is there twice" if name in found else "is not metric=number"
            raise UsageError(f"{option} {text} {problem}", hint=f"{option} ndcg@10=0.6")
        found[name] = limit
    return found


def check(score: Score, floors: Floors, *, max_errors: int = 0) -> list[Check]:
    """Every floor of the run's set, and that it is still the same set.

    Raises:
        UsageError: the run is partial, or the file has no floors for its set.

    """
    _refuse_partial(score)
    name = str(score.header["set"])
    if name not in floors.sets:
        known = ", ".join(floors.sets) or "none"
        raise UsageError(f"no floors for set {name} (there are: {known})", hint=_HINT)
    pinned = floors.sets[name]
    return [
        *_same_set(score, pinned),
        *soundness(score, max_errors=max_errors),
        *(_reach(score, metric, limit, lower=False) for metric, limit in pinned.floors.items()),
        *(_reach(score, metric, limit, lower=True) for metric, limit in pinned.ceilings.items()),
    ]


def fail_under(score: Score, limits: Mapping[str, float]) -> list[Check]:
    """Limits of the command line; for a metric of which less is better the limit is a ceiling."""
    return [_reach(score, name, limit, lower=is_lower_better(name)) for name, limit in limits.items()]


def soundness(score: Score, *, max_errors: int = 0) -> list[Check]:
    """What no run may have, whatever its figures: citations that are not word for word, and too many errors."""
    inexact = score.counts.get("inexact_quotes", 0)
    errors = score.counts.get("errors", 0)
    return [
        Check("inexact_quotes", inexact, 0, inexact == 0, f"{inexact} quotes are not in their article" * (inexact > 0)),
        Check(
            "errors",
            errors,
            max_errors,
            errors <= max_errors,
            f"{errors} of {len(score.rows)} questions have no answer, {max_errors} may" * (errors > max_errors),
        ),
    ]


def update(
    floors: Floors, score: Score, *, lower: bool = False, margin: float = 0.0
) -> tuple[Floors, tuple[Change, ...]]:
    """Floors raised to what was measured less `margin`, rounded down to 3 digits; and what changed.

    One that the run does not reach stays, unless `lower`; then the set's floors are those of this run alone.

    Raises:
        UsageError: a partial or unsound run, or one over other questions than the floors are for (unless `lower`).

    """
    _refuse_partial(score)
    name = str(score.header["set"])
    old = floors.sets.get(name)
    unsound = [one.reason for one in soundness(score) if not one.passed]
    if old and not lower:
        unsound += [one.reason for one in _same_set(score, old) if not one.passed]
    if unsound:
        raise UsageError(f"floors not changed: {unsound[0]}", hint="mend the run; --lower sets a changed set anew")
    before = {} if old is None else {**old.floors, **old.ceilings}
    after = _measured(score, margin)
    if not lower:
        after = {**before, **{m: _stricter(m, before.get(m, value), value) for m, value in after.items()}}
    changes = tuple(Change(m, before.get(m), value) for m, value in after.items() if before.get(m) != value)
    return Floors(sets={**floors.sets, name: _pinned(score, after)}), changes


def _measured(score: Score, margin: float) -> dict[str, float]:
    figures = {m: figure for m, figure in score.figures.items() if m in METRICS and METRICS[m].kind != OPTIONAL}
    found = {m: figure.value for m, figure in figures.items() if math.isfinite(figure.value)}
    return {
        m: _rounded(value + room if is_lower_better(m) else value - room, m)
        for m, value, room in ((m, value, 0.0 if m == EXACT else margin) for m, value in found.items())
    }


def _rounded(value: float, metric: str) -> float:
    scaled = value * STEPS
    return (math.ceil(scaled - 1e-6) if is_lower_better(metric) else math.floor(scaled + 1e-6)) / STEPS


def _stricter(metric: str, one: float, other: float) -> float:
    return min(one, other) if is_lower_better(metric) else max(one, other)


def _pinned(score: Score, limits: Mapping[str, float]) -> SetFloors:
    return SetFloors(
        set_digest=str(score.header["set_digest"]),
        corpus_digest=corpus_id(score.header),
        n_items=len(score.rows),
        counts={name: score.counts[name] for name in PINNED_COUNTS if name in score.counts},
        floors={m: limit for m, limit in limits.items() if not is_lower_better(m)},
        ceilings={m: limit for m, limit in limits.items() if is_lower_better(m)},
    )


def _same_set(score: Score, pinned: SetFloors) -> list[Check]:
    """That questions, articles and counts are those that the floors were measured on."""
    pairs: list[tuple[str, str, Any, Any]] = [
        ("set_digest", "questions", score.header["set_digest"], pinned.set_digest),
        ("corpus_digest", "articles", corpus_id(score.header), pinned.corpus_digest),
        ("n_items", "questions", len(score.rows), pinned.n_items),
        *(("counts." + name, "questions", score.counts.get(name), n) for name, n in pinned.counts.items()),
    ]
    return [
        Check(name, value, limit, value == limit, f"the gate was set on other {what}" * (value != limit))
        for name, what, value, limit in pairs
    ]


def _reach(score: Score, metric: str, limit: float, *, lower: bool) -> Check:
    """Whether the run's figure is at least (`lower`: at most) the limit."""
    if metric not in METRICS:
        return Check(metric, None, limit, False, f"no metric is called {metric}")
    figure = score.figures.get(metric)
    if figure is None:
        return Check(metric, None, limit, False, f"the run has no {metric}")
    value = figure.value
    if not math.isfinite(value) or math.isnan(limit):
        return Check(metric, None, None, False, f"{metric} {value} or its limit {limit} is not a number")
    passed = value <= limit + _TOLERANCE if lower else value >= limit - _TOLERANCE
    reason = f"{metric} {value:.4f} is {'over' if lower else 'under'} {limit:g}"
    return Check(metric, value, limit, passed, "" if passed else reason)


def _refuse_partial(score: Score) -> None:
    if score.header.get("partial"):
        raise UsageError(
            f"a partial run is never a baseline: it has {len(score.rows)} questions",
            hint="run the whole set: leave out --limit, --filter, --ids and --sample",
        )
