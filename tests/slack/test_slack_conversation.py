"""The checklist of Slack, lines 5 to 15: which events are questions, in which conversation, answered once each."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from fake_slack import BOT_USER, CHANNEL, DIRECT, TEAM, USER, FakeSlack
from helping import GIFTS, RETURN, Running, answers, settled


@pytest.fixture(autouse=True)
def people(slack: FakeSlack) -> None:
    for n in range(5):
        slack.add_user(f"U{n}")


def test_line_05_a_mention_is_answered_in_its_thread(slack: FakeSlack, running: Running) -> None:
    running()
    ts = slack.say(GIFTS)
    (answer,) = answers(slack, ts)
    assert (answer.channel, answer.thread_ts) == (CHANNEL, ts)
    assert "silver compass" in answer.text
    inside = slack.say(RETURN, thread_ts=ts)
    assert len(answers(slack, ts, 2)) == 2
    assert [m for m in slack.answers(CHANNEL, None) if not m.thread_ts] == []
    assert inside != ts


def test_line_06_a_thread_goes_on_without_a_mention_where_it_takes_part(slack: FakeSlack, running: Running) -> None:
    running()
    ours, theirs = slack.say(GIFTS), slack.say("who is at lunch?", mention=False)
    answers(slack, ours)
    slack.say(RETURN, thread_ts=ours, mention=False)
    assert "olive oil" in answers(slack, ours, 2)[1].text
    slack.say(RETURN, thread_ts=theirs, mention=False)
    slack.say("and a plain remark", mention=False)
    settled(slack)
    assert slack.answers(CHANNEL, theirs) == []


def test_line_07_a_follow_up_knows_its_thread_and_no_other_one(slack: FakeSlack, running: Running) -> None:
    running()
    first, second = slack.say(GIFTS), slack.say("what did the telescope cost?")
    answers(slack, first), answers(slack, second)
    slack.say(RETURN, thread_ts=first)
    assert "olive oil" in answers(slack, first, 2)[1].text
    slack.say(RETURN, thread_ts=second)
    other = answers(slack, second, 2)[1]
    assert "olive oil" not in other.text, "nobody in that thread was spoken of"
    assert not [b for b in other.blocks if "Solberg" in str(b) and "Understood" in str(b)]


@pytest.mark.parametrize("kind", ["plain", "assistant_view", "agent_view"])
def test_line_08_direct_messages_of_all_kinds_are_answered_once(slack: FakeSlack, running: Running, kind: str) -> None:
    running()
    root = ""
    if kind == "assistant_view":
        root = slack.say("a pane was opened", channel=DIRECT, user=USER, subtype="assistant_app_thread", mention=False)
    ts = slack.say(GIFTS, channel=DIRECT, thread_ts=root or None, mention=False)
    thread = root or ts
    (answer,) = answers(slack, thread, channel=DIRECT)
    assert answer.thread_ts == thread
    settled(slack)
    assert len(slack.answers(DIRECT, thread)) == 1


def test_line_09_and_10_one_answer_however_often_it_is_delivered(slack: FakeSlack, running: Running) -> None:
    service = running()
    ts = slack.say(GIFTS, as_message_too=True)
    answers(slack, ts)
    for envelope in list(slack.envelopes):
        slack.redeliver(envelope)
    settled(slack)
    assert len(slack.answers(CHANNEL, ts)) == 1
    session = f"slack-{CHANNEL}-{ts}"
    assert len(service.desk.worker.engine.memory.turns(session)) == 1, "and one search"


def test_line_10_a_redelivery_of_something_never_seen_is_answered(slack: FakeSlack, running: Running) -> None:
    running()
    event = {
        "type": "app_mention",
        "user": USER,
        "channel": CHANNEL,
        "text": f"<@{BOT_USER}> {GIFTS}",
        "ts": "1795000000.000100",
    }
    envelope = slack.send_event(event, event_id="Ev0FIRST", wait_ack=True)
    answers(slack, "1795000000.000100")
    assert envelope.retry_attempt == 0
    seen_late = {**event, "ts": "1795000001.000100"}
    late = slack.send_event(seen_late, event_id="Ev0LATE", wait_ack=False)
    slack.redeliver(late)
    answers(slack, "1795000001.000100")
    settled(slack)
    assert len(slack.answers(CHANNEL, "1795000001.000100")) == 1


def test_line_11_the_memory_of_what_was_seen_is_bounded(
    slack: FakeSlack, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.surfaces.slack import journal as module
    from bot.surfaces.slack.incoming import Asked

    monkeypatch.setattr(module, "MAX_ROWS", 50)
    monkeypatch.setattr(module, "TRIM_EVERY", 10)
    journal = running().desk.journal
    for n in range(300):
        asked = Asked(f"Ev{n}", TEAM, CHANNEL, f"{n}.1", f"{n}.1", USER, "?", False, True)
        assert journal.write_down(asked)
        assert not journal.write_down(asked)
        journal.done(asked)
    with sqlite3.connect(journal.path) as connection:
        (n_rows,) = connection.execute("SELECT count(*) FROM asked").fetchone()
        connection.execute("UPDATE asked SET received = 0")
    assert n_rows <= 61
    for n in range(300, 311):
        journal.write_down(Asked(f"Ev{n}", TEAM, CHANNEL, f"{n}.1", f"{n}.1", USER, "?", False, True))
    with sqlite3.connect(journal.path) as connection:
        assert connection.execute("SELECT count(*) FROM asked").fetchone()[0] <= 11, "after a week all go"
    with sqlite3.connect(journal.path) as connection:
        connection.execute("UPDATE asked SET state = 'done'")


@pytest.mark.parametrize(
    "event",
    [
        {"type": "message", "user": BOT_USER, "text": GIFTS, "bot_id": "B0BOT"},
        {"type": "message", "bot_id": "B0OTHER", "subtype": "bot_message", "text": f"<@{BOT_USER}> {GIFTS}"},
        {"type": "app_mention", "user": "U0APP", "bot_id": "B0OTHER", "text": f"<@{BOT_USER}> {GIFTS}"},
        {"type": "message", "subtype": "message_changed", "message": {"user": USER, "text": f"<@{BOT_USER}> {GIFTS}"}},
        {"type": "message", "subtype": "message_deleted", "deleted_ts": "1.2"},
        {"type": "message", "subtype": "channel_join", "user": USER, "text": f"<@{USER}> has joined"},
        {"type": "message", "user": "USLACKBOT", "text": f"<@{BOT_USER}> {GIFTS}"},
        {"type": "reaction_added", "user": USER, "reaction": "eyes", "item": {"type": "message"}},
        {"type": "something_new_in_2030", "odd": [1, {"two": None}]},
        {"type": "message", "user": USER, "text": None},
        {},
    ],
)
def test_line_12_and_13_what_is_no_question_is_acknowledged_and_left(
    slack: FakeSlack, running: Running, event: dict[str, Any]
) -> None:
    service = running()
    kind = {"channel_type": "channel"} if event.get("type") == "message" else {}
    envelope = slack.send_event({"channel": CHANNEL, "ts": "1795000000.000200", **kind, **event})
    assert envelope.acked_at is not None
    assert service.desk.journal.workers_with_work() == set()
    assert [m for m in slack.messages if m.by_bot] == []


def test_line_14_acknowledged_while_every_answer_is_held(slack: FakeSlack, running: Running) -> None:
    running()
    with slack.hold("assistant.threads.setStatus") as held:
        threads = [slack.say(GIFTS, user=f"U{n % 5}") for n in range(20)]
        held.arrived.wait(10)
        command = slack.send_slash("/footnote", "help")
        assert command.acked_at is not None
        assert all(envelope.acked_at for envelope in slack.envelopes)
        assert not any(slack.answers(CHANNEL, ts) for ts in threads)
    for ts in threads:
        answers(slack, ts)


@pytest.mark.parametrize(
    ("limits", "users"), [({"questions_waiting": 2}, ["U0A", "U0B", "U0C"]), ({"questions_per_user": 2}, [USER] * 3)]
)
def test_line_15_what_does_not_fit_is_said(
    slack: FakeSlack, running: Running, limits: dict[str, int], users: list[str]
) -> None:
    running(rules={"limits": {"answers_at_once": 1, **limits}})
    with slack.hold("assistant.threads.setStatus") as held:
        threads = [slack.say(GIFTS, user=user) for user in users[:2]]
        held.arrived.wait(10)
        refused = slack.say(GIFTS, user=users[2])
        (word,) = slack.wait_for(lambda: slack.ephemerals)
    assert word.ephemeral_for == users[2]
    assert "ask again in a minute" in word.text
    for ts in threads:
        answers(slack, ts)
    settled(slack)
    assert slack.answers(CHANNEL, refused) == []
