"""From data sets to a file that answers: every command of `make train`, on a small world, in two minutes."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from reader_world import paragraph

from bot.reader.model import Network
from bot.reader.reading import Reader
from bot.types import Chunk, Passage

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.timeout(900)  # a minute on two cores


def command(name: str, *arguments: object) -> str:
    words = [sys.executable, "-m", f"training.reader.{name}", *map(str, arguments)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2_000:]
    return done.stdout


def train(folder: Path, rows: int) -> None:
    command("train", "--data", folder / "data", "--out", folder / "run", "--rows", rows, "--size", 8, "--rate", 3e-4)


@pytest.fixture(scope="module")
def trained(small_world: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("training")
    command("mine", "--data", small_world, "--out", folder / "data", "--every", 2)
    command("prepare", "--data", small_world, "--out", folder / "data", "--passes", 2)
    train(folder, 200)
    train(folder, 400)  # as a run that was cut goes on
    command("export", "--checkpoint", folder / "run" / "last.pt", "--out", folder / "reader.onnx")
    return folder


def hits(reader: Reader, seed: int, n: int = 12) -> float:
    """Share of questions about people it never met whose answer is its best span."""
    rng, right, asked = random.Random(seed), 0, 0
    for _ in range(n):
        text, questions = paragraph(rng)
        passage = Passage(Chunk("a", "v", 0, len(text), text), 1, 0.9)
        for question, answer in questions:
            (reading,) = reader.read(question, [passage])
            best = reading.spans[0]
            right, asked = right + (text[best.start : best.end] == answer), asked + 1
    return right / asked


def test_it_has_learned_to_answer(trained: Path) -> None:
    assert hits(Reader(Network(trained / "reader.onnx")), seed=99) > 0.4


def test_a_run_that_was_cut_went_on(trained: Path) -> None:
    lines = [json.loads(line) for line in (trained / "run" / "log.jsonl").read_text().splitlines()]
    steps = [line["step"] for line in lines]
    assert steps == [25, 50]
    assert lines[-1]["span"] < lines[0]["span"]


def test_the_file_is_small_enough_to_ship(trained: Path) -> None:
    assert (trained / "reader.onnx").stat().st_size < 25_000_000


def test_every_kind_of_row_is_made(trained: Path) -> None:
    import numpy as np

    kinds = set(np.load(trained / "data" / "rows-0.npz")["kind"].tolist())
    assert {0, 1, 2, 3, 4} <= kinds


def test_preparing_again_keeps_what_is_there(trained: Path, small_world: Path) -> None:
    path = trained / "data" / "rows-0.npz"
    before = path.stat().st_mtime_ns
    command("prepare", "--data", small_world, "--out", trained / "data", "--passes", 1)
    assert path.stat().st_mtime_ns == before


def test_the_same_seed_makes_the_same_rows(trained: Path, small_world: Path, tmp_path: Path) -> None:
    import numpy as np

    (tmp_path / "found.jsonl").write_bytes((trained / "data" / "found.jsonl").read_bytes())
    command("prepare", "--data", small_world, "--out", tmp_path, "--passes", 1)
    one, other = np.load(trained / "data" / "rows-0.npz"), np.load(tmp_path / "rows-0.npz")
    assert all((one[name] == other[name]).all() for name in one.files)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("mine", "--data", "nowhere", "--out", "x"), "no data set at nowhere"),
        (("train", "--data", "nowhere", "--out", "run"), "no rows in nowhere"),
        (("export", "--checkpoint", "nowhere.pt"), "no checkpoint at nowhere.pt"),
    ],
)
def test_what_is_missing_is_one_line(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", f"training.reader.{words[0]}", *words[1:]]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith(said)
    assert "Traceback" not in done.stderr
