"""The checklist of the terminal, line by line, by the real program: what the other files here do not show already."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pexpect
import pytest
from program import PROGRAM, Program
from scripted import Reply, base_url, serving
from terminal import HELD, PROMPT, leave, terminal

GIFTS = "What did Solberg give Renzi?"
BOTH = "what gifts were exchanged?"
ESCAPE = "\x1b"
BOAT = 'Solberg gave Renzi a wooden model boat. [1] "gave Minister Paolo Renzi a wooden model boat"\n'


@contextmanager
def chat(program: Program, *words: str, columns: int = 100, **environment: str) -> Iterator[Any]:
    light = {"FOOTNOTE_READER": "sentences", **environment}  # what is read does not matter here
    with terminal([*PROGRAM, "chat", *words], program.environment(**light), program.room, columns) as child:
        child.expect(PROMPT if environment.get("TERM") != "dumb" else "> ")
        yield child


def test_line_03_and_04_stdout_carries_only_the_answer_and_no_escape(shared_program: Program) -> None:
    done = shared_program("chat", "--no-save", stdin=f"{GIFTS}\nand what did he give her?\n")
    assert ESCAPE not in done.stdout + done.stderr
    assert "understood: " in done.stderr
    assert "understood" not in done.stdout
    assert "> " not in done.stdout
    assert max(map(len, done.stdout.splitlines())) > 100, "nothing is wrapped in a pipe"


def test_line_06_exit_codes(shared_program: Program) -> None:
    assert shared_program("ask", GIFTS, "--no-save").returncode == 0
    assert shared_program("ask", "who invented the zip fastener?", "--no-save").returncode == 3
    assert shared_program("ask", "--nosuch").returncode == 2
    assert shared_program("articles", "show", "nosuch").returncode == 1
    words, environment = [*PROGRAM, "ask"], shared_program.environment()
    with subprocess.Popen(words, stdin=subprocess.PIPE, env=environment, cwd=shared_program.room) as running:
        time.sleep(1.5)  # it waits for stdin
        running.send_signal(signal.SIGINT)
        assert running.wait(20) == 130


@pytest.mark.slow
def test_line_08_statements_appear_one_by_one_and_without_streaming_the_text_is_the_same(program: Program) -> None:
    slow = Reply(
        BOAT + 'Renzi gave Solberg a bottle of olive oil. [1] "gave Solberg a bottle of olive oil"\n', hang_s=0.0
    )
    with serving(slow) as server:
        words = ("ask", BOTH, "--no-save", "--answerer", "openai:x")
        env = {"FOOTNOTE_MODEL_URL": base_url(server, "openai")}
        streamed, whole = program(*words, env=env), program(*words, "--no-stream", env=env)
    assert streamed.stdout == whole.stdout
    assert streamed.stdout.index("model boat") < streamed.stdout.index("olive oil")


def test_line_08_the_first_statement_is_there_before_the_answer_is_complete(program: Program) -> None:
    with serving(Reply(BOAT + "Renzi danced. [1]\n" * 200, size=len(BOAT), pause_s=0.5)) as server:
        env = {"FOOTNOTE_MODEL_URL": base_url(server, "openai")}
        with chat(program, "--answerer", "openai:x", **env) as child:
            child.sendline(BOTH)
            child.expect("wooden model boat")  # the model goes on being silent
            child.sendcontrol("c")
            child.expect("interrupted: what stands above is not the whole answer")
            child.expect(PROMPT)
            child.sendline("/model extractive")
            child.expect("answers come from extractive")
            child.expect(PROMPT)
            child.sendline(GIFTS)
            child.expect("Sources")
            child.expect(PROMPT)
            assert leave(child) == 0
        assert server.hung_up.wait(5)


def test_line_12_several_lines_are_one_question(program: Program) -> None:
    with chat(program) as child:
        child.send("What did Solberg\x1b\rgive Renzi?\r")  # Alt+Enter
        child.expect("silver compass")
        child.expect(PROMPT)
        child.send("\x1b[200~What did Renzi\ngive Solberg?\x1b[201~\r")  # a paste
        child.expect("olive oil")
        child.expect(PROMPT)
        child.send('"""\rWhat did Solberg\rgive Renzi?\r"""\r')
        child.expect("silver compass")
        child.expect(PROMPT)
    with chat(program, TERM="dumb") as child:
        child.sendline('"""What did Solberg')
        child.expect(r"\. ")
        child.sendline('give Renzi?"""')
        child.expect("silver compass")
        child.expect("> $")
        assert leave(child) == 0


def test_line_13_ctrl_r_finds_an_earlier_question_after_a_restart(program: Program) -> None:
    with chat(program) as child:
        child.sendline("/stats")
        child.expect("articles, ")
        child.expect(PROMPT)
        leave(child)
    with chat(program) as child:
        child.sendcontrol("r")
        child.expect("reverse-i-search")
        child.send("sta\r")  # takes what was found
        child.send("\r")
        child.expect("articles, ")
        child.expect(PROMPT)
        leave(child)


def test_line_13_and_14_no_history_where_none_is_wanted_and_no_secret_in_it(bare: Program) -> None:
    path = bare.room / "footnote" / "history"
    with chat(bare, FOOTNOTE_NO_HISTORY="1") as child:
        child.sendline("/help")
        child.expect("list the commands")
        child.expect(PROMPT)
        leave(child)
    assert not path.exists()
    with chat(bare) as child:
        for line in ("/xyz OPENAI_API_KEY=sk-12345678", "/xyz https://me:pw@host/", "/xyz plain"):
            child.sendline(line)
            child.expect("the nearest is")
            child.expect(PROMPT)
        leave(child)
    kept = path.read_text()
    assert "/xyz plain" in kept
    assert "sk-12345678" not in kept
    assert "pw@" not in kept


def tab(child: Any, begun: str) -> None:
    """Complete and send: what TAB offers comes from a thread."""
    child.send(f"{begun}\t")
    child.expect_exact(begun[-3:])
    time.sleep(1.0)
    child.send("\r")


def test_line_18_tab_completes_commands_and_what_goes_behind_them(program: Program) -> None:
    session = program.ask(GIFTS).session
    assert session
    with chat(program) as child:
        tab(child, "/hel")
        child.expect("list the commands")
        child.expect(PROMPT)
        tab(child, f"/resume {session[:2]}")
        child.expect(f"going on with {session}")
        child.expect(PROMPT)
        (program.room / "quarry.txt").write_text("The quarry of Ostrava\n\nThe Ostrava quarry was closed on Monday.\n")
        tab(child, "/ingest quar")
        child.expect("1 new")
        child.expect(PROMPT)
        tab(child, "/article Minis")
        child.expect("Ministers exchange gifts")
        child.expect(PROMPT)
        assert leave(child) == 0


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_line_18_a_shell_completes_ids(program: Program, shell: str) -> None:
    session = program.ask(GIFTS).session
    line = f"footnote sessions show {str(session)[:3]}"
    variables = {
        "bash": {"COMP_WORDS": line, "COMP_CWORD": "3"},
        "zsh": {"_TYPER_COMPLETE_ARGS": line},
        "fish": {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args"},
    }[shell]
    done = program(env={"_FOOTNOTE_COMPLETE": f"complete_{shell}", **variables})
    assert str(session) in done.stdout
    script = program(env={"_FOOTNOTE_COMPLETE": f"source_{shell}"})
    assert "_FOOTNOTE_COMPLETE" in script.stdout


def test_line_17_and_19_a_conversation_is_picked(program: Program) -> None:
    program("ask", "who protested?", "--session", "protest")
    program("ask", GIFTS, "--session", "gifts")
    with chat(program) as child:
        child.sendline("/resume")
        child.expect("Enter goes on with one")
        child.expect("who protested")
        time.sleep(0.3)
        child.send("\x1b[B\r")  # down, Enter
        child.expect("going on with protest, 1 question")
        child.expect(PROMPT)
        child.sendline("/resume")
        child.expect("Enter goes on with one")
        time.sleep(0.3)
        child.sendcontrol("c")
        child.expect("interrupted")
        child.expect(PROMPT)
        assert leave(child) == 0


def test_line_19_two_processes_on_one_session_do_not_corrupt_it(program: Program) -> None:
    program("ask", GIFTS, "--session", "shared")
    lines = f"{GIFTS}\nand what did he give her?\n".encode() * 3
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda _: program("chat", "--session", "shared", stdin=lines), range(2)))
    assert [one.returncode for one in done] == [0, 0]
    shown = json.loads(program("sessions", "show", "shared", "--json").stdout)
    assert len(shown["turns"]) == 13


@pytest.mark.parametrize(
    ("words", "environment", "coloured"),
    [
        ((), {}, True),
        ((), {"NO_COLOR": "1"}, False),
        ((), {"TERM": "dumb"}, False),
        (("--color", "never"), {}, False),
        (("--color", "always"), {"NO_COLOR": "1"}, True),
    ],
)
def test_line_20_colour_on_a_terminal(
    shared_program: Program, words: tuple[str, ...], environment: dict[str, str], *, coloured: bool
) -> None:
    command = [*PROGRAM, "ask", GIFTS, "--no-save", *words]
    with terminal(command, shared_program.environment(**environment), shared_program.room) as child:
        child.expect(pexpect.EOF)
        shown = re.sub(r"\x1b\[\?25[lh]", "", child.before)
    assert ("\x1b[1m" in shown) is coloured
    assert (ESCAPE in shown) is coloured


@pytest.mark.parametrize(("terminal_has_links", "term"), [(True, "xterm-kitty"), (False, "xterm")])
def test_line_21_sources_are_links_where_the_terminal_can(
    program: Program, term: str, *, terminal_has_links: bool
) -> None:
    import sqlite3

    with sqlite3.connect(program.home / "catalogue.sqlite") as catalogue:
        catalogue.execute("UPDATE article SET source = 'https://news.example/summit' WHERE title LIKE 'Ministers%'")
    command = [*PROGRAM, "ask", GIFTS, "--no-save"]
    with terminal(command, program.environment(TERM=term), program.room) as child:
        child.expect(pexpect.EOF)
    assert ("\x1b]8;" in child.before) is terminal_has_links
    assert "https://news.example/summit" in child.before


def test_line_22_and_23_hostile_text_stays_text_in_every_view(program: Program) -> None:
    lines = (
        "who opened the Zorbian lantern festival?",
        "/sources",
        "/sources 1",
        "/view 1",
        "/why",
        "/copy",
        "/history",
    )
    done = program("chat", stdin="\n".join(lines))
    assert "[/x] with [bold]9,000 lanterns" in done.stdout
    for bad in (ESCAPE, "\x07", "\x9d", "\u202e", "\r"):
        assert bad not in done.stdout + done.stderr


@pytest.mark.parametrize("columns", [20, 80, 200])
def test_line_24_lines_fit_the_terminal_and_no_citation_is_broken(shared_program: Program, columns: int) -> None:
    from rich.cells import cell_len

    command = [*PROGRAM, "ask", BOTH, "--no-save", "--color", "never"]
    with terminal(command, shared_program.environment(), shared_program.room, columns) as child:
        child.expect(pexpect.EOF)
    lines = [line.rstrip("\r\n") for line in child.before.splitlines()]
    assert max(map(cell_len, lines)) <= columns
    assert any(re.search(r"\[\d\]", line) for line in lines)
    assert not any(re.search(r"\[\d?$", line) for line in lines)


@pytest.mark.slow
def test_line_24_a_resize_in_the_middle_of_an_answer_is_safe(program: Program) -> None:
    with serving(Reply(BOAT * 1 + "Renzi gave Solberg a painting. [1]\n", size=5, pause_s=0.05)) as server:
        env = {"FOOTNOTE_MODEL_URL": base_url(server, "openai")}
        with chat(program, "--answerer", "openai:x", columns=120, **env) as child:
            child.sendline(BOTH)
            for columns in (30, 200, 60):
                child.setwinsize(40, columns)
                time.sleep(0.1)
            child.expect("Sources")
            child.expect(PROMPT)
            assert leave(child) == 0


def test_line_25_a_spinner_only_where_it_takes_long_and_gone_before_the_text(program: Program) -> None:
    go = program.room / "go"
    with terminal([HELD_PYTHON, "-c", HELD, str(go)], program.environment(), program.room) as child:
        child.expect(PROMPT)
        child.sendline(GIFTS)
        child.expect("loading the models")
        go.touch()
        child.expect("silver compass")
        before = child.before
        assert before.rfind("\x1b[?25h") > before.rfind("\x1b[?25l"), "the cursor is back before the text"
        child.expect(PROMPT)
        assert leave(child) == 0
    done = program("chat", "--no-save", stdin=GIFTS)
    assert "loading" not in done.stdout + done.stderr


HELD_PYTHON = PROGRAM[0]


def test_line_27_a_model_that_is_away_is_one_line_and_the_session_stays_open(program: Program) -> None:
    env = {"FOOTNOTE_MODEL_URL": "http://127.0.0.1:9/v1", "FOOTNOTE_FALLBACK": "no"}
    with chat(program, "--answerer", "openai:x", **env) as child:
        child.sendline(GIFTS)
        child.expect("footnote: openai:x: no reply")
        child.expect("try: ")
        child.expect(PROMPT)
        assert "Traceback" not in child.before
        child.sendline("/model extractive")
        child.expect(PROMPT)
        child.sendline(GIFTS)
        child.expect("silver compass")
        child.expect(PROMPT)
        assert leave(child) == 0


def test_line_28_an_empty_library_says_in_three_lines_what_to_type(bare: Program) -> None:
    with terminal([*PROGRAM, "chat"], bare.environment(), bare.room) as child:
        child.expect(PROMPT)
        said = [line for line in re.sub(r"\x1b\[[\d;?]*\w", "", child.before).splitlines() if line.strip()]
        assert len(said) == 3
        assert "/ingest" in said[1]
        assert "footnote demo" in said[2]
        child.sendline("who won?")
        child.expect("footnote ingest")
        child.expect(PROMPT)
        assert leave(child) == 0


@pytest.mark.parametrize("how", ["missing", "dumb"])
def test_line_29_plain_input_where_prompt_toolkit_is_missing(program: Program, how: str) -> None:
    hidden = program.room / "hidden"
    (hidden / "prompt_toolkit").mkdir(parents=True)
    (hidden / "prompt_toolkit" / "__init__.py").write_text("raise ImportError('hidden')\n")
    environment = program.environment()
    if how == "missing":
        environment["PYTHONPATH"] = f"{hidden}:{environment['PYTHONPATH']}"
    else:
        environment["TERM"] = "dumb"
    with terminal([*PROGRAM, "chat"], environment, program.room) as child:
        child.expect("> ")
        child.sendline(GIFTS)
        child.expect("silver compass")
        child.expect("> ")
        assert leave(child) == 0


def test_line_29_a_closed_stdin_ends_it(shared_program: Program) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", f"exec {' '.join(PROGRAM)} chat <&-"],
        env=shared_program.environment(),
        cwd=shared_program.room,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr


def test_the_pager_opens_the_article_at_the_quote(program: Program) -> None:
    with chat(program) as child:
        child.sendline(GIFTS)
        child.expect("Sources")
        child.expect(PROMPT)
        child.sendline("/view 1")
        child.expect("q leaves")
        assert "signed a fishing" in child.before
        assert "\x1b[7m" in child.before, "the quote is marked"
        child.send("q")
        child.expect(PROMPT)
        assert leave(child) == 0


def test_ctrl_c_in_the_pager_leaves_the_terminal_as_it_was(program: Program) -> None:
    with chat(program) as child:
        child.sendline(GIFTS)
        child.expect("Sources")
        child.expect(PROMPT)
        child.sendline("/view 1")
        child.expect("q leaves")
        child.sendcontrol("c")
        time.sleep(0.5)
        child.send("q")
        child.expect(PROMPT)
        child.sendline("/stats")
        child.expect("articles, ")
        child.expect(PROMPT)
        assert leave(child) == 0


def test_a_conversation_that_goes_on_shows_where_it_stands(program: Program) -> None:
    program("ask", GIFTS, "--session", "gifts")
    with chat(program, "--session", "gifts") as child:
        assert "silver compass" in child.before
        assert "going on with gifts, 1 question" in child.before
        child.sendline("/sources")
        child.expect("Ministers exchange")
        child.expect(PROMPT)
        child.sendline("/undo")
        child.expect("taken back")
        child.expect(PROMPT)
        child.sendline("/sources")
        child.expect("no sources yet")
        child.expect(PROMPT)
        child.sendline("quit")
        child.expect(pexpect.EOF)


def test_the_clipboard_by_the_terminal(program: Program) -> None:
    import base64

    with chat(program, PATH="/usr/bin:/bin") as child:
        child.sendline(GIFTS)
        child.expect("Sources")
        child.expect(PROMPT)
        child.sendline("/copy")
        child.expect("\x1b]52;c;([A-Za-z0-9+/=]+)\x07")
        assert "silver compass" in base64.b64decode(child.match[1]).decode()
        child.expect("copied")
        child.expect(PROMPT)
        assert leave(child) == 0


def test_the_demo_talks_with_samples_and_leaves_nothing(bare: Program) -> None:
    room = bare.room / "tmp"
    room.mkdir()
    done = bare("demo", stdin=BOTH, env={"TMPDIR": str(room)})
    assert done.returncode == 0
    assert "Aurus" in done.stdout
    assert list(room.iterdir()) == []
    assert not bare.home.exists()


def test_two_chats_an_ingest_and_a_question_at_the_same_time(program: Program) -> None:
    """All work, or wait and say so."""
    for n in range(12):
        text = f"Regatta {n} in Ostrava\n\nThe Ostrava regatta number {n} was won by Milena Dvorak on Sunday.\n"
        (program.room / f"regatta{n}.txt").write_text(text)
    lines = f"{GIFTS}\nand what did he give her?\n"
    commands = (("chat",), ("chat",), ("ingest", "."), ("ask", GIFTS))
    with ThreadPoolExecutor(4) as pool:
        ended = list(pool.map(lambda words: program(*words, stdin=lines), commands))
    assert [one.returncode for one in ended] == [0, 0, 0, 0], [one.stderr for one in ended]
    assert all("silver compass" in one.stdout for one in (ended[0], ended[1], ended[3]))
    assert "12 new" in ended[2].stdout


def test_ctrl_c_in_an_ingest_says_how_much_of_it_stays(bare: Program) -> None:
    folder = bare.room / "many"
    folder.mkdir()
    for n in range(120):
        text = f"Report {n} of the harbour\n\n" + f"The harbour master counted {n} boats on Monday. " * 60
        (folder / f"{n}.txt").write_text(text)
    with terminal([*PROGRAM, "chat"], bare.environment(), bare.room) as child:
        child.expect(PROMPT)
        child.sendline(f"/ingest {folder}")
        child.expect("/120")  # the bar
        time.sleep(1.0)
        child.sendcontrol("c")
        child.expect(r"interrupted; new articles that stay: (\d+); the same command goes on from there")
        n_kept = int(child.match[1])
        child.expect(PROMPT)
        assert leave(child) == 0
    n_there = len(bare("articles").stdout.splitlines())
    assert n_kept == n_there
    assert n_there < 120
