"""The worker killed at each point between receiving and posting, and started again: no question is left without an answer."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fake_slack import CHANNEL, FakeSlack, Message
from helping import GIFTS, RETURN, answers, program, settled, wire

BOAT = "a wooden model boat"


@contextmanager
def worker(slack: FakeSlack, home: Path) -> Iterator[subprocess.Popen[str]]:
    n = slack.n_connections
    with program(slack, home) as running:
        try:
            slack.wait_connected(n + 1, timeout=60)
            yield running
        finally:
            running.kill()
            running.communicate()


def killed(slack: FakeSlack, running: subprocess.Popen[str]) -> None:
    running.send_signal(signal.SIGKILL)
    running.wait(10)
    slack.wait_for(lambda: slack.n_connections == 0)


def whole(slack: FakeSlack, ts: str) -> list[Message]:
    answers(slack, ts)
    settled(slack)
    return slack.answers(CHANNEL, ts)


POINTS = [
    ("before", "assistant.threads.setStatus", False),
    ("after", "assistant.threads.setStatus", False),
    ("before", "chat.startStream", False),
    ("after", "chat.startStream", False),
    ("before", "chat.stopStream", False),
    ("after", "chat.stopStream", False),
    ("before", "chat.postMessage", True),
    ("after", "chat.postMessage", True),
]


@pytest.mark.parametrize(("when", "method", "plain"), POINTS)
def test_killed_at_each_point_and_started_again(
    slack: FakeSlack, home: Path, when: str, method: str, *, plain: bool
) -> None:
    if plain:
        slack.refuse("chat.startStream", "missing_scope")
    with worker(slack, home) as running:
        getattr(slack, when)(method, lambda: killed(slack, running))
        ts = slack.say(GIFTS, wait_ack=False)
        slack.wait_for(lambda: running.poll() is not None, timeout=30)
    with worker(slack, home):
        (answer,) = whole(slack, ts)
        assert BOAT in wire(answer)
        assert not answer.streaming
        slack.say(RETURN, thread_ts=ts, mention=False)
        assert "olive oil" in wire(answers(slack, ts, 2)[1]), "the conversation goes on, each turn in it once"


def test_killed_before_the_event_is_acknowledged(slack: FakeSlack, home: Path) -> None:
    with worker(slack, home) as running:
        running.send_signal(signal.SIGSTOP)
        ts = slack.say(GIFTS, wait_ack=False)
        running.send_signal(signal.SIGKILL)
        running.wait(10)
    with worker(slack, home):
        (answer,) = whole(slack, ts)
    assert BOAT in answer.text


def test_another_worker_takes_over_what_a_dead_one_began(slack: FakeSlack, home: Path) -> None:
    with worker(slack, home) as first, worker(slack, home):
        before = slack.n_connections

        def kill_the_one_that_answers() -> None:
            first.send_signal(signal.SIGKILL)
            first.wait(10)
            slack.wait_for(lambda: slack.n_connections < before)

        slack.before("chat.startStream", kill_the_one_that_answers)
        threads = [slack.say(GIFTS, wait_ack=False) for _ in range(4)]
        for ts in threads:
            (answer,) = whole(slack, ts)
            assert BOAT in wire(answer)


def test_two_workers_answer_one_thread_in_order(slack: FakeSlack, home: Path) -> None:
    with worker(slack, home), worker(slack, home):
        root = slack.say(GIFTS)
        with slack.hold("assistant.threads.setStatus"):
            asked = [slack.say(f"{RETURN} {'?' * n}", thread_ts=root) for n in range(5)]
        found = answers(slack, root, 6)
    assert len(found) == 6
    order = [(m.metadata or {})["event_payload"]["event_id"] for m in found]
    events = {e.payload["event"]["ts"]: e.event_id for e in slack.envelopes if e.kind == "events_api"}
    assert order == [events[ts] for ts in (root, *asked)]
