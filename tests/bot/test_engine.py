"""The chain as a whole, over the bundled samples: events, conversation, LangChain's doors."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from bot.engine import NOT_SAID, Engine
from bot.errors import SettingsError, UsageError
from bot.settings import Settings
from bot.types import Answer, Delta, Done, Exchange, Found, Question, Scope
from bot.wiring import open_engine

GIFTS = "what gifts were exchanged?"


@pytest.fixture(scope="module")
def home(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("engine") / "home"
    shutil.copytree(sample_home, copy)
    return copy


@pytest.fixture(scope="module")
def engine(home: Path) -> Iterator[Engine]:
    engine = open_engine(Settings(home=home))
    yield engine
    engine.close()


def fresh(question: str, **more: object) -> Question:
    return replace(Question(question, save=False), **more)


def test_every_quote_stands_in_its_article(engine: Engine) -> None:
    answer = engine.ask(fresh(GIFTS))
    assert answer.status == "answered"
    assert answer.citations
    for citation in answer.citations:
        article = engine.store.article(citation.article_id)
        assert article.version == citation.version
        assert article.text[citation.start : citation.end] == citation.quote


def test_events_come_in_order_and_the_last_is_the_whole_answer(engine: Engine) -> None:
    found, *deltas, done = engine.events(fresh(GIFTS))
    assert isinstance(found, Found)
    assert isinstance(done, Done)
    assert all(isinstance(delta, Delta) for delta in deltas)
    assert tuple(delta.statement for delta in deltas) == done.answer.statements
    assert [passage.rank for passage in found.passages] == list(range(1, len(found.passages) + 1))
    scores = [passage.score for passage in found.passages]
    assert scores == sorted(set(scores), reverse=True)
    assert list(done.answer.timings_ms) == ["rewrite", "direct", "retrieve", "first_statement", "answer", "total"]


def test_each_marker_of_the_text_has_its_citation(engine: Engine) -> None:
    answer = engine.ask(fresh(GIFTS))
    for statement in answer.statements:
        assert statement.text in answer.text
        for n in statement.citations:
            assert f"[{n}]" in answer.text
            assert n in {citation.n for citation in answer.citations}


@pytest.mark.parametrize("question", ["", "   ", "\n\t", Question("")])
def test_an_empty_question_is_a_usage_error(engine: Engine, question: str | Question) -> None:
    with pytest.raises(UsageError, match="empty"):
        engine.ask(question)


def test_what_the_articles_do_not_say_is_refused_with_the_closest_passage(engine: Engine) -> None:
    answer = engine.ask(fresh("who won the curling championship in Ottawa?"))
    assert (answer.status, answer.text, answer.statements) == ("refused", NOT_SAID, ())
    assert answer.closest is not None
    article = engine.store.article(answer.closest.article_id)
    assert article.text[answer.closest.start : answer.closest.end] == answer.closest.quote


def test_an_empty_library_refuses_without_a_search(tmp_path: Path) -> None:
    engine = open_engine(Settings(home=tmp_path / "nothing"))
    (done,) = engine.events(fresh(GIFTS))
    assert isinstance(done, Done)
    assert done.answer.status == "refused"
    assert any("footnote ingest" in warning for warning in done.answer.warnings)
    assert not (tmp_path / "nothing").exists()


def test_a_conversation_is_remembered_by_another_engine(home: Path) -> None:
    first = open_engine(Settings(home=home))
    answer = first.ask(Question(GIFTS))
    first.close()
    second = open_engine(Settings(home=home))
    follow_up = second.ask(Question("and what did Kim give?", session=answer.session))
    second.close()
    assert follow_up.session == answer.session
    assert second.memory.turns(answer.session or "")[0].question == GIFTS
    numbers = {citation.n: citation.quote for citation in answer.citations}
    for citation in follow_up.citations:
        assert numbers.setdefault(citation.n, citation.quote) == citation.quote


def test_a_follow_up_is_resolved_shown_and_can_be_switched_off(engine: Engine, home: Path) -> None:
    history = (Exchange("Who won the 100 metres in Paris?", "Noah Lyles won the Olympic 100 metres in Paris."),)
    understood = engine.ask(fresh("and when?", history=history)).standalone_question
    assert "100 metres" in understood
    literal = open_engine(Settings(home=home, rewrite=False))
    assert literal.ask(fresh("and when?", history=history)).standalone_question == "and when?"
    literal.close()


def test_a_question_that_stands_alone_is_left_alone(engine: Engine) -> None:
    history = (Exchange(GIFTS, "Putin gave Kim a limousine."),)
    question = "How many people died in the Noto earthquake?"
    assert engine.ask(fresh(question, history=history)).standalone_question == question


def test_unsaved_questions_leave_no_trace(engine: Engine) -> None:
    before = engine.memory.sessions()
    answer = engine.ask(fresh(GIFTS))
    assert answer.session is None
    assert engine.memory.sessions() == before


def test_a_scope_keeps_other_articles_out(engine: Engine) -> None:
    scope = Scope(articles=("sample:paris-100-metres-final",))
    answer = engine.ask(fresh("what gifts did Putin give Kim?", scope=scope))
    assert {passage.chunk.article_id for passage in answer.passages} <= set(scope.articles or ())
    assert answer.status == "refused"


@pytest.mark.parametrize(
    ("question", "kind"), [("hello", "service"), ("which articles do you have?", "service"), ("thanks", "service")]
)
def test_what_needs_no_search_gets_none(engine: Engine, question: str, kind: str) -> None:
    answer = engine.ask(fresh(question))
    assert (answer.status, answer.passages) == ("answered", ())
    assert {statement.kind for statement in answer.statements} == {kind}


def test_the_runnable_gives_answers_in_every_way(engine: Engine) -> None:
    chain = engine.as_runnable()
    question = fresh(GIFTS)
    invoked = chain.invoke(question)
    (streamed,) = chain.stream(question)
    batched = chain.batch([question, fresh("hello")])
    awaited = asyncio.run(chain.ainvoke(question))
    for answer in (invoked, streamed, *batched, awaited):
        assert isinstance(answer, Answer)
    assert {a.text for a in (invoked, streamed, batched[0], awaited)} == {invoked.text}
    assert (chain | (lambda answer: answer.status)).invoke(question) == "answered"


def test_threads_may_share_an_engine(engine: Engine) -> None:
    questions = [GIFTS, "how many people died in the Noto earthquake?", "hello", "who won the 100 metres?"] * 3
    alone = {question: engine.ask(fresh(question)).text for question in set(questions)}
    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(lambda question: engine.ask(fresh(question)).text, questions))
    assert together == [alone[question] for question in questions]


@pytest.mark.parametrize(
    "text", ["?" * 5000, "\x00\x1b[2J", "🦜" * 300, "what " * 2000, "' OR 1=1 --", "“”()[]{}+-*:\\"]
)
def test_odd_questions_are_answered_or_refused(engine: Engine, text: str) -> None:
    assert engine.ask(fresh(text)).status in ("answered", "partial", "refused")


def test_an_answerer_without_a_provider_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="'gpt' names no provider"):
        open_engine(Settings(home=tmp_path, answerer="gpt"))
