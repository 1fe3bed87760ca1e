"""`footnote ingest`, `articles` and `doctor` as scripts use them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from contract_schema import ArticleJson, ErrorJson, IngestJson, WholeArticleJson
from program import Program

GIFTS = "What did Solberg give Renzi?"
NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")


def test_ingest_counts_what_became_of_each_source(bare: Program, articles_folder: Path) -> None:
    folder = bare.room / "articles"
    shutil.copytree(articles_folder, folder)
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 and nothing more")
    done = bare("ingest", str(folder), str(bare.room / "absent.txt"), "--json")
    assert done.returncode == 1
    assert done.stderr == ""
    report = IngestJson.model_validate_json(done.stdout)
    assert (report.new, report.changed, report.unchanged) == (3, 0, 0)
    assert len(report.articles) == 3
    assert {Path(failed.source).name for failed in report.failed} == {"broken.pdf", "absent.txt"}
    (folder / "broken.pdf").unlink()
    (folder / "harbour.txt").write_text((folder / "harbour.txt").read_text().replace("silver", "golden"))
    again = bare("ingest", str(folder))
    assert again.returncode == 0
    assert again.stdout == "0 new, 1 changed, 2 unchanged\n"
    assert "\x1b" not in again.stderr


def test_a_failure_is_told_on_stderr_with_its_reason(bare: Program) -> None:
    (bare.room / "sound.mp3").write_bytes(b"ID3\x04" + bytes(100))
    done = bare("ingest", "sound.mp3")
    assert done.returncode == 1
    assert done.stdout == "0 new, 0 changed, 0 unchanged, 1 failed\n"
    assert "sound.mp3: " in done.stderr


def test_articles_are_listed_shown_tagged_and_removed(program: Program) -> None:
    listed = [ArticleJson.model_validate(each) for each in json.loads(program("articles", "list", "--json").stdout)]
    assert len(listed) == 3
    assert all(article.tags == ["paper"] for article in listed)
    harbour = next(article for article in listed if article.title.startswith("Ministers"))
    assert harbour.published == "2023-05-03"
    rows = [line.split("\t") for line in program("articles").stdout.splitlines()]
    assert [harbour.id, "2023-05-03", harbour.title, harbour.source, "paper"] in rows

    whole = WholeArticleJson.model_validate_json(program("articles", "show", harbour.id, "--json").stdout)
    assert "silver compass" in whole.text
    assert whole.text in program("articles", "show", harbour.id[:12]).stdout
    tagged = ArticleJson.model_validate_json(program("articles", "tag", harbour.id, "treaty", "--json").stdout)
    assert tagged.tags == ["paper", "treaty"]
    assert [a["id"] for a in json.loads(program("articles", "--tag", "treaty", "--json").stdout)] == [harbour.id]
    assert program("articles", "tag", harbour.id, "treaty", "--remove").stdout.endswith("has the tags: paper\n")

    assert "compass" in program("ask", GIFTS, "--session", "s").stdout
    removed = program("articles", "remove", harbour.id, "--json")
    assert json.loads(removed.stdout) == {"removed": [harbour.id]}
    assert "compass" not in program("ask", GIFTS, "--no-save").stdout
    for path in program.home.rglob("*"):  # the article, its index entries, and its quotes in the conversation
        if path.is_file():
            assert b"silver compass" not in path.read_bytes(), path
    assert program("doctor").returncode == 0


def test_an_article_that_is_not_there_is_an_error_and_nothing_else_happens(program: Program) -> None:
    first = json.loads(program("articles", "--json").stdout)[0]["id"]
    for words in (["show", "nonsense"], ["remove", first, "nonsense"], ["tag", "nonsense", "t"]):
        done = program("articles", *words, "--json")
        assert done.returncode == 1
        assert ErrorJson.model_validate_json(done.stdout).error.code == "article_not_found"
    assert len(json.loads(program("articles", "--json").stdout)) == 3


def test_an_empty_library_lists_nothing_and_is_not_created(bare: Program) -> None:
    done = bare("articles")
    assert (done.returncode, done.stdout) == (0, "")
    assert "footnote ingest" in done.stderr
    assert json.loads(bare("articles", "--json").stdout) == []
    assert not bare.home.exists()


def test_doctor_finds_and_repairs_a_lost_index(program: Program) -> None:
    assert program("doctor").stdout == "nothing wrong\n"
    shutil.rmtree(program.home / "index")
    found = program("doctor", "--json")
    assert found.returncode == 1
    assert json.loads(found.stdout)["findings"]
    repaired = program("doctor", "--repair", "--json")
    assert repaired.returncode == 0, repaired.stdout
    assert json.loads(repaired.stdout) == {"findings": [], "repaired": 3}
    assert "compass" in program("ask", GIFTS, "--no-save").stdout


def test_a_library_that_cannot_be_written_answers_and_says_so(program: Program, open_tmp: Path) -> None:
    """As another user, since root may write anywhere."""
    home, prefix = open_tmp / "library", NOBODY if os.geteuid() == 0 else ()
    shutil.copytree(program.home, home)
    subprocess.run(["chmod", "-R", "a-w,a+rX", str(home)], check=True)
    reader = Program(home, open_tmp)
    if reader("--version", prefix=prefix).returncode:
        pytest.skip("no setpriv, or the program cannot be reached by another user")
    done = reader("ask", GIFTS, prefix=prefix)
    assert done.returncode == 0, done.stderr
    assert "silver compass" in done.stdout
    assert "not saved" in done.stderr
    for words in (["ingest", str(Path(__file__).parent)], ["articles", "tag", "sha256-", "t"]):
        refused = reader(*words, prefix=prefix)
        assert refused.returncode == 1
        assert "Traceback" not in refused.stderr
    subprocess.run(["chmod", "-R", "u+w", str(home)], check=True)
