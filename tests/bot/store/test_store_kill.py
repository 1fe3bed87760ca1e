"""kill -9 at many moments of a write: what is left answers, and the next write completes it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from store_material import ROOT, lookups, opened, parts, put, run

from bot.store.doctor import check

SCRIPT = Path(__file__).with_name("writer_to_kill.py")


def trials(home: Path, seed: int, n: int, how: str, prefix: list[str] | None = None) -> list[dict[str, object]]:
    home.mkdir(exist_ok=True)
    path = os.pathsep.join([str(ROOT), str(SCRIPT.parent)])
    done = subprocess.run(
        [*(prefix or []), sys.executable, str(SCRIPT), str(home), str(seed), str(n), how],
        env={**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1"}, capture_output=True, text=True,
    )  # fmt: skip
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) == n, done.stderr[-3000:]
    assert all(line["sound"] for line in lines), (lines[-1], done.stderr[-3000:])
    return lines


@pytest.mark.slow
def test_killed_at_random_times(home: Path) -> None:
    lines = trials(home, seed=1, n=12, how="time")
    assert any(line["killed"] for line in lines)  # how many depends on how fast the machine is


def test_killed_at_steps_across_a_write(home: Path) -> None:
    lines = trials(home, seed=2, n=12, how="step:3:17")
    assert sum(bool(line["killed"]) for line in lines) >= 6


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", range(2))
def test_killed_at_random_times_often(home: Path, seed: int) -> None:
    trials(home, seed=100 + seed, n=150, how="time")


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", range(2))
def test_killed_at_every_step_of_a_write(home: Path, seed: int) -> None:
    lines = trials(home, seed=200 + seed, n=320, how="step:1:1")
    assert not lines[-1]["killed"], "the last step was not reached: raise n"


CHANGE = """
import sys
from pathlib import Path
from store_material import opened, parts
with opened(Path(sys.argv[1])).writer() as writer:
    writer.put(*parts("new"))
    writer.put(*parts("edited", 1))
    writer.commit()
    writer.remove(parts("old")[0].id)
    print("done")
"""
CALLS = (
    "pwrite64",
    "write",
    "fsync",
    "unlink,unlinkat,rename,renameat,renameat2",
    "openat",
    "mkdir,mkdirat,link,linkat",
)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace to kill inside Chroma, tantivy and SQLite")
@pytest.mark.parametrize("calls", CALLS)
def test_killed_inside_native_code(tmp_path: Path, home: Path, calls: str) -> None:
    """At the n-th system call of a kind in any thread, for growing n until the writer gets through."""
    base = home.with_name("base")
    put(opened(base), parts("old"), parts("edited"), *(parts(f"n{i}") for i in range(4)))
    n, killed = 1, 0
    while True:
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(base, home)
        inject = f"inject={calls}:signal=SIGKILL:when={n}"
        strace = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={calls}", "-e", inject]
        done = run(CHANGE, str(home), prefix=strace)
        if done.returncode == 0:
            break
        killed += 1
        store = opened(home)
        assert lookups(store, "n0") == (3, 3)
        states = [lookups(store, *pair) for pair in (("new", 0), ("edited", 0), ("edited", 1), ("old", 0))]
        before, between, after = [(0, 3, 0, 3), (3, 0, 3, 3), (3, 0, 3, 0)]
        assert tuple(near for near, _ in states) in (before, between, after), (n, states)
        assert all(near == words for near, words in states), (n, states)
        assert [f for f in check(home) if f.severity == "error"] == [], n
        put(store, parts("new"), parts("edited", 1))
        assert lookups(store, "new") == lookups(store, "edited", 1) == (3, 3)
        assert check(home) == [], n
        n += max(1, n // 12)
    assert killed or calls.startswith("mkdir")
