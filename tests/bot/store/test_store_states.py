"""Any sequence of changes, commits, reopenings and looks from another process agrees with a plain dict."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from conftest import MEMORY_DISK
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from store_material import lookups, opened, parts, python

from bot.store.doctor import check

NAMES = st.sampled_from("abcde")
TAGS = st.lists(st.sampled_from(["x", "y", "z"]), max_size=2).map(tuple)

# Answers each line with what it sees after a refresh; it lives through all the changes of a run.
OBSERVER = """
import json, sys
from pathlib import Path
from store_material import lookups, opened
store = None
for line in sys.stdin:
    ask = json.loads(line)
    if ask["home"]:
        store = store and store.close()
        store = opened(Path(ask["home"]))
    store.refresh()
    seen = {a.source: [a.version, list(a.tags), a.n_chunks] for a in store.articles()}
    print(json.dumps([seen, [lookups(store, *pair) for pair in ask["pairs"]]]), flush=True)
"""


class StoreStates(RuleBasedStateMachine):
    observer: subprocess.Popen[str]

    @initialize()
    def make(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="footnote-test-", dir=MEMORY_DISK if MEMORY_DISK.exists() else None))
        self.store = opened(self.home)
        self.model: dict[str, tuple[int, int, tuple[str, ...]]] = {}
        self.ever: set[tuple[str, int]] = set()
        self.fresh = True

    @rule(
        changes=st.lists(st.tuples(NAMES, st.integers(0, 3), st.integers(1, 3), TAGS), min_size=1, max_size=3),
        commit=st.booleans(),
    )
    def put(self, changes: list[tuple[str, int, int, tuple[str, ...]]], commit: bool) -> None:
        with self.store.writer() as writer:
            for name, revision, n, tags in changes:
                writer.put(*parts(name, revision, n, tags=tags))
                self.model[name] = (revision, n, tags)
                self.ever.add((name, revision))
                if commit:
                    writer.commit()

    @rule(name=NAMES, then=st.none() | st.tuples(NAMES, st.integers(0, 3)))
    def remove(self, name: str, then: tuple[str, int] | None) -> None:
        if name not in self.model:
            return
        with self.store.writer() as writer:
            if then is not None:
                writer.put(*parts(*then))
                self.model[then[0]] = (then[1], 3, ())
                self.ever.add(then)
            writer.remove(parts(name)[0].id)
            del self.model[name]

    @rule(name=NAMES, tags=TAGS)
    def tag(self, name: str, tags: tuple[str, ...]) -> None:
        if name in self.model:
            with self.store.writer() as writer:
                writer.tag(parts(name)[0].id, tags)
            self.model[name] = (*self.model[name][:2], tags)

    @rule()
    def reopen(self) -> None:
        self.store.close()
        self.store = opened(self.home)

    @rule()
    def look_from_another_process(self) -> None:
        pairs = sorted(self.ever)
        ask = {"home": str(self.home) if self.fresh else "", "pairs": pairs}
        self.fresh = False
        assert self.observer.stdin is not None
        assert self.observer.stdout is not None
        self.observer.stdin.write(json.dumps(ask) + "\n")
        self.observer.stdin.flush()
        seen, found = json.loads(self.observer.stdout.readline())
        assert seen == {
            f"/articles/{name}.txt": [parts(name, revision, n)[0].version, list(tags), n]
            for name, (revision, n, tags) in self.model.items()
        }
        assert [tuple(pair) for pair in found] == [self.expected(*pair) for pair in pairs]

    @rule()
    def examine(self) -> None:
        assert check(self.home) == []

    @invariant()
    def agrees(self) -> None:
        if not hasattr(self, "model"):
            return
        assert self.store.n_articles == len(self.model)
        assert self.store.n_chunks == sum(n for _, n, _ in self.model.values())
        for pair in self.ever:
            assert lookups(self.store, *pair) == self.expected(*pair)

    def expected(self, name: str, revision: int) -> tuple[int, int]:
        """Lookups are made with three paragraphs: an article of fewer is another version of the text."""
        stored = self.model.get(name)
        return (3, 3) if stored is not None and stored[:2] == (revision, 3) else (0, 0)

    def teardown(self) -> None:
        if hasattr(self, "home"):
            self.store.close()
            shutil.rmtree(self.home)


def test_the_store_agrees_with_a_dict() -> None:
    with python(OBSERVER) as observer:
        StoreStates.observer = observer
        try:
            case = StoreStates.TestCase
            case.settings = settings(
                max_examples=15, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
            )
            case().runTest()
        finally:
            assert observer.stdin is not None
            observer.stdin.close()
            observer.wait(20)
