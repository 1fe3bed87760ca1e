"""An article opened at the quoted sentence, in a pager that scrolls; where there is none, the sentence's surroundings.

Promise: the pager runs without a shell and cannot start one (LESSSECURE); nothing foreign reaches it uncleaned.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from threading import current_thread, main_thread

from bot.settings import all_environment
from bot.surfaces.render import Output, Screen, one_line
from bot.surfaces.view import show_passage, source_line
from bot.types import Article, Citation

ABOVE = 5
"""Lines of the article over the quoted one."""
LEFT = 2
"""Lines of the screen that are the pager's own."""


def view(screen: Screen, citation: Citation, article: Article | None) -> None:
    """Show the whole article, scrolled to the quote."""
    less = shutil.which("less")
    whole = article is not None and article.version == citation.version
    if not whole or less is None or not screen.out.wraps or screen.out.console.is_dumb_terminal:
        show_passage(screen, citation, article)
        return
    assert article is not None  # noqa: S101 - `whole` says so
    text, line = laid_out(screen, citation, article)
    last = text.count("\n") - screen.out.console.height + LEFT  # below it the screen would be half empty
    first = max(1, min(line - ABOVE, last))
    command = [less, "--RAW-CONTROL-CHARS", f"+{first}", f"--prompt={_prompt(citation)}"]
    environment = all_environment(LESSSECURE="1", LESSCHARSET="utf-8", LESS="", LESSOPEN="")
    with _leaving_ctrl_c_to_it():
        subprocess.run(command, input=text.encode("utf-8", "replace"), env=environment, check=False)  # noqa: S603


@contextmanager
def _leaving_ctrl_c_to_it() -> Iterator[None]:
    """The pager has an answer to Ctrl-C of its own; killed by it, it would leave the terminal without echo."""
    if current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, lambda *_: None)  # a handler, not SIG_IGN, which the pager would inherit
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def laid_out(screen: Screen, citation: Citation, article: Article) -> tuple[str, int]:
    """The article as lines of this screen, the quote marked; and the number of the line where the quote begins."""
    above = [(one_line(article.title), "bold"), (f"\n{source_line(citation)}\n\n{article.text[: citation.start]}", "")]
    mark = "reverse" if screen.out.console.color_system else ""
    whole = [*above, (citation.quote, mark), (article.text[citation.end :], "")]
    return _lines(screen, whole), _lines(screen, above).count("\n")


def _lines(screen: Screen, parts: list[tuple[str, str]]) -> str:
    from rich.console import Console

    held, shown = StringIO(), screen.out.console
    console = Console(
        file=held, width=shown.width, force_terminal=True, color_system=None if not shown.color_system else "standard"
    )
    Output(held, console, wraps=True).say_parts(parts)
    return held.getvalue()


def _prompt(citation: Citation) -> str:
    """What stands in the pager's last line; less reads signs in it, so only plain words."""
    title = "".join(c for c in one_line(citation.title) if c.isalnum() or c == " ")
    return f"[{citation.n}] {title[:40]}, q leaves"
