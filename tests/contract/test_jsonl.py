"""`footnote ask --jsonl`: order, ids, sessions, and lines that fail."""

from __future__ import annotations

import json
import signal
import subprocess

from contract_schema import AnswerJson, ErrorJson
from program import PROGRAM, Program

GIFTS = "What did Solberg give Renzi?"


def lines(*objects: object) -> str:
    return "".join((each if isinstance(each, str) else json.dumps(each)) + "\n" for each in objects)


def test_answers_come_in_order_with_their_ids_and_bad_lines_in_between(shared_program: Program) -> None:
    source = lines(
        '\ufeff{"id": "a", "question": "' + GIFTS + '"}',
        "",
        "   ",
        "not json",
        {"id": 7, "question": "How much did the telescope cost?"},
        {"id": "b"},
        {"id": "c", "question": 5},
        {"id": "d", "question": "  "},
        {"id": "e", "question": GIFTS, "articles": ["sha256-nonsense"]},
        {"id": "f", "question": GIFTS, "colour": "red"},
        [1, 2],
        {"id": "g", "question": "\ud800 what?"},
        "{" * 100_000,
        {"id": {"no": "id"}, "question": "x" * 20_000},
        {"question": "How much did the telescope cost?"},
    )
    done = shared_program("ask", "--jsonl", "--no-save", stdin=source)
    replies = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert [r["id"] for r in replies] == ["a", None, 7, "b", "c", "d", "e", "f", None, "g", None, None, None]
    good = {"a", 7, "f"}
    for reply in replies[:-1]:
        model = AnswerJson if reply["id"] in good else ErrorJson
        model.model_validate(reply)
    AnswerJson.model_validate(replies[-1])
    assert "silver compass" in replies[0]["answer"]
    assert "210 million" in replies[2]["answer"]
    assert [replies[i]["error"]["code"] for i in (1, 3, 5, 6)] == [
        "bad_line",
        "bad_line",
        "empty_question",
        "article_not_found",
    ]
    assert replies[9]["error"]["code"] == "bad_line"
    assert any("colour" in warning for warning in replies[7]["warnings"])


def test_lines_of_one_session_follow_each_other_and_history_replaces_it(program: Program) -> None:
    follow_up = "And what did he give her?"
    past = [{"question": "How much did the telescope cost?", "answer": "The telescope cost 210 million euros."}]
    source = lines(
        {"id": "1", "session": "s", "question": GIFTS},
        {"id": "2", "session": "t", "question": "How much did the telescope cost?"},
        {"id": "3", "session": "s", "question": follow_up},
        {"id": "4", "question": "And where did it open?", "history": past},
    )
    for words in (["--no-save"], []):
        done = program("ask", "--jsonl", *words, stdin=source)
        assert done.returncode == 0, done.stdout
        replies = [AnswerJson.model_validate_json(line) for line in done.stdout.splitlines()]
        assert [reply.id for reply in replies] == ["1", "2", "3", "4"]
        assert "Renzi" in replies[2].standalone_question
        assert "telescope" in replies[3].standalone_question
    assert [reply.session for reply in replies[:3]] == ["s", "t", "s"]


def test_each_answer_is_sent_before_the_next_line_is_read(shared_program: Program) -> None:
    with subprocess.Popen(
        [*PROGRAM, "ask", "--jsonl", "--no-save"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=shared_program.environment(),
        text=True,
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        for number in range(3):
            running.stdin.write(lines({"id": number, "question": GIFTS}))
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["id"] == number
        running.stdin.close()
        assert running.wait(30) == 0


def test_no_lines_are_no_answers(shared_program: Program) -> None:
    done = shared_program("ask", "--jsonl", stdin="\n\n")
    assert (done.returncode, done.stdout) == (0, "")


def test_ctrl_c_is_130_and_silent(shared_program: Program) -> None:
    with subprocess.Popen(
        [*PROGRAM, "ask", "--jsonl", "--no-save"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=shared_program.environment(),
        text=True,
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdin.write(lines({"id": 1, "question": GIFTS}))
        running.stdin.flush()
        running.stdout.readline()  # it waits for the next line now
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=30)
        assert running.returncode == 130
        assert err == ""
