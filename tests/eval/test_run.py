"""Runs: resumed, cached, cut down, the same twice, and asked through the same session as a person's talk."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from eval_material import ROOT, command, footnote, made, perfect, quick_environment, refusal, without_times, write_set

from bot.errors import FootnoteError, UsageError
from bot.settings import load_settings
from eval.cache import Cached
from eval.items import EvalSet, Item
from eval.library import open_settings
from eval.run import Selection, make_header, run
from eval.runfile import part_of, read_run
from eval.sets import open_set
from eval.system import Footnote, Prediction, System


class Scripted:
    """A system that answers from the gold, counts what it is asked, and fails or stops where it is told to."""

    def __init__(self, fails: Sequence[str] = (), stops_at: str = "") -> None:
        self.asked: list[str] = []
        self.fails, self.stops_at = fails, stops_at

    def predict(self, items: Sequence[Item]) -> list[Prediction]:
        return [self._one(item) for item in items]

    def _one(self, item: Item) -> Prediction:
        if item.id == self.stops_at:
            raise KeyboardInterrupt
        self.asked.append(item.id)
        if item.id in self.fails:
            return Prediction(item.id, None, {"code": "store", "message": "it broke", "hint": ""})
        return Prediction(item.id, perfect(item), first_ms=1.0, total_ms=2.0)

    def close(self) -> None:
        """Nothing."""


def header(selection: Selection | None = None, **changes: Any) -> dict[str, Any]:
    made_header = make_header(made(), selection or Selection(), load_settings(), {})
    return {**made_header, **changes}


def asked(path: Path, system: Scripted, **how: Any) -> list[str]:
    run(made().items, system, header(), path, **how)
    return system.asked


IDS = [item.id for item in made().items]


def test_line_26_what_is_finished_is_not_asked_again(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    with pytest.raises(KeyboardInterrupt):
        asked(path, Scripted(stops_at="cost"))
    assert not path.exists()  # a run exists whole or not at all
    assert part_of(path).exists()
    assert asked(path, Scripted()) == IDS[3:]
    assert not part_of(path).exists()
    assert [*read_run(path).predictions] == IDS
    before = path.read_bytes()
    assert asked(path, Scripted()) == []
    assert path.read_bytes() == before  # nor is it stamped anew


def test_line_26_a_half_written_line_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    with pytest.raises(KeyboardInterrupt):
        asked(path, Scripted(stops_at="cost"))
    with part_of(path).open("ab") as file:
        file.write(b'{"id": "cost", "answer": {"sta')
    assert asked(path, Scripted()) == IDS[3:]


def test_line_26_errors_are_asked_again_on_request(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    asked(path, Scripted(fails=["cost", "opera"]))
    assert read_run(path).n_errors == 2
    assert asked(path, Scripted()) == []
    assert asked(path, Scripted(), retry_errors=True) == ["cost", "opera"]
    assert read_run(path).n_errors == 0
    assert [*read_run(path).predictions] != []


def test_line_26_another_run_in_the_file_is_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    asked(path, Scripted())
    changes: dict[str, Any] = {"versions": {}, "index": {"id": "sha256-other"}, "model": "openai:x"}
    changes |= dict.fromkeys(("config_digest", "code_digest", "set_digest"), "sha256-other")
    for name, value in changes.items():
        other = {**header(), "corpus_digest": "", name: value} if name == "index" else header(**{name: value})
        with pytest.raises(UsageError, match="holds a run with another"):
            run(made().items, Scripted(), other, path)
    run(made().items, Scripted(), header(config_digest="sha256-other"), path, overwrite=True)
    assert read_run(path).header["config_digest"] == "sha256-other"


@pytest.mark.slow
def test_line_26_a_real_kill_in_the_middle_loses_nothing(tmp_path: Path) -> None:
    path, work = tmp_path / "run.jsonl", tmp_path / "work"
    source = write_set(tmp_path / "set")
    rows = [json.loads(line) for line in source.read_text().splitlines()]
    many = [{**row, "id": f"{row['id']}-{n}"} for n in range(40) for row in rows[1:7]]
    write_set(tmp_path / "set", [rows[0], *many])
    words = command("run", source, "-o", path, "--work", work, "--no-cache")
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(words, cwd=ROOT, env=quick_environment(), stdout=quiet, stderr=quiet)
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and not (part_of(path).exists() and part_of(path).read_bytes().count(b"\n") > 5):
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    n_before = part_of(path).read_bytes().count(b"\n") - 1
    assert 0 < n_before < 240
    assert not path.exists()
    footnote("run", source, "-o", path, "--work", work, "--no-cache")
    assert len(read_run(path).predictions) == 240


def test_a_file_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FootnoteError, match="cannot write"):
        asked(tmp_path / "file" / "run.jsonl", Scripted())


def test_line_27_the_cache_marks_what_it_kept(tmp_path: Path) -> None:
    first, second = Scripted(), Scripted()
    for system in (first, second):
        cached = Cached(system, tmp_path / "answers.sqlite", "key")
        done = run(made().items, cached, header(), tmp_path / f"{id(system)}.jsonl")
        cached.close()
    assert second.asked == []
    assert all(one.cached for one in done.predictions.values())


@pytest.mark.parametrize("change", ["key", "question", "history", "scope"])
def test_line_27_another_question_or_program_is_asked(tmp_path: Path, change: str) -> None:
    from bot.types import Exchange

    item, key = made().items[0], "key"
    before = Cached(Scripted(), tmp_path / "answers.sqlite", key)
    before.predict([item])
    if change == "key":
        key = "other code"
    other = {
        "key": item,
        "question": replace(item, question="And?"),
        "history": replace(item, history=(Exchange("Who?", "She."),)),
        "scope": replace(item, articles=("harbour",)),
    }[change]
    system = Scripted()
    assert not Cached(system, tmp_path / "answers.sqlite", key).predict([other])[0].cached
    assert system.asked == [item.id]


def test_line_27_errors_are_not_kept(tmp_path: Path) -> None:
    Cached(Scripted(fails=["gifts"]), tmp_path / "answers.sqlite", "key").predict(made().items[:1])
    assert Cached(Scripted(), tmp_path / "answers.sqlite", "key").predict(made().items[:1])[0].error is None


def test_line_28_selections() -> None:
    items = made().items
    assert [i.id for i in Selection(tags=("nothing",)).apply(items)] == ["opera", "whales"]
    assert [i.id for i in Selection(limit=2).apply(items)] == ["gifts", "herring"]
    assert [i.id for i in Selection(ids=("cost",)).apply(items)] == ["cost"]
    drawn = [i.id for i in Selection(sample=3, seed=1).apply(items)]
    assert len(drawn) == 3
    assert drawn == [i.id for i in Selection(sample=3, seed=1).apply(items)]
    assert drawn == sorted(drawn, key=IDS.index)
    assert len({tuple(i.id for i in Selection(sample=3, seed=s).apply(items)) for s in range(9)}) > 1


def test_line_28_a_dialogue_comes_whole(tmp_path: Path) -> None:
    items = open_set(str(write_set(tmp_path))).items
    assert [i.id for i in Selection(tags=("follow-up",)).apply(items)] == ["talk#1", "talk#2"]
    assert [i.id for i in Selection(ids=("talk",)).apply(items)] == ["talk#1", "talk#2"]


@pytest.mark.parametrize("selection", [Selection(tags=("nosuch",)), Selection(ids=("nosuch",))])
def test_line_28_what_is_not_there_is_said(selection: Selection) -> None:
    with pytest.raises(UsageError, match="nosuch"):
        selection.apply(made().items)


def test_line_28_a_partial_run_is_marked() -> None:
    assert not header()["partial"]
    partial = header(Selection(limit=2))
    assert (partial["partial"], partial["n_items"], partial["selection"]) == (True, 8, {"limit": 2})
    assert Selection.from_json(partial["selection"]) == Selection(limit=2)


def test_line_24_the_header_says_where_a_run_comes_from() -> None:
    found = header()
    wanted = (
        "git_commit",
        "git_dirty",
        "versions",
        "config",
        "config_digest",
        "code_digest",
        "set_digest",
        "corpus_digest",
    )
    assert all(name in found for name in (*wanted, "index", "seed", "model", "started"))
    assert found["set_digest"].startswith("sha256-")
    assert found["versions"]["python"].startswith("3.")
    assert "home" not in found["config"]
    assert str(Path.home()) not in json.dumps(found)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> tuple[EvalSet, Path]:
    folder = tmp_path_factory.mktemp("tiny")
    return open_set(str(write_set(folder / "set"))), folder / "work"


def open_system(library: tuple[EvalSet, Path]) -> Footnote:
    made_set, work = library
    return Footnote(open_settings(made_set, work, None, {}))


def test_line_04_a_dialogue_is_one_session_of_the_product(library: tuple[EvalSet, Path]) -> None:
    from bot.session import Conversation
    from bot.types import Scope

    turns = [item for item in library[0].items if item.dialogue]
    system = open_system(library)
    try:
        said = system.predict(turns)
        talk = Conversation(system.engine, "by hand", save=True)  # what the terminal does
        by_hand = []
        for turn in turns:
            answer = system.engine.ask(talk.question(turn.question, Scope()))
            talk.heard(answer)
            by_hand.append(answer)
    finally:
        system.close()
    assert "he" not in said[1].answer["standalone_question"].lower().split()  # type: ignore[index]
    for one, other in zip(said, by_hand, strict=True):
        assert one.answer is not None
        assert one.answer["standalone_question"] == other.standalone_question
        assert one.answer["answer"] == other.text


def test_line_04_a_given_history_is_replayed(library: tuple[EvalSet, Path]) -> None:
    from bot.types import Exchange

    system = open_system(library)
    history = (Exchange("What did Solberg give Renzi?", "Solberg gave Renzi a wooden model boat."),)
    item = Item("after", "And what did he give her?", history=history)
    try:
        (alone,), (after,) = system.predict([replace(item, history=())]), system.predict([item])
    finally:
        system.close()
    assert alone.answer is not None
    assert after.answer is not None
    assert alone.answer["standalone_question"] == item.question
    assert "Renzi" in after.answer["standalone_question"]


def test_line_25_same_questions_same_bytes_but_for_times(library: tuple[EvalSet, Path]) -> None:
    def once() -> str:
        system = open_system(library)
        try:
            units = [[item] for item in library[0].items if not item.dialogue]
            units.append([item for item in library[0].items if item.dialogue])
            found = [without_times(one.as_json()) for unit in units for one in system.predict(unit)]
        finally:
            system.close()
        return json.dumps(found)

    assert once() == once()


def test_an_item_that_fails_is_an_error_and_the_next_goes_on(library: tuple[EvalSet, Path]) -> None:
    system: System = open_system(library)
    try:
        (blank,) = system.predict([Item("blank", " ")])
        (fine,) = system.predict([library[0].items[0]])
    finally:
        system.close()
    assert blank.error is not None
    assert blank.error["code"] == "empty_question"
    assert fine.answer is not None
    assert fine.total_ms is not None
    assert fine.first_ms is not None


def test_refusals_have_no_first_text() -> None:
    assert refusal(made().items[0])["statements"] == []
