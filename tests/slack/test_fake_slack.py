"""The fake Slack, asked by the real slack_sdk and slack_bolt: what they take from it is what they take from Slack."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Literal
from urllib.request import Request, urlopen
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from fake_slack import (
    APP_TOKEN,
    BOT_TOKEN,
    BOT_USER,
    CHANNEL,
    DIRECT,
    TEAM,
    USER,
    FakeSlack,
    signed_headers,
)
from slack_bolt import Ack, App, Respond, Say
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from slack_sdk.models.blocks import ContextActionsBlock, FeedbackButtonObject, FeedbackButtonsElement, SectionBlock

SECRET = "a signing secret"


@pytest.fixture
def client(slack: FakeSlack) -> WebClient:
    return WebClient(BOT_TOKEN, base_url=slack.api_url)


@contextmanager
def bolt(slack: FakeSlack, **options: Any) -> Iterator[App]:
    """An App whose listeners' threads end with it."""
    client = WebClient(BOT_TOKEN, base_url=slack.api_url)
    with ThreadPoolExecutor(5) as pool:
        yield App(client=client, listener_executor=pool, **options)


@contextmanager
def connected(slack: FakeSlack, app: App) -> Iterator[SocketModeHandler]:
    """Over a socket. A lost connection is noticed within `ping_interval`."""
    handler = SocketModeHandler(app, APP_TOKEN, ping_interval=0.2)
    handler.connect()
    try:
        slack.wait_connected()
        yield handler
    finally:
        slack.hasten(handler.close)


def error_of(call: Any, *args: Any, **options: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        call(*args, **options)
    return caught.value.response["error"]


def test_posting(slack: FakeSlack, client: WebClient) -> None:
    first = client.chat_postMessage(channel=CHANNEL, text="One", unfurl_links=False)
    metadata = {"event_type": "answer", "event_payload": {"id": "7"}}
    second = client.chat_postMessage(channel=CHANNEL, text="Two", thread_ts=first["ts"], metadata=metadata)
    client.chat_postEphemeral(channel=CHANNEL, user=USER, text="Only you")
    client.chat_update(channel=CHANNEL, ts=first["ts"], text="Uno")
    assert [message.text for message in slack.thread(CHANNEL, first["ts"])] == ["Uno", "Two"]
    assert [message.text for message in slack.answers(CHANNEL, first["ts"])] == ["Two"]
    assert slack.messages[0].edited
    assert slack.messages[0].unfurl_links is False
    assert slack.messages[0].unfurl_media is None
    assert [(message.text, message.ephemeral_for) for message in slack.ephemerals] == [("Only you", USER)]
    assert first["ts"] < second["ts"]
    read = client.conversations_replies(channel=CHANNEL, ts=first["ts"], include_all_metadata=True, limit=1)
    assert [page["messages"][0].get("metadata") for page in read] == [None, metadata]
    client.chat_delete(channel=CHANNEL, ts=second["ts"])
    assert slack.answers(CHANNEL, first["ts"]) == []
    assert [call.method for call in slack.calls][:3] == ["chat.postMessage", "chat.postMessage", "chat.postEphemeral"]


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        ("chat.postMessage", {"channel": "C0NOWHERE", "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": CHANNEL}, "no_text"),
        ("chat.postMessage", {"channel": CHANNEL, "text": "x" * 40_001}, "msg_too_long"),
        ("chat.postMessage", {"channel": CHANNEL, "blocks": [{"type": "divider"}] * 51}, "invalid_blocks"),
        ("chat.postMessage", {"channel": CHANNEL, "blocks": [{"type": "markdown", "text": ""}]}, "invalid_blocks"),
        ("chat.update", {"channel": CHANNEL, "ts": "1.2", "text": "x"}, "message_not_found"),
        ("chat.startStream", {"channel": CHANNEL, "thread_ts": "1.2"}, "missing_recipient_user_id"),
        ("chat.startStream", {"channel": DIRECT}, "invalid_arguments"),
        ("views.open", {"trigger_id": "1.2.3", "view": {"type": "home", "blocks": []}}, "invalid_trigger_id"),
        ("apps.connections.open", {}, "not_allowed_token_type"),
    ],
)
def test_what_it_refuses(client: WebClient, method: str, arguments: dict[str, Any], error: str) -> None:
    assert error_of(client.api_call, method, json=arguments) == error


def test_long_texts_in_blocks(client: WebClient) -> None:
    def posted(block: dict[str, Any]) -> Any:
        return client.chat_postMessage(channel=CHANNEL, text="x", blocks=[block])

    button = {"type": "button", "action_id": "a", "text": {"type": "plain_text", "text": "y" * 75}, "value": "z" * 2000}
    posted({"type": "section", "text": {"type": "mrkdwn", "text": "y" * 3000}, "accessory": button})
    posted({"type": "header", "text": {"type": "plain_text", "text": "y" * 150}})
    refused = [
        {"type": "section", "text": {"type": "mrkdwn", "text": "y" * 3001}},
        {"type": "header", "text": {"type": "plain_text", "text": "y" * 151}},
        {"type": "markdown", "text": "y" * 12_001},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "y"}] * 11},
        {"type": "actions", "elements": [button | {"value": "z" * 2001}]},
        {"type": "actions", "elements": [button | {"text": {"type": "plain_text", "text": "y" * 76}}]},
        {"type": "nonsense"},
    ]
    assert {error_of(posted, block) for block in refused} == {"invalid_blocks"}


def test_tokens_and_forms(slack: FakeSlack, client: WebClient) -> None:
    assert client.auth_test()["user_id"] == BOT_USER
    assert "chat:write" in client.auth_test().headers["x-oauth-scopes"]
    assert error_of(WebClient("xoxb-other", base_url=slack.api_url).auth_test) == "invalid_auth"
    assert error_of(WebClient(base_url=slack.api_url).auth_test) == "not_authed"
    client.api_call("chat.postMessage", data={"channel": CHANNEL, "blocks": '[{"type": "divider"}]'})
    assert slack.messages[0].blocks == [{"type": "divider"}]
    client.assistant_threads_setStatus(channel_id=CHANNEL, thread_ts="1.2", status="is reading")
    assert slack.status(CHANNEL, "1.2") == "is reading"
    client.chat_postMessage(channel=CHANNEL, thread_ts="1.2", text="Read")
    assert slack.status(CHANNEL, "1.2") == ""


def test_a_stream(slack: FakeSlack, client: WebClient) -> None:
    ts = slack.say("Tell me", wait_ack=False)
    recipient = {"recipient_team_id": TEAM, "recipient_user_id": USER}
    stream = client.chat_stream(channel=CHANNEL, thread_ts=ts, buffer_size=4, **recipient)
    stream.append(markdown_text="Once ")
    [answer] = slack.answers(CHANNEL, ts)
    assert (answer.text, answer.streaming) == ("Once ", True)
    assert error_of(client.chat_update, channel=CHANNEL, ts=answer.ts, text="x") == "streaming_state_conflict"
    stream.append(markdown_text="upon ")
    block = SectionBlock(text="Sources")
    stream.stop(markdown_text="a time", blocks=[block])
    assert (answer.text, answer.streaming, answer.blocks) == ("Once upon a time", False, [block.to_dict()])
    methods = [call.method for call in slack.calls if "Stream" in call.method]
    assert methods == ["chat.startStream", "chat.appendStream", "chat.stopStream"]
    late = error_of(client.chat_appendStream, channel=CHANNEL, ts=answer.ts, markdown_text="x")
    assert late == "message_not_in_streaming_state"


def test_a_stream_has_an_end(slack: FakeSlack, client: WebClient) -> None:
    stream = client.chat_stream(channel=DIRECT, thread_ts="1.2", buffer_size=1)
    stream.append(markdown_text="y" * 11_999)
    assert error_of(stream.append, markdown_text="zz") == "msg_too_long"
    assert len(slack.messages[0].text) == 11_999
    slack.expire_streams()
    assert error_of(stream.stop) == "message_not_in_streaming_state"


def test_rate_limit_and_server_error(slack: FakeSlack, client: WebClient) -> None:
    slack.fail("chat.postMessage", status=429, headers={"Retry-After": "0"})
    slack.fail("chat.postMessage", status=500)
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel=CHANNEL, text="x")
    assert (caught.value.response.status_code, caught.value.response.headers["Retry-After"]) == (429, "0")
    assert error_of(client.chat_postMessage, channel=CHANNEL, text="x") == "internal_error"
    client.retry_handlers.append(RateLimitErrorRetryHandler())
    slack.fail("chat.postMessage", status=429, headers={"Retry-After": "0"})
    client.chat_postMessage(channel=CHANNEL, text="Through")
    assert [message.text for message in slack.messages] == ["Through"]
    slack.refuse("chat.startStream", "missing_scope")
    assert error_of(client.chat_startStream, channel=DIRECT, thread_ts="1.2") == "missing_scope"


def test_a_lost_reply_is_asked_for_again(slack: FakeSlack, client: WebClient) -> None:
    slack.lose_reply("chat.postMessage")
    client.chat_postMessage(channel=CHANNEL, text="Twice")
    assert [message.text for message in slack.messages] == ["Twice", "Twice"]


def test_a_held_method_and_hooks(slack: FakeSlack, client: WebClient) -> None:
    seen: list[tuple[str, int]] = []
    slack.before("chat.postMessage", lambda: seen.append(("before", len(slack.messages))))
    slack.after("chat.postMessage", lambda: seen.append(("after", len(slack.messages))), n=2)
    with ThreadPoolExecutor() as pool, slack.hold("chat.postMessage") as hold:
        posting = pool.submit(client.chat_postMessage, channel=CHANNEL, text="x")
        assert hold.arrived.wait(5)
        assert client.auth_test()["ok"]
        assert not posting.done()
        assert slack.messages == []
        hold.release()
        posting.result(5)
    client.chat_postMessage(channel=CHANNEL, text="y")
    assert seen == [("before", 0), ("after", 2)]


def test_waiting_names_the_last_calls(slack: FakeSlack, client: WebClient) -> None:
    client.chat_postMessage(channel=CHANNEL, text="Hello")
    with pytest.raises(AssertionError, match=r"the last of 1 calls:\n  chat\.postMessage"):
        slack.wait_for(lambda: len(slack.messages) == 2, timeout=0.1)


def test_events_over_a_socket(slack: FakeSlack) -> None:
    heard: list[tuple[Any, ...]] = []
    with bolt(slack) as app:

        @app.event("app_mention")
        def mentioned(event: dict[str, Any], body: dict[str, Any], say: Say) -> None:
            heard.append((body["event_id"], event["text"], event["channel"]))
            say("Yes", thread_ts=event["ts"])

        @app.event("message")
        def written(event: dict[str, Any]) -> None:
            heard.append((event["channel_type"], event.get("subtype"), event.get("text")))

        early = slack.say("Are you there?", wait_ack=False)
        with connected(slack, app):
            assert slack.wait_for(lambda: slack.answers(CHANNEL, early))[0].text == "Yes"
            slack.say("Psst", channel=DIRECT)
            ts = slack.say("Hm", mention=False)
            slack.edit(CHANNEL, ts, "Hmm")
            slack.delete(CHANNEL, ts)
            slack.say("Echo", user=BOT_USER, mention=False)  # Bolt leaves out what its own user says
            again = slack.redeliver(slack.envelopes[0])
            assert again.event_id == slack.envelopes[0].event_id
            assert again.ack_s < 1
    question = (again.event_id, f"<@{BOT_USER}> Are you there?", CHANNEL)
    others = [("channel", None, "Hm"), ("channel", "message_changed", None), ("channel", "message_deleted", None)]
    assert sorted(heard, key=str) == sorted([question, question, ("im", None, "Psst"), *others], key=str)


@pytest.mark.parametrize("how", ["reset", "close"])
def test_lost_connections(slack: FakeSlack, how: Literal["reset", "close"]) -> None:
    seen: list[tuple[Any, ...]] = []
    entered, go_on = threading.Event(), threading.Event()
    with bolt(slack, process_before_response=True) as app:

        @app.event("app_mention")
        def mentioned(body: dict[str, Any], request: Any) -> None:
            seen.append((body["event_id"], request.headers["x-slack-retry-num"][0]))
            entered.set()
            go_on.wait(5)

        with connected(slack, app):
            slack.say("Tell me", wait_ack=False)
            assert entered.wait(5)
            slack.drop(how)
            assert slack.n_connections == 0
            slack.wait_connected()
            go_on.set()
            [envelope] = slack.envelopes
            slack.wait_for(lambda: len(seen) == 2 and envelope.acked_at)
            assert (envelope.attempts, envelope.connections) == (2, [1, 2])
            assert seen == [(envelope.event_id, "0"), (envelope.event_id, "1")]
            slack.disconnect()
            slack.wait_connected()
            slack.say("Still there?")
            assert slack.envelopes[1].connections == [3]


def test_commands_buttons_and_modals(slack: FakeSlack) -> None:
    good, bad = FeedbackButtonObject(text="Good", value="up"), FeedbackButtonObject(text="Bad", value="down")
    feedback = FeedbackButtonsElement(action_id="feedback", positive_button=good, negative_button=bad)
    with bolt(slack) as app:

        @app.command("/footnote")
        def command(ack: Ack, command: dict[str, Any], respond: Respond, client: WebClient) -> None:
            ack(f"On it: {command['text']}")
            respond("Done", response_type="ephemeral")
            view = {"type": "modal", "callback_id": "form", "title": {"type": "plain_text", "text": "T"}, "blocks": []}
            client.views_open(trigger_id=command["trigger_id"], view=view)

        @app.action("feedback")
        def pressed(ack: Ack, action: dict[str, Any], respond: Respond) -> None:
            ack()
            respond(action["value"])

        @app.shortcut("ingest")
        def picked(ack: Ack, shortcut: dict[str, Any], respond: Respond) -> None:
            ack()
            respond(shortcut["message"]["text"])

        @app.view("form")
        def submitted(ack: Ack, view: dict[str, Any]) -> None:
            ack(response_action="errors", errors={"b": view["state"]["values"]["b"]["a"]["value"]})

        with connected(slack, app):
            assert slack.send_slash("/footnote", "ingest it").ack_payload == {"text": "On it: ingest it"}
            [view] = slack.wait_for(lambda: list(slack.views.values()))
            submission = slack.send_view_submission(view, values={"b": {"a": {"value": "no"}}})
            assert submission.ack_payload == {"response_action": "errors", "errors": {"b": "no"}}
            ts = slack.say("Look", wait_ack=False)
            app.client.chat_postMessage(channel=CHANNEL, text="x", blocks=[ContextActionsBlock(elements=[feedback])])
            slack.click(slack.messages[-1], "feedback", "down")
            slack.send_shortcut("ingest", slack.thread(CHANNEL, ts)[0])
            slack.wait_for(lambda: len(slack.responses) == 3)
    assert slack.responses[0].body == {"text": "Done", "response_type": "ephemeral"}
    assert {response.body["text"] for response in slack.responses} == {"Done", "down", f"<@{BOT_USER}> Look"}


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def served(app: App) -> Iterator[str]:
    with make_server("127.0.0.1", 0, SlackRequestHandler(app), handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/slack/events"
        server.shutdown()
        thread.join()


def test_signed_over_http(slack: FakeSlack) -> None:
    with bolt(slack, signing_secret=SECRET) as app:
        app.event("app_mention")(lambda event, say: say("Yes", thread_ts=event["ts"]))
        app.command("/footnote")(lambda ack, command: ack(command["text"]))
        app.action("go")(lambda ack: ack())
        with served(app) as url:
            slack.use_http(url, SECRET)
            ts = slack.say("Are you there?")
            assert slack.wait_for(lambda: slack.answers(CHANNEL, ts))[0].text == "Yes"
            assert slack.envelopes[0].http_status == 200
            assert slack.send_slash("/footnote", "on & on").ack_payload == "on & on"
            assert slack.send_action({"action_id": "go"}, message=slack.messages[0]).http_status == 200
            slack.use_http(url, "another secret")
            assert slack.send_slash("/footnote").http_status == 401
    slack.use_http(url, SECRET)
    assert "refused" in str(slack.send_slash("/footnote").failure)
    old = signed_headers(b"{}", SECRET, timestamp=1)
    assert old["X-Slack-Request-Timestamp"] == "1"


def test_files_and_pages(slack: FakeSlack, client: WebClient) -> None:
    def fetched(url: str, **headers: str) -> tuple[str, bytes]:
        with urlopen(Request(url, headers=headers), timeout=5) as answer:
            return answer.headers.get_content_type(), answer.read()

    file = slack.add_file("a note.txt", b"Ada wrote it.", "text/plain")
    assert client.files_info(file=file["id"])["file"] == file
    url = file["url_private_download"]
    assert fetched(url, Authorization=f"Bearer {BOT_TOKEN}") == ("text/plain", b"Ada wrote it.")
    assert fetched(url)[0] == "text/html"
    assert [fetch.headers.get("authorization") for fetch in slack.file_requests] == [f"Bearer {BOT_TOKEN}", None]
    page = slack.add_page("news.html", "<p>News</p>")
    assert fetched(page) == ("text/html", b"<p>News</p>")
    assert [fetch.path for fetch in slack.page_requests] == ["/pages/news.html"]


def test_nothing_is_left_behind() -> None:
    before = set(threading.enumerate())
    with FakeSlack() as slack, bolt(slack) as app, connected(slack, app):
        hold = slack.hold("chat.postMessage")
        posting = threading.Thread(target=app.client.chat_postMessage, kwargs={"channel": CHANNEL, "text": "x"})
        posting.start()
        assert hold.arrived.wait(5)
    posting.join(5)
    assert set(threading.enumerate()) == before


def test_what_a_hook_raises_is_raised_at_the_end() -> None:
    slack = FakeSlack()
    slack.after("auth.test", lambda: 1 / 0)
    with pytest.raises(ExceptionGroup, match="inside the fake Slack"):
        _asked_once(slack)


def _asked_once(slack: FakeSlack) -> None:
    with slack:
        assert error_of(WebClient(BOT_TOKEN, base_url=slack.api_url).auth_test) == "fatal_error"
