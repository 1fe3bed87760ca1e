"""Sets in our own schema: they read back equal, JSON Schema agrees, and gold is checked line by line."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import UsageError
from bot.types import Exchange
from eval.items import EvalSet, Gold, Item
from eval.lines import write_lines
from eval.schema import json_schema, read_set, write_set
from eval.sets import check_gold, open_set
from eval.sets.samples import FILE, sample_articles

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
words = texts.filter(lambda text: bool(text.strip()))
golds = st.one_of(
    st.builds(Gold, words, grade=st.integers(0, 3), quote=words | st.just("")),
    st.builds(
        lambda id_, start, length, grade, quote: Gold(id_, start, start + length, grade, quote),
        words,
        st.integers(0, 99),
        st.integers(1, 9),
        st.integers(0, 3),
        words | st.just(""),
    ),
)


def judged(item: Item) -> Item:
    """The schema's rules: what has no answer names none, and where something is known to be right there is an answer."""
    known = bool(item.answers or any(gold.grade for gold in item.relevant))
    if item.answerable is False:
        return replace(item, answers=())
    return replace(item, answerable=True) if item.answerable is None and known else item


asked: dict[str, Any] = {
    "question": words,
    "answers": st.lists(words, max_size=2).map(tuple),
    "relevant": st.lists(golds, max_size=2).map(tuple),
    "answerable": st.none() | st.booleans(),
    "tags": st.lists(words, max_size=2, unique=True).map(tuple),
    "rewrite": st.just("") | texts,
}
scopes = st.none() | st.lists(words, max_size=2).map(tuple)
single = st.builds(
    Item,
    id=words.map(lambda text: f"s{text}"),
    group=st.just("") | words,
    history=st.lists(st.builds(Exchange, words, st.just("") | words), max_size=2).map(tuple),
    articles=scopes,
    is_statement=st.booleans(),
    **asked,
).map(judged)


@st.composite
def dialogues(draw: st.DrawFn) -> list[Item]:
    name, group, scope = draw(words.map(lambda text: f"t{text}")), draw(words), draw(scopes)
    turns = draw(st.lists(st.builds(Item, id=st.just(""), **asked).map(judged), min_size=1, max_size=3))
    return [
        replace(turn, id=f"{name}#{n}", group=group, dialogue=name, articles=scope) for n, turn in enumerate(turns, 1)
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(single.map(lambda item: [item]), dialogues()), min_size=1, max_size=4), words)
def test_line_01_what_is_written_reads_back_equal(drawn: list[list[Item]], name: str) -> None:
    items = {item.id: item for some in drawn for item in some}
    whole = {item.dialogue: len([i for i in items.values() if i.dialogue == item.dialogue]) for item in items.values()}
    if any(some[0].dialogue and whole[some[0].dialogue] != len(some) for some in drawn):
        return  # two dialogues of one name
    made = EvalSet(name, tuple(items.values()), use="own", about=name, settings={"n_passages": 7})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "set.jsonl"
        write_set(path, made)
        back = read_set(path)
    assert {item.id: item for item in back.items} == items
    assert (back.name, back.about, back.settings) == (name, name, {"n_passages": 7})


GOOD: list[dict[str, Any]] = [
    {"id": "1", "question": "Who?"},
    {"id": "1", "statement": "He did."},
    {"id": "1", "turns": [{"question": "Who?"}, {"question": "When?", "answers": ["May"]}]},
    {
        "id": "1",
        "question": "Who?",
        "relevant": [{"article_id": "a", "start": 0, "end": 3, "grade": 2, "quote": "Ann"}],
    },
    {"id": "1", "question": "Who?", "answerable": False, "tags": ["x"], "group": "g", "articles": []},
    {"id": "1", "question": "Who?", "history": [{"question": "Hi"}], "rewrite": "Who signed?", "turns": None},
]
BAD: list[dict[str, Any]] = [
    {},
    {"question": "Who?"},
    {"id": "1"},
    {"id": 1, "question": "Who?"},
    {"id": " ", "question": "Who?"},
    {"id": "1", "question": ""},
    {"id": "1", "question": " \n"},
    {"id": "1", "question": "Who?", "statement": "He."},
    {"id": "1", "question": None},
    {"id": "1", "turns": []},
    {"id": "1", "turns": [{"answers": ["x"]}]},
    {"id": "1", "turns": [{"question": "x", "id": "2"}]},
    {"id": "1", "question": "Who?", "answer": "x"},
    {"id": "1", "question": "Who?", "answers": "x"},
    {"id": "1", "question": "Who?", "answers": [""]},
    {"id": "1", "question": "Who?", "answerable": "yes"},
    {"id": "1", "question": "Who?", "answerable": 1},
    {"id": "1", "question": "Who?", "relevant": ["a"]},
    {"id": "1", "question": "Who?", "relevant": [{"grade": 1}]},
    {"id": "1", "question": "Who?", "relevant": [{"article_id": "a", "grade": -1}]},
    {"id": "1", "question": "Who?", "relevant": [{"article_id": "a", "grade": 1.5}]},
    {"id": "1", "question": "Who?", "relevant": [{"article_id": "a", "start": -1, "end": 1}]},
    {"id": "1", "question": "Who?", "relevant": [{"article_id": "a", "start": 0, "end": 0}]},
    {"id": "1", "question": "Who?", "history": [{"answer": "x"}]},
    {"id": "1", "question": "Who?", "articles": [1]},
    {"id": "1", "question": "Who?", "group": None},
    {"id": "1", "question": "Who?", "answers": ["she"], "answerable": False},
    {"id": "1", "turns": [{"question": "x"}], "answers": ["y"]},
    {"id": "1", "turns": [{"question": "x"}], "answerable": True},
    {"id": "1", "turns": [{"question": "x"}], "history": [{"question": "y"}]},
]


@pytest.mark.parametrize(("line", "is_good"), [(line, True) for line in GOOD] + [(line, False) for line in BAD])
def test_line_01_json_schema_and_reading_agree(tmp_path: Path, line: dict[str, Any], is_good: bool) -> None:
    path = tmp_path / "set.jsonl"
    write_lines(path, [line])
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert jsonschema.Draft202012Validator(schema).is_valid(line) == is_good
    if is_good:
        assert read_set(path).items
    else:
        with pytest.raises(UsageError, match=":1: "):
            read_set(path)


ARTICLES = [{"id": "a", "text": "Ann Hale signed."}]


def own(folder: Path, *rows: dict[str, Any], articles: str | None = "articles.jsonl") -> Path:
    write_lines(folder / "articles.jsonl", ARTICLES)
    path = folder / "mine.jsonl"
    write_lines(path, [{"footnote_eval": 1, "name": "mine", "articles": articles}, *rows])
    return path


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    gold = {"article_id": "a", "start": 0, "end": 8, "quote": "Ann Hale"}
    path = own(tmp_path, {"id": "1", "question": "Who?", "relevant": [gold]})
    made = open_set(str(path))
    assert (made.source, made.name, made.items[0].answerable) == (str(path), "mine", True)
    assert made.articles is not None


FINE = {"id": "0", "question": "Who?"}


@pytest.mark.parametrize(
    ("relevant", "reason"),
    [
        ({"article_id": "b"}, "unknown article 'b'"),
        ({"article_id": "a", "start": 9, "end": 99}, "[9:99] of article 'a' is outside its 16 characters"),
        ({"article_id": "a", "start": 0, "end": 3, "quote": "Bob"}, "[0:3] of article 'a' is 'Ann', not 'Bob'"),
        ({"article_id": "a", "quote": "Bob"}, "'Bob' does not stand in article 'a'"),
    ],
)
def test_line_02_gold_that_is_not_there_is_named_by_line(tmp_path: Path, relevant: dict[str, Any], reason: str) -> None:
    for row in ({"id": "1", "question": "Who?"}, {"id": "1", "turns": [{"question": "Who?"}]}):
        target = row["turns"][0] if "turns" in row else row
        target["relevant"] = [relevant]
        path = own(tmp_path, FINE, row)
        with pytest.raises(UsageError) as raised:
            open_set(str(path))
        assert raised.value.message == f"{path}:3: {reason}"


def test_a_scope_that_is_not_there_is_named_by_line(tmp_path: Path) -> None:
    path = own(tmp_path, {"id": "1", "question": "Who?", "articles": ["a", "b"]})
    with pytest.raises(UsageError, match=":2: unknown article 'b'"):
        open_set(str(path))


def test_gold_of_the_library_in_use_can_be_checked_later(tmp_path: Path) -> None:
    made = open_set(
        str(own(tmp_path, {"id": "1", "question": "Who?", "relevant": [{"article_id": "z"}]}, articles=None))
    )
    assert made.articles is None
    check_gold(made.items, {"z": "text"}, made.name)
    with pytest.raises(UsageError, match="mine: item '1': unknown article 'z'"):
        check_gold(made.items, {"a": "text"}, made.name)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"id": "1", "question": "x"}\n{"id": "1", "question": "y"}', ":2: id '1' is there twice"),
        ("", " holds no question"),
        ('{"footnote_eval": 1, "name": "x"}\n', " holds no question"),
        ("\n{", ":2: not JSON: "),
        ("[]", ":1: not a JSON object"),
        ('{"footnote_eval": 2, "name": "x"}', ":1: footnote_eval: "),
    ],
)
def test_line_02_a_bad_file_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as raised:
        open_set(str(path))
    assert raised.value.message.startswith(f"{path}{reason}")
    assert raised.value.exit_code == 2


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot read"):
        open_set(str(tmp_path / "nowhere.jsonl"))


def test_samples_are_what_ingest_makes_of_them(tmp_path: Path) -> None:
    gold = {"article_id": "sample:hurricane-beryl"}
    made = open_set(str(own(tmp_path, {"id": "1", "question": "Who?", "relevant": [gold]}, articles="samples")))
    assert made.articles == sample_articles()
    assert len({article.id for article in sample_articles()}) == len(list(FILE.parents[2].glob("ingest/samples/*.*")))
    assert all(article.id.startswith("sample:") and article.text and article.title for article in sample_articles())


def test_the_built_in_set_opens_without_a_data_folder() -> None:
    made = open_set("samples")
    assert made.articles == sample_articles()
    assert (made.source, made.name, made.use) == ("samples", "samples", "measure")
