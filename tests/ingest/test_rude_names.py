"""Names and bytes that people do have: broken links, addresses without a scheme, control characters, zero bytes."""

from __future__ import annotations

from pathlib import Path

from ingest_material import HEADLINE, PROSE, page, require_one_clear_line

from bot.embed import Embedder
from bot.store import Store
from ingest.pipeline import ingest


def test_names_that_lead_nowhere(tmp_path: Path, store: Store, embedder: Embedder) -> None:
    (tmp_path / "self.txt").symlink_to("self.txt")
    (tmp_path / "lost.txt").symlink_to("no-such.txt")
    (tmp_path / "a.txt").symlink_to("b.txt")
    (tmp_path / "b.txt").symlink_to("a.txt")
    for name in ("self.txt", "lost.txt", "a.txt"):
        report = ingest([str(tmp_path / name)], store, embedder)
        require_one_clear_line(report, str(tmp_path / name), "not_found")
        assert "link" in report.failed[0].message
    for name in ("www.herald.example/a", "herald.example/a.html"):
        assert f"https://{name}" in ingest([name], store, embedder).failed[0].hint
    for name in ("no\nsuch\x1b[31m.txt", "x" * 5_000, "~/x.txt", "*.txt", " "):
        require_one_clear_line(ingest([name], store, embedder), name, ingest([name], store, embedder).failed[0].code)


def test_a_name_with_control_characters_is_a_name(tmp_path: Path, store: Store, embedder: Embedder) -> None:
    for name in ("a\nb.txt", "a\x1b[31mb.txt", "a\tb\u202e.txt"):
        (tmp_path / name).write_text(f"News of {name.encode()!r}\n\n{PROSE[0]}")
    assert ingest([str(tmp_path)], store, embedder).new == 3
    assert ingest([str(tmp_path)], store, embedder).unchanged == 3


def test_the_same_bad_source_twice_is_one_complaint(tmp_path: Path, store: Store, embedder: Embedder) -> None:
    (tmp_path / "a.docx").write_bytes(b"PK")
    for name in (str(tmp_path / "a.docx"), "ftp://herald.example/a", str(tmp_path / "no-such.txt")):
        assert len(ingest([name, name], store, embedder).failed) == 1


def test_text_in_spite_of_its_bytes(tmp_path: Path, store: Store, embedder: Embedder) -> None:
    """A zero byte in the middle, UTF-16 without a mark and cut off, every sort of line end."""
    text = f"{HEADLINE}\n\n{PROSE[0]}\n\n{PROSE[1]}"
    files = {
        "zero.txt": text.replace("ferry", "fer\0ry").encode(),
        "zero.html": page(PROSE[:2]).replace("ferry", "fer\0ry").encode(),
        "wide.txt": text.encode("utf-16-le"),
        "wide-cut.txt": text.encode("utf-16-be") + b"\0",
        "ends.txt": text.replace("\n\n", "\r\n\r\r\n", 1).encode() + b"\r",
    }
    for name, raw in files.items():
        (tmp_path / name).write_bytes(raw)
    report = ingest([str(tmp_path)], store, embedder)
    assert (report.new, report.failed) == (5, ())
    assert {store.article(article).text for article in report.articles} == {text}
    assert sum("half a character" in warning for warning in report.warnings) == 1
