"""The checklist of Slack, lines 16 to 28 and 35: how an answer stands in the thread, whatever Slack does."""

from __future__ import annotations

import time
from typing import Any

import pytest
from fake_slack import BOT_TOKEN, CHANNEL, DIRECT, TEAM, USER, FakeSlack
from helping import GIFTS, UNKNOWN, Running, answers, settled, wire
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk import WebClient

from bot.surfaces.slack import post as module
from bot.surfaces.slack.api import Api
from bot.surfaces.slack.blocks import answer_blocks, text_blocks
from bot.surfaces.slack.incoming import Asked
from bot.surfaces.slack.markup import pieces
from bot.surfaces.slack.post import Post
from bot.types import Answer, Citation, Statement

BOAT = "a wooden model boat"


def api(slack: FakeSlack) -> Api:
    return Api(
        WebClient(BOT_TOKEN, base_url=slack.api_url, retry_handlers=[]), sleep=lambda s: time.sleep(min(s, 0.05))
    )


def asked(slack: FakeSlack, channel: str = CHANNEL) -> Asked:
    ts = slack.say("?", channel=channel, wait_ack=False)
    return Asked("Ev0POST", TEAM, channel, ts, ts, USER, "?", channel == DIRECT, True)


def citation(n: int, **fields: Any) -> Citation:
    known = {
        "quote": f"quote {n}",
        "title": f"Title {n}",
        "source": f"https://news.example/{n}",
        "published": "2024-01-02",
    }
    return Citation(n, f"a{n}", "v", 0, 5, **{**known, **fields})


def whole(slack: FakeSlack, question: Asked) -> str:
    return "".join(m.text for m in slack.answers(question.channel, question.thread))


def test_line_16_a_status_first_and_none_at_the_end(slack: FakeSlack, running: Running) -> None:
    running()
    ts = slack.say(GIFTS)
    answers(slack, ts)
    slack.wait_for(lambda: len(slack.calls_of("assistant.threads.setStatus")) == 2)
    methods = [call.method for call in slack.calls if call.method not in ("auth.test", "apps.connections.open")]
    assert methods[0] == "assistant.threads.setStatus"
    assert [call.arguments["status"] for call in slack.calls_of("assistant.threads.setStatus")] == [
        "is reading the articles…",
        "",
    ]
    for method in ("chat.startStream", "chat.postMessage"):
        slack.refuse(method, "fatal_error")
    failed = slack.say(GIFTS)
    slack.wait_for(lambda: len(slack.calls_of("assistant.threads.setStatus")) == 4)
    slack.wait_for(lambda: not slack.status(CHANNEL, failed))


def test_line_16_a_reaction_where_no_status_may_be_set(slack: FakeSlack, running: Running) -> None:
    slack.refuse("assistant.threads.setStatus", "missing_scope")
    running()
    ts = slack.say(GIFTS)
    answers(slack, ts)
    slack.wait_for(lambda: slack.calls_of("reactions.remove") and slack.calls_of("reactions.remove")[0].reply)
    assert slack.calls_of("reactions.add")[0].arguments["timestamp"] == ts
    (question,) = [m for m in slack.messages if m.ts == ts]
    assert question.reactions == []


@pytest.mark.parametrize("channel", [CHANNEL, DIRECT])
def test_line_17_the_answer_is_streamed_and_its_chunks_are_the_answer(
    slack: FakeSlack, running: Running, channel: str
) -> None:
    running()
    ts = slack.say("what gifts did the ministers exchange?", channel=channel, mention=channel == CHANNEL)
    (answer,) = answers(slack, ts, channel=channel)
    assert answer.streamed
    (start,) = slack.calls_of("chat.startStream")
    assert ("recipient_user_id" in start.arguments) is (channel == CHANNEL)
    calls = [c for c in slack.calls if c.method in ("chat.startStream", "chat.appendStream", "chat.stopStream")]
    sent = "".join(chunk["text"] for call in calls for chunk in call.arguments.get("chunks") or [])
    assert sent == answer.text
    assert BOAT in sent


def test_line_17_the_stream_starts_before_the_answer_is_complete(slack: FakeSlack) -> None:
    question = asked(slack)
    post = Post(api(slack), question)
    post.say("First.")
    assert slack.answers(CHANNEL, question.thread)[0].text == "First."
    post.say("Second.")
    post.finish([])
    assert whole(slack, question) == "First.\n\nSecond."


def test_line_18_additions_are_few_and_a_rate_limit_loses_nothing(
    slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = asked(slack)
    post = Post(api(slack), question)
    for n in range(40):
        post.say(f"Statement {n}.")
    post.finish([])
    assert len(slack.calls_of("chat.appendStream")) == 0, "all within a second: they go with the end"
    monkeypatch.setattr(module, "EVERY_S", 0.0)
    question = asked(slack)
    post = Post(api(slack), question)
    for n in range(6):
        if n in (1, 3):
            slack.fail("chat.appendStream", "ratelimited", status=429, headers={"Retry-After": "1"}, times=2)
        post.say(f"Statement {n}.")
    slack.fail("chat.stopStream", "ratelimited", status=429, headers={"Retry-After": "1"})
    post.finish([])
    assert whole(slack, question) == "\n\n".join(f"Statement {n}." for n in range(6))


@pytest.mark.parametrize("every", [0.0, 10.0])
def test_line_19_a_long_answer_goes_on_in_further_messages(
    slack: FakeSlack, monkeypatch: pytest.MonkeyPatch, every: float
) -> None:
    monkeypatch.setattr(module, "EVERY_S", every)
    question = asked(slack)
    post = Post(api(slack), question)
    said = [f"Statement {n} says something about the harbour. " + "x" * 900 for n in range(30)]
    for text in said:
        post.say(text)
    post.finish([])
    found = slack.answers(CHANNEL, question.thread)
    assert len(found) >= 3
    assert all(len(m.text) <= 9_000 and not m.streaming for m in found)
    assert whole(slack, question) == "\n\n".join(said), "nothing is lost, nothing doubled"


@given(
    st.lists(
        st.text(st.characters(codec="utf-8"), max_size=30) | st.sampled_from(["```", "\n", "word ", ". "]), max_size=60
    )
)
def test_line_19_fences_are_closed_and_opened_again(parts: list[str]) -> None:
    text = "".join(parts)
    found = pieces(text, 60)
    assert all(len(piece) <= 60 for piece in found)
    assert all(piece.count("```") % 2 == 0 for piece in found[:-1])
    if "```" not in text:
        assert "".join(found) == text


@pytest.mark.parametrize("error", ["message_not_in_streaming_state", "msg_too_long", "internal_error"])
@pytest.mark.parametrize("method", ["chat.appendStream", "chat.stopStream"])
def test_line_20_a_stream_that_breaks_is_replaced_by_the_whole_text(
    slack: FakeSlack, monkeypatch: pytest.MonkeyPatch, method: str, error: str
) -> None:
    monkeypatch.setattr(module, "EVERY_S", 0.0)
    question = asked(slack)
    post = Post(api(slack), question)
    post.say("First.")
    slack.fail(method, error)
    post.say("Second.")
    post.say("Third.")
    post.finish([{"type": "divider"}])
    (message,) = slack.answers(CHANNEL, question.thread)
    assert "First.\n\nSecond.\n\nThird." in wire(message).replace("\\n", "\n")
    assert {"type": "divider"} in [{"type": b["type"]} for b in message.blocks]


def test_line_20_and_a_message_that_is_gone_by_a_new_one(slack: FakeSlack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "EVERY_S", 0.0)
    question = asked(slack)
    post = Post(api(slack), question)
    post.say("First.")
    slack.refuse("chat.appendStream", "message_not_found")
    slack.refuse("chat.update", "message_not_found")
    post.say("Second.")
    post.finish([])
    (message,) = slack.answers(CHANNEL, question.thread)
    assert message.text == "First.\n\nSecond."


@pytest.mark.parametrize("error", ["unknown_method", "missing_scope", "channel_type_not_supported"])
def test_line_21_where_streams_are_refused_a_message_says_it(slack: FakeSlack, running: Running, error: str) -> None:
    slack.refuse("chat.startStream", error)
    running()
    (answer,) = answers(slack, slack.say(GIFTS))
    assert not answer.streamed
    assert BOAT in wire(answer)
    assert [b["type"] for b in answer.blocks][-1] == "context_actions"


@pytest.mark.parametrize("method", ["chat.startStream", "chat.postMessage", "chat.stopStream", "chat.appendStream"])
def test_a_reply_that_is_lost_makes_no_second_answer(slack: FakeSlack, running: Running, method: str) -> None:
    if method == "chat.postMessage":
        slack.refuse("chat.startStream", "missing_scope")
    slack.lose_reply(method)
    running()
    ts = slack.say(GIFTS)
    (answer,) = answers(slack, ts)
    settled(slack)
    assert len(slack.answers(CHANNEL, ts)) == 1
    assert BOAT in wire(answer)


def test_line_22_a_deleted_question_is_answered_no_more(slack: FakeSlack, running: Running) -> None:
    running(rules={"limits": {"answers_at_once": 1}})
    with slack.hold("assistant.threads.setStatus") as held:
        first = slack.say(GIFTS)
        held.arrived.wait(10)
        waiting = slack.say(GIFTS)
        slack.delete(CHANNEL, first)
        slack.send_event({"type": "agent_session_stopped", "channel": CHANNEL, "thread_ts": waiting, "user": USER})
    (word,) = answers(slack, waiting)
    assert word.text == "_Stopped._"
    settled(slack)
    assert slack.answers(CHANNEL, first) == [], "nobody is there to read it"
    said = [
        c.arguments["status"]
        for c in slack.calls_of("agents.sessions.setStatus")
        if c.arguments["thread_ts"] == waiting
    ]
    assert said == ["processing", "active"], "the button is there, and gone afterwards"


def test_line_22_an_app_that_is_no_agent_asks_for_no_session_again(slack: FakeSlack, running: Running) -> None:
    slack.refuse("agents.sessions.setStatus", "not_allowed_token_type")
    running()
    for _ in range(2):
        answers(slack, slack.say(GIFTS))
    assert len(slack.calls_of("agents.sessions.setStatus")) == 1


def test_line_23_and_24_sources_match_the_markers(slack: FakeSlack, running: Running) -> None:
    running()
    ts = slack.say("what gifts did the ministers exchange?")
    (answer,) = answers(slack, ts)
    import re

    markers = set(re.findall(r"\[(\d+)\]", answer.text))
    sources = [b["text"]["text"] for b in answer.blocks if b["type"] == "section"]
    assert {re.match(r"\*\[(\d+)\]\*", one)[1] for one in sources} == markers  # type: ignore[index]
    assert all("Ministers exchange gifts" in one and "“" in one for one in sources)
    assert "/" not in "".join(one.split("\n")[0] for one in sources), "no path of our disk"
    (refused,) = answers(slack, slack.say(UNKNOWN))
    assert refused.text.startswith("The articles don't say.")
    assert "No sources are cited." in str(refused.blocks)


def test_line_23_links_lead_to_the_sentence_and_are_merged() -> None:
    cited = (citation(1), citation(2, source="/srv/secret/place/summit.txt"))
    blocks = answer_blocks(Answer("answered", "", (Statement("x", "quoted", (1, 2)),), cited), "slack-C-1")
    text = str(blocks)
    assert "<https://news.example/1#:~:text=quote%201|Title 1>" in text
    assert "summit.txt" in text
    assert "19 June" in str(answer_blocks(Answer("answered", "", (), (citation(3, published="--06-19"),)), "s"))
    assert "/srv/secret" not in text


@given(
    st.lists(
        st.builds(
            citation,
            st.integers(1, 99),
            quote=st.text(max_size=400) | st.text(alphabet="<>&*_", min_size=500, max_size=3_000),
            title=st.text(max_size=400),
            source=st.text(max_size=50).map("https://news.example/".__add__) | st.text(max_size=4_000),
            published=st.none() | st.text(max_size=30),
        ),
        max_size=60,
    ),
    st.text(max_size=40_000),
)
@settings(max_examples=50)
def test_line_25_blocks_stay_within_every_limit(citations: list[Citation], understood: str) -> None:
    answer = Answer(
        "answered",
        "",
        (Statement("x", "quoted", (1,)),),
        tuple(citations),
        standalone_question=understood,
        question="q",
    )
    blocks = [*text_blocks(["x" * module.POST_CHARS]), *answer_blocks(answer, "slack-C0NEWS-1.2")]
    assert len(blocks) <= 50
    assert sum(len(one) for one in texts_of(blocks)) < 12_000
    assert all(len(b["text"]["text"]) <= 3_000 for b in blocks if b["type"] == "section")
    assert blocks[-1]["type"] == "context_actions", "feedback is kept"


def texts_of(value: Any) -> list[str]:
    """Every text in blocks."""
    if isinstance(value, dict):
        own = [value["text"]] if isinstance(value.get("text"), str) else []
        return own + [one for inner in value.values() for one in texts_of(inner)]
    return [one for inner in value for one in texts_of(inner)] if isinstance(value, list) else []


def test_line_24_an_articles_own_brackets_are_no_markers() -> None:
    from bot.surfaces.slack.markup import JOINER
    from bot.surfaces.slack.worker import marked

    shown = marked(Statement("The gazette [12] wrote so. [3]", "quoted", (1,)))
    assert shown.replace(JOINER, "~") == "The gazette [~12] wrote so. [~3] [1]"


def test_what_slack_does_not_take_now_is_posted_later(
    slack: FakeSlack, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.surfaces.slack import worker

    monkeypatch.setattr(worker, "FIRST_RETRY_S", 0.1)
    for method in ("chat.startStream", "chat.postMessage"):
        slack.fail(method, "internal_error", times=2, status=503)
    running()
    ts = slack.say(GIFTS)
    (answer,) = answers(slack, ts)
    assert BOAT in wire(answer)
    settled(slack)
    assert len(slack.answers(CHANNEL, ts)) == 1


def test_line_26_and_27_a_text_for_notifications_and_no_unfurling(slack: FakeSlack, running: Running) -> None:
    slack.refuse("chat.startStream", "missing_scope")
    running()
    (answer,) = answers(slack, slack.say(GIFTS))
    assert BOAT in answer.text
    for call in slack.calls_of("chat.postMessage"):
        assert call.arguments["unfurl_links"] is False
        assert call.arguments["unfurl_media"] is False
    slack.allow("chat.startStream")
    (streamed,) = answers(slack, slack.say("what did the telescope cost?"))
    assert streamed.streamed
    assert "210 million" in streamed.text


def test_line_35_a_rate_limit_is_waited_for_and_a_failure_tried_once_more(slack: FakeSlack) -> None:
    from bot.surfaces.slack.api import MAX_TRIES, Refused

    waited: list[float] = []
    patient = Api(WebClient(BOT_TOKEN, base_url=slack.api_url, retry_handlers=[]), sleep=waited.append)
    slack.fail("chat.postMessage", "ratelimited", status=429, headers={"Retry-After": "3"})
    assert patient.call("chat_postMessage", channel=CHANNEL, text="x")["ok"]
    assert waited == [3.0]
    slack.fail("chat.postMessage", status=503)
    assert patient.call("chat_postMessage", channel=CHANNEL, text="x")["ok"]
    for failure, n_calls in (
        ({"status": 503, "times": 9}, 2),
        ({"error": "ratelimited", "status": 429, "times": 9}, MAX_TRIES),
        ({"error": "is_archived", "times": 9}, 1),
    ):
        slack.fail("chat.update", **failure)
        before = len(slack.calls_of("chat.update"))
        with pytest.raises(Refused):
            patient.call("chat_update", channel=CHANNEL, ts="1.1", text="x")
        assert len(slack.calls_of("chat.update")) - before == n_calls
        slack.allow("chat.update")
