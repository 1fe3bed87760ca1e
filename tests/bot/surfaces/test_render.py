"""What reaches a terminal, and how it is laid out there."""

from __future__ import annotations

import io
import re
import unicodedata

import pytest
from rich.cells import cell_len
from rich.console import Console

from bot.surfaces.options import Color
from bot.surfaces.render import Output, Screen, clean, one_line, screen
from bot.surfaces.view import show_answer, show_passage, source_line
from bot.types import Answer, Article, Chunk, Citation, Closest, Delta, Done, Found, Passage, Statement

HOSTILE = "a\x1b]0;owned\x07b\x1b[2Jc\rd\u202ee\x9bf\u2066g\ufeffh\x00i\U000e0041j[bold]k[/x]"


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def at_width(width: int) -> tuple[Screen, Terminal]:
    stream = Terminal()
    output = Output(stream, Console(file=stream, width=width, color_system=None, force_terminal=True), wraps=True)
    return Screen(output, output), stream


def in_a_pipe() -> tuple[Screen, io.StringIO, io.StringIO]:
    out, err = io.StringIO(), io.StringIO()
    outputs = [Output(stream, Console(file=stream, color_system=None), wraps=False) for stream in (out, err)]
    return Screen(*outputs), out, err


def citation(n: int = 1, quote: str = "The boat sank.", **changes: object) -> Citation:
    return Citation(n, "sha256-a", "sha256-v", 3, 3 + len(quote), quote, "A title", "/a/b.txt", "2024-06-19", **changes)  # type: ignore[arg-type]


def test_every_character_a_terminal_could_obey_is_dropped() -> None:
    everything = "".join(map(chr, range(0x110000)))
    kept = clean(everything)
    bad = [c for c in kept if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t"]
    assert bad == []
    assert not {c for c in kept if unicodedata.bidirectional(c) in ("RLO", "LRO", "RLE", "LRE", "PDF", "RLI", "LRI")}
    letters = {c for c in everything if c.isalnum() or c in "[]-–“”’€"}
    assert letters <= set(kept)
    assert clean("👩‍👩‍👧 क्‍ष 日本") == "👩‍👩‍👧 क्‍ष 日本"


def test_clean_keeps_markup_and_lines() -> None:
    assert clean(HOSTILE) == "a]0;ownedb[2Jc\ndefghij[bold]k[/x]"
    assert one_line("a\r\nb\u2028 c\t d") == "a b c d"


@pytest.mark.parametrize("width", [20, 80, 200])
def test_lines_keep_to_the_width_and_citations_stay_whole(width: int) -> None:
    where, stream = at_width(width)
    text = "日本の首相は火曜日に東京で演説した。 " * 6 + "The 👩‍👩‍👧 family said yes. " * 4
    statement = Statement(text.strip(), "quoted", (12, 13))
    show_answer(where, "q", [Done(Answer("answered", "", (statement,), (citation(12, text.strip()),)))])
    lines = stream.getvalue().split("\n")
    assert max(map(cell_len, lines)) <= width
    assert any("[12][13]" in line for line in lines)
    assert re.sub(r"\s", "", text) in re.sub(r"\s", "", stream.getvalue())


def test_a_pipe_gets_whole_lines_and_no_escape() -> None:
    where, out, err = in_a_pipe()
    long = "word " * 100
    statement = Statement(long, "quoted", (1,))
    answer = Answer("partial", "", (statement,), (citation(quote=long),), warnings=("not saved",))
    events = [Found((), "what is it?"), Delta(statement, ()), Done(answer)]
    assert show_answer(where, "and it?", events) is answer
    assert out.getvalue().startswith(f"{long} [1]\n\nSources\n[1] A title, 2024-06-19, /a/b.txt\n    “{long}”\n")
    assert "understood: what is it?" in err.getvalue()
    assert "not saved" in err.getvalue()
    assert "\x1b" not in out.getvalue() + err.getvalue()


def test_nothing_hostile_survives_in_any_field() -> None:
    where, out, err = in_a_pipe()
    bad = Citation(1, HOSTILE, HOSTILE, 0, 5, HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    answer = Answer(
        "refused", HOSTILE, (), (bad,), closest=Closest(HOSTILE, HOSTILE, HOSTILE, 0, 5, HOSTILE), warnings=(HOSTILE,)
    )
    show_answer(where, HOSTILE, [Found((), HOSTILE + "?"), Delta(Statement(HOSTILE), ()), Done(answer)])
    show_passage(where, bad, Article(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE))
    assert not set(out.getvalue() + err.getvalue()) & set("\x1b\x07\r\x9b\u202e\u2066\ufeff\x00\U000e0041")
    assert "[bold]k[/x]" in out.getvalue()


def test_a_refusal_quotes_the_closest_passage_and_says_what_to_try() -> None:
    where, out, err = in_a_pipe()
    closest = Closest("sha256-a", "A title", "/a/b.txt", 0, 8, "The boat")
    passage = Passage(Chunk("sha256-a", "sha256-v", 0, 8, "The boat"), 1, 0.1)
    refused = Answer("refused", "The articles don't say.", (), closest=closest, passages=(passage,))
    show_answer(where, "q", [Done(refused)])
    assert out.getvalue().startswith(
        "The articles don't say.\n\nThe closest passage, in A title, /a/b.txt:\n    “The boat”"
    )
    assert "try: " in err.getvalue()


def test_a_source_shows_its_page_and_that_it_changed() -> None:
    assert source_line(citation(page=3, changed=True)) == "[1] A title, 2024-06-19, page 3, /a/b.txt (changed since)"


@pytest.mark.parametrize(
    ("version", "expected"), [("sha256-v", "    A. The boat sank. End."), ("sha256-w", "    “The boat sank.”")]
)
def test_a_passage_is_the_paragraph_around_or_the_stored_quote(version: str, expected: str) -> None:
    where, out, _ = in_a_pipe()
    article = Article("sha256-a", version, "/a/b.txt", "A title", "A. The boat sank. End.\n\nMore.")
    show_passage(where, citation(), article)
    assert out.getvalue().splitlines()[1] == expected


@pytest.mark.parametrize(
    ("color", "environment", "escapes"),
    [
        (Color.auto, {}, True),
        (Color.auto, {"NO_COLOR": "1"}, False),
        (Color.auto, {"NO_COLOR": ""}, True),
        (Color.auto, {"TERM": "dumb"}, False),
        (Color.never, {"FORCE_COLOR": "1"}, False),
        (Color.always, {"NO_COLOR": "1"}, True),
    ],
)
def test_colour_obeys(
    color: Color, environment: dict[str, str], escapes: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.stdout", stream)
    screen(color).out.say("Sources", "bold")
    assert ("\x1b" in stream.getvalue()) is escapes


def test_what_was_understood_stands_above_the_answer_even_without_a_search() -> None:
    where, stream = at_width(80)
    statement = Statement("By Ada Quill.", "metadata")
    answer = Answer("answered", "", (statement,), standalone_question="who wrote the summit article?")
    show_answer(where, "who wrote it?", [Delta(statement, ()), Done(answer)])
    assert stream.getvalue() == "understood: who wrote the summit article?\nBy Ada Quill.\n"


def test_no_word_of_a_removed_article_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    citation = Citation(1, "id", "v", 0, 6, "secret", "Title", "a.txt")
    show_passage(screen("never"), citation, None)
    said = capsys.readouterr()
    assert "secret" not in said.out + said.err
    assert "was removed" in said.err
