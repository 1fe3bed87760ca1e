"""`footnote eval sets`, `schema`, `run` and `make`: what is asked, and asking it.

Promise: nothing is asked before everything about the run has been checked; answers go to the file given, and what is
said about them to stderr.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.errors import UsageError
from bot.surfaces.json_output import print_json
from bot.surfaces.options import Options
from bot.surfaces.render import Screen, screen

if TYPE_CHECKING:
    from bot.settings import Settings
    from eval.items import EvalSet
    from eval.run import Selection
    from eval.runfile import Run
    from eval.system import System

TOO_MANY_ERRORS = 3
SUPPORT = ("lexical", "embedding", "reader")


@dataclass(frozen=True, slots=True)
class Asking:
    """How a set is to be asked, as the command line has it."""

    data: Path | None
    work: Path | None
    limit: int | None
    filters: tuple[str, ...]
    ids: tuple[str, ...]
    sample: int | None
    seed: int
    settings: tuple[str, ...]
    support: str
    cache: bool
    retry_errors: bool
    overwrite: bool
    max_errors: int

    def selection(self) -> Selection:
        """Which items."""
        from eval.run import Selection

        ids = tuple(part.strip() for listed in self.ids for part in listed.split(",") if part.strip())
        if self.ids and not ids:
            raise UsageError(f"--ids {','.join(self.ids)!r} names none", hint="--ids gifts-exchanged,talk-oscars")
        return Selection(tuple(map(_tag, self.filters)), ids, self.limit, self.sample, self.seed)

    def flags(self, answerer: str | None) -> dict[str, Any]:
        """Settings that the command line gives."""
        found: dict[str, Any] = dict(map(_setting, self.settings))
        return found if answerer is None else found | {"answerer": answerer}


def list_sets(options: Options, data: Path | None) -> int:
    """A table on a terminal, tab-separated lines in a pipe."""
    from eval.sets import CATALOGUE, FORMATS

    rows = [
        {"name": e.name, "use": e.use, "about": e.about, "licence": e.licence, "here": _is_here(e.needs, data)}
        for e in CATALOGUE.values()
    ]
    where = screen(options.color)
    if options.json:
        print_json(rows)
        return 0
    cells = [(str(r["name"]), str(r["use"]), "yes" if r["here"] else "no", str(r["about"])) for r in rows]
    if where.out.wraps:
        _show_table(where, ("set", "use", "here", "about"), cells)
    else:
        where.out.write("".join("\t".join(row) + "\n" for row in cells))
    where.note(f"also FILE.jsonl (footnote eval schema), and FORMAT:PATH with {', '.join(FORMATS)}")
    if not all(row["here"] for row in rows):
        where.note("those that are not here need the folder of the public data sets: --data DIR or FOOTNOTE_DATA")
    return 0


def show_schema(_options: Options) -> int:
    """The JSON Schema, to be read."""
    import sys

    from eval.schema import json_schema

    sys.stdout.write(json.dumps(json_schema(), indent=2) + "\n")
    return 0


def run_set(options: Options, name: str, output: Path, asking: Asking) -> int:
    """Ask a set; exit code 3 where more questions failed than may."""
    from eval import run as asked
    from eval.library import open_settings, work_folder
    from eval.loading import corpus_of
    from eval.sets import check_gold, open_set

    if asking.support not in SUPPORT:
        raise UsageError(f"no support scorer {asking.support!r}", hint=f"--support {' or '.join(SUPPORT)}")
    made, work, selection = open_set(name, asking.data), work_folder(asking.work), asking.selection()
    items = selection.apply(made.items)
    if not items:
        raise UsageError("no item is left by what was asked for", hint="leave --ids or --filter out")
    settings = open_settings(made, work, options.home, asking.flags(options.answerer))
    if made.articles is None:
        check_gold(made.items, corpus_of(made, settings).texts, made.name, None)
    system, index, model = _open_system(made, settings, asking.support)
    header = {**asked.make_header(made, selection, settings, index), "model": model}
    source = system
    try:
        source = _cached(system, work, header) if asking.cache else system
        done = asked.run(items, source, header, output, retry_errors=asking.retry_errors, overwrite=asking.overwrite)
    except KeyboardInterrupt:
        screen(options.color).note("interrupted; what was answered is kept, and the same command goes on from there")
        raise
    finally:
        source.close()
    _tell(options, output, done)
    return TOO_MANY_ERRORS if done.n_errors > asking.max_errors else 0


def make_set(options: Options, output: Path, n_questions: int, seed: int, *, overwrite: bool) -> int:
    """Questions from the user's own articles, as a set that `eval run` takes."""
    from bot.surfaces.library import catalogue
    from eval.make import make_set as propose
    from eval.schema import write_set

    if output.exists() and not overwrite:
        raise UsageError(f"{output} is there already", hint="another name, or --overwrite")
    with catalogue(options.settings()) as store:
        scope = options.scope()
        if scope.articles is not None:
            scope = replace(scope, articles=tuple(store.resolve(article) for article in scope.articles))
        wanted = store.scope_ids(scope)
        articles = [store.article(i.id) for i in store.articles() if wanted is None or i.id in wanted]
    made = propose(articles, output.stem, n_questions, seed)
    write_set(output, made)
    where = screen(options.color)
    n_unanswerable = sum(item.answerable is False for item in made.items)
    where.out.say(f"{output}: {len(made.items)} questions, {n_unanswerable} of them without an answer")
    where.note(made.about)
    where.note(f"next: footnote eval run {output} -o {output.with_suffix('.run.jsonl')}")
    return 0


def _open_system(made: EvalSet, settings: Settings, support: str) -> tuple[System, dict[str, Any], str]:
    """What answers this set's items, what it searches, and its name."""
    from eval.loading import corpus_of
    from eval.statements import Statements
    from eval.system import Footnote

    kinds = {item.is_statement for item in made.items}
    if len(kinds) > 1:
        raise UsageError(f"{made.name} has questions and statements", hint="part them into two sets")
    if kinds == {True}:
        return Statements(support, corpus_of(made, settings)), {}, f"support:{support}"
    system = Footnote(settings)
    return system, system.index(settings.home), settings.answerer


def _cached(system: System, work: Path, header: dict[str, Any]) -> System:
    from eval.cache import Cached

    depends = ("corpus_digest", "config_digest", "code_digest", "model", "versions")
    searched = header["index"].get("id", "")
    return Cached(system, work / "answers.sqlite", [searched, *(header[name] for name in depends)])


def _tell(options: Options, output: Path, done: Run) -> None:
    if options.json:
        print_json(
            {"run": str(output), "n_items": len(done.predictions), "n_errors": done.n_errors, "header": done.header}
        )
        return
    where = screen(options.color)
    cached = sum(one.cached for one in done.predictions.values())
    kept = f", {cached} kept from before" if cached else ""
    where.out.say(f"{output}: {len(done.predictions)} answers{kept}, {done.n_errors} errors")
    for one in [one for one in done.predictions.values() if one.error][:3]:
        where.note(f"{one.id}: {(one.error or {}).get('message', '')}")
    if done.header["partial"]:
        where.note("a partial run: it may be compared, but is no baseline")
    where.note(f"next: footnote eval score {output}")


def _is_here(needs: Sequence[str], data: Path | None) -> bool:
    return not needs or (data is not None and all((data / f"{name}.xz").is_file() for name in needs))


def _tag(given: str) -> str:
    name, equals, tag = given.partition("=")
    if name != "tag" or not equals or not tag:
        raise UsageError(f"--filter {given!r} is not tag=T", hint="--filter tag=why")
    return tag


def _setting(given: str) -> tuple[str, str]:
    name, equals, value = given.partition("=")
    if not equals or not name:
        raise UsageError(f"--set {given!r} is not NAME=VALUE", hint="--set n_passages=5")
    return name, value


def _show_table(where: Screen, heads: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in cells:
        table.add_row(*map(Text, row))
    where.out.show(table)
