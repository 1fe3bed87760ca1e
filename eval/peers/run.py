"""Measures a peer: its index built once, every question asked, the time a fresh process takes.

Promise: every peer gets the same articles and questions in the same files, in a process of its own without network or
telemetry. A build is kept for (peer, versions, recipe, articles), its answers for the questions beside it, too; what
was broken off is made anew. `fresh` asks again, for times on a quiet machine, and builds nothing. POSIX only.
"""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

from bot.errors import FootnoteError
from eval.peers.peer import Peer

if TYPE_CHECKING:
    from bot.types import Article
    from eval.items import EvalSet, Item

CHILD = Path(__file__).with_name("child.py")
SETS = ("newsqa", "squad")
N_SQUAD, SEED = 400, 1
"""Questions of SQuAD dev_a that are asked, out of 2,910, and the seed that draws them."""
N_COLD = 3
"""Fresh processes started for `cold_s`, of which the median counts."""
PASSED_ON = ("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "OMP_NUM_THREADS", "PYTHONPATH")
"""All that other people's code gets to see of the environment: no key, no token."""
QUIET = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "ANONYMIZED_TELEMETRY": "False",
    "LANGSMITH_TRACING": "false",
    "DO_NOT_TRACK": "1",
}
"""Nothing is downloaded and nobody is told: read when the libraries are imported, so set before the child starts."""


@dataclass(frozen=True, slots=True)
class PeerResult:
    """One peer on one set.

    `build_s` is without imports and loading the model, `load_s` imports and opens the index, `cold_s` is a whole
    process with one question in it; `peak_mb` (10^6 bytes) is that of the process which asks. `hits`: question id to
    [(article id, text)], best first.
    """

    peer: str
    version: str
    set: str
    n_chunks: int
    build_s: float
    load_s: float
    cold_s: float
    median_ms: float
    p95_ms: float
    peak_mb: float
    hits: Mapping[str, Sequence[tuple[str, str]]]


def collection(name: str, data: Path) -> EvalSet:
    """One of SETS: all of newsqa; SQuAD dev_a's 16 articles and a fixed sample of its answerable questions.

    Raises:
        UsageError: the data set is not there.

    """
    from eval.studies.retrieval import collection_of

    whole = collection_of(name, data)
    if name != "squad":
        return whole
    return replace(whole, items=tuple(Random(SEED).sample(whole.items, N_SQUAD)))  # noqa: S311


def measure(
    peer: Peer,
    name: str,
    articles: Iterable[Article],
    questions: Sequence[Item],
    work: Path,
    *,
    fresh: bool = False,
) -> PeerResult:
    """One peer on one set, as far as it is not in `work` yet.

    Raises:
        FootnoteError: the peer's environment is missing, or its process failed; the message names the peer.

    """
    from filelock import FileLock

    rows = ({"id": a.id, "title": a.title, "text": a.text, "published": a.published} for a in articles)
    corpus = _written(work / "corpora", name, rows)
    asked = _written(work / "questions", name, ({"id": q.id, "text": q.question} for q in questions))
    versions = peer.versions(run(peer, "versions", *peer.packages))
    entry = work / f"{peer.name}-{_key(peer, versions, corpus)}"
    with FileLock(f"{entry}.lock"):
        built = _build(peer, corpus, entry, versions)
        answers = _ask(peer, asked, entry, fresh)
    return _result(peer, name, built, answers)


def run(peer: Peer, *arguments: str) -> dict[str, Any]:
    """One command of child.py in the peer's environment; the JSON object it prints.

    Raises:
        FootnoteError: as `measure`.

    """
    if not peer.python.exists():
        raise FootnoteError(f"{peer.name} cannot be measured: no {peer.python}", hint="make peers-env", code="peer")
    command = [str(peer.python), "-P", str(CHILD), *arguments]
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ} | QUIET
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["it said nothing"])[-1][:300]
        message = f"{peer.name} failed to {arguments[0]}: {said}"
        raise FootnoteError(message, hint=f"{shlex.join(command)} shows all of it", code="peer")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _build(peer: Peer, corpus: Path, entry: Path, versions: Mapping[str, str]) -> dict[str, Any]:
    """What building said, now or earlier. The JSON file beside the folder says that the folder is whole."""
    report = entry.with_name(entry.name + ".build.json")
    if not report.exists():
        shutil.rmtree(entry, ignore_errors=True)
        for stale in entry.parent.glob(f"{entry.name}.ask-*.json"):
            stale.unlink()
        entry.mkdir(parents=True)
        _write(report, run(peer, "build", str(peer.recipe), str(corpus), str(entry)) | {"versions": dict(versions)})
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return found


def _ask(peer: Peer, asked: Path, entry: Path, fresh: bool) -> dict[str, Any]:
    """What asking said, now or earlier, and how long fresh processes took."""
    report = entry.with_name(f"{entry.name}.ask-{asked.stem}-{peer.k}.json")
    if fresh or not report.exists():
        question = json.loads(asked.read_text(encoding="utf-8").partition("\n")[0])["text"]
        cold = [_cold_s(peer, entry, question) for _ in range(N_COLD)]
        answers = run(peer, "ask", str(peer.recipe), str(entry), str(asked), str(peer.k))
        _write(report, answers | {"cold_s": median(cold)})
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return found


def _cold_s(peer: Peer, entry: Path, question: str) -> float:
    began = perf_counter()
    run(peer, "once", str(peer.recipe), str(entry), question, str(peer.k))
    return perf_counter() - began


def _result(peer: Peer, name: str, built: Mapping[str, Any], answers: Mapping[str, Any]) -> PeerResult:
    return PeerResult(
        peer=peer.name,
        version=next(iter(built["versions"].values())),
        set=name,
        n_chunks=built["chunks"],
        build_s=built["seconds"],
        load_s=answers["import_and_load_s"],
        cold_s=answers["cold_s"],
        median_ms=answers["median_ms"],
        p95_ms=answers["p95_ms"],
        peak_mb=answers["peak_mb"],
        hits={question: [(article, text) for article, text in some] for question, some in answers["hits"].items()},
    )


def _key(peer: Peer, versions: Mapping[str, str], corpus: Path) -> str:
    """What a build depends on, as 16 hexadecimal digits."""
    recipe = hashlib.sha256(peer.recipe.read_bytes()).hexdigest()
    parts = json.dumps([peer.name, sorted(versions.items()), recipe, corpus.stem])
    return hashlib.sha256(parts.encode()).hexdigest()[:16]


def _written(folder: Path, name: str, rows: Iterable[Mapping[str, Any]]) -> Path:
    """The rows as JSON lines in a file named after their digest."""
    text = "".join(json.dumps(row) + "\n" for row in rows)
    path = folder / f"{name}-{hashlib.sha256(text.encode()).hexdigest()[:16]}.jsonl"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _replace(path, text)
    return path


def _write(path: Path, found: Mapping[str, Any]) -> None:
    _replace(path, json.dumps(found))


def _replace(path: Path, text: str) -> None:
    """All of the file or none of it."""
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
