from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.errors import SourceError
from ingest.sources import SAMPLES, Source, canonical_path, file_of, find, load


def names(folder: Path) -> list[str]:
    return [os.path.relpath(source.name, folder) for source in find([str(folder)]).sources]


def test_a_folder_is_walked_in_order_without_what_is_hidden(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", "a/c.html", ".hidden.txt", ".git/x.txt", "c.pdf", "image.png", "Makefile", "D.TXT"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    assert names(tmp_path) == ["D.TXT", "a/c.html", "a/z.md", "b.txt", "c.pdf"]
    found = find([str(tmp_path)])
    assert found.failed == []
    assert len(found.warnings) == 1
    assert "1 .png" in found.warnings[0]
    assert found.folders[0].complete


def test_linked_folders_cannot_trap_the_walk(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.txt").write_text("x")
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "self").symlink_to("self")
    (tmp_path / "lost.txt").symlink_to("nowhere.txt")
    assert names(tmp_path) == ["a/x.txt", "lost.txt"]
    assert "linked folders are not followed" in find([str(tmp_path)]).warnings[0]
    with pytest.raises(SourceError) as caught:
        load(find([str(tmp_path)]).sources[1])
    assert caught.value.code == "vanished"


def test_a_folder_named_through_a_link_is_walked(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "x.txt").write_text("x")
    (tmp_path / "link").symlink_to("real")
    assert [s.canonical for s in find([str(tmp_path / "link")]).sources] == [str((tmp_path / "real/x.txt").resolve())]


def test_each_source_comes_once_in_the_order_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.txt").write_text("x")
    (tmp_path / "same.txt").symlink_to("x.txt")
    monkeypatch.chdir(tmp_path)
    typed = ["x.txt", "-", "http://N.example/a#1", "./x.txt", "same.txt", "http://n.example/a?utm_source=q", "-", "."]
    found = find(typed)
    assert [s.name for s in found.sources] == ["x.txt", "standard input", "http://N.example/a#1"]


def test_what_cannot_be_read_is_a_value(tmp_path: Path) -> None:
    (tmp_path / "x.docx").write_text("x")
    (tmp_path / "empty").mkdir()
    found = find([str(tmp_path / "x.docx"), str(tmp_path / "empty"), "ftp://x/y", "a\0b", ""])
    assert found.sources == []
    assert [f.code for f in found.failed] == ["unsupported_type", "no_files", "bad_url", "bad_name", "bad_name"]
    assert ".docx" in found.failed[0].message
    assert all(suffix in found.failed[0].message for suffix in (".txt", ".md", ".html", ".pdf"))


def test_names_that_are_no_text(tmp_path: Path) -> None:
    try:
        (tmp_path / os.fsdecode(b"\xff.txt")).write_text("x")
    except OSError:
        pytest.skip("this disk takes no such names")
    failed = find([str(tmp_path), str(tmp_path / os.fsdecode(b"\xff.txt"))]).failed
    assert [f.code for f in failed] == ["bad_name"]
    assert "\\xff.txt" in failed[0].message


def test_samples_have_names_of_their_own() -> None:
    sample = sorted(SAMPLES.glob("*.txt"))[0]
    assert canonical_path(sample) == f"sample:{sample.stem}"
    assert file_of(f"sample:{sample.stem}") == sample


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "x.TXT"
    path.write_bytes(b"a\r\nb")
    loaded = load(Source(str(path), "file", str(path)))
    assert (loaded.raw, loaded.given.suffix) == (b"a\r\nb", ".txt")
