"""`footnote sessions`: what its subcommands take."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.surfaces.options import EVERYWHERE, Options, takes
from bot.surfaces.shell_completion import session_ids

sessions = typer.Typer(rich_markup_mode=None)
SESSION = Annotated[
    str, typer.Argument(metavar="ID", help="Id, its beginning, or the name it was given.", autocompletion=session_ids)
]


@sessions.callback(invoke_without_command=True)
@takes("json", *EVERYWHERE)
def sessions_default(options: Options) -> int:
    """List the conversations, show one, rename, remove or export some."""
    from bot.surfaces.sessions import list_sessions

    return list_sessions(options)


@sessions.command("list")
@takes("json", *EVERYWHERE)
def sessions_list(options: Options) -> int:
    """List the conversations, the one used last first."""
    from bot.surfaces.sessions import list_sessions

    return list_sessions(options)


@sessions.command("show")
@takes("json", *EVERYWHERE)
def sessions_show(options: Options, session: SESSION) -> int:
    """Show one conversation, whole."""
    from bot.surfaces.sessions import show_session

    return show_session(options, session)


@sessions.command("rename")
@takes("json", *EVERYWHERE)
def sessions_rename(
    options: Options,
    session: SESSION,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What to call it; empty takes the name away.")],
) -> int:
    """Give a conversation a name."""
    from bot.surfaces.sessions import rename_session

    return rename_session(options, session, name)


@sessions.command("remove")
@takes("json", *EVERYWHERE)
def sessions_remove(
    options: Options,
    ids: Annotated[
        list[str], typer.Argument(metavar="ID...", help="What to remove, for good.", autocompletion=session_ids)
    ],
) -> int:
    """Remove conversations, and every byte of them."""
    from bot.surfaces.sessions import remove_sessions

    return remove_sessions(options, ids)


@sessions.command("export")
@takes(*EVERYWHERE)
def sessions_export(
    options: Options,
    session: SESSION,
    *,
    out: Annotated[
        str | None, typer.Option("--out", "-o", metavar="FILE", help="A new file, instead of stdout.")
    ] = None,
) -> int:
    """Write a conversation as Markdown with footnotes."""
    from bot.surfaces.sessions import export_session

    return export_session(options, session, out)
