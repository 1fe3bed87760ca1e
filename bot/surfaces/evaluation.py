"""`footnote eval`: what each of its commands takes. What they do is in `eval_asking` and `eval_judging`.

Exit codes of its own: 0 well, 1 a threshold was missed, 2 usage or data, 3 more questions failed than --max-errors.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.errors import FootnoteError, UsageError
from bot.surfaces.options import EVERYWHERE, Options
from bot.surfaces.options import takes as shared

evaluation = typer.Typer(
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Measure how good the answers are: run a set, score the run, compare, report, gate.",
)

Strings = list[str] | None


def takes(*names: str) -> Callable[[Callable[..., int]], Callable[..., Any]]:
    """As everywhere, but that what cannot be read or written ends with 2: here 1 is a threshold that was missed."""

    def wrap(command: Callable[..., int]) -> Callable[..., Any]:
        @wraps(command)
        def run_it(*words: Any, **values: Any) -> int:
            try:
                return command(*words, **values)
            except FootnoteError as error:
                error.exit_code = UsageError.exit_code
                raise

        return shared(*names)(run_it)

    return wrap


SetName = Annotated[str, typer.Argument(metavar="SET", help="A name in `eval sets`, FILE.jsonl, or FORMAT:PATH.")]
RunFile = Annotated[Path, typer.Argument(metavar="RUN", help="A file that `eval run` wrote.")]
Data = Annotated[Path | None, typer.Option("--data", envvar="FOOTNOTE_DATA", metavar="DIR", help="Public data sets.")]
Work = Annotated[
    Path | None,
    typer.Option("--work", metavar="DIR", help="Where libraries and answers are kept."),
]
MaxErrors = Annotated[int, typer.Option("--max-errors", min=0, metavar="N", help="So many questions may fail.")]
FailUnder = Annotated[
    Strings,
    typer.Option("--fail-under", metavar="METRIC=VALUE", help="Exit 1 where it is worse than that."),
]
JUnit = Annotated[Path | None, typer.Option("--junit", metavar="FILE", help="Write JUnit XML.")]
Seed = Annotated[int, typer.Option("--seed", min=0, metavar="N", help="Of the intervals and of --sample.")]


@evaluation.command("sets")
@takes("json", *EVERYWHERE)
def sets(options: Options, *, data: Data = None) -> int:
    """List the sets that have a name, what they may be used for, and whether they are here."""
    from bot.surfaces.eval_asking import list_sets

    return list_sets(options, data)


@evaluation.command("schema")
@takes(*EVERYWHERE)
def schema(options: Options) -> int:
    """Print the JSON Schema of a line of a set."""
    from bot.surfaces.eval_asking import show_schema

    return show_schema(options)


@evaluation.command("run")
@takes("json", "answerer", *EVERYWHERE)
def run(
    options: Options,
    name: SetName,
    *,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="RUN.jsonl", help="Where the answers go.")],
    data: Data = None,
    work: Work = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, metavar="N", help="Only the first N.")] = None,
    filters: Annotated[Strings, typer.Option("--filter", metavar="tag=T", help="Only items with this tag.")] = None,
    ids: Annotated[Strings, typer.Option("--ids", metavar="ID,...", help="Only these.")] = None,
    sample: Annotated[int | None, typer.Option("--sample", min=1, metavar="N", help="A draw of N, by --seed.")] = None,
    seed: Seed = 0,
    settings: Annotated[Strings, typer.Option("--set", metavar="NAME=VALUE", help="A setting of this run.")] = None,
    support: Annotated[
        str, typer.Option("--support", metavar="NAME", help="lexical or embedding, for statements.")
    ] = "lexical",
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Ask everything anew.")] = False,
    retry_errors: Annotated[bool, typer.Option("--retry-errors", help="Ask again what failed.")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Begin anew where RUN holds another run.")] = False,
    max_errors: MaxErrors = 0,
) -> int:
    """Ask every question of a set and write the answers down; goes on where it was cut off."""
    from bot.surfaces.eval_asking import Asking, run_set

    asking = Asking(
        data=data,
        work=work,
        limit=limit,
        filters=tuple(filters or ()),
        ids=tuple(ids or ()),
        sample=sample,
        seed=seed,
        settings=tuple(settings or ()),
        support=support,
        cache=not no_cache,
        retry_errors=retry_errors,
        overwrite=overwrite,
        max_errors=max_errors,
    )
    return run_set(options, name, output, asking)


@evaluation.command("score")
@takes("json", *EVERYWHERE)
def score(
    options: Options,
    path: RunFile,
    *,
    data: Data = None,
    name: Annotated[str | None, typer.Option("--set", metavar="SET", help="RUN is a TREC run over this set.")] = None,
    metrics: Annotated[str | None, typer.Option("--metrics", metavar="NAME,...", help="Only these.")] = None,
    items: Annotated[
        Path | None, typer.Option("--items", metavar="FILE", help="Write the values of every item.")
    ] = None,
    junit: JUnit = None,
    fail_under: FailUnder = None,
    max_errors: MaxErrors = 0,
    judge: Annotated[
        str | None,
        typer.Option("--judge", metavar="PROVIDER:MODEL", help="A chat model judges too: answers are sent."),
    ] = None,
    judge_url: Annotated[str | None, typer.Option("--judge-url", metavar="URL", help="Its server.")] = None,
    seed: Seed = 0,
) -> int:
    """Judge a run: figures with 95 % intervals. Needs no model, and can be done again."""
    from bot.surfaces.eval_judging import Judging, score_run

    judging = Judging(data, name, seed, judge, judge_url)
    return score_run(options, path, judging, metrics, items, junit, fail_under or (), max_errors)


@evaluation.command("compare")
@takes("json", *EVERYWHERE)
def compare(
    options: Options,
    a: Annotated[Path, typer.Argument(metavar="A", help="The run that was there before.")],
    b: Annotated[Path, typer.Argument(metavar="B", help="The run to compare with it.")],
    *,
    data: Data = None,
    intersect: Annotated[bool, typer.Option("--intersect", help="Only the questions that both have.")] = False,
    max_regression: Annotated[
        Strings,
        typer.Option("--max-regression", metavar="METRIC=VALUE", help="Exit 1 where B is worse by more."),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Significant or not.")] = False,
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write a report.")] = None,
    seed: Seed = 0,
) -> int:
    """Compare two runs over the same questions: differences, whether they are luck, and what flipped."""
    from bot.surfaces.eval_judging import Judging, compare_runs

    return compare_runs(options, a, b, Judging(data, None, seed), intersect, max_regression or (), strict, html)


@evaluation.command("report")
@takes(*EVERYWHERE)
def report(
    options: Options,
    path: RunFile,
    *,
    html: Annotated[Path, typer.Option("--html", metavar="FILE", help="Where the report goes.")],
    baseline: Annotated[Path | None, typer.Option("--baseline", metavar="RUN", help="Compare with this run.")] = None,
    data: Data = None,
    seed: Seed = 0,
) -> int:
    """Write one HTML file to look at: plots, figures and the questions worth reading."""
    from bot.surfaces.eval_judging import Judging, write_report

    return write_report(options, path, html, Judging(data, None, seed), baseline)


@evaluation.command("gate")
@takes("json", *EVERYWHERE)
def gate(
    options: Options,
    path: RunFile,
    *,
    floors: Annotated[Path | None, typer.Option("--floors", metavar="FILE", help="Default: eval/floors.json.")] = None,
    fail_under: FailUnder = None,
    baseline: Annotated[Path | None, typer.Option("--baseline", metavar="RUN", help="With --max-regression.")] = None,
    max_regression: Annotated[
        Strings, typer.Option("--max-regression", metavar="METRIC=VALUE", help="Exit 1 beyond.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Whether significant or not.")] = False,
    update: Annotated[bool, typer.Option("--update-floors", help="Raise the floors to this run.")] = False,
    lower: Annotated[bool, typer.Option("--lower", help="With --update-floors: lower them too.")] = False,
    margin: Annotated[float, typer.Option("--margin", min=0.0, metavar="X", help="Room below the run.")] = 0.0,
    junit: JUnit = None,
    max_errors: MaxErrors = 0,
    data: Data = None,
    seed: Seed = 0,
) -> int:
    """Hold a run against floors that were pinned; exit 1 where one is missed."""
    from bot.surfaces.eval_judging import Gating, Judging, hold_gate

    limits = tuple(fail_under or ()), baseline, tuple(max_regression or ())
    gating = Gating(floors, *limits, strict=strict, update=update, lower=lower, margin=margin)
    return hold_gate(options, path, Judging(data, None, seed), gating, junit, max_errors)


@evaluation.command("export")
@takes(*EVERYWHERE)
def export(
    options: Options,
    path: RunFile,
    *,
    form: Annotated[str, typer.Option("--format", metavar="NAME", help="ragas (JSON Lines) or trec (qrels and run).")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="PATH", help="A file; for trec a folder.")],
    data: Data = None,
) -> int:
    """Write a run in a format that others read."""
    from bot.surfaces.eval_judging import Judging, export_run

    return export_run(options, path, Judging(data), form, output)


@evaluation.command("peers")
@takes("json", *EVERYWHERE)
def peers(
    options: Options,
    *,
    names: Annotated[str | None, typer.Option("--peers", metavar="NAME,...", help="Only these.")] = None,
    sets: Annotated[str, typer.Option("--sets", metavar="NAME,...", help="newsqa and squad.")] = "newsqa,squad",
    fresh: Annotated[bool, typer.Option("--fresh", help="Ask and time again what was measured before.")] = False,
    data: Data = None,
    work: Work = None,
) -> int:
    """Other systems beside Footnote, on the same articles and questions (first: make peers-env)."""
    from bot.surfaces.eval_peers import measure_peers

    return measure_peers(options, names, sets, data, work, fresh=fresh)


@evaluation.command("make")
@takes("articles", "tag", "since", "until", *EVERYWHERE)
def make(
    options: Options,
    output: Annotated[Path, typer.Argument(metavar="SET.jsonl", help="Where the questions go.")],
    *,
    n_questions: Annotated[int, typer.Option("-n", min=1, metavar="N", help="How many questions.")] = 100,
    seed: Seed = 0,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace SET.jsonl.")] = False,
) -> int:
    """Propose questions from your own articles, for a first number in minutes."""
    from bot.surfaces.eval_asking import make_set

    return make_set(options, output, n_questions, seed, overwrite=overwrite)
