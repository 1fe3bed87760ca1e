"""`footnote eval score`, `compare`, `report`, `gate` and `export`: what became of a run.

Promise: no model is loaded but a judge that was asked for; a file is written whole or not at all. Exit code 1 where a
threshold was missed, 3 where more questions failed than may.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.errors import FootnoteError, UsageError
from bot.surfaces.eval_asking import TOO_MANY_ERRORS
from bot.surfaces.json_output import print_json
from bot.surfaces.options import Options
from bot.surfaces.render import Screen, screen

if TYPE_CHECKING:
    from rich.console import Console

    from eval.compare import Comparison
    from eval.gate import Check
    from eval.score import Score

MISSED = 1


@dataclass(frozen=True, slots=True)
class Judging:
    """How runs are judged. `source`: the run is TREC's, over this set. `judge`: a chat model, PROVIDER:MODEL."""

    data: Path | None
    source: str | None = None
    seed: int = 0
    judge: str | None = None
    judge_url: str | None = None

    def score(self, options: Options, path: Path) -> Score:
        """The score of a run file."""
        from eval.loading import load_score

        found = load_score(path, self.data, options.settings(), source=self.source, seed=self.seed)
        return self._judged(found) if self.judge else found

    def _judged(self, found: Score) -> Score:
        from eval.judge import judge_rows, open_judge
        from eval.score import with_values

        judged = judge_rows(open_judge(self.judge or "", self.judge_url), found.rows)
        for item_id, reasons in list(judged.errors.items())[:3]:
            screen().note(f"{item_id}: no verdict: {next(iter(reasons.values()))}")
        return with_values(found, judged.values, judged.header, self.seed)


@dataclass(frozen=True, slots=True)
class Gating:
    """What a run is held against."""

    floors: Path | None
    fail_under: tuple[str, ...]
    baseline: Path | None
    max_regression: tuple[str, ...]
    strict: bool
    update: bool
    lower: bool
    margin: float


def score_run(
    options: Options,
    path: Path,
    judging: Judging,
    metrics: str | None,
    items: Path | None,
    junit: Path | None,
    fail_under: Sequence[str],
    max_errors: int,
) -> int:
    """Figures on stdout; thresholds, where given, checked."""
    from eval.gate import fail_under as under
    from eval.gate import soundness
    from eval.lines import write_lines
    from eval.metrics import known

    chosen = [known(name.strip()) for name in metrics.split(",")] if metrics else None
    limits = _limits(fail_under)
    score = judging.score(options, path)
    checks = under(score, limits) + [one for one in soundness(score) if one.name == "inexact_quotes" and not one.passed]
    if items:
        _writing(items, lambda: write_lines(items, [row.as_json() for row in score.rows]))
    _write_junit(junit, score, checks)
    if options.json:
        print_json(_only(score.as_json(), chosen) | {"checks": [check.as_json() for check in checks]})
    else:
        from eval.report.table import show_checks, show_score

        where = screen(options.color)
        _print(where, lambda console: show_score(console, score, chosen))
        _print(where, lambda console: show_checks(console, checks))
    return _code(score, checks, max_errors)


def compare_runs(
    options: Options,
    a: Path,
    b: Path,
    judging: Judging,
    intersect: bool,
    max_regression: Sequence[str],
    strict: bool,
    html: Path | None,
) -> int:
    """Differences on stdout; regressions, where limits are given, checked."""
    from eval.compare import compare, regressions

    limits = _limits(max_regression, "--max-regression")
    before, after = judging.score(options, a), judging.score(options, b)
    comparison = compare(before, after, intersect=intersect, seed=judging.seed)
    checks = regressions(comparison, limits, strict=strict)
    if html:
        _write_html(html, after, comparison, checks)
    if options.json:
        print_json(comparison.as_json() | {"checks": [check.as_json() for check in checks]})
    else:
        from eval.report.table import show_checks, show_comparison

        where = screen(options.color)
        _print(where, lambda console: show_comparison(console, comparison))
        _print(where, lambda console: show_checks(console, checks))
    unsound = before.counts["inexact_quotes"] + after.counts["inexact_quotes"] > 0
    return MISSED if unsound or any(not check.passed for check in checks) else 0


def write_report(options: Options, path: Path, html: Path, judging: Judging, baseline: Path | None) -> int:
    """One HTML file."""
    from eval.compare import compare

    score = judging.score(options, path)
    comparison = compare(judging.score(options, baseline), score, seed=judging.seed) if baseline else None
    _write_html(html, score, comparison, ())
    screen(options.color).out.say(f"{html}: open it in a browser")
    return MISSED if score.counts["inexact_quotes"] else 0


def hold_gate(
    options: Options, path: Path, judging: Judging, gating: Gating, junit: Path | None, max_errors: int
) -> int:
    """Every floor checked, or, with --update-floors, raised."""
    from eval import gate

    limits = _limits(gating.fail_under)
    _check_together(gating, junit)
    score = judging.score(options, path)
    file = gating.floors or gate.FLOORS
    if gating.update:
        floors = gate.read_floors(file) if file.exists() else gate.Floors(sets={})
        updated, changes = gate.update(floors, score, lower=gating.lower, margin=gating.margin)
        _writing(file, lambda: gate.write_floors(file, updated))
        for change in changes:
            screen(options.color).out.say(str(change))
        return 0
    floors = gate.read_floors(file)
    checks = gate.fail_under(score, limits) + _regressions(options, score, judging, gating)
    if gating.floors or not checks or score.header["set"] in floors.sets:
        checks += gate.check(score, floors, max_errors=max_errors)
    else:  # a set without floors, held against the command line alone
        checks += gate.soundness(score, max_errors=max_errors)
    _write_junit(junit, score, checks)
    if options.json:
        print_json({"passed": all(c.passed for c in checks), "checks": [check.as_json() for check in checks]})
    else:
        from eval.report.table import show_checks

        _print(screen(options.color), lambda console: show_checks(console, checks))
    return _code(score, checks, max_errors)


def _check_together(gating: Gating, junit: Path | None) -> None:
    """Refuse options that would be passed over in silence."""
    if bool(gating.baseline) != bool(gating.max_regression):
        raise UsageError(
            "--baseline and --max-regression go together", hint="--baseline RUN --max-regression right=.01"
        )
    if not gating.update and (gating.lower or gating.margin):
        raise UsageError("--lower and --margin are about --update-floors", hint="add --update-floors")
    if gating.update and (gating.fail_under or gating.baseline or junit):
        raise UsageError("--update-floors checks nothing", hint="hold the run against the floors first, without it")


def _limits(given: Sequence[str], option: str = "--fail-under") -> dict[str, float]:
    """Metrics and their limits, each known."""
    from eval.gate import read_limits
    from eval.metrics import known

    limits = read_limits(given, option)
    for name in limits:
        known(name)
    return limits


def export_run(options: Options, path: Path, judging: Judging, form: str, output: Path) -> int:
    """The run as ragas's lines, or as TREC's two files in a folder."""
    from eval.lines import write_lines
    from eval.sets.export import to_ragas, to_trec

    score = judging.score(options, path)
    if form == "ragas":
        _writing(output, lambda: write_lines(output, to_ragas(score)))
    elif form == "trec":
        qrels, run = to_trec(score, "footnote")
        _writing(output, lambda: output.mkdir(parents=True, exist_ok=True))
        _write(output / "qrels.txt", qrels)
        _write(output / "run.txt", run)
    else:
        raise UsageError(f"no format {form!r}", hint="--format ragas or --format trec")
    screen(options.color).out.say(f"{output}: {len(score.rows)} questions")
    return 0


def _regressions(options: Options, score: Score, judging: Judging, gating: Gating) -> list[Check]:
    from eval.compare import compare, regressions

    if gating.baseline is None:
        return []
    before = judging.score(options, gating.baseline)
    if before.header["partial"]:
        raise UsageError(
            f"{gating.baseline} is a partial run: no baseline", hint="footnote eval run SET -o BASELINE.jsonl"
        )
    limits = _limits(gating.max_regression, "--max-regression")
    return regressions(compare(before, score, seed=judging.seed), limits, strict=gating.strict)


def _code(score: Score, checks: Sequence[Check], max_errors: int) -> int:
    """1 where a threshold or the exactness of quotes is missed, 3 where too much failed."""
    if score.counts["errors"] + sum(score.header.get("judge_errors", {}).values()) > max_errors:
        return TOO_MANY_ERRORS
    missed = any(not check.passed for check in checks) or score.counts["inexact_quotes"] > 0
    return MISSED if missed else 0


def _only(score: dict[str, Any], chosen: Sequence[str] | None) -> dict[str, Any]:
    if chosen is None:
        return score
    return score | {"metrics": {name: score["metrics"].get(name) for name in chosen}}


def _write_html(path: Path, score: Score, comparison: Comparison | None, checks: Sequence[Check]) -> None:
    from eval.report.html import render

    _write(path, render(score, comparison, checks))


def _write_junit(path: Path | None, score: Score, checks: Sequence[Check]) -> None:
    if path:
        from eval.report.junit import junit

        _write(path, junit(score, checks))


def _write(path: Path, text: str) -> None:
    from eval.writing import write_whole

    _writing(path, lambda: write_whole(path, text))


def _print(where: Screen, show: Callable[[Console], None]) -> None:
    """What rich would print, sent by ourselves: it would end the program where a pipe is closed."""
    with where.out.console.capture() as captured:
        show(where.out.console)
    where.out.write(captured.get())


def _writing(path: Path, write: Callable[[], None]) -> None:
    from eval.writing import is_precious

    if is_precious(path):
        raise UsageError(f"{path} holds a run or a set", hint="choose another file")
    try:
        write()
    except OSError as error:
        raise FootnoteError(f"cannot write {path}: {error.strerror}", hint="choose another file") from error
