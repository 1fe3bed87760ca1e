"""What the benchmark measures: each measure gives rows, ours beside the stock recipe's.

Promise: a figure is a median of runs that alternate between the two, so that a busy machine hurts both alike; a bound
is a ratio, or a time that the checklist states. It prints nothing and judges no quality.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from eval.bench.child import Child, python

QUESTION = "what gifts were exchanged?"
SAMPLES = Path("ingest/samples")
SAMPLE_QUESTIONS = (
    QUESTION,
    "When did Putin and Kim sign the treaty?",
    "Who won the men's 100 metres in Paris?",
    "Which film won best picture?",
    "How many people died in the earthquake?",
    "When did the channel in Baltimore reopen?",
    "Where did Chandrayaan-3 land?",
    "What must phones have from the end of 2024?",
    "Who read the Herculaneum scroll?",
    "What is the malaria vaccine called?",
    "How much is Nvidia worth?",
    "Who is the mayor of Lyon?",
)
INGEST_EVERY = 16  # of newsqa's 1,868 articles: 117, about 900 chunks, a minute of plain encoding
REFUSED = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. `ratio` is how many times better ours is; `met` is None where no bound was set."""

    name: str
    ours: str
    stock: str = ""
    ratio: float | None = None
    bound: str = ""
    met: bool | None = None


@dataclass(frozen=True, slots=True)
class Bench:
    """Where things are, and how often to measure."""

    work: Path
    data: Path | None
    runs: int

    def home(self, name: str) -> Path:
        """A library, made on first use: `samples`, or `newsqa` where there is data."""
        home = self.work / name
        if not (self.work / f"{name}.ready").exists():
            source = SAMPLES if name == "samples" else self.newsqa_files(1)
            python("bot", "ingest", str(source), "--home", str(home), "--json")
            (self.work / f"{name}.ready").touch()
        return home

    def newsqa_files(self, every: int) -> Path:
        """A folder with every n-th article of newsqa."""
        folder = self.work / f"articles-{every}"
        if not folder.exists():
            step("write_newsqa", str(self.data), str(folder), str(every))
        return folder

    def stock(self) -> Path:
        """The stock recipe's store over the same texts as the samples' library."""
        store, texts = self.work / "stock", self.work / "texts"
        if not store.exists():
            step("write_texts", str(self.home("samples")), str(texts))
            python("eval.bench.stock", "build", str(texts), str(store))
        return store


def step(name: str, *arguments: str) -> dict[str, Any]:
    """The JSON that a step of `eval.bench.steps` prints."""
    found: dict[str, Any] = json.loads(python("eval.bench.steps", name, *arguments).output)
    return found


def alternate(runs: int, *commands: Callable[[], Child]) -> list[list[Child]]:
    """Each command `runs` times, in turns, after one run of each that does not count."""
    rounds = [[command() for command in commands] for _ in range(runs + 1)][1:]
    return [list(column) for column in zip(*rounds, strict=True)]


def cold(bench: Bench) -> list[Row]:
    """A question from a cold start: wall time and peak memory."""
    home, store = str(bench.home("samples")), str(bench.stock())
    ours, stock = alternate(
        bench.runs,
        lambda: python("bot", "ask", QUESTION, "--home", home, "--json", "--no-save", accept=(0, REFUSED)),
        lambda: python("eval.bench.stock", "ask", store, QUESTION),
    )
    seconds = [median(child.seconds for child in column) for column in (ours, stock)]
    peaks = [median(child.peak_mb for child in column) for column in (ours, stock)]
    faster, smaller = seconds[1] / seconds[0], peaks[1] / peaks[0]
    return [
        Row("cold ask", f"{seconds[0]:.2f} s", f"{seconds[1]:.2f} s", faster, "4 times; aim 1.5 s", faster >= 4),
        Row("cold ask, peak memory", f"{peaks[0]:.0f} MB", f"{peaks[1]:.0f} MB", smaller, "aim 300 MB"),
    ]


def help_page(bench: Bench) -> list[Row]:
    """`footnote --help`, and what it imports."""
    (children,) = alternate(bench.runs, lambda: python("bot", "--help"))
    seconds, loaded = median(child.seconds for child in children), step("loaded_by_help")["loaded"]
    return [
        Row("--help", f"{seconds:.2f} s", bound="0.3 s", met=seconds <= 0.3),
        Row("--help imports", ", ".join(loaded) or "nothing heavy", bound="no torch", met="torch" not in loaded),
    ]


def prompt(bench: Bench) -> list[Row]:
    """The first prompt of `footnote chat`."""
    home = str(bench.home("samples"))
    seconds = median(step("first_prompt", home)["seconds"] for _ in range(bench.runs + 1))
    return [Row("chat, to the first prompt", f"{seconds:.2f} s", bound="1 s", met=seconds <= 1)]


def warm(bench: Bench) -> list[Row]:
    """A question to an engine that is open."""
    name = "newsqa" if bench.data else "samples"
    home, path = bench.home(name), bench.work / f"{name}-questions.json"
    asked = step("newsqa_questions", str(bench.data))["questions"] if bench.data else list(SAMPLE_QUESTIONS)
    path.write_text(json.dumps(asked), encoding="utf-8")
    found, held = step("warm", str(home), str(path)), step("count", str(home))
    total = found["total_ms"]
    finding = median(found["parts_ms"].get("retrieve", [0.0]))
    parts = ", ".join(f"{part} {median(ms):.0f}" for part, ms in found["parts_ms"].items() if part != "total")
    where = f"{held['articles']:,} articles, {held['chunks']:,} chunks"
    return [
        Row(
            f"warm question, {where}",
            f"{median(total):.0f} ms",
            bound="200 ms median; aim 100",
            met=median(total) <= 200,
        ),
        Row("  of which retrieval", f"{finding:.0f} ms", bound="50 ms median", met=finding <= 50),
        Row("  95 % of them within", f"{quantiles(total, n=20)[-1]:.0f} ms"),
        Row("  parts, medians in ms", parts),
    ]


def reading(bench: Bench) -> list[Row]:
    """Five passages read, beside a stock question answering model on the same encoder."""
    found = step("read_five", str(bench.home("samples")), str(max(bench.runs, 10)))
    ours, stock = median(found["ours_ms"]), median(found["stock_ms"])
    return [Row("reading five passages", f"{ours:.0f} ms", f"{stock:.0f} ms", stock / ours, "1 time", stock >= ours)]


def ingest(bench: Bench) -> list[Row]:
    """Chunks a second, everything included, against encoding alone."""
    source = bench.newsqa_files(INGEST_EVERY) if bench.data else SAMPLES.resolve()
    homes = [str(bench.work / f"ingest-{os.getpid()}-{run}") for run in range(min(bench.runs, 3))]
    ours: list[float] = []
    plain: list[dict[str, Any]] = []
    for home in homes:
        ours.append(python("bot", "ingest", str(source), "--home", home, "--json").seconds)
        plain.append(step("plain_encode", home))
    own, n_chunks = step("embed_only", homes[0]), plain[0]["chunks"]
    rates = [n_chunks / median(ours), n_chunks / median(found["seconds"] for found in plain)]
    cosine, ratio = min(found["cosine_min"] for found in plain), rates[0] / rates[1]
    return [
        Row(
            f"ingest, all included, {n_chunks:,} chunks",
            f"{rates[0]:.1f} chunks/s",
            f"{rates[1]:.1f} chunks/s",
            ratio,
            "1.3 times; aim 3",
            ratio >= 1.3,
        ),
        Row("  vectors beside encode's, smallest cosine", f"{cosine:.5f}", bound=".999", met=cosine >= 0.999),
        Row(f"  our encoder alone (accelerator: {own['accelerator']})", f"{n_chunks / own['seconds']:.1f} chunks/s"),
    ]


MEASURES: dict[str, Callable[[Bench], list[Row]]] = {
    "help": help_page,
    "prompt": prompt,
    "cold": cold,
    "warm": warm,
    "reading": reading,
    "ingest": ingest,
}
