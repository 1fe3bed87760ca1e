"""Whatever stands in a question or a history, resolving it is quick and never raises."""

from __future__ import annotations

import random
import string
import time

import pytest

from bot.rewrite import MAX_CHARS, understand
from bot.types import Exchange

LONG = "Ann Lee, the engineer, told reporters that Bob Ray gave it to Eve, " * 300
RANDOM = random.Random(3)
QUESTIONS = (
    "and when was that?",
    "he?",
    "how many were there?",
    "\x00he\x07?",
    "他是谁?",
    "и когда это было?",
    "that " * 190,
)
HISTORIES = {
    "long": [Exchange(LONG, LONG)] * 3,
    "one word": [Exchange("x" * 20_000, "y" * 20_000)],
    "names": [Exchange("A, " * 5_000, "A, B and C, " * 1_700)],
    "empty": [Exchange("", "")],
    "no answer": [Exchange("who won the race?", "")],
    "control characters": [Exchange("\x00who\x07 won?\u202e", "\x1b[31mAnn\x00 Lee\u2028said\x85that")],
    "other languages": [Exchange("谁赢了比赛?", "王芳赢了比赛。"), Exchange("Кто победил?", "Победила Мария.")],
    "capitals": [Exchange("WHO WON THE RACE?", "ANN LEE WON IT, BOB RAY SAID.")],
    "quotation marks": [Exchange('"' * 3_000, "“" * 3_000)],
    "many turns": [Exchange(f"who won race {n}?", f"Ann{n} won it. [1]") for n in range(200)],
    "noise": [Exchange(*("".join(RANDOM.choices(string.printable, k=n)) for n in (5_000, 20_000))) for _ in range(8)],
}


@pytest.mark.parametrize("history", HISTORIES.values(), ids=HISTORIES.keys())
def test_odd_histories(history: list[Exchange]) -> None:
    took = []
    for question in QUESTIONS:
        begun = time.perf_counter()
        reading = understand(question, history)
        took.append(time.perf_counter() - begun)
        assert len(reading.standalone) < len(question) + 1_000
    assert sorted(took)[len(took) // 2] < 2  # a bound on hangs: it takes milliseconds


def test_a_question_beyond_the_limit_is_left_alone() -> None:
    question = "he " * MAX_CHARS
    assert understand(question, HISTORIES["no answer"]).standalone == question


@pytest.mark.parametrize("topic", ["Who built the harbour bridge?", "Who hosted the Oscars?", "What is Nvidia worth?"])
def test_another_topic_is_left_alone(topic: str) -> None:
    history: list[Exchange] = []
    for question, answer in (
        ("what gifts were exchanged?", "Petrov gave Hahn a horse. [1]"),
        ("and what did he get?", "Hahn gave Petrov two paintings. [2]"),
        ("when was that?", "SEOUL - On Wednesday, the agency said. [3]"),
    ):
        history.append(Exchange(question, answer, understand(question, history).standalone))
    reading = understand(topic, history)
    assert (reading.standalone, reading.before) == (topic, "")


@pytest.mark.parametrize(
    ("question", "understood"),
    [
        ("and when was that?", "when did someone win the curling championship?"),
        ("where was it held?", "where was the curling championship held?"),
        ("who was he?", "who was he?"),
        ("where do they live?", "where do they live?"),
    ],
)
def test_after_a_refusal_only_the_question_is_left(question: str, understood: str) -> None:
    history = [Exchange("who won the curling championship?", "The articles don't say.")]
    assert understand(question, history).standalone == understood
