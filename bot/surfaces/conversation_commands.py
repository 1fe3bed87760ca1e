"""Commands of a chat about its conversation: go on with one, take back, ask again, forget, save.

Promise: as `bot.surfaces.commands`.
"""

from __future__ import annotations

from pathlib import Path

from bot.errors import UsageError
from bot.surfaces.export import as_markdown
from bot.surfaces.listing import show_rows
from bot.surfaces.picker import can_pick, pick
from bot.surfaces.render import one_line
from bot.surfaces.sessions import HEADINGS, cells, show_turn, write_new
from bot.surfaces.talk import Talk
from bot.types import Turn

MAX_LISTED = 10
"""Conversations that /resume lists."""


def new(talk: Talk, _: str) -> None:
    """Begin a new conversation."""
    talk.leave()
    talk.screen.note("a new conversation")
    remind_of_scope(talk)


def history(talk: Talk, _: str) -> None:
    """The questions of this conversation."""
    turns = turns_of(talk)
    for n, turn in enumerate(turns, 1):
        talk.screen.out.say(f"{n:3}. {one_line(turn.question)} ({turn.status})", hang=5)
    if not turns:
        talk.screen.note("nothing was asked in this conversation yet")


def resume(talk: Talk, name: str) -> None:
    """Go on with an earlier conversation: the one named, or picked."""
    name = name or _chosen(talk)
    if not name:
        return
    info = talk.memory.find(name)
    talk.take_up(info.session)
    show_where(talk, info.session)
    remind_of_scope(talk)


def show_where(talk: Talk, session: str) -> None:
    """Where a conversation that goes on stands: its last answer."""
    turns = talk.memory.turns(session)
    for turn in turns[-1:]:
        show_turn(talk.screen, turn)
    n = f"{len(turns)} question{'s' * (len(turns) != 1)}"
    talk.screen.note(f"going on with {session}, {n}" if turns else f"a new conversation, {session}")


def remind_of_scope(talk: Talk) -> None:
    """That only some articles are searched, where that is so: it outlives a conversation."""
    if talk.start.scope.articles is not None:
        n = len(talk.start.scope.articles)
        talk.screen.note(f"only {n} article{'s are' if n != 1 else ' is'} searched; /article all for all")


def _chosen(talk: Talk) -> str:
    """The conversation that is picked from the latest; "" where they are only listed."""
    every = talk.memory.sessions()
    infos = every[:MAX_LISTED]
    if infos and talk.typed and can_pick(talk.screen):
        rows = [(info.session, f"{info.asked[:10]} {info.session}  {info.name or info.opening}") for info in infos]
        return pick(talk.screen, f"Enter goes on with one, Ctrl-C with none{_others(len(every))}", rows)
    show_rows(talk.screen, HEADINGS, list(map(cells, infos)))
    talk.screen.note("/resume ID goes on with one" if infos else "no conversations yet")
    return ""


def _others(n: int) -> str:
    return f" ({n - MAX_LISTED} more: footnote sessions)" if n > MAX_LISTED else ""


def undo(talk: Talk, _: str) -> None:
    """Take the last question back."""
    question = talk.undo()
    talk.screen.note(f"taken back: {one_line(question)}" if question else "nothing to take back")


def retry(talk: Talk, _: str) -> None:
    """Ask the last question again."""
    question = talk.undo()
    if question:
        talk.screen.note(f"once more: {one_line(question)}")
        talk.ask(question)
    else:
        talk.screen.note("nothing was asked yet")


def forget(talk: Talk, _: str) -> None:
    """Remove this conversation for good."""
    session = talk.conversation.session if talk.conversation else talk.start.session
    if session:
        talk.memory.remove(session)
    talk.leave()
    talk.screen.note("this conversation is forgotten" if session else "there was nothing to forget")


def save(talk: Talk, name: str) -> None:
    """Write it to a new file, as Markdown."""
    turns = turns_of(talk)
    if not turns:
        talk.screen.note("nothing was asked in this conversation yet")
        return
    path = Path(name or f"conversation-{talk.current().session or 'unsaved'}.md")
    if path.is_dir():
        raise UsageError(f"{path} is a folder", hint=f"/save {path / 'conversation.md'}")
    write_new(path, as_markdown(turns[0].question, turns))
    talk.screen.note(f"written to {path}")


def turns_of(talk: Talk) -> tuple[Turn, ...]:
    """What was asked and answered so far."""
    conversation = talk.conversation
    if conversation is None and not (talk.start.session or talk.start.go_on):
        return ()
    return talk.current().turns()
