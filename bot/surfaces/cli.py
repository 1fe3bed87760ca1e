"""The command `footnote`: what each subcommand takes, and what becomes of its errors.

Promise: exit codes and output as documented: 0 done, 1 failure, 2 usage, 3 refused, 130 interrupted; with --json or
--jsonl an error is JSON too. `--help` loads neither models nor indexes: each command imports what it needs.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from bot.errors import UsageError
from bot.surfaces.cli_articles import articles
from bot.surfaces.cli_sessions import sessions
from bot.surfaces.cli_slack import slack
from bot.surfaces.evaluation import evaluation
from bot.surfaces.options import ASKING, EVERYWHERE, Options, takes
from bot.surfaces.shell_completion import session_ids

INTERRUPTED = 130

app = typer.Typer(
    name="footnote",
    help="Ask questions about articles; every answer carries its footnotes.",
    rich_markup_mode=None,  # plain help: rich costs 60 ms, and help is piped as often as read
    add_completion=True,
)
app.add_typer(articles, name="articles")
app.add_typer(sessions, name="sessions")
config = typer.Typer(rich_markup_mode=None)
app.add_typer(config, name="config")
app.add_typer(evaluation, name="eval")
app.add_typer(slack, name="slack")

Strings = list[str]


def main(argv: list[str] | None = None) -> int:
    """Run one command line and give its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    flags = words[: words.index("--")] if "--" in words else words
    _tolerate_any_text()
    try:
        command = app(args=words, prog_name="footnote", standalone_mode=False)
        code = command() if callable(command) else command
        sys.stdout.flush()
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except BrokenPipeError:  # the reader has had enough (| head -1): nobody is left to tell
        _drop_output()
        return 0
    except Exception as error:  # noqa: BLE001 - the last place where an error can become one line
        return _report(error, flags)
    return code or 0


def _report(error: Exception, flags: list[str]) -> int:
    from bot.surfaces.failures import as_failure, show_failure

    failure = as_failure(error, debug="--debug" in flags)
    try:
        show_failure(failure, as_json="--json" in flags or "--jsonl" in flags)
        sys.stdout.flush()
    except OSError:  # the output itself is what failed: disk full, or closed
        _drop_output()
    return failure.exit_code


def _tolerate_any_text() -> None:
    """Whatever an article holds can be printed: `?` for what the encoding lacks, nowhere where the stream is closed."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w"))
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _drop_output() -> None:
    """Point stdout at nothing, so that the interpreter's own last flush cannot fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _version(wanted: bool) -> None:
    if not wanted:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        typer.echo(f"footnote {version('footnote')}")
    except PackageNotFoundError:
        typer.echo("footnote, run from its folder without being installed")
    raise typer.Exit


@app.callback(invoke_without_command=True)
@takes("answerer", *EVERYWHERE)
def footnote(
    _options: Options,
    *,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show it.")] = False,
) -> int:
    """Ask questions about articles; every answer carries its footnotes."""
    del version  # its callback has printed it and left
    raise UsageError(
        "say what to do: ingest, ask, chat, demo, articles, sessions, slack, doctor, config or eval",
        hint="footnote --help",
    )


@app.command()
@takes("json", *EVERYWHERE)
def ingest(
    options: Options,
    sources: Annotated[
        Strings | None, typer.Argument(metavar="SOURCE...", help="Files, folders, URLs, or - for stdin.")
    ] = None,
    *,
    tag: Annotated[Strings | None, typer.Option("--tag", metavar="T", help="Give the articles this tag.")] = None,
    private: Annotated[bool, typer.Option("--private", help="Mark the articles private.")] = False,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Read web pages again too; without SOURCE: everything.")
    ] = False,
    prune: Annotated[bool, typer.Option("--prune", help="Remove articles whose file is gone from SOURCE.")] = False,
    wait: Annotated[bool, typer.Option("--wait", help="Wait while another process writes.")] = False,
) -> int:
    """Take articles in: text, Markdown, HTML, PDF; files, folders, web pages."""
    from bot.surfaces.ingest import ingest_sources

    return ingest_sources(
        options, sources or [], tags=tuple(tag or ()), private=private, refresh=refresh, prune=prune, wait=wait
    )


@app.command()
@takes("json", *ASKING)
def ask(
    options: Options,
    question: Annotated[Strings | None, typer.Argument(metavar="QUESTION", help="What to ask; - reads stdin.")] = None,
    *,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Answer each line of stdin, a JSON object.")] = False,
    session: Annotated[
        str | None,
        typer.Option("--session", metavar="ID", help="Go on with this conversation.", autocompletion=session_ids),
    ] = None,
    continue_: Annotated[bool, typer.Option("--continue", help="Go on with the latest conversation.")] = False,
    no_save: Annotated[bool, typer.Option("--no-save", help="Keep nothing of it.")] = False,
    no_stream: Annotated[bool, typer.Option("--no-stream", help="Show the answer when it is whole.")] = False,
) -> int:
    """Answer one question. Exit code: 0 answered, 3 the articles don't say."""
    if jsonl:
        from bot.surfaces.jsonl import ask_lines

        if question or session or continue_:
            raise UsageError("--jsonl reads questions and sessions from its lines", hint="footnote ask --jsonl < FILE")
        return ask_lines(options, save=not no_save)
    from bot.surfaces.ask import ask_once

    _one_conversation(session, continue_)
    return ask_once(options, question or [], session=session, go_on=continue_, save=not no_save, stream=not no_stream)


def _one_conversation(session: str | None, continues: bool) -> None:
    if session and continues:
        raise UsageError("--session and --continue name two conversations", hint="leave one of them out")


@app.command()
@takes(*ASKING)
def chat(
    options: Options,
    *,
    session: Annotated[
        str | None,
        typer.Option("--session", metavar="ID", help="Go on with this conversation.", autocompletion=session_ids),
    ] = None,
    continue_: Annotated[bool, typer.Option("--continue", help="Go on with the latest conversation.")] = False,
    no_save: Annotated[bool, typer.Option("--no-save", help="Keep nothing of it.")] = False,
    no_history: Annotated[bool, typer.Option("--no-history", help="Do not keep what you type for arrow-up.")] = False,
    no_stream: Annotated[bool, typer.Option("--no-stream", help="Show each answer when it is whole.")] = False,
) -> int:
    """Talk: a question a line, follow-ups understood, /help for more."""
    from bot.surfaces.chat import chat as run

    _one_conversation(session, continue_)
    return run(
        options, session=session, go_on=continue_, save=not no_save, history=not no_history, stream=not no_stream
    )


@app.command()
@takes("strictness", "color", "debug")
def demo(options: Options) -> int:
    """Talk with sample articles, in a library that is thrown away afterwards."""
    from bot.surfaces.demo import demo as run

    return run(options)


@app.command()
@takes("json", *EVERYWHERE)
def doctor(
    options: Options,
    *,
    repair: Annotated[bool, typer.Option("--repair", help="Rebuild the indexes from the catalogue.")] = False,
    compact: Annotated[bool, typer.Option("--compact", help="Give back the space of what was removed.")] = False,
) -> int:
    """Check the library: catalogue, vectors and lexical index against each other."""
    from bot.surfaces.doctor import examine

    return examine(options, repair=repair, compact=compact)


@config.callback(invoke_without_command=True)
@takes("json", "answerer", *EVERYWHERE)
def config_show(options: Options) -> int:
    """Show every setting, where its value comes from, and where text would go."""
    from bot.surfaces.config import show_config

    return show_config(options)


@config.command("set")
@takes("json", *EVERYWHERE)
def config_set(
    options: Options,
    name: Annotated[str, typer.Argument(metavar="NAME")],
    value: Annotated[str, typer.Argument(metavar="VALUE")],
) -> int:
    """Store a setting in the library folder."""
    from bot.surfaces.config import set_config

    return set_config(options, name, value)
