"""A real article, scraped as articles are: twenty questions, ten that it does not answer, six talks of three turns.

How often other questions are right is measured, not asserted: see eval/LOG.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.engine import Engine
from bot.settings import Settings
from bot.types import Answer, Question
from bot.wiring import open_engine, open_library
from ingest.pipeline import ingest

GIFTS = ("Aurus", "tea set", "dagger", "artworks")
ANSWERABLE = {
    "what gifts were exchanged?": GIFTS,
    "What did Putin give Kim?": ("Aurus", "tea set", "dagger"),
    "What did Kim give Putin?": ("artworks",),
    "When did the Soviet Union collapse?": ("1991",),
    "Who met Putin at the airport?": ("North Korean leader",),
    "How long had it been since Putin last visited North Korea?": ("24 years",),
    "What did Kim call the deal?": ("strongest ever treaty",),
    "Who is Kim's sister?": ("Kim Yo Jong",),
    "Who is the foreign minister of North Korea?": ("Choe Son Hui",),
    "Where was Putin expected to go after North Korea?": ("Vietnam",),
    "Why did Western countries accuse Moscow after the veto?": ("avoid scrutiny",),
    "What did the crowds chant?": ("Welcome Putin",),
    "Where did Putin spend the night?": ("guest house",),
    "What does the new partnership include if one country is attacked?": ("mutual aid",),
    "What did Putin thank Kim for?": ("Ukraine",),
    "Did Putin rule out military-technical cooperation with North Korea?": ("not rule out",),
    "Who is Yuri Ushakov?": ("foreign affairs adviser",),
    "What did Kim promise Russia regarding the war in Ukraine?": ("full support",),
    "How was the capital decorated?": ("flags", "portraits"),
    "What did Putin say about the document?": ("breakthough",),
}
UNANSWERABLE = (
    "what did Xi Jinping give Putin?",
    "how much did the limousine cost?",
    "Who won the football match?",
    "What did Trump say about the deal?",
    "Who is the president of Brazil?",
    "How many people live in Seoul?",
    "What is the price of oil?",
    "When was the Eiffel Tower built?",
    "Which team won the world cup?",
    "How do vaccines work?",
)
TALKS = (
    (
        ("what gifts were exchanged?", GIFTS),
        ("and what did he get in return?", ("artworks",)),
        ("and what did Kim give?", ("artworks",)),
    ),
    (
        ("Who met Putin at the airport?", ("North Korean leader",)),
        ("and when?", ("Tuesday night",)),
        ("how many times did they hug?", ("twice",)),
    ),
    (
        ("What did Kim call the deal?", ("strongest ever treaty",)),
        ("what does it include if one country is attacked?", ("mutual aid",)),
        ("What did Putin give Kim?", ("Aurus",)),
    ),
    (
        ("Where was Putin expected to go after North Korea?", ("Vietnam",)),
        ("when?", ("Wednesday evening",)),
        ("who told reporters about the gifts?", ("Ushakov",)),
    ),
    (
        ("what is this about?", ("partnership",)),
        ("who is mentioned?", ("Putin", "Kim Jong Un", "Choe Son Hui", "Ushakov")),
        ("when was it published?", ("19 June (no year given)",)),
    ),
    (
        ("How many spectators attended the ceremony?", ("tens of thousands",)),
        ("what were children holding?", ("balloons",)),
        ("where was it held?", ("main square",)),
    ),
)


@pytest.fixture(scope="module", params=["spans", "sentences"])
def engine(request: pytest.FixtureRequest, shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    settings = Settings(home=tmp_path_factory.mktemp("shared"), reader=request.param)
    store, embedder = open_library(settings)
    ingest([str(shared / "articles" / "russia-north-korea-2024.txt")], store, embedder)
    store.close()
    engine = open_engine(settings)
    yield engine
    engine.close()


def assert_quotes_stand(engine: Engine, answer: Answer) -> None:
    for citation in answer.citations:
        article = engine.store.article(citation.article_id)
        assert article.text[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize("question", ANSWERABLE)
def test_a_question_it_answers(engine: Engine, question: str) -> None:
    answer = engine.ask(Question(question, save=False))
    assert answer.status == "answered"
    for words in ANSWERABLE[question]:
        assert words.lower() in answer.text.lower()
    assert_quotes_stand(engine, answer)


def test_the_gifts_come_from_two_sentences(engine: Engine) -> None:
    answer = engine.ask(Question("what gifts were exchanged?", save=False))
    assert [len(statement.citations) for statement in answer.statements] == [1, 1]


@pytest.mark.parametrize("question", UNANSWERABLE)
def test_a_question_it_does_not_answer(engine: Engine, question: str) -> None:
    answer = engine.ask(Question(question, save=False))
    assert (answer.status, answer.statements, answer.citations) == ("refused", (), ())
    assert answer.closest is not None


@pytest.mark.parametrize("talk", TALKS, ids=lambda talk: talk[0][0])
def test_a_talk(engine: Engine, talk: tuple[tuple[str, tuple[str, ...]], ...]) -> None:
    session = None
    for question, expected in talk:
        answer = engine.ask(Question(question, session=session))
        session = answer.session
        assert answer.status == "answered", (question, answer.standalone_question)
        for words in expected:
            assert words.lower() in answer.text.lower(), (question, answer.standalone_question, answer.text)
        assert_quotes_stand(engine, answer)
