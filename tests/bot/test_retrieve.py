"""Retrieval over the sample articles: what it promises about order, scope, copies and odd questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import ArticleNotFound
from bot.retrieve import Retriever, strictly_falling
from bot.settings import Settings
from bot.types import Scope
from bot.wiring import open_library
from ingest.pipeline import ingest


@pytest.fixture(scope="module")
def retriever(sample_home: Path) -> Iterator[Retriever]:
    store, embedder = open_library(Settings(home=sample_home))
    yield Retriever(store, embedder)
    store.close()


def titles(retriever: Retriever, question: str) -> list[str]:
    return [p.chunk.header for p in retriever.search([question])]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("what gifts were exchanged?", "limousine"),
        ("Who read the Herculaneum scroll?", "scroll"),
        ("What must phones have from the end of 2024?", "USB-C"),
        ("WHO READ THE HERCULANEUM SCROLL?", "scroll"),
    ],
)
def test_the_passage_that_answers_comes_first(retriever: Retriever, question: str, said: str) -> None:
    assert said in retriever.search([question])[0].chunk.text


def test_scores_fall_strictly_and_are_probabilities(retriever: Retriever) -> None:
    scores = [p.score for p in retriever.search(["Who won the race in Paris?"])]
    assert len(scores) == 10
    assert all(a > b for a, b in pairwise(scores))
    assert all(0 < score < 1 for score in scores)


def test_a_question_on_the_articles_scores_above_one_that_is_not(retriever: Retriever) -> None:
    known = retriever.search(["Where did Chandrayaan-3 land?"])[0].score
    unknown = retriever.search(["How do I bake sourdough bread?"])[0].score
    assert known > 2 * unknown


def test_the_same_question_finds_the_same(retriever: Retriever) -> None:
    assert retriever.search(["What did Putin give Kim?"]) == retriever.search(["What did Putin give Kim?"])


def test_scope_keeps_other_articles_out(retriever: Retriever) -> None:
    everywhere = retriever.search(["what gifts were exchanged?"])
    other = next(p.chunk.article_id for p in everywhere if p.chunk.article_id != everywhere[0].chunk.article_id)
    found = retriever.search(["what gifts were exchanged?"], Scope(articles=(other,)))
    assert found
    assert {p.chunk.article_id for p in found} == {other}
    with pytest.raises(ArticleNotFound):
        retriever.search(["gifts"], Scope(articles=("no-such-article",)))


def test_no_article_fills_the_list(retriever: Retriever) -> None:
    found = retriever.search(["Putin Kim Pyongyang summit treaty gifts limousine welcome ceremony"])
    assert max(Counter(p.chunk.article_id for p in found).values()) <= retriever.max_per_article


def test_the_own_words_of_a_follow_up_count_less_than_what_it_means(retriever: Retriever) -> None:
    found = retriever.search(["Where did Chandrayaan-3 land?", "and where did it land?"])
    assert found[0].chunk == retriever.search(["Where did Chandrayaan-3 land?"])[0].chunk


@pytest.mark.parametrize("queries", [[], [""], ["?!"], ["  ", "\n"]])
def test_nothing_asked_finds_nothing(retriever: Retriever, queries: list[str]) -> None:
    assert retriever.search(queries) == []


def test_an_empty_library_finds_nothing(tmp_path: Path) -> None:
    store, embedder = open_library(Settings(home=tmp_path / "home"))
    assert Retriever(store, embedder).search(["anything"]) == []
    store.close()


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200))
def test_any_text_can_be_searched_for(retriever: Retriever, question: str) -> None:
    scores = [p.score for p in retriever.search([question])]
    assert scores == sorted(set(scores), reverse=True)


@pytest.mark.parametrize(
    "question", ["who " * 30_000, "zwölf" * 9_000, "\x00\x1b[31mred\ufeff", "🎁" * 500, 'AND OR NOT "( +title:*']
)
def test_long_and_odd_questions(retriever: Retriever, question: str) -> None:
    assert len(retriever.search([question])) <= 10


def test_copies_of_one_text_do_not_take_two_places(tmp_path: Path) -> None:
    story = "The harbour bridge of Wexmouth reopened on Monday. The repair cost nine million pounds, the mayor said. "
    for name in ("one", "two", "three"):
        (tmp_path / f"{name}.txt").write_text(
            f"{name.title()} paper tells of the bridge\n\n{story * 2}", encoding="utf-8"
        )
    (tmp_path / "other.txt").write_text(
        "Ferries\n\nFerries crossed Wexmouth harbour while the bridge was shut.", encoding="utf-8"
    )
    store, embedder = open_library(Settings(home=tmp_path / "home"))
    assert ingest([str(path) for path in tmp_path.glob("*.txt")], store, embedder).failed == ()
    found = Retriever(store, embedder, n_passages=2).search(["What did the repair of the bridge cost?"])
    assert "nine million" in found[0].chunk.text
    assert "Ferries" in found[1].chunk.text
    store.close()


@given(st.lists(st.floats(0, 1)))
def test_strictly_falling_moves_nothing_up(values: list[float]) -> None:
    found = list(strictly_falling(values))
    assert all(a > b for a, b in pairwise(found))
    assert all(a <= b for a, b in zip(found, values, strict=True))


def test_as_langchain(retriever: Retriever) -> None:
    documents = retriever.as_langchain().invoke("what gifts were exchanged?")
    assert documents[0].page_content == retriever.search(["what gifts were exchanged?"])[0].chunk.text
    assert documents[0].metadata
