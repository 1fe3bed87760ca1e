"""A talk that is replayed by its questions and answers is understood as it was in its session."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.engine import Engine
from bot.settings import Settings
from bot.types import Exchange, Question
from bot.wiring import open_engine

TALKS = (
    ("hello", "who won the 100 metres?", "and when was that?", "how old is he?"),
    ("which articles do you have?", "what is the first one about?", "who wrote it?", "and who is he?"),
    ("what is the Noto article about?", "who wrote it?", "how old is he?", "how many people died?"),
    ("who won the curling championship in Ottawa?", "and when was that?", "where was it held?", "why?"),
    ("what gifts were exchanged?", "and what did he get in return?", "and Kim?", "Who built the harbour bridge?"),
)


@pytest.fixture(scope="module")
def engine(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    home = tmp_path_factory.mktemp("replay") / "home"
    shutil.copytree(sample_home, home)
    engine = open_engine(Settings(home=home))
    yield engine
    engine.close()


@pytest.mark.parametrize("talk", TALKS, ids=lambda talk: talk[0])
def test_a_replay_is_understood_the_same(engine: Engine, talk: tuple[str, ...]) -> None:
    session, history = None, ()
    for question in talk:
        told = engine.ask(Question(question, session=session))
        replayed = engine.ask(Question(question, history=history, save=False))
        assert replayed.standalone_question == told.standalone_question
        session, history = told.session, (*history, Exchange(question, told.text))


def test_he_is_not_the_adviser_who_told_of_it(engine: Engine) -> None:
    first = engine.ask(Question("what gifts were exchanged?"))
    then = engine.ask(Question("and what did he get in return?", session=first.session))
    assert then.standalone_question == "and what did Putin get in return for the gifts?"
