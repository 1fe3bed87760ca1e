"""A process that is killed while it writes, again and again, at moments its parent chooses.

Run as `python writer_to_kill.py HOME SEED N HOW`. It imports everything once and forks a child for each trial, because
importing Chroma takes longer than a whole trial. HOW is `time` (SIGKILL after a random delay) or `step:FIRST:STRIDE`
(at the FIRST + n * STRIDE-th thing that Python asks of the operating system under HOME). One child makes one random
change and dies in it; another one looks at what is left, finishes the change and looks again. It prints a line for
each trial.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
import traceback
from pathlib import Path

import chromadb  # noqa: F401  imported before the fork
import numpy  # noqa: F401
import tantivy  # noqa: F401
from store_material import lookups, opened, parts

from bot.store import Store, doctor, writer  # noqa: F401

Model = dict[str, int]
NAMES = "abcdefgh"


def choose(model: Model, chooser: random.Random) -> list[tuple[str, str, int]]:
    """One to three changes, in one `with` block."""
    changes, stored = [], dict(model)
    for _ in range(chooser.randint(1, 3)):
        name = chooser.choice(NAMES)
        if name in stored and chooser.random() < 0.4:
            changes.append(("remove", name, 0))
            del stored[name]
        else:
            stored[name] = stored.get(name, -1) + 1 if chooser.random() < 0.8 else 0
            changes.append(("put", name, stored[name]))
    return changes


def apply(store: Store, changes: list[tuple[str, str, int]], commit: bool) -> None:
    with store.writer() as w:
        for what, name, revision in changes:
            if what == "put":
                w.put(*parts(name, revision))
            elif store.info(parts(name)[0].id) is not None or w._pending.get(parts(name)[0].id):
                w.remove(parts(name)[0].id)
            if commit:
                w.commit()
                store.refresh()


def revisions(store: Store) -> Model:
    """What is stored; each article must be found whole, by vectors and by words, and nothing else may be found."""
    versions = {parts(name, r)[0].version: (name, r) for name in NAMES for r in range(40)}
    stored = dict(versions[info.version] for info in store.articles())
    for name in NAMES:
        for revision in {stored.get(name, 0), max(0, stored.get(name, 0) - 1), stored.get(name, 0) + 1}:
            expected = (3, 3) if stored.get(name) == revision else (0, 0)
            assert lookups(store, name, revision) == expected, (name, revision, lookups(store, name, revision), stored)
    return stored


def possible(model: Model, changes: list[tuple[str, str, int]]) -> dict[str, set[int | None]]:
    """For each article, every state that it may be in if the changes stop anywhere."""
    states: dict[str, set[int | None]] = {name: {model.get(name)} for name in NAMES}
    for what, name, revision in changes:
        states[name].add(revision if what == "put" else None)
    return states


def die_at_step(home: Path, step: int) -> None:
    """Kill this process when it asks for the step-th thing under `home`; only once the writer has the lock."""
    count = 0

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal count
        if any(isinstance(a, str | os.PathLike) and str(a).startswith(str(home)) for a in arguments):
            count += 1
            if count == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def forked(work: object) -> int:
    """Exit status of a child that does the work; negative when it was killed."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            work()  # type: ignore[operator]
            code = 0
        except BaseException:  # noqa: BLE001  the exit status and this are all the parent gets to know
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def killed_after(work: object, delay_s: float) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            work()  # type: ignore[operator]
        finally:
            os._exit(0)
    time.sleep(delay_s)
    os.kill(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def look_and_finish(
    home: Path, changes: list[tuple[str, str, int]], states: dict[str, set[int | None]], out: Path
) -> None:
    store = opened(home)
    found = revisions(store)
    for name in NAMES:
        assert found.get(name) in states[name], (name, found.get(name), states[name])
    errors = [finding for finding in doctor.check(home) if finding.severity == "error"]
    assert errors == [], errors
    apply(store, changes, commit=False)
    store.refresh()
    out.write_text(json.dumps(revisions(store)))
    assert doctor.check(home) == [], doctor.check(home)


def main() -> None:
    home, seed, n, how = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    chooser, model, result = random.Random(seed), {}, home.with_name("model.json")
    for trial in range(n):
        changes, commit = choose(model, chooser), chooser.random() < 0.5
        states = possible(model, changes)
        work = lambda: apply(opened(home), changes, commit)  # noqa: B023, E731
        if how == "time":
            code = killed_after(work, chooser.uniform(0, 0.25))
        else:
            first, stride = map(int, how.split(":")[1:])

            def stepped(step: int = first + trial * stride) -> None:
                die_at_step(home, step)
                work()  # noqa: B023

            code = forked(stepped)
        checked = forked(lambda: look_and_finish(home, changes, states, result))  # noqa: B023
        print(  # noqa: T201
            json.dumps({"trial": trial, "killed": code == -signal.SIGKILL, "sound": checked == 0, "changes": changes}),
            flush=True,
        )
        if checked:
            sys.exit(1)
        model = json.loads(result.read_text())


if __name__ == "__main__":
    main()
