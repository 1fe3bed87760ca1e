"""The commands of a chat: one function each, in a table that help and completion read, too.

Promise: a command changes nothing before its arguments are understood; what it says of itself goes to stderr, what was
asked for to stdout.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from statistics import median

from bot.errors import ArticleNotFound, UsageError
from bot.settings import all_environment
from bot.surfaces.conversation_commands import forget, history, new, resume, retry, save, turns_of, undo
from bot.surfaces.render import one_line
from bot.surfaces.talk import Talk
from bot.surfaces.view import show_passage, show_sources
from bot.types import Article, Citation


@dataclass(frozen=True, slots=True)
class Command:
    """`run` gives False where the chat is to end. `argument`: what TAB completes ("" nothing)."""

    run: Callable[[Talk, str], bool | None]
    usage: str
    what: str
    argument: str = ""


def run_command(talk: Talk, line: str) -> bool:
    """Do what a line that begins with / says; False: leave."""
    name, _, rest = line.partition(" ")
    command = COMMANDS.get(name.lower())
    if command is None:
        nearest = (get_close_matches(name.lower(), _HARMLESS, n=1, cutoff=0.4) or ["/help"])[0]
        talk.screen.note(f"no command {one_line(name)}; the nearest is {nearest}, and //... asks about a /...")
        return True
    return command.run(talk, rest.strip()) is not False


def _help(talk: Talk, _: str) -> None:
    out, width = talk.screen.out, max(len(command.usage) for command in COMMANDS.values()) + 2
    for command in COMMANDS.values():
        if command.what and width * 2 < out.console.width:
            out.say(f"{command.usage:<{width}}{command.what}", hang=width)
        elif command.what:
            out.say(f"{command.usage}\n{command.what}", hang=4)
    out.say('Anything else is a question; one that begins with / is typed with //, one of many lines in """.')


def _sources(talk: Talk, number: str) -> None:
    if number:
        if (citation := _citation(talk, number)) is not None:
            show_passage(talk.screen, citation, _article(talk, citation))
    elif talk.last and talk.last.citations:
        show_sources(talk.screen, talk.last.citations)
    else:
        talk.screen.note("no sources yet" if talk.last is None else "the last answer cites nothing")


def _view(talk: Talk, number: str) -> None:
    from bot.surfaces.pager import view

    if (citation := _citation(talk, number or _first(talk))) is not None:
        view(talk.screen, citation, _article(talk, citation))


def _open(talk: Talk, number: str) -> None:
    from bot.surfaces.links import has_browser, link_of

    citation = _citation(talk, number or _first(talk))
    if citation is None:
        return
    link = link_of(citation)
    if not link:
        talk.screen.note("that source is no web page; /view shows it")
    talk.screen.out.say(link or one_line(citation.source))
    if link and talk.typed and has_browser(all_environment()):
        import webbrowser

        webbrowser.open(link)


def _why(talk: Talk, _: str) -> None:
    from bot.surfaces.why import show_why

    if talk.last is None:
        talk.screen.note("nothing was answered yet")
    else:
        show_why(talk.screen, talk.last, talk.engine().store)


def _narrow(talk: Talk, words: str) -> None:
    store = talk.engine().store
    if words in ("all", "*"):
        talk.narrow(None)
    elif words:
        names = words.split() if _each_known(talk, words) else [words]
        talk.narrow(tuple(dict.fromkeys(_found(talk, name) for name in names)))
    chosen = talk.start.scope.articles
    infos = [info for info in map(store.info, chosen or ()) if info]
    for info in infos:
        talk.screen.out.say(f"{one_line(info.title)}, {one_line(info.source)}", indent=2, hang=2)
    talk.screen.note("all articles are searched" if chosen is None else "only these are searched; /article all for all")


def _each_known(talk: Talk, words: str) -> bool:
    """Whether each word names an article; else they are part of one title."""
    try:
        return bool([_found(talk, word) for word in words.split()])
    except (ArticleNotFound, UsageError):
        return False


def _found(talk: Talk, name: str) -> str:
    """The article with this id or source, or with these words in its title or, where in none, in its source."""
    store = talk.engine().store
    with suppress(ArticleNotFound):
        return store.resolve(name)
    infos, word = store.articles(), name.lower()
    having = [i for i in infos if word in i.title.lower()] or [i for i in infos if word in i.source.lower()]
    if len(having) != 1:
        what = f"{len(having)} articles have" if having else "no article has"
        raise UsageError(f"{what} {name!r} in the title or source", hint="footnote articles")
    return having[0].id


def _ingest(talk: Talk, source: str) -> None:
    from bot.surfaces.ingest import take_in

    if not source:
        raise UsageError("say what to take in", hint="/ingest FILE|FOLDER|URL")
    take_in(talk.screen, talk.settings, [str(Path(source).expanduser()) if source.startswith("~") else source])


def _copy(talk: Talk, _: str) -> None:
    from bot.surfaces.clipboard import copy

    if talk.last is None:
        talk.screen.note("nothing was answered yet")
        return
    lines = [talk.last.text, *(f"[{c.n}] {c.title}, {c.source}: “{c.quote}”" for c in talk.last.citations)]
    talk.screen.note(
        "copied" if copy(talk.screen, "\n".join(lines)) else "this terminal has no clipboard; /save writes a file"
    )


def _model(talk: Talk, name: str) -> None:
    if name:
        from bot.wiring import BUILT_IN, open_model, require_answerer

        require_answerer(name)
        if name != BUILT_IN:
            open_model(replace(talk.settings, answerer=name)).close()  # what is missing is said now
        talk.answer_with(name)
    talk.screen.out.say(f"answers come from {talk.settings.answerer}")
    if ":" in talk.settings.answerer:
        talk.screen.note("questions and the passages found for them are sent to it; `footnote config` shows where")


def _stats(talk: Talk, _: str) -> None:
    store, taken = talk.engine().store, talk.taken_ms
    talk.screen.out.say(f"{store.n_articles:,} articles, {store.n_chunks:,} chunks in {talk.settings.home}")
    talk.screen.out.say(
        f"questions in this conversation: {len(turns_of(talk))}, conversations: {len(talk.memory.sessions())}"
    )
    if taken:
        talk.screen.out.say(f"{median(taken):.0f} ms an answer in this chat, the longest {max(taken):.0f}")


def _quit(_: Talk, __: str) -> bool:
    return False


def _first(talk: Talk) -> str:
    """The first source of the last answer."""
    return str(talk.last.citations[0].n) if talk.last and talk.last.citations else ""


def _citation(talk: Talk, number: str) -> Citation | None:
    found = talk.cited.get(int(number)) if number.isdecimal() else None
    if found is None and not number:
        talk.screen.note("no sources yet")
    elif found is None:
        talk.screen.note(f"no source {one_line(number)} in this chat; /sources lists the last answer's")
    return found


def _article(talk: Talk, citation: Citation) -> Article | None:
    with suppress(ArticleNotFound):
        return talk.engine().store.article(citation.article_id)
    return None


COMMANDS = {
    "/help": Command(_help, "/help", "list the commands"),
    "/sources": Command(_sources, "/sources [N]", "the sources of the last answer; the passage around [N]", "source"),
    "/view": Command(_view, "/view [N]", "the article of [N], opened at the quote", "source"),
    "/open": Command(_open, "/open [N]", "the web page of [N], at the quote", "source"),
    "/why": Command(_why, "/why", "how the last answer came about"),
    "/article": Command(_narrow, "/article [A ...|all]", "search only these: ids, files, words of a title", "article"),
    "/ingest": Command(_ingest, "/ingest SOURCE", "take in a file, a folder or a web page", "path"),
    "/retry": Command(retry, "/retry", "ask the last question again"),
    "/undo": Command(undo, "/undo", "take the last question back"),
    "/history": Command(history, "/history", "the questions of this conversation"),
    "/new": Command(new, "/new", "begin a new conversation"),
    "/resume": Command(resume, "/resume [ID]", "go on with an earlier one", "session"),
    "/forget": Command(forget, "/forget", "remove this conversation for good"),
    "/save": Command(save, "/save [FILE]", "write it to a file, as Markdown with footnotes", "path"),
    "/copy": Command(_copy, "/copy", "put the last answer into the clipboard"),
    "/model": Command(_model, "/model [NAME]", "what answers: extractive, or PROVIDER:MODEL", "model"),
    "/stats": Command(_stats, "/stats", "what the library holds, how long answers take"),
    "/quit": Command(_quit, "/quit", "leave; so do /exit and Ctrl-D"),
    "/exit": Command(_quit, "/exit", ""),
}  # fmt: skip
_HARMLESS = [name for name in COMMANDS if name != "/forget"]
"""What may be suggested to somebody who mistyped: nothing that cannot be taken back."""
