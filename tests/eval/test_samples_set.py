"""The built-in set keeps its word: every reference stands in the bundled articles, and it is broad enough to measure."""

from __future__ import annotations

import re
import string
from collections import Counter
from pathlib import Path

import pytest

from eval.items import EvalSet, Item
from eval.schema import read_set

REPOSITORY = Path(__file__).resolve().parents[2]
SAMPLES = REPOSITORY / "ingest" / "samples"
KINDS = {"who", "what", "when", "where", "number", "why", "how", "list", "yes-no", "which", "metadata"}
TRAITS = {"paraphrase", "typo", "two-articles"}
TRAPS = {"near-miss", "false-premise", "swapped", "off-topic"}
TALK = {"follow-up", "no-history", "topic-change"}
OFF_TOPIC = "off-topic"
MAX_ANSWER_WORDS = 12


@pytest.fixture(scope="module")
def whole() -> EvalSet:
    return read_set(REPOSITORY / "eval" / "sets" / "samples.jsonl")


@pytest.fixture(scope="module")
def texts(sample_home: Path) -> dict[str, str]:
    from bot.settings import Settings
    from bot.wiring import open_library

    store, _ = open_library(Settings(home=sample_home))
    ids = [f"sample:{path.stem}" for path in SAMPLES.iterdir()]
    found = {article_id: article.text for article_id in ids if (article := store.article(article_id))}
    store.close()
    assert len(found) == len(ids)
    return found


def normalised(text: str) -> str:
    """As SQuAD's evaluation script does it: lower case, no punctuation, no articles, single spaces."""
    bare = "".join(char for char in text.lower() if char not in string.punctuation)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", bare).split())


def named(items: list[Item]) -> list[str]:
    return [item.id for item in items]


def test_it_is_large_enough(whole: EvalSet) -> None:
    single = [item for item in whole.items if not item.dialogue]
    turns = Counter(item.dialogue for item in whole.items if item.dialogue)
    assert (whole.name, whole.use, whole.source) == ("samples", "measure", "samples")
    assert len(single) >= 80
    assert sum(item.answerable is False for item in single) >= 25
    assert len(turns) >= 10
    assert set(turns.values()) <= {3, 4}
    assert sum(item.answerable is False for item in whole.items if item.dialogue) >= 6


def test_every_item_is_judged_and_gold_goes_with_answerable(whole: EvalSet) -> None:
    assert all(item.answerable is not None for item in whole.items)
    assert named([item for item in whole.items if item.answerable and not (item.answers and item.relevant)]) == []
    assert named([item for item in whole.items if not item.answerable and (item.answers or item.relevant)]) == []


def test_every_gold_quote_stands_at_its_offsets(whole: EvalSet, texts: dict[str, str]) -> None:
    golds = [(item.id, gold) for item in whole.items for gold in item.relevant]
    assert all(gold.quote for _, gold in golds)
    assert [name for name, gold in golds if texts[gold.article_id][gold.start : gold.end] != gold.quote] == []


def test_an_answer_wording_stands_in_a_gold_article(whole: EvalSet, texts: dict[str, str]) -> None:
    plain = {article_id: f" {normalised(text)} " for article_id, text in texts.items()}

    def stands(item: Item) -> bool:
        wordings = [f" {normalised(answer)} " for answer in item.answers]
        return any(wording in plain[gold.article_id] for gold in item.relevant for wording in wordings)

    assert named([item for item in whole.items if item.answerable and not stands(item)]) == []


def test_answers_are_short_except_lists(whole: EvalSet) -> None:
    long = [item for item in whole.items if any(len(answer.split()) > MAX_ANSWER_WORDS for answer in item.answers)]
    assert named([item for item in long if "list" not in item.tags]) == []
    assert all(len(item.answers) <= 4 for item in whole.items)


def test_every_tag_is_known_and_every_item_has_its_kind(whole: EvalSet) -> None:
    known = KINDS | TRAITS | TRAPS | TALK
    assert named([item for item in whole.items if not set(item.tags) <= known]) == []
    assert named([item for item in whole.items if not KINDS & set(item.tags)]) == []
    assert {tag for item in whole.items for tag in item.tags} == known
    assert named([item for item in whole.items if not item.answerable and not TRAPS & set(item.tags)]) == []


def test_every_article_has_its_share(whole: EvalSet, texts: dict[str, str]) -> None:
    single = Counter(item.group for item in whole.items if not item.dialogue)
    assert set(single) == {*texts, OFF_TOPIC}
    assert [article_id for article_id in texts if single[article_id] < 6] == []


def test_no_question_is_asked_twice(whole: EvalSet) -> None:
    asked = Counter(normalised(item.question) for item in whole.items if not item.dialogue)
    assert [question for question, n in asked.items() if n > 1] == []


def test_turns_that_lean_on_their_history_have_a_wording_that_stands_alone(whole: EvalSet) -> None:
    turns = [item for item in whole.items if item.dialogue]
    assert named([item for item in turns if "follow-up" in item.tags and not item.rewrite]) == []
    assert named([item for item in turns if ("no-history" in item.tags) != item.id.endswith("#1")]) == []
