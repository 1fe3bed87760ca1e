"""Random text in every field of every view: it changes nothing on the screen but its own place."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from test_render import Terminal

from bot.errors import FootnoteError
from bot.surfaces.chat_completion import ChatCompleter
from bot.surfaces.failures import show_failure
from bot.surfaces.links import link_of
from bot.surfaces.listing import show_rows
from bot.surfaces.pager import laid_out
from bot.surfaces.render import Output, Screen, clean, one_line
from bot.surfaces.sessions import cells, show_turn
from bot.surfaces.view import show_answer, show_passage
from bot.surfaces.why import show_why
from bot.types import (
    Answer,
    Article,
    Chunk,
    Citation,
    Closest,
    Delta,
    Done,
    Dropped,
    Found,
    Passage,
    Statement,
    Turn,
)

ATTACKS = (
    "\x1b]0;owned\x07", "\x1b[2J\x1b[H", "\x1b]8;;http://evil.example\x1b\\here\x1b]8;;\x1b\\", "\x9b31m", "\x90q\x9c",
    "\u202egnp.exe", "\u2066\u2067\u061c", "[bold]", "[/x]", "[link=http://evil.example]x[/link]", ":smile:", "\r\n",
    "\ud800", "\x00", "\x7f\x08\x08", "\u2028", "\U000e0041", "日本語", "👩‍👩‍👧", "[12]", "word",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(ATTACKS) | st.text(max_size=12), max_size=8).map("".join)
OURS = re.compile(r"\x1b\[[\d;]*m|\x1b\]8;[^;\x1b]*;[!-~]*\x1b\\")
"""Colours, and links of printable ASCII."""
WIDTHS = (20, 80, 200)


def terminal(width: int) -> tuple[Screen, Terminal]:
    stream = Terminal()
    console = Console(file=stream, width=width, color_system="standard", force_terminal=True, no_color=False)
    output = Output(stream, console, wraps=True)
    return Screen(output, output, links=True), stream


def citation(text: str) -> Citation:
    return Citation(1, "sha256-a", "v", 2, 2 + len(text), text, text, f"https://news.example/{text}", text, page=None)


def answer(text: str, status: Any = "answered") -> Answer:
    passage = Passage(Chunk("sha256-a", "v", 0, 5, text), 1, 0.5)
    return Answer(
        status, text, (Statement(text, "quoted", (1,)),) if status == "answered" else (), (citation(text),),
        dropped=(Dropped(text, text),), passages=(passage,), closest=Closest("a", text, text, 0, 5, text),
        question=text, standalone_question=text, answerer=text, warnings=(text,), timings_ms={"total": 1.0},
    )  # fmt: skip


class OneTitle:
    """As much of a store as a view reads."""

    def __init__(self, title: str) -> None:
        self.title = title

    def info(self, _: str) -> OneTitle:
        return self


def shown_answer(where: Screen, text: str) -> None:
    whole = answer(text)
    show_answer(where, text, [Found((), f"{text}?"), Delta(whole.statements[0], ()), Done(whole)])


def shown_refusal(where: Screen, text: str) -> None:
    show_answer(where, text, [Done(answer(text, "refused"))])


def shown_passage(where: Screen, text: str) -> None:
    show_passage(where, citation(text), Article("sha256-a", "v", text, text, f"a {text} b\n\nc {text}"))


def paged(where: Screen, text: str) -> None:
    article = Article("sha256-a", "v", text, text, f"a {text} b\n\nc {text}")
    where.out.write(laid_out(where, citation(text), article)[0])


def listed(where: Screen, text: str) -> None:
    show_rows(where, ("id", "title"), [("1", one_line(text)), ("2", "plain")])


def reasons(where: Screen, text: str) -> None:
    show_why(where, answer(text), OneTitle(text))  # type: ignore[arg-type]


def turns(where: Screen, text: str) -> None:
    from bot.memory import SessionInfo

    show_turn(where, Turn(text, text, text, "answered", (citation(text),), "2024-01-01T00:00:00"))
    show_rows(where, ("id", "asked", "n", "name"), [cells(SessionInfo("a", 1, text, "2024-01-01T00:00", text))])


VIEWS = (shown_answer, shown_refusal, shown_passage, paged, listed, reasons, turns)


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.__name__)
@given(text=TEXTS, width=st.sampled_from(WIDTHS))
def test_line_22_and_23_random_text_in_every_field(view: Callable[[Screen, str], None], text: str, width: int) -> None:
    where, stream = terminal(width)
    view(where, text)
    plain = OURS.sub("", stream.getvalue())
    assert clean(plain) == plain, "nothing is left that a terminal obeys"
    assert dense(one_line(text)) in dense(plain), "and nothing that can be read is lost"
    harmless, twin = terminal(width)
    view(harmless, clean(text))
    assert without_links(stream.getvalue()) == without_links(twin.getvalue()), "what is around it stays as it was"


def dense(text: str) -> str:
    return re.sub(r"\s", "", text)


def without_links(text: str) -> str:
    """Addresses keep every character, encoded."""
    return re.sub(r"\x1b\]8;[^\x1b]*\x1b\\", "", text)


@given(text=TEXTS)
def test_line_21_an_address_is_plain_ascii_or_none(text: str) -> None:
    link = link_of(citation(text))
    assert re.fullmatch(r"[!-~]*", link)
    assert not link or link.startswith("https://news.example/")


@given(text=TEXTS)
def test_an_error_is_one_line(text: str) -> None:
    import contextlib
    import io

    with contextlib.redirect_stderr(io.StringIO()) as err:
        show_failure(FootnoteError(text, hint=text), as_json=False)
    said = err.getvalue()
    assert clean(said) == said
    assert said.count("\n") <= 2


def test_completion_offers_no_file_name_that_a_terminal_obeys(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from prompt_toolkit.completion import CompleteEvent
    from prompt_toolkit.document import Document

    monkeypatch.chdir(tmp_path)
    for name in ("notes plain.txt", "notes\x1b[2J.txt", "notes\u202e.txt", "notes\n.txt"):
        (tmp_path / name).write_text("x")
    offers = ChatCompleter(None).get_completions(Document("/ingest note"), CompleteEvent())  # type: ignore[arg-type]
    assert [offer.text for offer in offers] == ["s plain.txt"]
