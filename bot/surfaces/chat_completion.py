"""What TAB offers in a chat: commands, and what goes behind them.

Promise: it reads files and the catalogue, never a model, in a thread of its own; what cannot be read offers nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from prompt_toolkit.completion import CompleteEvent, Completer, Completion, PathCompleter
from prompt_toolkit.document import Document

from bot.errors import FootnoteError
from bot.surfaces.commands import COMMANDS
from bot.surfaces.library import catalogue
from bot.surfaces.render import clean, one_line
from bot.surfaces.talk import Talk

MAX_OFFERED = 50
MODELS = ("extractive", "openai:", "anthropic:", "ollama:")
ID_CHARS = 16
"""Of an article's id: more than enough to tell it from the others."""


class ChatCompleter(Completer):
    """See the module."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._paths = PathCompleter(expanduser=True)

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """Offers for the word before the cursor."""
        line = document.text_before_cursor
        if not line.startswith("/") or line.startswith("//") or "\n" in line:
            return
        name, space, rest = line.partition(" ")
        if not space:
            yield from _offers(name, ((one, command.what) for one, command in COMMANDS.items() if command.what))
            return
        kind = COMMANDS[name].argument if name in COMMANDS else ""
        if kind == "path":
            paths = self._paths.get_completions(Document(rest), complete_event)
            yield from (one for one in paths if one.text == clean(one.text) and "\n" not in one.text)
        elif kind:
            word = rest if kind == "session" else rest.rpartition(" ")[2]
            yield from islice(_offers(word, self._values(kind)), MAX_OFFERED)

    def _values(self, kind: str) -> Iterator[tuple[str, str]]:
        match kind:
            case "source":
                yield from ((str(n), one_line(citation.title)) for n, citation in sorted(self._talk.cited.items()))
            case "session":
                yield from ((i.session, one_line(i.name or i.opening)) for i in self._talk.memory.sessions())
            case "model":
                yield from ((name, "") for name in MODELS)
            case "article":
                yield "all", "every article"
                try:
                    with catalogue(self._talk.settings) as store:
                        infos = store.articles()
                except FootnoteError:
                    return
                yield from ((info.id[:ID_CHARS], one_line(info.title)) for info in infos)


def _offers(begun: str, values: Iterable[tuple[str, str]]) -> Iterator[Completion]:
    """Values that begin so, or whose description has it."""
    for value, what in values:
        if value.startswith(begun) or (len(begun) > 1 and begun.lower() in what.lower() and not begun.startswith("/")):
            yield Completion(value, start_position=-len(begun), display_meta=what)
