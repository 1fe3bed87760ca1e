"""Formats that others use: a good file of each, and what is said about a bad one."""

from __future__ import annotations

import csv
import json
import lzma
from pathlib import Path
from typing import Any

import pytest

from bot.errors import UsageError
from bot.types import Exchange
from eval.items import Gold
from eval.sets import FORMATS, open_set, read_trec_run

SQUAD = {
    "data": [
        {
            "paragraphs": [
                {
                    "context": "A dog sat.",
                    "qas": [{"id": "1", "question": "What?", "answers": [{"text": "dog", "answer_start": 2}]}],
                }
            ]
        }
    ]
}
BEIR = {
    "corpus.jsonl": '{"_id": "d1", "title": "Dogs", "text": "A dog."}\n{"_id": "d2", "text": "A cat."}\n',
    "queries.jsonl": '{"_id": "q1", "text": " dogs? "}\n{"_id": "q2", "text": "cats?"}\n{"_id": "q3", "text": "no?"}\n',
    "qrels/test.tsv": "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t1\nq2\td1\t0\n",
    "qrels/dev.tsv": "query-id\tcorpus-id\tscore\nq3\td2\t1\n",
}
TREC = {
    "qrels.txt": "1 0 d1 2\n1 0 d2 -1\n",
    "topics.tsv": "1\tdogs?\n2\tcats?\n",
    "corpus.jsonl": BEIR["corpus.jsonl"],
}
RAGAS: dict[str, Any] = {
    "user_input": "Who barks?",
    "reference": "A dog.",
    "reference_contexts": ["Dogs bark.", "So do seals."],
    "reference_context_ids": ["d", "s"],
    "retrieved_contexts": ["x"],
    "response": "y",
}
ALCE: dict[str, Any] = {
    "question": "Who barks? ",
    "answer": "Dogs and seals do.",
    "qa_pairs": [{"question": "", "short_answers": ["dogs", "a dog"]}, {"short_answers": ["seals"]}],
    "docs": [{"title": "Dogs", "text": "Dogs bark."}, {"title": "Seals", "text": "So do seals.", "id": "s"}],
}


def fill(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("packed", [False, True])
def test_line_03_squad(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / ("mine.json.xz" if packed else "mine.json")
    raw = json.dumps(SQUAD).encode()
    path.write_bytes(lzma.compress(raw) if packed else raw)
    made = open_set(f"squad:{path}")
    assert made.items[0].relevant == (Gold("mine#0", 2, 5, quote="dog"),)
    assert (made.name, made.source) == ("mine", f"squad:{path}")


def test_line_03_beir_takes_the_queries_that_test_judges(tmp_path: Path) -> None:
    made = open_set(f"beir:{fill(tmp_path, BEIR)}")
    assert [(item.id, item.question, item.grades, item.answerable) for item in made.items] == [
        ("q1", "dogs?", {"d1": 2, "d2": 1}, True),
        ("q2", "cats?", {}, None),
    ]
    assert [(a.id, a.title, a.text) for a in made.articles or ()] == [("d1", "Dogs", "A dog."), ("d2", "", "A cat.")]


def test_beir_without_a_test_split(tmp_path: Path) -> None:
    fill(tmp_path, BEIR)
    (tmp_path / "qrels/test.tsv").unlink()
    assert [item.id for item in open_set(f"beir:{tmp_path}").items] == ["q3"]


def test_line_03_trec_folder(tmp_path: Path) -> None:
    made = open_set(f"trec:{fill(tmp_path, TREC)}")
    assert [(item.id, item.question, item.grades) for item in made.items] == [
        ("1", "dogs?", {"d1": 2}),
        ("2", "cats?", {}),
    ]
    assert len(made.articles or ()) == 2
    (tmp_path / "corpus.jsonl").unlink()
    assert open_set(f"trec:{tmp_path}").articles is None


def test_qrels_alone(tmp_path: Path) -> None:
    made = open_set(f"trec:{fill(tmp_path, TREC) / 'qrels.txt'}")
    assert [(item.id, item.question, item.grades) for item in made.items] == [("1", "1", {"d1": 2})]


def test_a_run_is_read_by_score(tmp_path: Path) -> None:
    path = tmp_path / "run.txt"
    path.write_text("1 Q0 d1 1 0.5 tag\n1 Q0 d2 2 7 tag\n2\tQ0\td1\t1\t-1e-3\ttag\n\n", encoding="utf-8")
    assert read_trec_run(path) == {"1": [("d2", 7.0), ("d1", 0.5)], "2": [("d1", -0.001)]}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1 Q0 d1 1 0.5", "5 columns"),
        ("1 Q0 d1 1 nan tag", "score 'nan'"),
        ("1 Q0 d1 1 x tag", "score 'x'"),
        ("1 Q0 d0 2 0.4 tag", "document 'd0' is there twice"),
    ],
)
def test_a_bad_line_of_a_run_is_named(tmp_path: Path, line: str, reason: str) -> None:
    path = tmp_path / "run.txt"
    path.write_text(f"1 Q0 d0 1 0.9 tag\n{line}\n", encoding="utf-8")
    with pytest.raises(UsageError) as raised:
        read_trec_run(path)
    assert raised.value.message.startswith(f"{path}:2: {reason}")


def test_line_03_ragas_as_json_lines(tmp_path: Path) -> None:
    messages = [
        {"type": "human", "content": "Who barks?"},
        {"type": "ai", "content": "Dogs."},
        {"role": "user", "content": "Else?"},
    ]
    rows = [RAGAS, {"user_input": messages}, {"user_input": "Why?", "reference_contexts": ["Dogs bark."]}]
    path = tmp_path / "mine.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    made = open_set(f"ragas:{path}")
    first, second, third = made.items
    assert (first.question, first.answers, list(first.grades)) == ("Who barks?", ("A dog.",), ["d", "s"])
    assert (second.question, second.history) == ("Else?", (Exchange("Who barks?", "Dogs."),))
    assert [item.answerable for item in made.items] == [True, None, True]
    texts = {article.id: article.text for article in made.articles or ()}
    assert texts[third.relevant[0].article_id] == "Dogs bark."


@pytest.mark.parametrize("write", [json.dumps, repr])
def test_ragas_as_csv(tmp_path: Path, write: Any) -> None:
    path = tmp_path / "mine.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, RAGAS)
        table.writeheader()
        table.writerow({name: write(value) if isinstance(value, list) else value for name, value in RAGAS.items()})
    (item,) = open_set(f"ragas:{path}").items
    assert (item.question, item.answers, list(item.grades)) == ("Who barks?", ("A dog.",), ["d", "s"])


def test_ragas_ids_alone_are_of_the_library_in_use(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(json.dumps({"user_input": "Why?", "reference_context_ids": ["sample:x", 3]}), encoding="utf-8")
    made = open_set(f"ragas:{path}")
    assert (made.articles, list(made.items[0].grades)) == (None, ["sample:x", "3"])


def test_line_03_alce(tmp_path: Path) -> None:
    path = tmp_path / "asqa.json"
    path.write_text(json.dumps([ALCE, {**ALCE, "qa_pairs": None, "sample_id": "x"}]), encoding="utf-8")
    made = open_set(f"alce:{path}")
    first, second = made.items
    assert (first.id, first.question, first.answers) == ("asqa-1", "Who barks?", ("dogs", "a dog", "seals"))
    assert (second.id, second.answers) == ("x", ("Dogs and seals do.",))
    assert [(a.id, a.title) for a in made.articles or ()][1:] == [("s", "Seals")]
    assert first.articles == second.articles == tuple(a.id for a in made.articles or ())


BAD = [
    ("squad", {"f.json": "{"}, "f.json:1: not JSON: "),
    (
        "squad",
        {"f.json": '{"data": [{"paragraphs": [{"context": "x", "qas": [{"id": 3}]}]}]}'},
        "qas[0].id: input should",
    ),
    (
        "squad",
        {"f.json": '{"data": [{"paragraphs": [{"context": "x", "qas": [{}]}]}]}'},
        "paragraphs[0].qas[0].id: missing",
    ),
    ("squad", {"f.json": '{"data": []}'}, "holds no question"),
    (
        "squad",
        {"f.json": json.dumps(SQUAD).replace(": 2}", ": 3}")},
        "item '1': [3:6] of article 'f#0' is 'og ', not 'dog'",
    ),
    (
        "squad",
        {"f.json": json.dumps(SQUAD).replace(": 2}", ": 8}")},
        "item '1': [8:11] of article 'f#0' is outside its 10",
    ),
    ("beir", {"queries.jsonl": '{"_id": "q1"}'}, "queries.jsonl:1: text: missing"),
    ("beir", {"corpus.jsonl": '{"id": "d1", "text": "x"}'}, "corpus.jsonl:1: _id: missing"),
    ("beir", {"qrels/test.tsv": "q1\td1\t1\nq1\td9\t1"}, "test.tsv:2: document 'd9' is not in corpus.jsonl"),
    ("beir", {"qrels/test.tsv": "q9\td1\t1"}, "test.tsv:1: query 'q9' is not in queries.jsonl"),
    ("beir", {"qrels/test.tsv": "q1\td1\thigh"}, "test.tsv:1: grade 'high' is not a whole number"),
    ("beir", {"qrels/test.tsv": "q1\td1\t1\nq1\td1\t2"}, "test.tsv:2: document 'd1' is judged twice"),
    ("beir", {"queries.jsonl": BEIR["queries.jsonl"] + '{"_id": "q1", "text": "x"}'}, "queries.jsonl:4: query 'q1' is"),
    ("beir", {"corpus.jsonl": BEIR["corpus.jsonl"] * 2}, "article id 'd1' is there twice"),
    ("beir", {"qrels/test.tsv": "q1 d1 1"}, "test.tsv:1: 1 columns"),
    ("trec", {"qrels.txt": "1 0 d1"}, "qrels.txt:1: 3 columns"),
    ("trec", {"qrels.txt": "1 0 d1 1\n1 0 d1 0"}, "qrels.txt:2: document 'd1' is judged twice"),
    ("trec", {"qrels.txt": "9 0 d1 1"}, "qrels.txt:1: topic '9' has no text"),
    ("trec", {"qrels.txt": "1 0 d9 1"}, "item '1': unknown article 'd9'"),
    ("trec", {"topics.tsv": "1 dogs?"}, "topics.tsv:1: not an id, a tab and a question"),
    ("trec", {"topics.tsv": "1\ta\n1\tb"}, "topics.tsv:2: topic '1' is there twice"),
    ("ragas", {"f.jsonl": '{"user_input": []}'}, "f.jsonl:1: user_input: "),
    (
        "ragas",
        {"f.jsonl": '{"user_input": [{"type": "ai", "content": "x"}]}'},
        "f.jsonl:1: user_input: the user asks not",
    ),
    ("ragas", {"f.jsonl": '{"user_input": [{"type": "robot", "content": "x"}]}'}, "f.jsonl:1: user_input[0].type: "),
    (
        "ragas",
        {"f.jsonl": json.dumps({**RAGAS, "reference_context_ids": ["d"]})},
        "f.jsonl:1: 1 reference_context_ids for 2",
    ),
    (
        "ragas",
        {"f.jsonl": json.dumps({**RAGAS, "reference_context_ids": ["d", "d"]})},
        "f.jsonl:1: f: article 'd' has two",
    ),
    (
        "ragas",
        {"f.jsonl": json.dumps({**RAGAS, "reference": 3})},
        "f.jsonl:1: reference: input should be a valid string",
    ),
    ("ragas", {"f.csv": 'user_input,reference\n"Who\n?",A\n\n[],B'}, "f.csv:5: user_input: "),
    ("ragas", {"f.csv": "user_input,reference\nWho?,A,B"}, "f.csv:2: 3 cells, and the head has 2"),
    ("ragas", {"f.csv": "question\nWho?"}, "f.csv:2: user_input: missing"),
    ("ragas", {"f.csv": 'user_input\n"Who?'}, "f.csv:2: not CSV: "),
    ("alce", {"f.json": '[{"question": "x\\ud800", "docs": []}]'}, "f.json: [0].question: "),
    ("alce", {"f.json": '[{"question": "x"}]'}, "f.json: [0].docs: missing"),
    ("alce", {"f.json": '{"question": "x"}'}, "f.json: input should be a valid list"),
    ("alce", {"f.json": json.dumps([ALCE, {**ALCE, "docs": [{"text": 1}]}])}, "f.json: [1].docs[0].text: "),
]


@pytest.mark.parametrize(("form", "files", "reason"), BAD)
def test_line_02_a_bad_file_is_named_with_the_place(
    tmp_path: Path, form: str, files: dict[str, str], reason: str
) -> None:
    good: dict[str, dict[str, str]] = {"beir": BEIR, "trec": TREC}
    fill(tmp_path, {**good.get(form, {}), **files})
    path = tmp_path if form in good else tmp_path / next(iter(files))
    with pytest.raises(UsageError) as raised:
        open_set(f"{form}:{path}")
    assert reason in raised.value.message
    assert "\n" not in raised.value.message


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_that_is_not_there(tmp_path: Path, form: str) -> None:
    with pytest.raises(UsageError, match=r"cannot read .*No such file"):
        open_set(f"{form}:{tmp_path / 'nowhere'}")


def test_a_folder_that_lacks_a_file(tmp_path: Path) -> None:
    fill(tmp_path, {name: text for name, text in BEIR.items() if "qrels" not in name})
    with pytest.raises(UsageError, match=r"no \*\.tsv in "):
        open_set(f"beir:{tmp_path}")
    with pytest.raises(UsageError, match=r"no topics\.tsv or "):
        open_set(f"trec:{tmp_path / '.'}")
