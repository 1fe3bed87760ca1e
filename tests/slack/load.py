"""A load run against the fake Slack, with the real engine in a worker of its own.

    python tests/slack/load.py [--threads 20] [--questions 200] [--events 2000] [--json]

200 questions in 20 threads at once: how soon each event is acknowledged, whether each question is answered exactly once
and in order within its thread; then as many further events as make 2,000, and what they did to the worker's memory.
Exit code 1 where a bound is missed.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from statistics import quantiles
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "slack")]

from fake_slack import CHANNEL, FakeSlack  # noqa: E402
from helping import program  # noqa: E402

from bot.settings import Settings  # noqa: E402
from bot.wiring import open_library  # noqa: E402
from eval.bench.measures import SAMPLE_QUESTIONS  # noqa: E402
from ingest.pipeline import ingest  # noqa: E402

ACK_S, GROWTH = 1.0, 1.10
"""Bounds: the slowest acknowledgement, and the memory at the end beside that after the questions."""
WAIT_S = 600.0


def main() -> int:
    """Run it, say what it gave, and judge."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    for name, default in (("threads", 20), ("questions", 200), ("events", 2_000)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="footnote-load-") as folder, FakeSlack() as slack:
        home = Path(folder) / "home"
        store, embedder = open_library(Settings(home=home))
        ingest([str(ROOT / "ingest" / "samples")], store, embedder)
        store.close()
        with program(slack, home, FOOTNOTE_READER="spans") as worker:
            try:
                slack.wait_connected(timeout=60)
                found = measured(slack, worker.pid, options.threads, options.questions, options.events)
            finally:
                worker.terminate()
                worker.communicate(timeout=60)
        found["exit code after SIGTERM"] = worker.returncode
    missed = judged(found)
    print(json.dumps({**found, "missed": missed}) if options.json else text_of(found, missed))  # noqa: T201
    return 1 if missed else 0


def measured(slack: FakeSlack, pid: int, n_threads: int, n_questions: int, n_events: int) -> dict[str, Any]:
    """The figures."""
    for n in range(n_threads):
        slack.add_user(f"U{n}")
    began = time.monotonic()
    roots = [ask(slack, n, None) for n in range(n_threads)]
    asked = {root: [root] for root in roots}
    for n in range(n_threads, n_questions):
        root = roots[n % n_threads]
        asked[root].append(ask(slack, n, root))
    slack.wait_for(lambda: whole(slack) >= n_questions, timeout=WAIT_S)
    seconds = time.monotonic() - began
    once, ordered = tallied(slack, asked)
    acks = [envelope.ack_s for envelope in slack.envelopes if envelope.ack_s is not None]
    cuts = quantiles(acks, n=100)
    memory = resident_mb(pid)
    for n in range(max(n_events - n_questions, 0)):
        slack.say(f"a remark of no interest, the {n}th", mention=False, user=f"U{n % n_threads}", wait_ack=False)
        if n % 10 == 0:
            slack.redeliver(slack.envelopes[n % n_questions])
    slack.wait_for(lambda: all(envelope.settled for envelope in slack.envelopes), timeout=WAIT_S)
    return {
        "questions": n_questions,
        "threads": n_threads,
        "acknowledged, p50 ms": round(cuts[49] * 1000, 1),
        "acknowledged, p99 ms": round(cuts[98] * 1000, 1),
        "acknowledged, slowest ms": round(max(acks) * 1000, 1),
        "answered exactly once": once,
        "threads in order": ordered,
        "seconds for all": round(seconds, 1),
        "events in all": len(slack.envelopes),
        "memory after the questions, MB": round(memory),
        "memory after all events, MB": round(resident_mb(pid)),
        "answers after all events": whole(slack),
    }


def ask(slack: FakeSlack, n: int, root: str | None) -> str:
    """Send a question; what follows in its thread is for us from the moment on at which the first is acknowledged."""
    question = SAMPLE_QUESTIONS[n % len(SAMPLE_QUESTIONS)]
    return slack.say(question, user=f"U{n % 20}", thread_ts=root, mention=root is None, wait_ack=root is None)


def whole(slack: FakeSlack) -> int:
    """Answers that are complete."""
    return sum(m.by_bot and bool(m.metadata) and not m.streaming for m in slack.messages)


def tallied(slack: FakeSlack, asked: dict[str, list[str]]) -> tuple[int, int]:
    """Questions that were answered once, and threads whose answers stand in the order of their questions."""
    events = {e.payload["event"]["ts"]: e.event_id for e in slack.envelopes if e.kind == "events_api"}
    once = ordered = 0
    for root, questions in asked.items():
        answered = [str((m.metadata or {})["event_payload"]["event_id"]) for m in slack.answers(CHANNEL, root)]
        wanted = [events[ts] for ts in questions]
        once += sum(answered.count(event_id) == 1 for event_id in wanted)
        ordered += answered == wanted
    return once, ordered


def resident_mb(pid: int) -> float:
    """What the worker holds (Linux)."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def judged(found: dict[str, Any]) -> list[str]:
    """What missed its bound."""
    bounds = {
        "acknowledged within 1 s": found["acknowledged, slowest ms"] <= ACK_S * 1000,
        "every question once": found["answered exactly once"]
        == found["questions"]
        == found["answers after all events"],
        "every thread in order": found["threads in order"] == found["threads"],
        "memory flat": found["memory after all events, MB"] <= GROWTH * found["memory after the questions, MB"],
        "an end in order": found["exit code after SIGTERM"] == 0,
    }
    return [name for name, met in bounds.items() if not met]


def text_of(found: dict[str, Any], missed: list[str]) -> str:
    """For people."""
    lines = [f"{name:34}{value}" for name, value in found.items()]
    return "\n".join([*lines, f"missed: {', '.join(missed)}" if missed else "every bound is met"])


if __name__ == "__main__":
    sys.exit(main())
