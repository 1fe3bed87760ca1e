"""`footnote sessions`: list, show, rename, remove and export stored conversations. Loads no model.

Promise: a conversation is named by its id, the unique beginning of one, or the name it was given; removing leaves no
byte of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import StoreReadOnly, UsageError
from bot.surfaces.export import as_markdown
from bot.surfaces.json_output import print_json
from bot.surfaces.library import conversations
from bot.surfaces.listing import show_rows
from bot.surfaces.options import Options
from bot.surfaces.render import Screen, one_line, screen
from bot.surfaces.view import show_sources

if TYPE_CHECKING:
    from bot.memory import SessionInfo
    from bot.types import Turn

HEADINGS = ("id", "last asked (UTC)", "questions", "name, or first question")


def list_sessions(options: Options) -> int:
    """List the conversations, the one used last first."""
    infos, where = conversations(options.settings()).sessions(), screen(options.color)
    if options.json:
        print_json([asdict(info) for info in infos])
    elif not infos:
        where.note("no conversations\n  try: footnote chat")
    else:
        show_rows(where, HEADINGS, list(map(cells, infos)))
    return 0


def show_session(options: Options, name: str) -> int:
    """A conversation as it was, its sources below it."""
    memory, where = conversations(options.settings()), screen(options.color)
    info = memory.find(name)
    turns = memory.turns(info.session)
    if options.json:
        print_json({**asdict(info), "turns": [asdict(turn) for turn in turns]})
        return 0
    for turn in turns:
        show_turn(where, turn)
    if citations := {c.n: c for turn in turns for c in turn.citations}:
        show_sources(where, [citations[n] for n in sorted(citations)])
    return 0


def rename_session(options: Options, name: str, new: str) -> int:
    """Give a conversation a name."""
    memory, new = conversations(options.settings()), one_line(new)
    info = memory.find(name)
    memory.rename(info.session, new)
    if options.json:
        print_json(asdict(memory.find(info.session)))
    else:
        screen(options.color).out.say(f"{info.session} is called {new!r}" if new else f"{info.session} has no name")
    return 0


def remove_sessions(options: Options, names: Sequence[str]) -> int:
    """Remove conversations for good."""
    memory = conversations(options.settings())
    infos = list({info.session: info for info in map(memory.find, names)}.values())
    for info in infos:
        memory.remove(info.session)
    if options.json:
        print_json({"removed": [info.session for info in infos]})
    else:
        for info in infos:
            screen(options.color).out.say(f"removed {info.session}, {one_line(info.opening)}")
    return 0


def export_session(options: Options, name: str, out: str | None) -> int:
    """A conversation as Markdown with footnotes, on stdout or in a new file."""
    memory = conversations(options.settings())
    info = memory.find(name)
    text = as_markdown(info.name or info.opening, memory.turns(info.session))
    if out is None:
        screen(options.color).out.write(text)
    else:
        write_new(Path(out), text)
        screen(options.color).note(f"written to {out}")
    return 0


def write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet.

    Raises:
        UsageError: there is one.
        StoreReadOnly: it cannot be written.

    """
    try:
        with path.expanduser().open("x", encoding="utf-8", errors="replace") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(f"{path} is there already", hint="choose another name") from None
    except OSError as error:
        raise StoreReadOnly(f"cannot write {path}: {error.strerror}", hint="choose another place") from error


def show_turn(where: Screen, turn: Turn) -> None:
    """A question and its answer."""
    where.out.say(f"> {one_line(turn.question)}", "bold")
    where.out.say(turn.answer)
    where.out.say()


def cells(info: SessionInfo) -> tuple[str, str, str, str]:
    """Id, time of the last question, number of questions, name or first question."""
    asked = info.asked[:16].replace("T", " ")
    return (info.session, asked, str(info.n_turns), one_line(info.name or info.opening))
