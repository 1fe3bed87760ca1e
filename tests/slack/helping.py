"""What tests of Slack wait for, and an answer as long as they want it."""

from __future__ import annotations

from fake_slack import CHANNEL, FakeSlack, Message

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
