"""The checklist of Slack, lines 1 to 4, 28 to 34 and 36 to 40: set-up, hostile text, clicks, articles, HTTP, access."""

from __future__ import annotations

import json
import logging
import re
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from fake_slack import BOT_TOKEN, BOT_USER, CHANNEL, DIRECT, USER, FakeSlack, signed_headers
from helping import GIFTS, RETURN, SIGNING_SECRET, Running, answers, program, settled, wire
from hypothesis import given
from hypothesis import strategies as st
from program import ROOT

from bot.surfaces.slack import markup
from bot.surfaces.slack.incoming import MAX_CHARS, asked
from bot.surfaces.slack.manifest import EVENTS, SCOPES, manifest

PAGE = "<html><head><title>Quarry closes</title></head><body><article><p>{}</p></article></body></html>".format(
    "The quarry of Ostrava was closed on Monday by Mayor Milena Dvorak. " * 8
)


def ended(running: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = running.communicate(timeout=60)
    return running.returncode, out, err


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({}, 0, "a socket can be opened"),
        ({"SLACK_BOT_TOKEN": ""}, 2, "SLACK_BOT_TOKEN is not set"),
        ({"SLACK_APP_TOKEN": ""}, 2, "SLACK_APP_TOKEN is not set"),
        ({"SLACK_APP_TOKEN": "xoxb-wrong-kind"}, 2, "does not begin with xapp-"),
        ({"SLACK_BOT_TOKEN": "xoxb-nobody"}, 1, "invalid_auth"),
        ({"SLACK_APP_TOKEN": "xapp-nobody"}, 1, "SLACK_APP_TOKEN: Slack refuses"),
    ],
)
def test_line_01_check_names_what_is_missing(
    slack: FakeSlack, home: Path, changes: dict[str, str], code: int, words: str
) -> None:
    found, out, err = ended(program(slack, home, "--check", **changes))
    assert found == code, err
    assert words in out + err
    assert "Traceback" not in err


def test_line_01_check_names_scopes_that_are_missing_and_bad_rules(slack: FakeSlack, home: Path) -> None:
    slack.scopes = ",".join(set(SCOPES) - {"files:read"})
    code, out, _ = ended(program(slack, home, "--check"))
    assert code == 1
    assert "missing scope files:read" in out
    (home / "slack.toml").write_text("[limits]\nanswers_at_onec = 3\n")
    code, _, err = ended(program(slack, home, "--check"))
    assert code == 2
    assert "limits.answers_at_onec" in err


def test_line_01_a_wrong_token_ends_it_with_a_line(slack: FakeSlack, home: Path) -> None:
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"):
        wrong = {name: "xoxb-nobody" if "BOT" in name else "xapp-nobody"}
        code, _, err = ended(program(slack, home, **wrong))
        assert code == 1
        assert "invalid_auth" in err
        assert "Traceback" not in err


def test_line_02_http_needs_a_signing_secret(slack: FakeSlack, home: Path) -> None:
    code, _, err = ended(program(slack, home, "--http", "0"))
    assert code == 2
    assert "SLACK_SIGNING_SECRET is not set" in err


def test_line_03_and_04_and_37_proxies_oauth_variables_and_an_end_in_order(slack: FakeSlack, home: Path) -> None:
    proxy = {"HTTPS_PROXY": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9", "NO_PROXY": "127.0.0.1"}
    oauth = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "s"}
    with program(slack, home, **proxy, **oauth) as running:
        try:
            slack.wait_connected()
            ts = slack.say(GIFTS)
            answers(slack, ts)
            with slack.hold("chat.stopStream") as held:
                last = slack.say(GIFTS)
                held.arrived.wait(10)
                running.send_signal(signal.SIGTERM)
                time.sleep(0.5)
            code, _, err = ended(running)
        finally:
            running.kill()
    assert code == 0, err
    assert len(answers(slack, last)) == 1, "what had begun may end"
    assert BOT_TOKEN not in err
    assert "Traceback" not in err


@given(
    st.text(max_size=200)
    | st.sampled_from(
        [
            "<!channel>",
            "<!here|x>",
            "<@U0ADA>",
            "<!subteam^S1|@all>",
            "](https://e.example)",
            "<https://e.example|x>",
            "@here @channel @everyone",
            "& &amp; <",
        ]
    )
)
def test_line_28_foreign_text_is_inert(text: str) -> None:
    shown = markup.inert(text)
    assert "<" not in shown
    assert ">" not in shown
    assert not re.search(r"\]\(|@(here|channel|everyone)|&(?!amp;|lt;|gt;)", shown)
    plain = shown.replace(markup.JOINER, "").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    from bot.surfaces.render import clean

    assert plain == clean(text).replace(markup.JOINER, ""), "and reads as it did"


@given(st.text(max_size=100), st.text(max_size=60))
def test_line_28_a_link_cannot_be_broken(label: str, address: str) -> None:
    for one in (markup.link(f"https://news.example/{address}", label), markup.link(f"javascript:{address}", label)):
        assert one.count("<") == one.count(">") <= 1
        if one.startswith("<"):
            assert one.count("|") == 1
            assert one.endswith(">")
    assert not markup.link("javascript:alert(1)", "x").startswith("<")


def test_line_28_a_hostile_article_mentions_nobody_and_commands_nothing(slack: FakeSlack, running: Running) -> None:
    running()
    ts = slack.say("who opened the Zorbian lantern festival? <!channel>")
    (answer,) = answers(slack, ts)
    assert "Quentin Flint" in answer.text
    assert "cancelled" not in answer.text.split("[1]")[0] or "ignore all previous" in answer.text
    for bad in ("<!", "<@", "](http"):
        assert bad not in answer.text
        assert bad not in str([b for b in answer.blocks if b["type"] == "section"])


@given(st.text(max_size=MAX_CHARS * 2), st.sampled_from(["", "<@U0BOT> ", "<@U0BOT>"]))
def test_line_28_hostile_questions_are_read(text: str, before: str) -> None:
    event = {"type": "app_mention", "user": USER, "channel": CHANNEL, "ts": "1.1", "text": before + text}
    found = asked({"type": "event_callback", "event": event}, BOT_USER)
    assert found is not None
    assert len(found.text) <= MAX_CHARS
    assert "<@U0BOT>" not in found.text or "&lt;" in text


@pytest.mark.parametrize(
    "text", ["<!everyone> " * 400, "x" * 40_000, "👩‍👩‍👧" * 500, "\x1b[2J\x00\u202e why", "```", "*_~`>"]
)
def test_hostile_messages_are_answered_and_mention_nobody(slack: FakeSlack, running: Running, text: str) -> None:
    running()
    ts = slack.say(text)
    (answer,) = answers(slack, ts)
    assert not re.search(r"<[!@]", wire(answer).replace("&lt;", ""))


def test_line_29_what_slack_encodes_is_decoded_and_an_empty_mention_gets_help(
    slack: FakeSlack, running: Running
) -> None:
    event = {"type": "app_mention", "user": USER, "channel": CHANNEL, "ts": "1.1"}
    text = "<@U0BOT>, see <https://a.example/x|this &amp; that> &lt;b&gt; <#C1|news> <mailto:a@b.c|a@b.c>"
    found = asked({"type": "event_callback", "event": {**event, "text": text}}, BOT_USER)
    assert found is not None
    assert found.text == ", see this & that <b> #news a@b.c"
    running()
    slack.say("")
    (word,) = slack.wait_for(lambda: slack.ephemerals)
    assert "Ask me about the articles" in word.text


def test_line_30_opinions_are_kept_with_question_and_answer(slack: FakeSlack, running: Running) -> None:
    service = running()
    (answer,) = answers(slack, slack.say(GIFTS))
    slack.click(answer, "opinion", "up")
    slack.wait_for(lambda: slack.ephemerals)
    slack.click(answer, "opinion", "down")
    slack.wait_for(lambda: len(slack.ephemerals) == 2)
    ((user, value, question, session, _),) = service.desk.journal.feedback()
    assert (user, value, question) == (USER, "down", GIFTS)
    assert "silver compass" in service.desk.worker.engine.memory.turns(session)[0].answer


def test_a_passage_opens_in_a_modal(slack: FakeSlack, running: Running) -> None:
    running()
    (answer,) = answers(slack, slack.say(GIFTS))
    slack.click(answer, "passage-1")
    view = slack.wait_for(lambda: list(slack.views.values()))[0]
    assert "olive oil" in str(view), "what stands around the quote"


def test_suggested_questions_when_a_pane_opens(slack: FakeSlack, running: Running) -> None:
    running()
    slack.send_event(
        {
            "type": "assistant_thread_started",
            "assistant_thread": {"user_id": USER, "channel_id": DIRECT, "thread_ts": "1.2", "context": {}},
        }
    )
    slack.send_event({"type": "app_home_opened", "user": USER, "channel": DIRECT, "tab": "messages"})
    first, second = slack.wait_for(
        lambda: len(found := slack.calls_of("assistant.threads.setSuggestedPrompts")) == 2 and found
    )
    assert {"thread_ts" in call.arguments for call in (first, second)} == {True, False}
    assert 2 <= len(first.arguments["prompts"]) <= 4


INGEST = {"ingest": {"users": [USER], "private_addresses": True}, "channels": {CHANNEL: {"tag": "news"}}}


def test_line_31_a_command_takes_a_page_in_for_those_who_may(slack: FakeSlack, running: Running) -> None:
    service = running(rules=INGEST)
    url = slack.add_page("/quarry", PAGE)
    command = slack.send_slash("/footnote", f"ingest {url}")
    assert command.acked_at is not None
    slack.wait_for(lambda: len(slack.responses) == 2, timeout=60)
    first, second = (response.body for response in slack.responses)
    assert first["text"] == "Taking in 1 article…"
    assert second["text"] == "✓ 1 new"
    assert {body["response_type"] for body in (first, second)} == {"ephemeral"}
    (answer,) = answers(slack, slack.say("who closed the quarry of Ostrava?"))
    assert "Milena Dvorak" in answer.text
    assert [info.tags for info in service.desk.worker.engine.store.articles() if info.title.startswith("Quarry")] == [
        ("news",)
    ]
    slack.add_user("U0EVE")
    slack.send_slash("/footnote", f"ingest {url}", user="U0EVE")
    slack.wait_for(lambda: len(slack.responses) == 3)
    assert "may not take articles in" in slack.responses[2].body["text"]


def test_line_31_a_shortcut_takes_a_file_in(slack: FakeSlack, running: Running) -> None:
    running(rules={"ingest": {"users": [USER]}})
    file = slack.add_file(
        "quarry.txt", b"Quarry closes\n\n" + b"The quarry of Ostrava was closed by Milena Dvorak. " * 3, "text/plain"
    )
    ts = slack.say("an article", mention=False, files=[file])
    (message,) = [m for m in slack.messages if m.ts == ts]
    slack.send_shortcut("take_in", message)
    slack.wait_for(lambda: len(slack.responses) == 2, timeout=60)
    assert slack.responses[1].body["text"] == "✓ 1 new"
    (answer,) = answers(slack, slack.say("who closed the quarry of Ostrava?"))
    assert "quarry.txt" in str(answer.blocks)
    assert "slack-files" not in wire(answer), "no path of our disk"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("file:///etc/passwd", "only http and https"),
        ("/etc/passwd", "only http and https"),
        ("http://127.0.0.1:9/x", "not a public address"),
        ("http://169.254.169.254/latest/meta-data", "not a public address"),
        ("http://[::1]/x", "not a public address"),
        ("http://localhost/x", "not a public address"),
        ("http://10.0.0.8/x", "not a public address"),
    ],
)
def test_line_32_no_link_leads_into_a_private_network(
    slack: FakeSlack, running: Running, source: str, words: str
) -> None:
    running(rules={"ingest": {"users": [USER]}})
    slack.send_slash("/footnote", f"ingest {source}")
    slack.wait_for(lambda: len(slack.responses) == 2, timeout=60)
    assert words in slack.responses[1].body["text"]


def test_line_32_files_too_large_foreign_or_behind_a_sign_in_are_refused(slack: FakeSlack, running: Running) -> None:
    running(rules={"ingest": {"users": [USER]}})
    hidden = slack.add_file("hidden.txt", b"x" * 100, "text/plain", sign_in_page=True)
    foreign = {**slack.add_file("foreign.txt", b"x" * 100), "url_private_download": "https://evil.example/x"}
    large = {**slack.add_file("large.txt", b"x"), "size": 10**9}
    binary = slack.add_file("photo.png", bytes(range(256)) * 40, "image/png")
    ts = slack.say("files", mention=False, files=[hidden, foreign, large, binary])
    (message,) = [m for m in slack.messages if m.ts == ts]
    slack.send_shortcut("take_in", message)
    slack.wait_for(lambda: len(slack.responses) == 2, timeout=60)
    said = slack.responses[1].body["text"]
    for words in (
        "hidden.txt: Slack shows a sign-in page",
        "foreign.txt: it does not lie in Slack",
        "large.txt: it is larger than 20 MB",
        "photo.png",
    ):
        assert words in said
    assert all(
        "authorization" not in fetch.headers or fetch.path.startswith("/files/") for fetch in slack.file_requests
    )


def test_line_33_and_34_errors_show_a_reference_and_logs_no_words(
    slack: FakeSlack, running: Running, caplog: pytest.LogCaptureFixture
) -> None:
    service = running()
    (service.settings.home / "catalogue.sqlite").write_bytes(b"no database at all" * 500)
    for leftover in service.settings.home.glob("catalogue.sqlite-*"):
        leftover.unlink()
    with caplog.at_level(logging.DEBUG, "footnote.slack"):
        ts = slack.say("a question with the word marmalade in it")
        (answer,) = slack.wait_for(lambda: [m for m in slack.answers(CHANNEL, ts) if not m.streaming and m.metadata])
    reference = re.search(r"`([0-9a-f]{8})`", answer.text)
    assert reference
    assert "sqlite" not in answer.text
    assert reference[1] in caplog.text
    assert "marmalade" not in caplog.text
    assert BOT_TOKEN not in caplog.text


def test_line_34_tokens_are_taken_out_of_logs(capsys: pytest.CaptureFixture[str]) -> None:
    from bot.surfaces.slack.logs import log_to_stderr

    ours = logging.getLogger("footnote.slack")
    try:
        log_to_stderr(debug=False)
        ours.error("refused xoxb-123-abc and xapp-1-A0 and Bearer abcdef")
    finally:
        for name in ("footnote.slack", "footnote.bolt", "slack_bolt", "slack_sdk"):
            logger = logging.getLogger(name)
            logger.handlers, logger.propagate = [], True
            logger.setLevel(logging.NOTSET)
    said = capsys.readouterr().err
    assert said.count("(a token)") == 3
    assert not re.search(r"xox|xapp|abcdef", said)


def post(url: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    request = urllib.request.Request(url, data=body, headers={"Content-Type": "application/json", **headers})
    try:
        with urllib.request.urlopen(request, timeout=10) as reply:
            return reply.status, reply.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def twice(url: str, headers: dict[str, str]) -> int:
    """The status of a request whose timestamp is said twice, the second time with nonsense."""
    import http.client
    from urllib.parse import urlsplit

    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
    connection.putrequest("POST", "/slack/events")
    for name, value in [*headers.items(), ("X-Slack-Request-Timestamp", "abc"), ("Content-Length", str(len(BODY)))]:
        connection.putheader(name, value)
    connection.endheaders(BODY)
    status = connection.getresponse().status
    connection.close()
    return status


BODY = json.dumps({"type": "url_verification", "challenge": "c h a l l e n g e"}).encode()
NOW = int(time.time())
SIGNED = signed_headers(BODY, SIGNING_SECRET)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {**SIGNED, "X-Slack-Signature": "v0=" + "0" * 64},
        {**SIGNED, "X-Slack-Signature": ""},
        {**SIGNED, "X-Slack-Signature": "v0=\x80é".encode().decode("latin-1")},
        {**SIGNED, "X-Slack-Request-Timestamp": "not a number"},
        {**SIGNED, "X-Slack-Request-Timestamp": ""},
        {**SIGNED, "X-Slack-Request-Timestamp": "-1"},
        {**SIGNED, "X-Slack-Request-Timestamp": "9" * 400},
        {**SIGNED, "X-Slack-Request-Timestamp": "1e9"},
        signed_headers(BODY, "another secret"),
        signed_headers(BODY, SIGNING_SECRET, timestamp=NOW - 900),
        {k: v for k, v in SIGNED.items() if "Timestamp" not in k},
    ],
)
def test_line_36_forged_and_replayed_signatures_are_4xx(
    slack: FakeSlack, running: Running, headers: dict[str, str]
) -> None:
    running(http=True)
    assert slack.http is not None
    assert 400 <= post(slack.http[0], BODY, headers)[0] < 500


def test_line_36_and_02_signed_http_is_answered(slack: FakeSlack, running: Running) -> None:
    running(http=True)
    assert slack.http is not None
    url = slack.http[0]
    status, said = post(url, BODY, signed_headers(BODY, SIGNING_SECRET))
    assert (status, b"c h a l l e n g e" in said) == (200, True)
    assert post(url, b"x" * 1_000_001, SIGNED)[0] == 413
    assert post(url.replace("/slack/events", "/other"), BODY, SIGNED)[0] == 404
    assert twice(url, signed_headers(BODY, SIGNING_SECRET)) == 401
    ts = slack.say(GIFTS)
    (answer,) = answers(slack, ts)
    slack.say(RETURN, thread_ts=ts, mention=False)
    assert "olive oil" in answers(slack, ts, 2)[1].text
    slack.click(answer, "opinion", "up")
    command = slack.send_slash("/footnote", "articles")
    assert command.http_status == 200
    slack.wait_for(lambda: any("Ministers exchange" in r.body["text"] for r in slack.responses))
    for envelope in [e for e in slack.envelopes if e.kind == "events_api"]:
        slack.redeliver(envelope)
    settled(slack)
    assert len(slack.answers(CHANNEL, ts)) == 2


@pytest.mark.parametrize("how", ["disconnect", "drop"])
def test_line_37_it_connects_again(slack: FakeSlack, running: Running, how: str) -> None:
    running()
    getattr(slack, how)()
    ts = slack.say(GIFTS, wait_ack=False)
    assert "silver compass" in answers(slack, ts)[0].text


def test_line_37_closing_is_bounded(slack: FakeSlack, running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.surfaces.slack import serving

    monkeypatch.setattr(serving, "END_S", 0.3)
    service = running()
    left: list[float] = []
    held = slack.hold("assistant.threads.setStatus")

    def leave() -> None:
        """The process would be gone; here what runs has to end before its Slack does."""
        left.append(time.monotonic())
        held.release()
        for thread in [one for one in threading.enumerate() if one.name.startswith("jobs-")]:
            thread.join(20)

    service.leave = leave
    slack.say(GIFTS)
    held.arrived.wait(10)
    began = time.monotonic()
    slack.hasten(service.close)
    assert left[0] - began < 5


def test_line_38_scopes_and_events_are_those_that_are_used() -> None:
    found = manifest()
    assert found["oauth_config"]["scopes"]["bot"] == list(SCOPES)
    assert {scope for scope in EVENTS.values() if scope} <= set(SCOPES)
    source = "".join(
        path.read_text() for path in (ROOT / "bot/surfaces/slack").glob("*.py") if path.name != "manifest.py"
    )
    used = {
        "chat:write": "chat_", "assistant:write": "assistant_threads_", "reactions:write": "reactions_", "commands": "app.command",
        "files:read": "url_private", "im:history": "conversations_replies", "channels:history": "conversations_replies",
        "groups:history": "conversations_replies", "app_mentions:read": "app_mention",
    }  # fmt: skip
    assert set(used) == set(SCOPES)
    assert all(sign in source for sign in used.values())
    handled = {name.partition(".")[0] for name in EVENTS}
    assert all(f'"{name}"' in source or name == "assistant_thread_context_changed" for name in handled)
    assert found["settings"]["socket_mode_enabled"] is True
    http = manifest("https://bot.example/slack/events")
    assert http["settings"]["socket_mode_enabled"] is False
    assert http["settings"]["event_subscriptions"]["request_url"] == "https://bot.example/slack/events"


def test_line_40_private_articles_are_answered_privately_only(slack: FakeSlack, running: Running) -> None:
    running(reader="spans")
    question = "how many branches will the Bexley merger close?"
    (public,) = answers(slack, slack.say(question))
    assert "14 branches" not in wire(public)
    assert "Bexley" not in str(public.blocks)
    (listed,) = answers(slack, slack.say("which articles do you have?"))
    assert "Bexley" not in wire(listed)
    (private,) = answers(slack, slack.say(question, channel=DIRECT, mention=False), channel=DIRECT)
    assert "14 branches" in private.text
    slack.send_slash("/footnote", "articles")
    (response,) = slack.wait_for(lambda: slack.responses)
    assert "Bexley" not in response.body["text"]


def test_line_40_what_becomes_private_opens_no_more(slack: FakeSlack, running: Running) -> None:
    service = running()
    (answer,) = answers(slack, slack.say(GIFTS))
    store = service.desk.worker.engine.store
    (article,) = [info for info in store.articles() if info.title.startswith("Ministers")]
    with store.writer() as writer:
        writer.set_private(article.id, True)
    slack.click(answer, "passage-1")
    view = slack.wait_for(lambda: list(slack.views.values()))[0]
    assert "olive oil" not in str(view)
    assert "removed" in str(view)


def test_line_40_who_may_not_ask_is_told_and_no_model_is(slack: FakeSlack, running: Running) -> None:
    service = running(rules={"access": {"users": [USER], "channels": ["C0OTHER"]}})
    slack.say(GIFTS)
    (word,) = slack.wait_for(lambda: slack.ephemerals)
    assert "not set up to answer here" in word.text
    slack.add_user("U0EVE")
    slack.add_channel("D0EVE", user="U0EVE")
    slack.say(GIFTS, channel="D0EVE", user="U0EVE", mention=False)
    slack.wait_for(lambda: [m for m in slack.messages if m.channel == "D0EVE" and m.by_bot])
    settled_in = slack.say(GIFTS, channel=DIRECT, mention=False)
    answers(slack, settled_in, channel=DIRECT)
    assert len(service.desk.worker.engine.memory.sessions()) == 1


def test_a_channel_has_its_collection_and_may_want_silence(slack: FakeSlack, running: Running) -> None:
    running(rules={"channels": {CHANNEL: {"tag": "space", "silent": True}}})
    found = slack.say("what did the telescope on Mount Karva cost?")
    assert "210 million" in answers(slack, found)[0].text
    silent = slack.say("What did Solberg give Renzi in Wexmouth?")
    settled(slack)
    assert slack.answers(CHANNEL, silent) == []


def test_no_thread_is_left(slack: FakeSlack, running: Running) -> None:
    before = set(threading.enumerate())
    service = running()
    answers(slack, slack.say(GIFTS))
    slack.hasten(service.close)
    deadline = time.monotonic() + 5
    while (left := {t for t in threading.enumerate() if "fake" not in t.name} - before) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not left


def test_the_rules_in_readme_are_rules() -> None:
    import tomllib

    from bot.surfaces.slack.config import Rules

    found = re.search(r"```toml\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert found
    said = tomllib.loads(found[1])
    assert Rules.model_validate(said).channel(CHANNEL).tag == "news"
    assert set(said) == set(Rules.model_fields)
