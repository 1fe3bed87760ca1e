"""What the real program does before any library is opened. The table of mistakes is in tests/bot/surfaces."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from contract_schema import ErrorJson
from program import Program

HEAVY = ("torch", "chromadb", "tantivy", "langchain_core", "langchain", "numpy", "onnxruntime", "rich")


@pytest.mark.parametrize("words", [["--help"], ["ask", "--help"], ["articles", "show", "--help"]])
def test_line_26_help_loads_nothing_heavy(bare: Program, words: list[str]) -> None:
    code = (
        f"import sys; from bot.surfaces.cli import main; main({words!r})\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=bare.environment(), cwd=bare.room
    )
    assert "Usage: footnote" in done.stdout
    assert done.stdout.rstrip().endswith("[]")


def test_line_05_mistakes_are_two_with_one_line_and_a_hint_or_json(bare: Program) -> None:
    done = bare("ask", "--nonsense", "q")
    assert (done.returncode, done.stdout) == (2, "")
    assert [line[:8] for line in done.stderr.splitlines()] == ["footnote", "  try: f"]
    done = bare("ask", "--nonsense", "q", "--json")
    assert (done.returncode, done.stderr) == (2, "")
    assert ErrorJson.model_validate_json(done.stdout).id is None


def test_line_02_no_question_is_a_usage_error_and_never_a_wait(bare: Program) -> None:
    assert bare("ask", stdin=b"").returncode == 2
    assert bare("ask", "-", stdin=b"\xef\xbb\xbf\n").returncode == 2


def test_config_knows_origins(bare: Program) -> None:
    shown = json.loads(bare("config", "--json", env={"FOOTNOTE_STRICTNESS": "0.25"}).stdout)
    assert shown["home"] == {"value": str(bare.home), "origin": "environment"}
    assert shown["strictness"] == {"value": 0.25, "origin": "environment"}
    assert not bare.home.exists()
