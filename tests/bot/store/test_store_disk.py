"""A folder that cannot be written, read-only or full: reading goes on, nothing is lost, the error is one clear line."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from store_material import lookups, opened, parts, put, python, run

from bot.errors import StoreReadOnly
from bot.store import Store
from bot.store.doctor import check

# Root may write anywhere, so the cases run without root's privileges: still root's files, but their modes count.
UNPRIVILEGED = ["setpriv", "--bounding-set", "-all", "--inh-caps", "-all"]
if os.geteuid() != 0:
    UNPRIVILEGED = []
needs_modes = pytest.mark.skipif(
    bool(UNPRIVILEGED) and shutil.which("setpriv") is None, reason="root without setpriv: no folder is read-only"
)

READ = """
import os, sys
from pathlib import Path
from bot.errors import StoreReadOnly
from store_material import lookups, opened, parts, put
home = Path(sys.argv[1])
try:
    (home / "probe").write_text("x")
except PermissionError:
    pass
else:
    sys.exit("the folder can be written: this tests nothing")
store = opened(home)
assert store.n_articles == 2, store.articles()
assert lookups(store, "a") == lookups(store, "b") == (3, 3)
assert store.article("/articles/a.txt").tags == tuple(sys.argv[2:]), store.article("/articles/a.txt").tags
store.close()
try:
    put(opened(home), parts("c"))
except StoreReadOnly as error:
    assert str(home) in error.message and "--home" in error.hint, error
else:
    sys.exit("written")
"""

TAG_AND_WAIT = """
import sys
from pathlib import Path
from store_material import opened, parts
with opened(Path(sys.argv[1])).writer() as writer:
    writer.tag(parts("a")[0].id, ["fresh"])
    writer.commit()
    print("tagged", flush=True)
    sys.stdin.readline()
"""


def lock_up(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)


def unlock(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@needs_modes
@pytest.mark.parametrize("log", ["none", "empty", "of a killed writer", "of a killed writer, without index"])
def test_a_read_only_home_is_read_and_stays_as_it_is(home: Path, log: str) -> None:
    put(opened(home), parts("a"), parts("b"))
    tags = []
    if log.startswith("of a killed writer"):
        with python(TAG_AND_WAIT, str(home)) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "tagged\n"
            os.kill(writer.pid, signal.SIGKILL)
        assert (home / "catalogue.sqlite-wal").stat().st_size > 0
        tags = ["fresh"]
    if log in ("none", "of a killed writer, without index"):
        (home / "catalogue.sqlite-shm").unlink(missing_ok=True)
    if log == "none":
        (home / "catalogue.sqlite-wal").unlink(missing_ok=True)
    lock_up(home)
    before = contents(home)
    done = run(READ, str(home), *tags, prefix=UNPRIVILEGED)
    assert done.returncode == 0, done.stderr
    assert contents(home) == before
    unlock(home)


@needs_modes
def test_a_home_that_cannot_be_made_is_one_clear_error(home: Path) -> None:
    home.parent.chmod(0o555)
    code = """
import sys
from pathlib import Path
from bot.errors import StoreReadOnly
from store_material import opened, parts, put
store = opened(Path(sys.argv[1]))
assert store.n_articles == 0
try:
    put(store, parts("a"))
except StoreReadOnly as error:
    assert sys.argv[1] in error.message, error.message
else:
    sys.exit("written")
"""
    done = run(code, str(home), prefix=UNPRIVILEGED)
    home.parent.chmod(0o755)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 6 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", disk], capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr.strip()}")
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)


def fill(store: Store) -> tuple[int, str]:
    """Add articles until that fails; how many there are then, and what was said."""
    for i in range(200):
        try:
            put(store, parts(f"n{i}", n=600))
        except StoreReadOnly as error:
            return i, error.message
    raise AssertionError("the disk is not small")


def test_a_full_disk_loses_nothing(small_disk: Path) -> None:
    home, filler = small_disk / "home", small_disk / "filler"
    store = opened(home)
    stored, message = fill(store)
    assert "is full" in message
    assert "MB needed" in message
    store.refresh()
    assert store.n_articles == stored > 1
    assert check(home) == []
    free = os.statvfs(small_disk).f_bavail * 4096
    filler.write_bytes(bytes(max(0, free - 8192)))
    with pytest.raises(StoreReadOnly, match="full"):
        put(store, parts("late"))
    assert lookups(opened(home), "n0")[0] == 0
    assert opened(home).lexical("council", 5), "reading needs no space"
    filler.unlink()
    put(opened(home), parts("late"))
    assert lookups(opened(home), "late") == (3, 3)
    assert check(home) == []


FULL_LATER = """
import resource, sys
from pathlib import Path
from bot.errors import StoreReadOnly
from store_material import opened, parts, put
import chromadb
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
try:
    put(opened(Path(sys.argv[1])), parts("new", n=40), parts("a", 1))
except StoreReadOnly as error:
    print(error.message)
"""


@pytest.mark.parametrize("limit", [1_000, 60_000, 170_000, 250_000])
def test_a_write_that_fails_half_way_loses_nothing(home: Path, limit: int) -> None:
    """A limit on the size of files stands for a disk that fills up inside SQLite, Chroma or tantivy."""
    put(opened(home), parts("a"), parts("b"))
    done = run(FULL_LATER, str(home), str(limit))
    assert done.returncode == 0, done.stderr
    store = opened(home)
    written = "full" not in done.stdout
    assert lookups(store, "b") == (3, 3)
    assert lookups(store, "a", int(written)) == (3, 3)
    assert store.n_articles == 2 + written
    assert [finding for finding in check(home) if finding.severity == "error"] == []
    put(store, parts("new"), parts("a", 1))
    assert lookups(store, "new") == lookups(store, "a", 1) == (3, 3)
    assert check(home) == []
