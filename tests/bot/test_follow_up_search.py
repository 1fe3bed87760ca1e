"""What was said just before moves passages for a follow-up, and never for a question that stands alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.embed import Embedder
from bot.retrieve import Retriever
from bot.rewrite import understand
from bot.settings import Settings
from bot.types import Exchange, Passage
from bot.wiring import open_library

SAID = "who won the 100 metres in Paris? Noah Lyles won it by five thousandths of a second."


class Counting:
    """The built-in embedder, counting how often it is called."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder
        self.id, self.dimension = embedder.id, embedder.dimension
        self.calls = 0

    def encode(self, texts: list[str], *, query: bool = False) -> NDArray[np.float32]:
        self.calls += 1
        return self.embedder.encode(texts, query=query)


@pytest.fixture(scope="module")
def retriever(sample_home: Path) -> Iterator[Retriever]:
    store, embedder = open_library(Settings(home=sample_home))
    yield Retriever(store, embedder)
    store.close()


def named(passages: list[Passage]) -> list[tuple[str, int, float]]:
    return [(p.chunk.article_id, p.chunk.start, p.score) for p in passages]


def from_paris(passages: list[Passage]) -> list[int]:
    return [p.rank for p in passages if "paris" in p.chunk.article_id]


def test_the_answer_is_looked_for_near_the_turn_before(retriever: Retriever) -> None:
    alone, following = retriever.search(["who came last?"]), retriever.search(["who came last?"], before=SAID)
    assert len(from_paris(following)) >= len(from_paris(alone))
    assert from_paris(following)[0] == 1


def test_ranks_and_scores_keep_their_promises(retriever: Retriever) -> None:
    once, again = (retriever.search(["how old is he?", "and he?"], before=SAID) for _ in range(2))
    assert named(once) == named(again)
    scores = [passage.score for passage in once]
    assert scores == sorted(set(scores), reverse=True)


def test_the_turn_before_makes_no_answer_likelier(retriever: Retriever) -> None:
    question = ["what did they cost?"]
    best = max(p.score for p in retriever.search(question))
    assert max(p.score for p in retriever.search(question, before=SAID)) <= best


@pytest.mark.parametrize("before", ["", "  ", "?!"])
def test_nothing_said_changes_nothing(retriever: Retriever, before: str) -> None:
    assert named(retriever.search(["who came last?"], before=before)) == named(retriever.search(["who came last?"]))


def test_all_wordings_are_embedded_at_once(retriever: Retriever) -> None:
    counting = Counting(retriever.embedder)
    Retriever(retriever.store, counting).search(["how old is Noah Lyles?", "how old is he?"], before=SAID)  # type: ignore[arg-type]
    assert counting.calls == 1


@pytest.mark.parametrize(
    ("question", "follows"),
    [
        ("how old is he?", True),
        ("and who came second?", False),
        ("why was it so close?", True),
        ("and when?", True),
        ("Who built the harbour bridge?", False),
        ("How many people died in the Noto earthquake?", False),
        ("Who hosted the ceremony?", False),
    ],
)
def test_only_a_follow_up_has_a_turn_before(question: str, follows: bool) -> None:
    history = [Exchange("who won the 100 metres in Paris?", "Noah Lyles won it. [1]")]
    assert bool(understand(question, history).before) == follows


def test_markers_are_not_searched_for() -> None:
    history = [Exchange("who won the 100 metres in Paris?", "Noah Lyles won it. [1]")]
    assert understand("how old is he?", history).before == "who won the 100 metres in Paris? Noah Lyles won it."
