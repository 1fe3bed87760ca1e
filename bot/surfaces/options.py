"""The options that commands share, declared once, and regrouped into one object at the edge.

Promise: an option means the same wherever it stands, before the command or after it; a bad value is a usage error
before anything is opened. It opens no library and reads no environment.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial, wraps
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.errors import UsageError
from bot.types import Scope

if TYPE_CHECKING:
    from bot.settings import Settings


class Color(StrEnum):
    """When to colour: `auto` is on a terminal, unless NO_COLOR or TERM=dumb say otherwise."""

    auto = "auto"
    always = "always"
    never = "never"


class Order(StrEnum):
    """What a list of articles is ordered by."""

    taken = "taken"
    published = "published"
    title = "title"  # type: ignore[assignment]  # str has a method of that name
    source = "source"


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line said. A field keeps its default where a command does not take the option."""

    home: str | None = None
    answerer: str | None = None
    strictness: float | None = None
    articles: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    color: Color = Color.auto
    debug: bool = False
    json: bool = False

    def settings(self) -> Settings:
        """The settings of this run, the command line first."""
        from bot.settings import load_settings

        return load_settings(self.home, answerer=self.answerer, strictness=self.strictness)

    def scope(self) -> Scope:
        """Which articles count. Ids stand as typed; whoever has the library resolves them.

        Raises:
            UsageError: a date that is none, or a range that is empty.

        """
        since, until = iso_date("--since", self.since), iso_date("--until", self.until)
        if since and until and since > until:
            raise UsageError(f"--since {since} is after --until {until}", hint="swap them")
        ids = tuple(part.strip() for listed in self.articles for part in listed.split(",") if part.strip())
        return Scope(articles=ids or None, tags=self.tag, since=since, until=until)


def iso_date(name: str, value: str | None) -> str | None:
    """`value` if it is a day written YYYY-MM-DD.

    >>> iso_date("--since", "2024-06-19")
    '2024-06-19'
    """
    if value is None:
        return None
    try:
        if date.fromisoformat(value).isoformat() == value:
            return value
    except ValueError:
        pass
    raise UsageError(f"{name} {value!r} is not a date", hint=f"{name} 2024-06-19")


SHARED: dict[str, Any] = {
    "home": Annotated[str | None, typer.Option("--home", metavar="DIR", help="The library folder.")],
    "answerer": Annotated[
        str | None, typer.Option("--answerer", metavar="NAME", help="What answers: extractive, or PROVIDER:MODEL.")
    ],
    "strictness": Annotated[
        float | None,
        typer.Option("--strictness", metavar="P", help="Answer from this confidence on, 0..1 (default 0.5)."),
    ],
    "articles": Annotated[list[str] | None, typer.Option("--articles", metavar="ID,...", help="Only these articles.")],
    "tag": Annotated[list[str] | None, typer.Option("--tag", metavar="T", help="Only articles with this tag.")],
    "since": Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="Only articles published then or later.")
    ],
    "until": Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="Only articles published then or before.")
    ],
    "color": Annotated[Color | None, typer.Option("--color", metavar="WHEN", help="auto, always or never.")],
    "debug": Annotated[bool, typer.Option("--debug", help="Show a traceback where something unexpected happens.")],
    "json": Annotated[bool, typer.Option("--json", help="Print JSON.")],
}
EVERYWHERE = ("home", "color", "debug")
ASKING = ("answerer", "strictness", "articles", "tag", "since", "until", *EVERYWHERE)

Command = Callable[..., int]


def takes(*names: str) -> Callable[[Command], Callable[..., Any]]:
    """Give a command the shared options `names`; it gets them as one `Options`, its first argument.

    What typer calls only binds the arguments: the command itself runs in `main`, under our rules for errors,
    Ctrl-C and closed pipes and not under typer's.
    """

    def wrap(command: Command) -> Callable[..., Any]:
        own = list(inspect.signature(command, eval_str=True).parameters.values())[1:]

        @wraps(command)
        def bind(ctx: typer.Context, **values: Any) -> partial[int] | None:
            if ctx.invoked_subcommand:
                return None
            return partial(command, _gather(ctx), **{p.name: values[p.name] for p in own})

        parameters = [
            inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context),
            *[p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in own],
            *[_shared(name) for name in names],
        ]
        bind.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        bind.__annotations__ = {p.name: p.annotation for p in parameters}
        return bind

    return wrap


def _shared(name: str) -> inspect.Parameter:
    default = False if name in ("debug", "json") else None
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=SHARED[name], default=default)


def _gather(ctx: typer.Context) -> Options:
    """The shared options of every level, `footnote` first, so that the word nearest to the command wins."""
    levels: list[Any] = [ctx]
    while levels[0].parent is not None:
        levels.insert(0, levels[0].parent)
    found: dict[str, Any] = {}
    for level in levels:
        said = {name: value for name, value in level.params.items() if name in SHARED}
        given = {name: value for name, value in said.items() if value not in (None, []) and value is not False}
        found |= {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}
    return Options(**found)
