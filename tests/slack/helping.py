"""What tests of Slack wait for, and an answer as long as they want it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from fake_slack import APP_TOKEN, BOT_TOKEN, CHANNEL, FakeSlack, Message
from program import ROOT

from bot.surfaces.slack.serving import Service

SIGNING_SECRET = "a signing secret of the test"
Running = Callable[..., Service]
"""The fixture `running`."""
GIFTS = "What did Solberg give Renzi?"
RETURN = "and what did he give her in return?"
UNKNOWN = "Which chess opening does the bishop of Antioch prefer?"


def answers(slack: FakeSlack, thread: str, n: int = 1, channel: str = CHANNEL) -> list[Message]:
    """The first n answers in a thread, when they are whole."""

    def whole() -> list[Message] | None:
        found = [m for m in slack.answers(channel, thread) if not m.streaming and m.metadata]
        return found if len(found) >= n else None

    return list(slack.wait_for(whole))


def settled(slack: FakeSlack) -> None:
    """Everything that was sent is acknowledged, and what was begun is done."""
    slack.wait_for(lambda: all(envelope.settled for envelope in slack.envelopes))
    slack.add_user("U0LAST")
    slack.add_channel("D0LAST", user="U0LAST")
    answers(slack, slack.say(GIFTS, channel="D0LAST", user="U0LAST"), channel="D0LAST")


def wire(message: Message) -> str:
    """All of a message that Slack would read, as one text."""
    return f"{message.text}\n{message.blocks}"


def program(slack: FakeSlack, home: Path, *words: str, **changes: str) -> subprocess.Popen[str]:
    """`footnote slack`, run by itself."""
    known = {
        "PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": str(ROOT), "FOOTNOTE_HOME": str(home),
        "FOOTNOTE_READER": "sentences", "SLACK_API_URL": slack.api_url, "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN, "OMP_NUM_THREADS": "1",
    }  # fmt: skip
    environment = {name: value for name, value in {**known, **changes}.items() if value}
    command = [sys.executable, "-m", "bot", "slack", *words]
    return subprocess.Popen(
        command, env=environment, cwd=home, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
