"""Sources through the whole pipeline into a real store, with the real embedder."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from ingest_material import HEADLINE, PROSE, SCRAPED, Site, answer, page, pdf, redirect

from bot.embed import Embedder
from bot.errors import StoreLocked, UsageError
from bot.store import Store, open_store
from ingest import pipeline
from ingest.pipeline import ingest
from ingest.report import IngestReport, Step


class Counting:
    """The real embedder, and how many texts it was given."""

    def __init__(self, embedder: Embedder) -> None:
        self.id, self.dimension, self.max_tokens = embedder.id, embedder.dimension, embedder.max_tokens
        self.count_tokens = embedder.count_tokens
        self._embedder = embedder
        self.batches: list[int] = []

    def encode(self, texts: Sequence[str], progress: Any = None, *, query: bool = False) -> Any:
        self.batches.append(len(texts))
        return self._embedder.encode(texts, progress, query=query)


@pytest.fixture
def counting(embedder: Embedder) -> Counting:
    return Counting(embedder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three articles, one of them in a folder below."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.txt").write_text(SCRAPED)
    (tmp_path / "b.md").write_text(f"# Board meets in October\n\n{PROSE[2]}\n")
    (tmp_path / "sub" / "c.html").write_text(page(PROSE[1:], title="Noise on the quay"))
    return tmp_path


def counts(report: IngestReport) -> tuple[int, int, int, int]:
    return report.new, report.changed, report.unchanged, len(report.failed)


def sources(store: Store) -> list[str]:
    store.refresh()
    return sorted(Path(info.source).name for info in store.articles())


def test_new_then_unchanged_then_one_edited(folder: Path, store: Store, counting: Counting) -> None:
    report = ingest([str(folder)], store, counting)
    assert counts(report) == (3, 0, 0, 0)
    assert len(counting.batches) == 1, "chunks of several articles are embedded together"
    before = {info.id: info for info in store.articles()}

    assert counts(ingest([str(folder)], store, counting)) == (0, 0, 3, 0)
    assert len(counting.batches) == 1, "unchanged costs no embedding"

    (folder / "b.md").write_text(f"# Board meets in October\n\n{PROSE[2]} Nobody else was asked.\n")
    again = ingest([str(folder)], store, counting)
    assert counts(again) == (0, 1, 2, 0)
    assert again.articles == report.articles
    assert counting.batches[1:] == [1]
    edited = store.article(str((folder / "b.md").resolve()))
    assert edited.id in before
    assert edited.version != before[edited.id].version
    assert edited.text.endswith("Nobody else was asked.")
    assert len(store.articles()) == 3


def test_what_is_stored_is_what_was_read(folder: Path, store: Store, embedder: Embedder) -> None:
    ingest([str(folder / "a.txt")], store, embedder, tags=("sea", "ships"), private=True)
    info = store.articles()[0]
    article = store.article(info.id)
    assert (article.title, article.published, article.dateline) == (HEADLINE, "--03-04", "Kirkmoor, 4 Mar")
    assert (article.byline, article.language, article.tags, article.private) == ("AFP", "en", ("sea", "ships"), True)
    assert article.source == str((folder / "a.txt").resolve())
    for _, chunk in store.article_chunks(article.id):
        assert article.text[chunk.start : chunk.end] == chunk.text
        assert chunk.header == f"{HEADLINE} (--03-04)"


def test_a_new_date_alone_is_a_change(tmp_path: Path, store: Store, counting: Counting) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"---\ntitle: Board meets\n---\n{PROSE[2]}")
    ingest([str(path)], store, counting)
    path.write_text(f"---\ntitle: Board meets\ndate: 2024-03-04\n---\n{PROSE[2]}")
    assert counts(ingest([str(path)], store, counting)) == (0, 1, 0, 0)
    assert store.articles()[0].published == "2024-03-04"


def test_tags_are_added_and_private_is_never_undone(folder: Path, store: Store, counting: Counting) -> None:
    one = [str(folder / "b.md")]
    ingest(one, store, counting, tags=("sea",), private=True)
    assert counts(ingest(one, store, counting, tags=("news", "sea"))) == (0, 0, 1, 0)
    assert len(counting.batches) == 1
    (folder / "b.md").write_text(f"# Board meets\n\n{PROSE[2]}\n")
    ingest(one, store, counting, tags=("late",))
    info = store.articles()[0]
    assert (info.tags, info.private) == (("sea", "news", "late"), True)


def test_standard_input(store: Store, embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    def piped(raw: bytes) -> IngestReport:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        return ingest(["-"], store, embedder)

    assert counts(piped(SCRAPED.encode())) == (1, 0, 0, 0)
    assert counts(piped(SCRAPED.encode())) == (0, 0, 1, 0)
    assert counts(piped(" ".join(PROSE).encode("utf-16"))) == (1, 0, 0, 0)
    assert counts(piped(pdf([list(PROSE)]))) == (1, 0, 0, 0)
    titles = [info.title for info in store.articles()]
    assert titles[0] == HEADLINE
    assert titles[1].startswith("The ferry Albatross left")
    assert titles[1].endswith("...")
    assert all(info.source.startswith("stdin:sha256-") for info in store.articles())
    assert piped(b"").failed[0].code == "empty"


def test_a_url_is_fetched_once_and_again_with_refresh(site: Site, store: Store, counting: Counting) -> None:
    site.routes["/a"] = answer(page(head='<link rel="canonical" href="/a">'))
    typed = [f"{site.url}/a?utm_source=mail#top"]
    assert counts(ingest(typed, store, counting)) == (1, 0, 0, 0)
    assert store.articles()[0].source == f"{site.url}/a"
    assert counts(ingest(typed, store, counting, tags=("sea",))) == (0, 0, 1, 0)
    assert len(site.seen) == 1, "known: not fetched again"
    assert store.articles()[0].tags == ("sea",)
    assert counts(ingest(typed, store, counting, refresh=True)) == (0, 0, 1, 0)
    assert len(site.seen) == 2
    site.routes["/a"] = answer(page([*PROSE, "A correction was added on Friday by the editor."]))
    assert counts(ingest([], store, counting, refresh=True)) == (0, 1, 0, 0)
    assert store.article(store.articles()[0].id).text.endswith("by the editor.")


def test_two_addresses_of_one_page_are_one_article(site: Site, store: Store, embedder: Embedder) -> None:
    site.routes |= {"/a": answer(page()), "/short": redirect("/a")}
    report = ingest([f"{site.url}/short", f"{site.url}/a"], store, embedder)
    assert counts(report) == (1, 0, 0, 0)
    assert "the same article as" in report.warnings[0]
    assert len(report.articles) == len(store.articles()) == 1


def test_a_page_that_goes_away_costs_nothing(site: Site, store: Store, embedder: Embedder) -> None:
    site.routes["/a"] = answer(page())
    ingest([f"{site.url}/a"], store, embedder)
    before = store.articles()
    site.routes["/a"] = answer("gone", status=404)
    report = ingest([], store, embedder, refresh=True)
    assert [f.code for f in report.failed] == ["http_status"]
    assert report.exit_code == 1
    assert store.articles() == before


def test_refresh_of_everything(folder: Path, store: Store, embedder: Embedder) -> None:
    ingest([str(folder)], store, embedder)
    (folder / "a.txt").unlink()
    (folder / "b.md").write_text(f"# Another headline\n\n{PROSE[3]}")
    report = ingest([], store, embedder, refresh=True)
    assert counts(report) == (0, 1, 1, 1)
    assert report.failed[0].code == "not_found"
    assert "footnote articles remove sha256-" in report.failed[0].hint
    assert sources(store) == ["a.txt", "b.md", "c.html"]


def test_prune_removes_what_is_gone_and_nothing_else(
    folder: Path, tmp_path: Path, store: Store, embedder: Embedder
) -> None:
    other = tmp_path / "sub"
    ingest([str(folder)], store, embedder)
    (folder / "a.txt").unlink()
    (other / "c.html").unlink()
    assert counts(ingest([str(folder)], store, embedder)) == (0, 0, 1, 0)
    assert sources(store) == ["a.txt", "b.md", "c.html"], "never without --prune"
    report = ingest([str(folder)], store, embedder, prune=True)
    assert len(report.pruned) == 2
    assert sources(store) == ["b.md"]


def test_prune_keeps_what_stands_outside_and_what_became_unreadable(
    folder: Path, store: Store, embedder: Embedder
) -> None:
    ingest([str(folder)], store, embedder)
    (folder / "a.txt").unlink()
    (folder / "b.md").write_bytes(b"\x00\x01\x02" * 50)
    report = ingest([str(folder / "sub")], store, embedder, prune=True)
    assert report.pruned == ()
    report = ingest([str(folder)], store, embedder, prune=True)
    assert [f.code for f in report.failed] == ["binary"]
    assert len(report.pruned) == 1
    assert sources(store) == ["b.md", "c.html"]


def test_prune_does_not_believe_an_empty_or_missing_folder(folder: Path, store: Store, embedder: Embedder) -> None:
    ingest([str(folder)], store, embedder)
    for path in (folder / "a.txt", folder / "b.md", folder / "sub" / "c.html"):
        path.unlink()
    report = ingest([str(folder)], store, embedder, prune=True)
    assert {f.code for f in report.failed} == {"no_files", "not_pruned"}
    (folder / "sub").rmdir()
    report = ingest([str(folder / "sub")], store, embedder, prune=True)
    assert [f.code for f in report.failed] == ["not_found"]
    assert len(sources(store)) == 3


def test_prune_wants_a_folder(folder: Path, store: Store, embedder: Embedder) -> None:
    with pytest.raises(UsageError):
        ingest([str(folder / "a.txt")], store, embedder, prune=True)
    with pytest.raises(UsageError):
        ingest([], store, embedder)


def test_the_same_text_twice_is_kept_twice_and_said(folder: Path, store: Store, embedder: Embedder) -> None:
    (folder / "copy.txt").write_text(SCRAPED)
    report = ingest([str(folder / "a.txt"), str(folder / "copy.txt"), str(folder / "a.txt")], store, embedder)
    assert counts(report) == (2, 0, 0, 0)
    assert ["the same text as" in warning for warning in report.warnings] == [True]
    assert ingest([str(folder / "copy.txt")], store, embedder).warnings == ()


def test_an_article_in_another_language_is_taken_in_with_a_warning(
    tmp_path: Path, store: Store, embedder: Embedder
) -> None:
    german = (
        "Die Fähre verließ am Dienstag bei Tagesanbruch den Hafen, mit zweihundert Fahrgästen an Bord und viel Wind. "
    )
    (tmp_path / "de.txt").write_text(german * 3)
    report = ingest([str(tmp_path)], store, embedder)
    assert counts(report) == (1, 0, 0, 0)
    assert "models read English" in report.warnings[0]
    assert store.articles()[0].language == "de"


def test_progress_goes_forward_to_the_end(tmp_path: Path, store: Store, embedder: Embedder) -> None:
    for i in range(5):
        (tmp_path / f"{i}.txt").write_text(f"Report number {i} of the board\n\n" + "\n\n".join(PROSE))
    (tmp_path / "6.txt").write_bytes(b"")
    steps: list[Step] = []
    report = ingest([str(tmp_path)], store, embedder, progress=steps.append)
    assert [s.done for s in steps] == sorted(s.done for s in steps)
    assert (steps[-1].done, steps[-1].total, steps[-1].n_chunks) == (6, 6, store.n_chunks)
    assert counts(report) == (5, 0, 0, 1)


@pytest.fixture
def many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Twelve articles, and batches small enough that they make three."""
    monkeypatch.setattr(pipeline, "BATCH_CHUNKS", 4)
    for i in range(12):
        (tmp_path / f"{i:02}.txt").write_text(f"Report number {i}\n\n" + "\n\n".join(f"{i} {p}" for p in PROSE))
    return tmp_path


def test_batches_are_filled_over_articles(many: Path, store: Store, counting: Counting) -> None:
    ingest([str(many)], store, counting)
    assert len(store.articles()) == 12
    assert counting.batches == [4, 4, 4]
    assert sum(counting.batches) == store.n_chunks


def test_ctrl_c_keeps_what_was_finished_and_the_next_run_goes_on(many: Path, store: Store, embedder: Embedder) -> None:
    def interrupt(step: Step) -> None:
        if step.n_chunks > 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest([str(many)], store, embedder, progress=interrupt)
    kept = len(store.articles())
    assert 0 < kept < 12
    for info in store.articles():
        assert len(store.article_chunks(info.id)) == info.n_chunks > 0
    assert counts(ingest([str(many)], store, embedder)) == (12 - kept, 0, kept, 0)


def test_a_second_writer_is_named(folder: Path, store: Store, home: Path, embedder: Embedder) -> None:
    other = open_store(home, embedder.id, embedder.dimension)
    with other.writer(), pytest.raises(StoreLocked) as caught:
        ingest([str(folder)], store, embedder)
    assert caught.value.pid
    other.close()
    assert counts(ingest([str(folder)], store, embedder)) == (3, 0, 0, 0)
