"""Several processes and threads on one library: one writer, any number of readers, nobody waits for the other."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest
from store_material import encode, lookups, opened, parts, put, python

from bot.errors import StoreLocked

HOLD = """
import sys, time
from pathlib import Path
from store_material import opened, parts
with opened(Path(sys.argv[1])).writer() as writer:
    writer.put(*parts("held"))
    print("holding", flush=True)
    sys.stdin.readline()
"""

INGEST = """
import sys
from pathlib import Path
from store_material import opened, parts
with opened(Path(sys.argv[1])).writer(wait=True) as writer:
    print("started", flush=True)
    for i in range(int(sys.argv[2])):
        writer.put(*parts(f"n{i}"))
        writer.commit()
    for i in range(0, int(sys.argv[2]), 3):
        writer.remove(parts(f"n{i}")[0].id)
        writer.put(*parts(f"n{i + 1}", 1))
        writer.commit()
"""


def test_a_second_writer_is_told_who_writes(home: Path) -> None:
    put(opened(home), parts("a"))
    with python(HOLD, str(home)) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "holding\n"
        started = time.monotonic()
        with pytest.raises(StoreLocked) as caught, opened(home).writer():
            pass
        assert time.monotonic() - started < 20
        assert caught.value.pid == holder.pid
        assert f"process {holder.pid} is writing" in caught.value.message
        assert "--wait" in caught.value.hint
        assert lookups(opened(home), "a") == (3, 3)
        holder.communicate("\n")
    put(opened(home), parts("b"))
    assert lookups(opened(home), "held") == (3, 3)


def test_a_writer_may_wait_for_another(home: Path) -> None:
    with python(HOLD, str(home)) as holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        holder.stdout.readline()
        threading.Timer(0.5, lambda: (holder.stdin.write("\n"), holder.stdin.flush())).start()  # type: ignore[union-attr]
        with opened(home).writer(wait=True) as writer:
            writer.put(*parts("a"))
    assert lookups(opened(home), "held") == lookups(opened(home), "a") == (3, 3)


def test_a_killed_writer_frees_the_lock_and_leaves_the_last_commit(home: Path) -> None:
    put(opened(home), parts("a"))
    with python(HOLD, str(home)) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        os.kill(holder.pid, signal.SIGKILL)
    store = opened(home)
    assert lookups(store, "held") == (0, 0)
    put(store, parts("b"))
    assert lookups(store, "a") == lookups(store, "b") == (3, 3)


def test_two_threads_cannot_both_write(home: Path) -> None:
    store, refused = opened(home), []

    def try_to_write() -> None:
        try:
            put(opened(home), parts("b"))
        except StoreLocked as error:
            refused.append(error.pid)

    with store.writer() as writer:
        writer.put(*parts("a"))
        thread = threading.Thread(target=try_to_write)
        thread.start()
        thread.join()
    assert refused == [os.getpid()]


def test_a_writer_within_a_writer_is_refused(home: Path) -> None:
    store = opened(home)
    with store.writer(), pytest.raises(StoreLocked), opened(home).writer():
        pass


def test_an_open_reader_sees_articles_come_and_go_whole(home: Path) -> None:
    """During a long ingest by another process every article has all its chunks or none, whenever one looks."""
    put(opened(home), parts("constant"))
    reader, looks, seen = opened(home), 0, set()
    with python(INGEST, str(home), "12") as writer:
        while writer.poll() is None:
            reader.refresh()
            names = {a.source: a.version for a in reader.articles()}
            for i in range(13):
                for revision in (0, 1):
                    found = lookups(reader, f"n{i}", revision)
                    assert found[0] in (0, 3) or reader.refresh(), found
                    seen.add((i, revision, found))
            assert lookups(reader, "constant") == (3, 3)
            assert len(names) >= 1
            looks += 1
        assert writer.stderr is not None
        assert writer.returncode == 0, writer.stderr.read()
    assert looks > 3
    reader.refresh()
    for i in range(12):
        expected = {0: ((0, 0), (0, 0)), 1: ((0, 0), (3, 3)), 2: ((3, 3), (0, 0))}[i % 3]
        assert (lookups(reader, f"n{i}"), lookups(reader, f"n{i}", 1)) == expected


def test_questions_in_other_threads_survive_a_refresh(home: Path) -> None:
    """Reopening under a running query must not break the query."""
    put(opened(home), parts("constant"), *(parts(f"m{i}") for i in range(20)))
    store, stop, errors, asked = opened(home), threading.Event(), [], [0]

    def ask() -> None:
        query = encode(["question"])[0]
        while not stop.is_set():
            try:
                assert store.nearest(query, 10)
                assert lookups(store, "constant") == (3, 3)
                assert store.vectors([1, 2]).shape == (2, 16)
                asked[0] += 1
            except Exception as error:  # noqa: BLE001
                errors.append(error)
                return

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for i in range(8):
        put(opened(home), parts(f"n{i}"))
        store.refresh()
    stop.set()
    for thread in threads:
        thread.join()
    assert errors == []
    assert asked[0] > 8
    assert len(store._lease._borrowers) == 1


def test_a_library_that_is_deleted_and_made_again_is_followed(home: Path) -> None:
    import shutil

    put(opened(home), parts("a"))
    store = opened(home)
    assert lookups(store, "a") == (3, 3)
    shutil.rmtree(home)
    store.refresh()
    assert store.n_articles == 0
    put(opened(home), parts("b"))
    store.refresh()
    assert lookups(store, "b") == (3, 3)
