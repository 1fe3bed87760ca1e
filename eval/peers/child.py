"""One recipe in a process of its own: built, or asked. Run by file path, in the environment the recipe needs.

    child.py versions PACKAGE...                 {"PACKAGE": "1.2.3", ...}
    child.py build RECIPE CORPUS FOLDER          {"chunks", "load_s", "seconds", "peak_mb"}
    child.py ask RECIPE FOLDER QUESTIONS K       {"import_and_load_s", "first_question_s", "median_ms", "p95_ms",
                                                  "peak_mb", "hits": {question id: [[article id, text], ...]}}
    child.py once RECIPE FOLDER QUESTION K       {"hits": [[article id, text], ...]}: what a cold start has to do

RECIPE is a Python file with `build(articles, folder) -> chunks`, `open_search(folder) -> search(question, k)` and
`model()`, which loads the embedding model once a process. CORPUS has a line {"id", "title", "text"} an article,
QUESTIONS one {"id", "text"} a question.

Promise: imports nothing but the standard library and the recipe, so Footnote need not be installed. One JSON object is
all that stdout gets; what the recipe prints goes to stderr. `seconds` are without imports and without loading the
model, `load_s` are those two.
"""

from __future__ import annotations

import importlib.util
import json
import os
import statistics
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from time import perf_counter
from types import ModuleType
from typing import Any

N_WARM_UP = 5
"""Questions asked before times count; the first is reported by itself."""


def build(recipe: str, corpus: str, folder: str) -> dict[str, Any]:
    """Build the recipe's index over the corpus, in a folder that is there and empty."""
    articles = _lines(corpus)
    began = perf_counter()
    module = _load(recipe)
    module.model()
    loaded = perf_counter()
    chunks = module.build(articles, Path(folder))
    seconds = perf_counter() - loaded
    return {"chunks": chunks, "load_s": loaded - began, "seconds": seconds, "peak_mb": peak_mb()}


def ask(recipe: str, folder: str, questions: str, k: str) -> dict[str, Any]:
    """Ask every question once; times of the first few do not count."""
    asked = _lines(questions)
    began = perf_counter()
    search = _load(recipe).open_search(Path(folder))
    loaded = perf_counter()
    warm = [_timed(search, q["text"], int(k))[0] for q in asked[:N_WARM_UP]]
    peak = peak_mb()  # of a chat that has begun: hundreds of answers held for the report are no one's memory
    found = {q["id"]: _timed(search, q["text"], int(k)) for q in asked}
    times = sorted(seconds * 1e3 for seconds, _ in found.values())
    return {
        "import_and_load_s": loaded - began,
        "first_question_s": warm[0],
        "median_ms": statistics.median(times),
        "p95_ms": times[min(len(times) - 1, int(0.95 * len(times)))],
        "peak_mb": peak,
        "hits": {question: hits for question, (_, hits) in found.items()},
    }


def once(recipe: str, folder: str, question: str, k: str) -> dict[str, Any]:
    """Ask one question, as a script would that somebody starts for it."""
    return {"hits": [list(hit) for hit in _load(recipe).open_search(Path(folder))(question, int(k))]}


def versions(*packages: str) -> dict[str, Any]:
    """What is installed of each."""
    return {package: metadata.version(package) for package in packages}


def peak_mb() -> float:
    """The most memory this process has held, in 10^6 bytes.

    Where there is /proc, its VmHWM: unlike ru_maxrss it does not count what the process was before exec.
    """
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) * 1024 / 1e6 for line in status.open() if line.startswith("VmHWM"))
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def _timed(search: Any, question: str, k: int) -> tuple[float, list[list[str]]]:
    began = perf_counter()
    hits = search(question, k)
    return perf_counter() - began, [list(hit) for hit in hits]


def _load(recipe: str) -> ModuleType:
    """The recipe's file as a module, under its own name."""
    path = Path(recipe)
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _lines(path: str) -> list[dict[str, Any]]:
    with Path(path).open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


@contextmanager
def _stdout_to_stderr() -> Iterator[int]:
    """Whatever prints in between writes to stderr, C libraries too; yields a descriptor of the real stdout."""
    kept = os.dup(1)
    os.dup2(2, 1)
    yield kept
    sys.stdout.flush()


COMMANDS: dict[str, Callable[..., dict[str, Any]]] = {"build": build, "ask": ask, "once": once, "versions": versions}


def main(arguments: list[str]) -> None:
    """Run one command and print what it found."""
    with _stdout_to_stderr() as out:
        found = COMMANDS[arguments[0]](*arguments[1:])
    with os.fdopen(out, "w", encoding="utf-8") as file:
        json.dump(found, file)


if __name__ == "__main__":
    main(sys.argv[1:])
