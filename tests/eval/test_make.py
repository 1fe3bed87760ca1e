"""Sets made from one's own articles: exact spans, questions that stand alone, nothing from what is no English prose."""

from __future__ import annotations

import doctest
import os
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import UsageError
from bot.types import Article
from eval.items import EvalSet, make_article
from eval.make import make_set
from eval.making import questions, standing, words
from eval.making.wording import read
from eval.schema import read_set, write_set
from ingest.extract import extract
from ingest.sources import SAMPLES, find, load

PRONOUN = re.compile(
    r"\b(?:he|she|it|they|him|them|we|us|this|these|those|here|yesterday|today|tomorrow)\b", re.IGNORECASE
)
HOSTILE = {
    "empty": "",
    "one word": "Paris",
    "numbers": "\n".join(str(n * 7919 % 10_007) for n in range(300)),
    "a list": "- Kim\n- Putin\n- 1999\n- London, Paris, Rome\n" * 40,
    "german": "Der Kanzler traf den Präsidenten am 5. Mai 2021 in Berlin. Danach reiste er nach Paris weiter. " * 20,
    "spanish": "El presidente se reunió con Ana Ruiz en Madrid el 5 de mayo de 2021. Luego viajó a Roma. " * 20,
    "japanese": "首相は五月五日に東京で大統領と会談した。その後、パリへ向かった。" * 20,
    "code": "def f(x):\n    return x + 1\n\nclass Paris(Kim): pass\n" * 50,
    "nulls": "\x00\x01 Kim\u202e met \ud800 Putin. " * 50,
    "shouting": "KIM JONG UN MET VLADIMIR PUTIN IN PYONGYANG ON 19 JUNE 2024. " * 20,
    "punctuation": "?!.,;:“”\"'()[]–—" * 500,
}
CLEAR = (
    "Ana Ruiz, a judge from Valencia, opened the Tagus Museum in Lisbon on 5 May 2021.\n\n"
    "Mark Holt, 43, was arrested in Lisbon in 2019.\n\n"
    "Holt paid $3 million for the Tagus Museum. The museum closed because its roof had fallen in."
)


def samples() -> list[Article]:
    loaded = [(source, load(source)) for source in find([str(SAMPLES)]).sources]
    extracted = [(source, extract(one.raw, one.given)) for source, one in loaded]
    return [make_article(source.canonical, one.title or "", one.text) for source, one in extracted]


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    return samples()


@pytest.fixture(scope="module")
def made(articles: list[Article]) -> EvalSet:
    return make_set(articles, "mine", 100)


def test_examples_in_docstrings() -> None:
    assert [doctest.testmod(module).failed for module in (standing, words)] == [0, 0]


def test_clear_sentences_give_their_questions() -> None:
    found = {made.question: CLEAR[made.start : made.end] for made in questions(read(CLEAR))}
    assert found["Who is Ana Ruiz?"] == "a judge from Valencia"
    assert found["How old is Mark Holt?"] == "43"
    assert found["How much did Mark Holt pay for the Tagus Museum?"] == "$3 million"


def test_gold_spans_are_exact(articles: list[Article], made: EvalSet) -> None:
    texts = {article.id: article.text for article in articles}
    answerable = [item for item in made.items if item.answerable]
    assert len(answerable) >= 15
    for item in answerable:
        (gold,) = item.relevant
        assert gold.start is not None
        assert texts[gold.article_id][gold.start : gold.end] == gold.quote == item.answers[0]
        assert item.group == gold.article_id


def test_same_seed_same_set(articles: list[Article], made: EvalSet) -> None:
    assert make_set(list(reversed(articles)), "mine", 100) == made
    assert make_set(articles, "mine", 100, seed=1).digest != made.digest


def test_a_third_has_no_answer_where_it_is_asked(articles: list[Article], made: EvalSet) -> None:
    texts = {article.id: article.text.casefold() for article in articles}
    source = {item.question: item for item in made.items if item.answerable}
    without = [item for item in made.items if not item.answerable]
    assert len(without) == pytest.approx(len(made.items) / 3, abs=2)
    for item in without:
        assert item.answers == item.relevant == ()
        assert item.articles is not None
        (where,) = item.articles
        if "elsewhere" in item.tags:
            origin = source[item.question]
            assert where != origin.relevant[0].article_id
            assert origin.answers[0].casefold() not in texts[where]
            for name in re.findall(r"(?<=\s)[A-Z][\w-]+", item.question):
                assert name.casefold().rstrip("'’s") not in texts[where]


def test_questions_read_like_questions(made: EvalSet) -> None:
    for item in made.items:
        outside = re.sub(r"“[^”]*”", "", item.question)
        assert re.match(r"(?:Who|What|When|Where|Why|Which|How) [^?]+\?$", item.question)
        assert 3 <= len(item.question.split()) <= 30
        assert not PRONOUN.search(outside), item.question
        assert "  " not in item.question
        for answer in item.answers[:1]:
            assert answer.casefold() not in item.question.casefold()


def test_questions_are_spread_over_the_articles_and_asked_once(articles: list[Article], made: EvalSet) -> None:
    answerable = [item for item in made.items if item.answerable]
    assert len({item.group for item in answerable}) >= len(articles) * 0.6
    assert len({item.question for item in answerable}) == len(answerable)
    assert len({item.id for item in made.items}) == len(made.items)
    few = [item.group for item in make_set(articles, "few", 9).items if item.answerable]
    assert len(set(few)) == len(few)


def test_the_set_says_what_it_is(made: EvalSet) -> None:
    assert (made.use, made.articles, made.name) == ("own", None, "mine")
    assert "nobody has checked" in made.about
    assert {item.tags[0] for item in made.items} == {"made"}


def test_written_and_read_back(tmp_path: Path, made: EvalSet) -> None:
    path = tmp_path / "mine.jsonl"
    write_set(path, made)
    assert read_set(path) == made


@pytest.mark.parametrize("n", [1, 2, 7, 20])
def test_no_more_than_asked_for(articles: list[Article], n: int) -> None:
    assert 1 <= len(make_set(articles, "mine", n).items) <= n


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_english_prose_gives_nothing(text: str) -> None:
    assert list(questions(read(text))) == []
    with pytest.raises(UsageError, match="too few plain English sentences") as error:
        make_set([make_article("odd", "", text)], "odd")
    assert error.value.hint


def test_odd_articles_do_no_harm_to_the_others(articles: list[Article], made: EvalSet) -> None:
    odd = [make_article(f"odd{n}", "", text) for n, text in enumerate(HOSTILE.values())]
    mixed = make_set([*articles, *odd], "mine", 100)
    assert {item.group for item in mixed.items if item.answerable} <= {article.id for article in articles}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("line", ["Kim met Putin in Pyongyang ", "x", "1 ", "“Kim said, "])
def test_a_line_of_a_megabyte_gives_nothing_and_soon(line: str) -> None:
    assert len(list(questions(read(line * (1_000_000 // len(line)))))) == 0


def test_no_articles_is_told() -> None:
    with pytest.raises(UsageError, match="0 questions can be made from 0 articles"):
        make_set([], "mine")
    with pytest.raises(UsageError, match="0 questions are no set"):
        make_set([], "mine", 0)


@settings(max_examples=60, deadline=None)
@given(
    st.text(max_size=600) | st.lists(st.sampled_from([*CLEAR.split(), "Kim", "he", "and", "2019.", ","])).map(" ".join)
)
def test_any_text_gives_exact_spans_or_nothing(text: str) -> None:
    for made in questions(read(text)):
        assert 0 <= made.start < made.end <= len(text)
        assert made.question.endswith("?")


@pytest.fixture(scope="module")
def news() -> list[Article]:
    folder = Path(os.environ.get("FOOTNOTE_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
    if not (folder / "bbc_news").is_dir():
        pytest.skip(f"no data sets at {folder}")
    import json
    import lzma

    with lzma.open(folder / "bbc_news" / "bbc_news.jsonl.xz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line, _ in zip(lines, range(120), strict=False)]
    return [make_article(f"bbc-{n}", row["title"], row["text"]) for n, row in enumerate(rows)]


def test_real_news_gives_a_set_of_many_ways(news: list[Article]) -> None:
    made = make_set(news, "news", 60)
    assert len(made.items) >= 45
    assert len({item.tags[1] for item in made.items if item.answerable}) >= 5
    for item in made.items:
        assert not PRONOUN.search(re.sub(r"“[^”]*”", "", item.question)), item.question
