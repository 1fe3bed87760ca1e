"""Loaders of the public sets: each on a file of a few lines in its format, and counts where the real files are."""

from __future__ import annotations

import doctest
import json
import lzma
import os
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from bot.errors import UsageError
from bot.types import Exchange
from eval.items import EvalSet, Gold
from eval.sets import CATALOGUE, canard, open_set, rgb

SQUAD = {
    "data": [
        {
            "title": "Old_Port",
            "paragraphs": [
                {
                    "context": "The port opened in 1890.",
                    "qas": [
                        {
                            "id": "a",
                            "question": " When did it open? ",
                            "answers": [{"text": "1890", "answer_start": 19}, {"text": "in 1890", "answer_start": 16}],
                        }
                    ],
                },
                {
                    "context": "Two ferries serve it.",
                    "qas": [
                        {"id": "b", "question": "How many?", "answers": [{"text": "Two", "answer_start": 0}]},
                        {"id": "c", "question": "Who paid?", "answers": [], "is_impossible": True},
                    ],
                },
            ],
        }
    ]
}
NEWS = {"url": "u:1", "title": "Port", "text": "The port opened.", "publish_date": "2022/06/16", "authors": []}
QUIZ = {
    "question_id": "q0",
    "question": "What opened?",
    "source": "THE WEEK",
    "answer": ["The port"],
    "gold_urls": ["u:1"],
}
CANARD = [
    {
        "History": ["Ann Hale", "Life", "Was she mayor?", "Yes."],
        "QuAC_dialog_id": "C_1",
        "Question": "Since when?",
        "Question_no": 2,
        "Rewrite": "Since when was Ann Hale mayor?",
    }
]
CAST = [
    {
        "conv_id": 31,
        "turns": [
            {"turn_id": 1, "question": "What is gout?", "response": "", "manual_rewrite": "What is gout?"},
            {"turn_id": 2, "question": "Is it treatable?", "response": None, "manual_rewrite": "Is gout treatable?"},
        ],
    }
]
STORY = "Tom had a dog. It was black."
TARGET = {"question": "Which colour?", "answer": "Black.", "rationale": "black", "span_start": 22, "span_end": 27}
UNKNOWN = {"question": "How old?", "answer": "unknown", "rationale": "unknown", "span_start": -1, "span_end": -1}
ABG = {
    "data": [
        {
            "id": f"s|{n}|1",
            "story": STORY,
            "target_turn": target,
            "history_turns": [{"question": "What did Tom have?", "answer": "A dog.", "rationale": "a dog"}],
            "ambiguity": kind,
            "source": "race",
        }
        for n, target, kind in ((1, TARGET, "ambiguous"), (2, UNKNOWN, "non_ambiguous"))
    ]
}


def mtrag(n: int, verdict: str, contexts: list[str]) -> dict[str, Any]:
    said = [("user", "Hi?"), ("agent", "Hello."), ("user", " And batteries? ")]
    return {
        "conversation_id": "c",
        "task_id": f"c<::>{n}",
        "contexts": [{"document_id": id_, "text": f"\nText of {id_}."} for id_ in contexts],
        "input": [{"speaker": who, "text": text} for who, text in said],
        "targets": [{"speaker": "agent", "text": "They last."}],
        "answerability": [verdict],
        "Question Type": ["How-To"],
        "Multi-Turn": ["N/A"],
        "Collection": "fiqa",
    }


MTRAG = [
    mtrag(1, "ANSWERABLE", ["d1", "d2"]),
    mtrag(2, "PARTIAL", ["d2"]),
    mtrag(3, "UNANSWERABLE", []),
    mtrag(4, "UNDERSPECIFIED", ["d3"]),
]
RGB = {
    "id": 7,
    "query": "Who bought it?",
    "answer": [["Ann", "Ann Hale"]],
    "fakeanswer": "Tom",
    "positive": ["Ann bought it."],
    "negative": ["It was sold.", "Nobody knows."],
    "positive_wrong": ["Tom bought it."],
}
WICE = {
    "label": "partially_supported",
    "supporting_sentences": [[2, 0], [2]],
    "claim": "Ann was mayor.",
    "evidence": ["Ann Hale.", "", "She was mayor."],
    "meta": {"id": "dev1", "claim_title": "Ann"},
}
QAGS = {
    "article": "The port opened.",
    "summary_sentences": [
        {"sentence": sentence, "responses": [{"worker_id": 0, "response": say} for say in says]}
        for sentence, says in (("it opened.", ("yes", "yes", "no")), ("it closed.", ("no", "yes", "no")))
    ],
}
TIME = {
    "time/TIME.ALL": "*TEXT 017 01/04/63 PAGE 020\n\nTHE ALLIES\n\nMET .\n*TEXT 018\n\nTHE BUDGET .\n*STOP\n",
    "time/TIME.QUE": "*FIND      1\n\n ALLIES\n\nMEETING .\n*FIND      2\n\n FERRIES .\n*STOP\n",
    "time/TIME.REL": "1  1 2\n\n2  \n",
}


def lines(*rows: Any) -> str:
    return "\n".join(json.dumps(row) for row in rows)


FILES: dict[str, str] = {
    "squad/dev_a_v2.0.json": json.dumps(SQUAD),
    "squadshifts/reddit_v1.0.json": json.dumps(SQUAD),
    "newsqa/articles.jsonl": lines(NEWS),
    "newsqa/questions_a.jsonl": lines(QUIZ),
    "canard/dev.json": json.dumps(CANARD),
    "trec_cast/cast19.json": json.dumps(CAST),
    "abg_coqa/val.json": json.dumps(ABG),
    "mtrag_un/reference_a.jsonl": lines(*MTRAG),
    "rgb/en_fact_a.jsonl": lines(RGB),
    "wice/claim_dev.jsonl": lines(WICE),
    "qags/cnndm.jsonl": lines(QAGS),
    **TIME,
}


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a few lines of every set."""
    folder = tmp_path_factory.mktemp("data")
    for name, text in FILES.items():
        write(folder, name, text)
    return folder


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.xz").write_bytes(lzma.compress(text.encode()))


def quotes(made: EvalSet) -> list[str]:
    texts = {article.id: article.text for article in made.articles or ()}
    return [texts[g.article_id][g.start : g.end] for item in made.items for g in item.relevant]


def test_squad_joins_paragraphs_and_moves_offsets_along(tiny: Path) -> None:
    made = open_set("squad-dev", tiny)
    assert [article.title for article in made.articles or ()] == ["Old Port"]
    assert [item.question for item in made.items] == ["When did it open?", "How many?", "Who paid?"]
    assert [item.answerable for item in made.items] == [True, True, False]
    assert made.items[0].answers == ("1890", "in 1890")
    assert quotes(made) == ["in 1890", "1890", "Two"]
    assert {item.group for item in made.items} == {"squad-dev#0"}
    assert (made.use, made.source) == ("tune", "squad-dev")


def test_posts_are_articles_of_their_own(tiny: Path) -> None:
    made = open_set("reddit", tiny)
    assert [(article.id, article.title) for article in made.articles or ()] == [("reddit#0", ""), ("reddit#1", "")]
    assert quotes(made) == ["in 1890", "1890", "Two"]


def test_newsqa(tiny: Path) -> None:
    made = open_set("newsqa", tiny)
    (item,), (article,) = made.items, made.articles or ()
    assert (item.relevant, item.group, item.tags, item.answers) == ((Gold("u:1"),), "u:1", ("the week",), ("The port",))
    assert article.published == "2022-06-16"


def test_time_keeps_queries_that_nothing_answers(tiny: Path) -> None:
    made = open_set("time", tiny)
    assert [article.text for article in made.articles or ()] == ["THE ALLIES MET .", "THE BUDGET ."]
    assert [(item.id, item.question, item.answerable) for item in made.items] == [
        ("time-1", "ALLIES MEETING .", True),
        ("time-2", "FERRIES .", None),
    ]
    assert [list(item.grades) for item in made.items] == [["time#1", "time#2"], []]
    assert made.settings == {"n_passages": 50}


def test_canard_opens_the_history_with_the_title(tiny: Path) -> None:
    (item,) = open_set("canard", tiny).items
    assert item.history == (Exchange("Tell me about Ann Hale.", ""), Exchange("Was she mayor?", "Yes."))
    assert (item.rewrite, item.group) == ("Since when was Ann Hale mayor?", "C_1")
    assert item.tags[0] in ("half-0", "half-1")


def test_cast(tiny: Path) -> None:
    first, second = open_set("cast", tiny).items
    assert (first.history, second.history) == ((), (Exchange("What is gout?", ""),))
    assert (second.id, second.rewrite, second.group) == ("31_2", "Is gout treatable?", "31")


def test_abg_coqa_asks_a_story_or_all_of_them(tiny: Path) -> None:
    alone, library = open_set("abg-coqa", tiny), open_set("abg-coqa-library", tiny)
    (article,) = alone.articles or ()
    assert [item.articles for item in alone.items] == [(article.id,)] * 2
    assert [item.articles for item in library.items] == [None] * 2
    assert (alone.items[0].tags, alone.items[0].answers) == (("ambiguous", "race"), ("Black.",))
    assert quotes(alone) == quotes(library) == ["black"]
    assert [item.answerable for item in alone.items] == [True, False]
    assert alone.items[0].history == (Exchange("What did Tom have?", "A dog."),)


def test_mtrag(tiny: Path) -> None:
    made = open_set("mtrag-un", tiny)
    assert [item.answerable for item in made.items] == [True, True, False, None]
    assert [item.articles for item in made.items] == [("d1", "d2"), ("d2",), None, ("d3",)]
    assert [list(item.grades) for item in made.items] == [["d1", "d2"], ["d2"], [], []]
    assert [item.answers for item in made.items] == [("They last.",)] * 2 + [()] * 2
    assert made.items[1].tags == ("partial", "fiqa", "how-to")
    assert made.items[3].tags[0] == "underspecified"
    assert {(item.question, item.history, item.group) for item in made.items} == {
        ("And batteries?", (Exchange("Hi?", "Hello."),), "c")
    }
    assert len(made.articles or ()) == 3


def test_rgb_makes_four_items(tiny: Path) -> None:
    made = open_set("rgb", tiny)
    texts = {article.id: article.text for article in made.articles or ()}
    found = {item.id: item for item in made.items}
    assert list(found) == ["7/clean", "7/noise", "7/negative", "7/counterfactual"]
    assert {id_: [texts[a] for a in item.articles or ()] for id_, item in found.items()} == {
        "7/clean": ["Ann bought it."],
        "7/noise": ["Ann bought it.", "It was sold.", "Nobody knows."],
        "7/negative": ["It was sold.", "Nobody knows."],
        "7/counterfactual": ["Tom bought it."],
    }
    assert found["7/clean"].answers == ("Ann", "Ann Hale")
    assert found["7/counterfactual"].answers == ("Tom",)
    assert [item.answerable for item in made.items] == [True, True, False, True]
    assert [item.tags for item in made.items] == [("clean",), ("noise",), ("negative",), ("counterfactual",)]


def test_wice_has_a_span_for_every_supporting_sentence(tiny: Path) -> None:
    made = open_set("wice", tiny)
    (item,) = made.items
    assert (made.articles or ())[0].text == "Ann Hale.\n\nShe was mayor."
    assert quotes(made) == ["Ann Hale.", "She was mayor."]
    assert (item.answerable, item.tags, item.is_statement) == (False, ("partially_supported",), True)


def test_qags_goes_with_the_majority(tiny: Path) -> None:
    made = open_set("qags", tiny)
    assert [(item.question, item.answerable) for item in made.items] == [("it opened.", True), ("it closed.", False)]
    assert len({item.group for item in made.items}) == 1
    assert all(item.is_statement for item in made.items)


@pytest.mark.parametrize(
    ("name", "file", "text", "reason"),
    [
        ("newsqa", "newsqa/articles.jsonl", lines(NEWS) + "\n{", ":2: not JSON: "),
        ("newsqa", "newsqa/questions_a.jsonl", lines({**QUIZ, "answer": []}), ":1: answer: "),
        ("newsqa", "newsqa/questions_a.jsonl", lines(QUIZ, {**QUIZ, "gold_urls": [3]}), ":2: gold_urls[0]: "),
        ("newsqa", "newsqa/questions_a.jsonl", lines(QUIZ, QUIZ), "newsqa: item id 'q0' is there twice"),
        ("newsqa", "newsqa/questions_a.jsonl", lines({**QUIZ, "gold_urls": ["u:2"]}), "newsqa: item 'q0': unknown art"),
        ("newsqa", "newsqa/questions_a.jsonl", "", "newsqa holds no question"),
        ("newsqa", "newsqa/articles.jsonl", lines([NEWS]), ":1: input should be "),
        ("canard", "canard/dev.json", "[\n{]", ":2: not JSON: "),
        ("canard", "canard/dev.json", json.dumps([{**CANARD[0], "Question": " "}]), ": [0].Question: empty"),
        ("cast", "trec_cast/cast19.json", json.dumps([{**CAST[0], "conv_id": "31"}]), ": [0].conv_id: "),
        ("rgb", "rgb/en_fact_a.jsonl", lines({**RGB, "answer": [[]]}), ":1: answer: "),
        (
            "mtrag-un",
            "mtrag_un/reference_a.jsonl",
            lines({**MTRAG[0], "answerability": ["MAYBE"]}),
            ":1: answerability",
        ),
        ("mtrag-un", "mtrag_un/reference_a.jsonl", lines({**MTRAG[0], "input": []}), ":1: input: "),
        ("wice", "wice/claim_dev.jsonl", lines({**WICE, "supporting_sentences": [[9]]}), ":1: supporting_sentences: 9"),
        ("qags", "qags/cnndm.jsonl", lines({"article": "x"}), ":1: summary_sentences: missing"),
        ("time", "time/TIME.REL", "1 1\n2 two", ":2: not a query and its articles"),
        ("time", "time/TIME.REL", "1 1\n1 2", ":2: query 1 is there twice"),
        ("time", "time/TIME.QUE", "*FIND one\n X", ":1: 'one' is not the number"),
        ("abg-coqa", "abg_coqa/val.json", json.dumps({"data": [{"id": "x"}]}), ": data[0].story: missing"),
    ],
)
def test_a_wrong_line_is_named(tiny: Path, tmp_path: Path, name: str, file: str, text: str, reason: str) -> None:
    for needed in CATALOGUE[name].needs:
        write(tmp_path, needed, FILES[needed])
    write(tmp_path, file, text)
    with pytest.raises(UsageError) as raised:
        open_set(name, tmp_path)
    assert reason in raised.value.message
    assert reason[0] != ":" or f"{tmp_path / file}.xz{reason}" in raised.value.message
    assert "\n" not in raised.value.message


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "rgb").mkdir()
    (tmp_path / "rgb" / "en_fact_a.jsonl.xz").write_bytes(b"not xz")
    with pytest.raises(UsageError, match=r"cannot read .*en_fact_a\.jsonl\.xz"):
        open_set("rgb", tmp_path)


def test_files_may_be_unpacked(tmp_path: Path) -> None:
    (tmp_path / "rgb").mkdir()
    (tmp_path / "rgb" / "en_fact_a.jsonl").write_text(FILES["rgb/en_fact_a.jsonl"], encoding="utf-8")
    assert len(open_set("rgb", tmp_path).items) == 4


@pytest.mark.parametrize("given", [True, False])
@pytest.mark.parametrize("name", [name for name, entry in CATALOGUE.items() if entry.needs])
def test_what_is_missing_is_named(tmp_path: Path, name: str, given: bool) -> None:
    with pytest.raises(UsageError) as raised:
        open_set(name, tmp_path if given else None)
    message = raised.value.message
    assert f"{CATALOGUE[name].needs[0]}.xz" in message
    assert "--data DIR or FOOTNOTE_DATA" in message
    assert raised.value.exit_code == 2


@pytest.mark.parametrize("module", [canard, rgb])
def test_examples_in_docstrings(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0


def test_an_unknown_name_lists_the_names() -> None:
    with pytest.raises(UsageError, match=r"no set 'squid'; there are samples, newsqa, squad-dev, .*qags"):
        open_set("squid")


COUNTS = {
    "newsqa": 102,
    "squad-dev": 6078,
    "squad-train": 11877,
    "new-wiki": 7938,
    "reddit": 9803,
    "amazon": 9885,
    "time": 83,
    "canard": 3430,
    "cast": 479,
    "abg-coqa": 1092,
    "abg-coqa-library": 1092,
    "mtrag-un": 270,
    "rgb": 44 * 4,
    "wice": 349,
    "qags": 714,
}
ANSWERABLE = {"squad-dev": 2910, "time": 79, "mtrag-un": 183, "rgb": 132, "wice": 115, "qags": 531}
ARTICLES = {"newsqa": 1868, "squad-dev": 16, "squad-train": 44, "time": 423, "abg-coqa": 495, "qags": 235, "canard": 0}


@pytest.fixture(scope="module")
def data() -> Path:
    folder = Path(os.environ.get("FOOTNOTE_DATA", Path(__file__).resolve().parents[4] / "shared" / "data"))
    if not (folder / "squad").is_dir():
        pytest.skip(f"no data sets at {folder}")
    return folder


@pytest.mark.parametrize("name", COUNTS)
def test_counts_and_gold_of_the_real_sets(data: Path, name: str) -> None:
    made = open_set(name, data)
    answerable = Counter(item.answerable for item in made.items)
    assert len(made.items) == COUNTS[name]
    assert answerable[True] == ANSWERABLE.get(name, answerable[True])
    assert len(made.articles or ()) == ARTICLES.get(name, len(made.articles or ()))
    spans = [gold for item in made.items for gold in item.relevant if gold.start is not None]
    assert all(gold.quote for gold in spans)
    texts = {article.id: article.text for article in made.articles or ()}
    assert all(texts[gold.article_id][gold.start : gold.end] == gold.quote for gold in spans)
    assert bool(spans) == (
        name in ("squad-dev", "squad-train", "new-wiki", "reddit", "amazon", "wice") or "abg" in name
    )


def test_every_public_set_is_counted_here() -> None:
    assert set(COUNTS) == {name for name, entry in CATALOGUE.items() if entry.needs}
