"""What a person sees of a chat model: settings, where text goes, and what is said when it cannot be opened."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from scripted import Opened, Reply, base_url, serving

from bot.types import Question

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def footnote(home: Path, *words: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.endswith("_API_KEY")}
    return subprocess.run(
        [sys.executable, "-m", "bot", *words, "--home", str(home)],
        input=stdin,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**kept, **environment},
        check=False,
        timeout=120,
    )


@pytest.mark.slow
def test_config_tells_where_text_goes(tmp_path: Path) -> None:
    assert "go nowhere" in footnote(tmp_path, "config").stdout
    hosted = footnote(tmp_path, "config", "--answerer", "openai:gpt-4o", OPENAI_API_KEY="sk-secret-123456")
    assert "go to openai:gpt-4o at https://api.openai.com/v1." in hosted.stdout
    assert "sk-secret" not in hosted.stdout + hosted.stderr
    local = footnote(tmp_path, "config", "--answerer", "openai:any", FOOTNOTE_MODEL_URL="http://127.0.0.1:8080/v1")
    assert "at http://127.0.0.1:8080/v1." in local.stdout


@pytest.mark.parametrize(
    ("answerer", "said"),
    [("gpt-4o", "names no provider"), ("nosuch:x", "no provider 'nosuch'"), ("openai:gpt-4o", "OPENAI_API_KEY")],
)
def test_what_cannot_be_opened_is_one_line_and_two(library: Path, answerer: str, said: str) -> None:
    done = footnote(library, "ask", "What did Solberg give Renzi?", "--answerer", answerer, "--no-save")
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 2  # what happened, and what to type


def test_a_prompt_that_does_not_fit_is_named(library: Path, tmp_path: Path) -> None:
    (tmp_path / "answer.txt").write_text("[user]\n$question\n")
    words = ("ask", "who?", "--answerer", "ollama:x", "--no-save")
    done = footnote(library, *words, FOOTNOTE_PROMPTS=str(tmp_path))
    assert done.returncode == 2
    assert "$passages" in done.stderr


def test_a_prompt_of_ones_own_is_sent_and_its_digest_kept(opened: Opened, tmp_path: Path) -> None:
    (tmp_path / "answer.txt").write_text("[user]\nMine. <p>$passages</p> <q>$question</q>\n")
    with serving(Reply("NOT SAID")) as server:
        answer = opened(server, prompts=str(tmp_path)).ask(Question("What did Solberg give Renzi?", save=False))
    assert server.requests[0]["messages"][0]["content"].startswith("Mine. ")
    shipped = opened(server).ask
    assert dict(answer.prompts)["answer"].startswith("sha256-")
    assert callable(shipped)


def test_the_program_answers_with_it(library: Path) -> None:
    good = 'Solberg gave Renzi a wooden model boat. [1] "gave Minister Paolo Renzi a wooden model boat"\n'
    with serving(Reply(good + "The ministers danced. [1]\n")) as server:
        words = ("ask", "What did Solberg give Renzi?", "--answerer", "openai:x", "--no-save")
        url = base_url(server, "openai")
        shown = footnote(library, *words, FOOTNOTE_MODEL_URL=url)
        as_json = footnote(library, *words, "--json", FOOTNOTE_MODEL_URL=url)
    assert shown.returncode == 0
    assert "Solberg gave Renzi a wooden model boat. [1]" in " ".join(shown.stdout.split())
    assert "danced" not in shown.stdout
    answer = json.loads(as_json.stdout)
    assert answer["dropped"] == [{"text": "The ministers danced.", "verdict": "not supported"}]
    assert answer["answerer"] == "openai:x"
    assert answer["timings_ms"]["first_statement"] > 0


def test_nothing_is_sent_where_no_model_was_chosen(library: Path) -> None:
    with serving(Reply("x")) as server:
        url = base_url(server, "openai")
        done = footnote(
            library,
            *("ask", "What did Solberg give Renzi?", "--no-save"),
            FOOTNOTE_MODEL_URL=url,
            OPENAI_API_KEY="sk-1",
            OPENAI_BASE_URL=url,
        )
    assert done.returncode == 0
    assert server.requests == []
