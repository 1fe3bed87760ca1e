from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import FootnoteError
from eval.bench.child import python
from eval.bench.measures import MEASURES
from tests.conftest import REPOSITORY


@pytest.fixture
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose files can be run with `python -m`."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return tmp_path


def test_a_child_is_timed_and_its_own_peak_is_taken(modules: Path) -> None:
    (modules / "small.py").write_text("print('é')", encoding="utf-8")
    (modules / "large.py").write_text("import time; held = bytearray(200_000_000); time.sleep(0.3)", encoding="utf-8")
    small, large = python("small"), python("large")
    assert small.output == "é\n"
    assert large.seconds >= 0.3
    assert 200 < large.peak_mb < 260
    assert large.peak_mb - small.peak_mb > 150


def test_a_child_that_fails_is_an_error_with_its_words(modules: Path) -> None:
    (modules / "refuses.py").write_text("import sys; sys.exit('out of paper')", encoding="utf-8")
    with pytest.raises(FootnoteError, match="exited with 1: out of paper"):
        python("refuses")
    assert python("refuses", accept=(1,)).output == ""


def run_bench(*arguments: str) -> tuple[int, dict[str, dict[str, object]]]:
    done = subprocess.run(
        [sys.executable, "-m", "eval.bench", "--json", *arguments], capture_output=True, text=True, cwd=REPOSITORY
    )
    assert done.stdout, done.stderr
    return done.returncode, {row["name"]: row for row in json.loads(done.stdout)["rows"]}


def test_help_is_measured_and_imports_nothing_heavy() -> None:
    _, rows = run_bench("--only", "help", "--runs", "1")
    assert rows["--help imports"]["met"]
    assert rows["--help"]["ours"]


@pytest.mark.slow
def test_every_measure_runs_on_the_bundled_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FOOTNOTE_DATA", raising=False)
    _, rows = run_bench("--only", ",".join(MEASURES), "--runs", "1")
    ratios = {name: row["ratio"] for name, row in rows.items() if row["ratio"]}
    assert len(ratios) == 3
    assert all(isinstance(ratio, float) and ratio > 0 for ratio in ratios.values())
