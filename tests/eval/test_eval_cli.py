"""`footnote eval` as a person and a script use it: exit codes, outputs, planted faults, clear errors."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from eval_material import ROOT, footnote, lines, without_times, write_set


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set, a run over it, and the same with retrieval cut to one passage (a planted regression)."""
    folder = tmp_path_factory.mktemp("room")
    write_set(folder)
    ask(folder, "good.jsonl")
    ask(folder, "partial.jsonl", "--limit", "3")
    return folder


def ask(folder: Path, name: str, *words: str) -> Path:
    footnote("run", folder / "tiny.jsonl", "-o", folder / name, "--work", folder / "work", *words)
    return folder / name


def rewritten(path: Path, name: str, change: Any) -> Path:
    """A copy of a run with each prediction changed, as a broken program would have written it."""
    head, *rows = [json.loads(line) for line in path.read_text().splitlines()]
    changed = path.with_name(name)
    changed.write_text("".join(json.dumps(row) + "\n" for row in [head, *map(change, rows)]))
    return changed


def test_line_22_a_run_that_is_well_ends_with_0(room: Path) -> None:
    done = footnote("score", room / "good.jsonl")
    assert "quotes_exact" in done.stdout
    assert done.stderr == ""


def test_line_22_a_missed_threshold_ends_with_1(room: Path) -> None:
    done = footnote("score", room / "good.jsonl", "--fail-under", "spans_em=1.01", code=1)
    assert "spans_em" in done.stdout


def test_line_22_run_errors_end_with_3(room: Path) -> None:
    def break_one(row: dict[str, Any]) -> dict[str, Any]:
        error = {"code": "store", "message": "it broke", "hint": ""}
        return {**row, "answer": None, "error": error} if row["id"] == "cost" else row

    broken = rewritten(room / "good.jsonl", "broken.jsonl", break_one)
    footnote("score", broken, code=3)
    footnote("score", broken, "--max-errors", "1", code=0)


@pytest.mark.slow
def test_line_12_one_inexact_quote_fails_the_run(room: Path) -> None:
    def shift(row: dict[str, Any]) -> dict[str, Any]:
        for citation in row["answer"]["citations"]:
            citation["start"] += 1
        return row

    done = footnote("score", rewritten(room / "good.jsonl", "shifted.jsonl", shift), "--json", code=1)
    assert json.loads(done.stdout)["counts"]["inexact_quotes"] > 0
    footnote("compare", room / "good.jsonl", room / "shifted.jsonl", code=1)
    footnote("report", room / "shifted.jsonl", "--html", room / "shifted.html", code=1)


@pytest.mark.slow
def test_line_25_two_runs_are_the_same_bytes_but_for_the_fields_listed(room: Path) -> None:
    runs = [ask(room, f"again{n}.jsonl", "--no-cache") for n in range(2)]
    rows = [[without_times(json.loads(line)) for line in path.read_text().splitlines()] for path in runs]
    assert rows[0] == rows[1]
    scores = [without_times(json.loads(footnote("score", path, "--json").stdout)) for path in runs]
    assert json.dumps(scores[0]) == json.dumps(scores[1])


@pytest.mark.slow
def test_line_27_only_the_same_program_finds_its_answers(room: Path) -> None:
    def n_cached(name: str, *words: str) -> int:
        path = ask(room, name, *words)
        return sum(json.loads(line).get("cached", False) for line in path.read_text().splitlines())

    assert n_cached("kept.jsonl") == 10
    assert n_cached("other.jsonl", "--set", "n_passages=3") == 0
    assert n_cached("anew.jsonl", "--no-cache") == 0


def test_line_22_a_run_whose_questions_fail_ends_with_3(tmp_path: Path) -> None:
    head, *_ = lines()
    fine = {"id": "fine", "statement": "The telescope cost 210 million euros.", "articles": ["observatory"]}
    source = write_set(tmp_path, [head, fine, {"id": "bad", "statement": "It rained."}])
    done = footnote("run", source, "-o", tmp_path / "run.jsonl", "--work", tmp_path / "work", code=3)
    assert "no article to hold it against" in done.stderr
    footnote("run", source, "-o", tmp_path / "run.jsonl", "--work", tmp_path / "work", "--max-errors", "1")


def test_line_05_a_run_is_scored_without_the_model(room: Path) -> None:
    code = (
        "import sys; from bot.surfaces.cli import main; code = main(['eval', 'score', sys.argv[1], '--json']);"
        "print([m for m in ('onnxruntime', 'torch', 'chromadb', 'tantivy', 'langchain_core') if m in sys.modules]); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(room / "good.jsonl")], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_line_23_every_output(room: Path, tmp_path: Path) -> None:
    items, junit, html = tmp_path / "items.jsonl", tmp_path / "junit.xml", tmp_path / "report.html"
    done = footnote(
        "score", room / "good.jsonl", "--json", "--items", items, "--junit", junit, "--fail-under", "right=0"
    )
    score = json.loads(done.stdout)
    assert score["metrics"]["quotes_exact"]["value"] == 1
    assert {"value", "low", "high", "n", "n_groups", "method", "few"} <= score["metrics"]["ndcg@10"].keys()
    rows = [json.loads(line) for line in items.read_text().splitlines()]
    assert len(rows) == score["counts"]["items"] == 10
    assert len(list(ElementTree.parse(junit).getroot().iter("testcase"))) == 11
    footnote("report", room / "good.jsonl", "--html", html)
    text = html.read_text()
    assert "<svg" in text
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", text)


def test_line_23_metrics_can_be_chosen(room: Path) -> None:
    done = footnote("score", room / "good.jsonl", "--json", "--metrics", "right,ndcg@10")
    assert [*json.loads(done.stdout)["metrics"]] == ["right", "ndcg@10"]


def one_passage(row: dict[str, Any]) -> dict[str, Any]:
    """Retrieval that ranks the right article away."""
    article = "observatory" if row["id"] in ("gifts", "herring", "where", "talk#1", "talk#2") else "harbour"
    kept = [p for p in row["answer"]["passages"] if p["article_id"] == article][:1]
    empty: dict[str, Any] = {"statements": [], "citations": [], "spans": [], "status": "refused", "closest": None}
    return {**row, "answer": {**row["answer"], **empty, "passages": kept}}


@pytest.mark.slow
def test_a_planted_regression_is_caught_by_compare_and_by_the_gate(room: Path, tmp_path: Path) -> None:
    bad, floors = rewritten(room / "good.jsonl", "bad.jsonl", one_passage), tmp_path / "floors.json"
    footnote("gate", room / "good.jsonl", "--floors", floors, "--update-floors")
    footnote("gate", room / "good.jsonl", "--floors", floors)
    done = footnote("gate", bad, "--floors", floors, code=1)
    assert "passage_hit@1" in done.stdout
    compared = footnote(
        "compare", room / "good.jsonl", bad, "--json", "--max-regression", "right=0.1", "--strict", code=1
    )
    found = json.loads(compared.stdout)
    assert found["metrics"]["answer_in_1"]["delta"]["value"] < -0.5
    worse = {flip["id"] for flip in found["flipped"]["worse"]}
    assert "gifts" in worse
    footnote("compare", room / "good.jsonl", room / "good.jsonl", "--max-regression", "right=0.0", "--strict", code=0)


@pytest.mark.slow
def test_a_real_planted_regression_is_found_on_the_built_in_set(tmp_path: Path) -> None:
    # Retrieval really cut to one passage, over the twelve bundled articles.
    runs = []
    for name, words in (("good", ()), ("cut", ("--set", "n_passages=1"))):
        path = tmp_path / f"{name}.jsonl"
        footnote("run", "samples", "-o", path, "--work", tmp_path / "work", *words)
        runs.append(path)
    done = footnote("compare", *runs, "--json", "--max-regression", "answer_in_5=0.01", code=1)
    change = json.loads(done.stdout)["metrics"]["answer_in_5"]
    assert change["delta"]["value"] < -0.05
    assert change["delta"]["high"] < 0
    assert change["p_corrected"] < 0.05
    footnote("gate", runs[1], code=1)


def test_line_20_thresholds_that_nobody_can_reach(room: Path) -> None:
    for limit, reason in (("nosuch=0.5", "unknown metric 'nosuch'"), ("right=high", "is not metric=number")):
        done = footnote("score", room / "good.jsonl", "--fail-under", limit, code=2)
        assert reason in done.stderr
    done = footnote("gate", room / "good.jsonl", "--baseline", room / "good.jsonl", code=2)
    assert "--max-regression" in done.stderr


@pytest.mark.slow
def test_line_21_a_regression_counts_where_it_is_significant(room: Path) -> None:
    def one_worse(row: dict[str, Any]) -> dict[str, Any]:
        return one_passage(row) if row["id"] == "gifts" else row

    slightly = rewritten(room / "good.jsonl", "slightly.jsonl", one_worse)
    limits = ("--baseline", room / "good.jsonl", "--max-regression", "answer_in_1=0.01")
    floors = room / "empty-floors.json"
    footnote("gate", slightly, "--floors", floors, "--update-floors")
    footnote("gate", slightly, "--floors", floors, *limits, code=0)
    footnote("gate", slightly, "--floors", floors, *limits, "--strict", code=1)


@pytest.mark.slow
def test_line_28_a_partial_run_is_no_baseline(room: Path) -> None:
    done = footnote("gate", room / "partial.jsonl", "--update-floors", "--floors", room / "new.json", code=2)
    assert "a partial run is never a baseline" in done.stderr
    assert not (room / "new.json").exists()
    done = footnote("compare", room / "partial.jsonl", room / "good.jsonl", code=2)
    assert "--intersect" in done.stderr
    assert "3" in footnote("compare", room / "partial.jsonl", room / "good.jsonl", "--intersect").stdout


@pytest.mark.slow
def test_line_29_no_network_in_the_default_path(tmp_path: Path) -> None:
    # Any socket but a unix one ends the program; what is asked, scored and reported works without.
    guard = tmp_path / "guard"
    guard.mkdir()
    (guard / "sitecustomize.py").write_text(
        "import socket\n"
        "def refuse(self, *_): raise SystemExit('a socket was opened')\n"
        "socket.socket.connect = socket.socket.connect_ex = refuse\n"
        "socket.getaddrinfo = refuse\n"
    )
    env, source = {"PYTHONPATH": str(guard)}, write_set(tmp_path / "set")
    footnote("run", source, "-o", tmp_path / "run.jsonl", "--work", tmp_path / "work", env=env)
    footnote("score", tmp_path / "run.jsonl", env=env)
    footnote("report", tmp_path / "run.jsonl", "--html", tmp_path / "r.html", env=env)
    checked = "import socket; socket.create_connection(('127.0.0.1', 9))"
    done = subprocess.run(
        [sys.executable, "-c", checked], env={"PYTHONPATH": str(guard)}, capture_output=True, text=True
    )
    assert "a socket was opened" in done.stderr


@pytest.mark.slow
def test_line_03_exports(room: Path, tmp_path: Path) -> None:
    footnote("export", room / "good.jsonl", "--format", "ragas", "-o", tmp_path / "ragas.jsonl")
    first = json.loads((tmp_path / "ragas.jsonl").read_text().splitlines()[0])
    assert {"user_input", "response", "retrieved_contexts", "reference"} <= first.keys()
    footnote("export", room / "good.jsonl", "--format", "trec", "-o", tmp_path / "trec")
    footnote("export", room / "good.jsonl", "--format", "csv", "-o", tmp_path / "x", code=2)


@pytest.mark.slow
def test_line_03_a_trec_run_scores_as_ours_does(room: Path, tmp_path: Path) -> None:
    footnote("export", room / "good.jsonl", "--format", "trec", "-o", tmp_path)
    qrels = f"trec:{tmp_path / 'qrels.txt'}"
    there = json.loads(footnote("score", tmp_path / "run.txt", "--set", qrels, "--json").stdout)
    here = json.loads(footnote("score", room / "good.jsonl", "--json").stdout)
    assert there["counts"]["items"] == 6
    for name in ("ndcg@10", "mrr@10", "recall@10"):
        assert there["metrics"][name]["value"] == here["metrics"][name]["value"]
    assert "right" not in there["metrics"]


def test_line_04_a_talk_is_part_of_the_run(room: Path) -> None:
    rows = [json.loads(line) for line in (room / "good.jsonl").read_text().splitlines()]
    (second,) = [row for row in rows if row.get("id") == "talk#2"]
    assert "Renzi" in second["answer"]["standalone_question"]


BAD = [
    (("score", "nosuch.jsonl"), "cannot read nosuch.jsonl"),
    (("run", "nosuch", "-o", "x.jsonl"), "no set 'nosuch'"),
    (("run", "newsqa", "-o", "x.jsonl"), "newsqa/articles.jsonl"),
    (("run", "newsqa", "-o", "x.jsonl", "--data", "nosuch"), "nosuch"),
    (("run", "samples", "-o", "x.jsonl", "--set", "colour=red"), "unknown setting 'colour'"),
    (("run", "samples", "-o", "x.jsonl", "--set", "n_passages"), "not NAME=VALUE"),
    (("run", "samples", "-o", "x.jsonl", "--filter", "why"), "not tag=T"),
    (("run", "samples", "-o", "x.jsonl", "--filter", "tag=nosuch"), "no item has the tag"),
    (("run", "wice", "-o", "x.jsonl", "--support", "nosuch"), "no support scorer"),
    (("gate", "pyproject.toml"), "pyproject.toml:1"),
    (("run", "squad:pyproject.toml", "-o", "x.jsonl"), "pyproject.toml"),
    (("make", "pyproject.toml"), "is there already"),
    (("run", "samples", "-o", "x.jsonl", "--seed", "-1"), "--seed"),
    (("run", "samples", "-o", "x.jsonl", "--ids", ","), "names none"),
    (("run", "samples", "-o", "pyproject.toml", "--overwrite"), "is there and is no run"),
]


@pytest.mark.parametrize(("words", "reason"), BAD, ids=[" ".join(words) for words, _ in BAD])
def test_what_is_wrong_is_one_line_with_a_way_out(words: tuple[str, ...], reason: str, monkeypatch: Any) -> None:
    monkeypatch.delenv("FOOTNOTE_DATA", raising=False)
    done = footnote(*words, code=2)
    said = done.stderr.splitlines()
    assert len(said) == 2, done.stderr
    assert reason in said[0]
    assert said[1].startswith("  try: ")


def test_line_02_a_wrong_line_is_named_by_file_and_number(tmp_path: Path) -> None:
    rows = lines()
    source = write_set(tmp_path, [*rows[:3], {"id": "x", "question": "?", "answer": "misspelt"}])
    done = footnote("run", source, "-o", tmp_path / "x.jsonl", code=2)
    assert f"{source}:4: answer: extra inputs are not permitted" in done.stderr
    twice = write_set(tmp_path, [*rows, rows[1]])
    assert "id 'gifts' is there twice" in footnote("run", twice, "-o", tmp_path / "x.jsonl", code=2).stderr
    assert (
        "holds no question" in footnote("run", write_set(tmp_path, rows[:1]), "-o", tmp_path / "x.jsonl", code=2).stderr
    )


@pytest.mark.slow
def test_nothing_of_ones_own_is_written_over(room: Path, tmp_path: Path) -> None:
    source, run = write_set(tmp_path), tmp_path / "run.jsonl"
    run.write_bytes((room / "good.jsonl").read_bytes())
    before = source.read_bytes(), run.read_bytes()
    for words in (
        ("run", source, "-o", source, "--overwrite"),
        ("score", run, "--items", run),
        ("score", run, "--junit", source),
        ("report", run, "--html", run),
        ("export", run, "--format", "ragas", "-o", source),
    ):
        footnote(*words, code=2)
    assert (source.read_bytes(), run.read_bytes()) == before


@pytest.mark.slow
def test_a_set_cannot_name_a_place_outside_the_work_folder(tmp_path: Path) -> None:
    head, *rest = lines()
    source = write_set(tmp_path / "set", [{**head, "name": "../../../evil\x1b[31m{0.x}[/x]" + "y" * 300}, *rest])
    footnote("run", source, "-o", tmp_path / "run.jsonl", "--work", tmp_path / "a" / "b", "--limit", "1")
    (library,) = (tmp_path / "a" / "b" / "libraries").iterdir()
    assert re.fullmatch(r"[A-Za-z0-9_-]+", library.name)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "run.jsonl", "set"]
    outside = write_set(tmp_path / "set", [{**head, "articles": "../articles.jsonl"}, *rest])
    assert "is not beside the set" in footnote("run", outside, "-o", tmp_path / "x.jsonl", code=2).stderr


def test_a_damaged_run_is_named_by_line(room: Path) -> None:
    changes: list[tuple[dict[str, Any], str]] = [
        ({"passages": None}, "answer.passages"),
        ({"confidence": 7}, "answer.confidence"),
        ({"status": "maybe"}, "answer.status"),
        ({"spans": "Wexmouth"}, "answer.spans"),
    ]
    for change, reason in changes:

        def damage(row: dict[str, Any], change: dict[str, Any] = change) -> dict[str, Any]:
            return {**row, "answer": {**row["answer"], **change}} if row["id"] == "cost" else row

        done = footnote("score", rewritten(room / "good.jsonl", "damaged.jsonl", damage), code=2)
        assert reason in done.stderr
        assert "damaged.jsonl:5" in done.stderr
        assert "--overwrite" in done.stderr

    def rename(row: dict[str, Any]) -> dict[str, Any]:
        return {**row, "id": "nosuch"} if row["id"] == "cost" else row

    done = footnote("score", rewritten(room / "good.jsonl", "renamed.jsonl", rename), code=2)
    assert "the run answers 'nosuch', which tiny does not ask" in done.stderr


@pytest.mark.slow
def test_what_cannot_be_written_is_no_missed_threshold(room: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for words in (("--junit", tmp_path / "file" / "x.xml"), ("--items", tmp_path / "file" / "x.jsonl")):
        done = footnote("score", room / "good.jsonl", *words, code=2)
        assert "cannot write" in done.stderr


def test_a_closed_pipe_is_no_missed_threshold(room: Path) -> None:
    command = f"{sys.executable} -m bot eval score {room / 'good.jsonl'} | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
def test_a_part_of_a_run_compares_what_it_has(room: Path) -> None:
    cut = room / "cut.jsonl"
    cut.write_text("".join((room / "good.jsonl").read_text().splitlines(keepends=True)[:5]))
    assert "--intersect" in footnote("compare", room / "good.jsonl", cut, code=2).stderr
    done = footnote("compare", room / "good.jsonl", cut, "--intersect", "--json")
    assert json.loads(done.stdout)["n_shared"] == 4


def test_sets_are_listed_with_what_is_here() -> None:
    rows = {row["name"]: row for row in json.loads(footnote("sets", "--json").stdout)}
    assert rows["samples"]["here"]
    assert {
        "newsqa",
        "squad-dev",
        "time",
        "canard",
        "cast",
        "abg-coqa",
        "mtrag-un",
        "rgb",
        "wice",
        "qags",
    } <= rows.keys()


def test_schema_is_json_schema() -> None:
    schema = json.loads(footnote("schema").stdout)
    assert schema["$schema"].startswith("https://json-schema.org/")


@pytest.mark.slow
def test_a_set_of_ones_own_articles_in_minutes(tmp_path: Path) -> None:
    def program(*words: str) -> str:
        command = [sys.executable, "-m", "bot", *words, "--home", str(tmp_path / "home")]
        return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True).stdout

    program("ingest", "ingest/samples")
    said = program("eval", "make", str(tmp_path / "own.jsonl"), "-n", "20")
    assert "questions" in said
    program(
        "eval",
        "run",
        str(tmp_path / "own.jsonl"),
        "-o",
        str(tmp_path / "own.run.jsonl"),
        "--work",
        str(tmp_path / "work"),
    )
    score = json.loads(program("eval", "score", str(tmp_path / "own.run.jsonl"), "--json"))
    assert score["counts"]["unanswerable"] > 0
    assert score["metrics"]["quotes_exact"]["value"] == 1
    assert score["metrics"]["article_hit@10"]["value"] > 0.9
