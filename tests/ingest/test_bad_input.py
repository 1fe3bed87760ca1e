"""Every bad input: one clear line each, nothing lost, the good ones beside it taken in."""

from __future__ import annotations

import json
import os
import random
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from ingest_material import (
    HEADLINE,
    PROSE,
    SCRAPED,
    Site,
    answer,
    locked,
    page,
    pdf,
    redirect,
    require_one_clear_line,
    serving,
)

from bot.embed import Embedder
from bot.errors import StoreReadOnly
from bot.store import Store, open_store
from ingest.pipeline import ingest

ROOT = Path(__file__).resolve().parents[2]

FILES: dict[str, tuple[str, bytes, str]] = {
    # what: (file name, bytes, error code)
    "empty": ("a.txt", b"", "empty"),
    "only white space": ("a.txt", b" \r\n\t\n", "empty"),
    "only a byte order mark": ("a.txt", b"\xef\xbb\xbf", "empty"),
    "only furniture": ("a.txt", b"Leave a Reply\nName *\nEmail *", "empty"),
    "only markup, Markdown": ("a.md", b"# \n\n---\n\n![](x.png)\n", "empty"),
    "only front matter": ("a.md", b"---\ntitle: A deal\n---\n", "empty"),
    "only markup, HTML": ("a.html", b"<html><body><div><img src=x></div></body></html>", "no_article"),
    "a page of links": ("a.html", b"<html><body>" + b"<li><a href=x>Lighthouse sold</a></li>" * 50, "no_article"),
    "binary called .txt": ("a.txt", random.Random(3).randbytes(20_000), "binary"),
    "a picture called .md": ("a.md", b"\x89PNG\r\n\x1a\n" + random.Random(4).randbytes(500), "binary"),
    "a zip called .html": ("a.html", b"PK\x03\x04" + random.Random(5).randbytes(500), "binary"),
    "text called .pdf": ("a.pdf", PROSE[0].encode(), "damaged"),
    "a PDF cut off": ("a.pdf", pdf([PROSE])[:300], "damaged"),
    "a scanned PDF": ("a.pdf", pdf([[], []]), "no_text_layer"),
    "a PDF with a password": ("a.pdf", locked(pdf([PROSE]), "secret", "owner"), "encrypted"),
    "no encoding fits": ("a.txt", b"caf\x81 \x8d \x90 and more words, all of them in vain", "encoding"),
    "only a UTF-16 byte order mark": ("a.txt", b"\xff\xfe", "empty"),
    "a tar archive called .txt": ("a.txt", b"a.txt".ljust(257, b"\0") + b"ustar" + PROSE[0].encode() * 99, "binary"),
    "a suffix with a newline in it": ("a.b\n\x1b[31mc", b"x", "unsupported_type"),
    "a PDF of a header alone": ("a.pdf", b"%PDF-1.4", "damaged"),
    "a drawing called .html": (
        "a.html",
        b"<svg xmlns='http://www.w3.org/2000/svg'><text>Hi</text></svg>",
        "no_article",
    ),
    "5,000 elements deep": ("a.html", b"<html><body>" + b"<span>" * 5_000 + PROSE[0].encode() * 9, "no_article"),
    "UTF-16 cut off": ("a.txt", "Zoë left".encode("utf-16")[:-1], "encoding"),
    "another type": ("a.docx", b"PK\x03\x04", "unsupported_type"),
    "50 MB of text": ("a.txt", b"The ferry sailed again today. " * 1_700_000, "too_large"),
    "60 MB of Markdown": ("a.md", b"The ferry sailed again today. " * 2_000_000, "too_large"),
    "30 MB of HTML": ("a.html", b"<html>" + b"<p>The ferry sailed. " * 1_500_000, "too_large"),
}
PAGES: dict[str, tuple[Callable[[Site], None], str]] = {
    "answers 404": (lambda s: None, "http_status"),
    "answers 500": (lambda s: s.routes.update({"/a": answer("oops", status=500)}), "http_status"),
    "redirects in a circle": (
        lambda s: s.routes.update({"/a": redirect("/b"), "/b": redirect("/a")}),
        "redirect_loop",
    ),
    "redirects to a file": (lambda s: s.routes.update({"/a": redirect("file:///etc/passwd")}), "bad_url"),
    "text/html without an article": (
        lambda s: s.routes.update({"/a": answer("<html><p>Hi.</p></html>")}),
        "no_article",
    ),
    "a cookie wall": (
        lambda s: s.routes.update(
            {
                "/a": answer(
                    page(
                        ["We and our 842 partners store cookies on a device to personalise ads and content here. " * 3]
                    )
                )
            }
        ),
        "no_article",
    ),
    "an empty body": (lambda s: s.routes.update({"/a": answer(b"")}), "empty"),
    "an image": (lambda s: s.routes.update({"/a": answer(b"\x89PNG", "image/png")}), "unsupported_type"),
    "a PNG that says it is HTML": (lambda s: s.routes.update({"/a": answer(b"\x89PNG\r\n\x1a\n\0\0")}), "binary"),
    "60 MB": (lambda s: s.routes.update({"/a": answer(b"x" * 60_000_000)}), "too_large"),
    "12 MB of HTML": (lambda s: s.routes.update({"/a": answer(b"<html>" + b"<p>x" * 3_000_000)}), "too_large"),
    "hangs up": (lambda s: s.routes.update({"/a": lambda handler: None}), "unreachable"),
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[Store]:
    """One good article in it, which no bad input may cost."""
    folder = tmp_path_factory.mktemp("good")
    (folder / "good.txt").write_text(SCRAPED)
    store = open_store(folder / "home", embedder.id, embedder.dimension)
    ingest([str(folder / "good.txt")], store, embedder)
    yield store
    store.close()


@pytest.fixture(scope="module")
def server() -> Iterator[Site]:
    with serving() as running:
        yield running


def require_nothing_lost(store: Store) -> None:
    assert [info.title for info in store.articles()] == [HEADLINE]
    assert store.article(store.articles()[0].id).text.startswith(HEADLINE)


@pytest.mark.parametrize("what", FILES)
def test_files(what: str, tmp_path: Path, library: Store, embedder: Embedder) -> None:
    name, raw, code = FILES[what]
    (tmp_path / name).write_bytes(raw)
    started = time.perf_counter()
    report = ingest([str(tmp_path / name)], library, embedder)
    assert time.perf_counter() - started < 60
    require_one_clear_line(report, str(tmp_path / name), code)
    require_nothing_lost(library)


@pytest.mark.parametrize("what", PAGES)
def test_pages(what: str, server: Site, library: Store, embedder: Embedder) -> None:
    server.routes.clear()
    prepare, code = PAGES[what]
    prepare(server)
    report = ingest([f"{server.url}/a"], library, embedder)
    require_one_clear_line(report, f"{server.url}/a", code)
    require_nothing_lost(library)


def test_a_server_that_is_down(library: Store, embedder: Embedder) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/a"
    require_one_clear_line(ingest([url], library, embedder), url, "unreachable")


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("/no/such/file.txt", "not_found"),
        ("x" * 5_000, "unreadable"),
        ("/dev/null", "not_a_file"),
        ("/dev/zero", "not_a_file"),
        ("ftp://x/y", "bad_url"),
        ("http://", "bad_url"),
    ],
)
def test_names(source: str, code: str, library: Store, embedder: Embedder) -> None:
    require_one_clear_line(ingest([source], library, embedder), source, code)
    require_nothing_lost(library)


def test_a_pipe_never_hangs(tmp_path: Path, library: Store, embedder: Embedder) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    report = ingest([str(tmp_path)], library, embedder)
    require_one_clear_line(report, str(tmp_path / "pipe.txt"), "not_a_file")
    assert "footnote ingest -" in report.failed[0].hint


def test_a_file_that_vanishes_between_listing_and_reading(tmp_path: Path, store: Store, embedder: Embedder) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text(f"{name} tells of a ferry\n\n{PROSE[0]}")
    ingest([str(tmp_path)], store, embedder)

    def remove(step: object) -> None:
        (tmp_path / "b.txt").unlink(missing_ok=True)

    report = ingest([str(tmp_path)], store, embedder, prune=True, progress=remove)
    require_one_clear_line(report, str(tmp_path / "b.txt"), "vanished")
    assert report.unchanged == 2
    assert len(store.articles()) == 3, "its article stays: only a later run can tell that it is gone"
    assert len(ingest([str(tmp_path)], store, embedder, prune=True).pruned) == 1


def test_the_bad_never_stop_the_good(tmp_path: Path, store: Store, embedder: Embedder) -> None:
    for what, (name, raw, code) in FILES.items():
        if len(raw) < 1_000_000 and code != "unsupported_type":
            (tmp_path / f"{what}{Path(name).suffix}").write_bytes(raw)
    (tmp_path / "aaa.txt").write_text(SCRAPED)
    (tmp_path / "zzz.txt").write_text(f"The last one\n\n{PROSE[3]}")
    report = ingest([str(tmp_path)], store, embedder)
    assert report.new == 2
    assert len(report.failed) == len(list(tmp_path.iterdir())) - 2
    assert sorted(info.title for info in store.articles()) == [HEADLINE, "The last one"]


# Permissions: root may read and write everything, so these run in a process that gave its privileges up.
UNPRIVILEGED = ["setpriv", "--bounding-set", "-all", "--inh-caps", "-all"] if os.geteuid() == 0 else []
needs_modes = pytest.mark.skipif(
    bool(UNPRIVILEGED) and shutil.which("setpriv") is None, reason="root without setpriv: no file is unreadable"
)
RUN = """
import json, sys
from pathlib import Path
from bot.embed import load_embedder
from bot.errors import FootnoteError
from bot.settings import Settings
from bot.store import open_store
from bot.types import Article
from ingest.extract import Given, extract
from ingest.pipeline import ingest
home, limit, prune, *sources = sys.argv[1:]
if int(limit):
    import resource, signal
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
embedder = load_embedder(Settings(home=Path(home)))
store = open_store(Path(home), embedder.id, embedder.dimension)
try:
    report = ingest(sources, store, embedder, prune=prune == "prune")
    print(json.dumps([report.new, report.unchanged, [[f.source, f.code] for f in report.failed], len(report.pruned)]))
except FootnoteError as error:
    print(json.dumps(error.as_dict()))
"""


def run(home: Path, *sources: Path, limit: int = 0, prune: bool = False) -> object:
    """An ingest in a process of its own, without root's privileges, with a limit on the size of its files."""
    command = [
        *UNPRIVILEGED,
        sys.executable,
        "-c",
        RUN,
        str(home),
        str(limit),
        "prune" if prune else "",
        *map(str, sources),
    ]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, timeout=120)
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


@needs_modes
def test_unreadable_files_and_folders(tmp_path: Path, home: Path) -> None:
    (tmp_path / "closed").mkdir()
    for name in ("a.txt", "b.txt", "closed/c.txt"):
        (tmp_path / name).write_text(f"{name} tells of a ferry\n\n{PROSE[0]}")
    assert run(home, tmp_path) == [3, 0, [], 0]
    (tmp_path / "a.txt").chmod(0)
    (tmp_path / "closed").chmod(0)
    try:
        failed = [[str(tmp_path / "closed"), "unreadable"], [str(tmp_path / "a.txt"), "unreadable"]]
        assert run(home, tmp_path, prune=True) == [0, 1, failed, 0]
        (tmp_path / "b.txt").unlink()
        new, unchanged, failures, pruned = run(home, tmp_path, prune=True)  # type: ignore[misc]
        assert (new, unchanged, pruned) == (0, 0, 0)
        assert [str(tmp_path.resolve()), "not_pruned"] in failures
    finally:
        (tmp_path / "closed").chmod(0o755)


@needs_modes
def test_a_read_only_home(tmp_path: Path, home: Path) -> None:
    (tmp_path / "a.txt").write_text(SCRAPED)
    home.parent.chmod(0o555)
    try:
        error = run(home, tmp_path / "a.txt")
    finally:
        home.parent.chmod(0o755)
    assert isinstance(error, dict)
    assert error["code"] == "store_read_only"
    assert "--home" in error["hint"]


def test_a_full_disk_keeps_what_was_finished(tmp_path: Path, home: Path, embedder: Embedder) -> None:
    (tmp_path / "a.txt").write_text(SCRAPED)
    (tmp_path / "b.txt").write_text("\n\n".join(PROSE))
    assert run(home, tmp_path / "a.txt") == [1, 0, [], 0]
    error = run(home, tmp_path / "b.txt", limit=100_000)
    assert isinstance(error, dict)
    assert error["code"] == "store_read_only"
    assert "full" in error["message"]
    store = open_store(home, embedder.id, embedder.dimension)
    assert [info.title for info in store.articles()] == [HEADLINE]
    assert len(store.nearest(embedder.encode(["ferry"])[0], 50)) == store.n_chunks
    store.close()


def test_a_full_disk_says_how_many_articles_of_the_run_stayed(
    tmp_path: Path, store: Store, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk fills between two commits; real commits need minutes of articles, so the second one is refused here."""
    from bot.store.faults import no_space
    from bot.store.writer import Writer

    for i in range(3):
        (tmp_path / f"{i}.txt").write_text(f"Report number {i}\n\n{PROSE[i]}")
    put, calls = Writer.put, []

    def put_until_full(writer: Writer, *args: object, **kwargs: object) -> None:
        calls.append(args)
        if len(calls) == 3:
            raise no_space(store.home)
        put(writer, *args, **kwargs)  # type: ignore[arg-type]
        writer.commit()

    monkeypatch.setattr(Writer, "put", put_until_full)
    with pytest.raises(StoreReadOnly) as caught:
        ingest([str(tmp_path)], store, embedder)
    assert caught.value.message.endswith("; 2 articles of this run stayed")
    assert len(store.articles()) == 2
