from __future__ import annotations
from conftest import Running
from fake_slack import CHANNEL, DIRECT, USER, FakeSlack


def test_line_05_a_mention_is_answered_in_its_thread(slack: FakeSlack, running: Running) -> None:
    running()
    ts = slack.say("What did Solberg give Renzi?")
    slack.wait_for(lambda: slack.answers(CHANNEL, ts))
    slack.wait_for(lambda: not slack.status(CHANNEL, ts))
    for m in slack.messages:
        print(m)
    for c in slack.calls:
        print(c.method, c.arguments, c.reply)
    assert 0
