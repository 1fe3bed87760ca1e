"""README tells the truth: its transcript is what the program prints, its example runs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
FOOTNOTE = [sys.executable, "-m", "bot"]


def between(name: str) -> str:
    found = re.search(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", README, re.DOTALL)
    assert found, f"README has no part {name!r}"
    return found[1]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("readme") / ".footnote"
    done = subprocess.run(
        [*FOOTNOTE, "ingest", "ingest/samples", "--home", str(folder)], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return folder


def test_the_transcript_is_what_the_program_prints(home: Path) -> None:
    questions = re.search(r"printf '(.*?)' \| make chat", README, re.DOTALL)
    assert questions
    typed = questions[1].replace("\n", " ").replace("\\n", "\n")
    done = subprocess.run(
        [*FOOTNOTE, "chat", "--home", str(home)], input=typed, cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    shown = "\n".join(line[4:] for line in between("transcript").strip("\n").splitlines())
    assert done.stdout.strip() == shown.strip()


def test_the_python_example_runs(home: Path) -> None:
    code = re.search(r"```python\n(.*?)```", between("example"), re.DOTALL)
    assert code
    assert 8 <= code[1].count("\n") <= 12
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code[1]], cwd=home.parent, capture_output=True, text=True, env=environment
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("answered ")
    assert "['answered', 'refused']" in done.stdout


def test_every_command_of_the_table_exists() -> None:
    commands = set(re.findall(r"`footnote ([a-z]+)", README))
    for command in sorted(commands):
        done = subprocess.run([*FOOTNOTE, command, "--help"], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, command
