"""Answers by real clients of three providers against a scripted server: whatever it says, only what stands is shown."""

from __future__ import annotations

import time

import pytest
from langchain_core.tracers.langchain import wait_for_all_tracers
from scripted import PROVIDERS, Opened, Reply, serving

from bot.engine import Engine
from bot.errors import ModelError
from bot.types import Answer, Delta, Done, Question

# Anthropic's client leaves its connections to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

GIFTS = "What did Solberg give Renzi?"
GOOD = 'Solberg gave Renzi a wooden model boat. [1] "gave Minister Paolo Renzi a wooden model boat"\n'


def ask(engine: Engine, text: str = GIFTS) -> Answer:
    answer = engine.ask(Question(text, save=False))
    for citation in answer.citations:
        article = engine.store.article(citation.article_id)
        assert article.text[citation.start : citation.end] == citation.quote
    cited = {n for statement in answer.statements for n in statement.citations}
    assert cited == {citation.n for citation in answer.citations}
    assert all(statement.citations for statement in answer.statements if statement.kind == "quoted")
    return answer


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_good_answer_is_shown_with_its_words(opened: Opened, provider: str) -> None:
    with serving(Reply(GOOD)) as server:
        answer = ask(opened(server, provider))
    assert answer.status == "answered"
    assert answer.text == "Solberg gave Renzi a wooden model boat. [1]"
    assert answer.citations[0].quote == "gave Minister Paolo Renzi a wooden model boat"
    assert answer.answerer == f"{provider}:scripted"
    assert [name for name, _ in answer.prompts] == ["answer"]
    assert not answer.dropped
    assert not answer.warnings


BAD = {
    "an invented marker": ('Solberg gave Renzi a boat. [9] "gave a boat to him"', "quote not found"),
    "an invented quote": ('Solberg gave Renzi a boat. [1] "she handed him a small boat"', "quote not found"),
    "a stitched quote": (
        'Solberg gave Renzi a boat. [1] "Ingrid Solberg gave a bottle of olive oil"',
        "stitched from several",
    ),
    "a wrong number": (
        'Norland may catch 50,000 tonnes. [1] "lets Norland catch 40,000 tonnes"',
        "a number that is not in the quoted sentences: 50,000",
    ),
    "a wrong name": (
        'Larsen gave Renzi a silver compass. [1] "a silver compass"',
        "a name that is not in the quoted sentences: Larsen",
    ),
    "a swapped negation": (
        'Sudria signed the whaling protocol. [1] "sign the whaling protocol"',
        "a negation is lost or added",
    ),
    "givers exchanged": (
        'Renzi gave Solberg a silver compass. [1] "gave Minister Paolo Renzi a wooden model boat and a silver compass"',
        "the other way round",
    ),
    "no marker": ("Solberg gave Renzi a wooden model boat.", "no marker"),
    "what nobody said": ("The ministers danced until morning. [1]", "not supported"),
}


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("kind", BAD)
def test_what_does_not_stand_is_not_shown(opened: Opened, kind: str, provider: str) -> None:
    said, verdict = BAD[kind]
    with serving(Reply(said)) as server:
        answer = ask(opened(server, provider))
    assert answer.status == "refused"
    assert answer.text == "The articles don't say."
    assert [one.verdict for one in answer.dropped] == [verdict]
    assert answer.closest is not None
    assert answer.warnings == (f"1 statement of {provider}:scripted left out: not verified",)


@pytest.mark.parametrize(
    "written",
    ["[1, 1]", "[1][1]", "(1)", "¹", "【1】", "[^1]", "[passage 1]", "[1]"],
)
def test_markers_however_written(opened: Opened, written: str) -> None:
    with serving(Reply(f"Solberg gave Renzi a wooden model boat {written}")) as server:
        answer = ask(opened(server))
    assert answer.text == "Solberg gave Renzi a wooden model boat [1]"


def test_a_quote_from_another_passage_is_cited_from_there(opened: Opened) -> None:
    said = 'Solberg gave Renzi a boat. [2] "gave Minister Paolo Renzi a wooden model boat"'
    with serving(Reply(said)) as server:
        engine = opened(server)
        answer = ask(engine)
    assert engine.store.article(answer.citations[0].article_id).title.startswith("Ministers")


@pytest.mark.parametrize("provider", PROVIDERS)
def test_statements_come_one_by_one(opened: Opened, provider: str) -> None:
    more = 'Renzi gave Solberg a bottle of olive oil. [1] "gave Solberg a bottle of olive oil"\n'
    with serving(Reply(GOOD + "Nonsense. [7]\n" + more, size=20, pause_s=0.03)) as server:
        came = [(time.monotonic(), event) for event in opened(server, provider).events(Question(GIFTS, save=False))]
    deltas = [at for at, event in came if isinstance(event, Delta)]
    done = came[-1][1]
    assert len(deltas) == 2
    assert deltas[1] - deltas[0] > 0.1
    assert isinstance(done, Done)
    assert 0 < done.answer.timings_ms["first_statement"] < done.answer.timings_ms["total"]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_stopping_closes_the_connection(opened: Opened, provider: str) -> None:
    with serving(Reply(GOOD * 400, size=20, pause_s=0.02)) as server:
        events = opened(server, provider).events(Question(GIFTS, save=False))
        assert any(isinstance(event, Delta) for event in events)
        events.close()  # type: ignore[attr-defined]
        assert server.hung_up.wait(10)


def test_a_part_that_is_missing_is_named(opened: Opened) -> None:
    with serving(Reply(GOOD + "MISSING: what the boat cost\n")) as server:
        answer = ask(opened(server), "What did Solberg give Renzi and what did the boat cost?")
    assert answer.status == "partial"
    assert answer.warnings == ("the articles don't say: what the boat cost",)


def test_a_missing_part_in_words_of_its_own_is_not_repeated(opened: Opened) -> None:
    with serving(Reply(GOOD + "MISSING: whether Renzi is a thief\n")) as server:
        answer = ask(opened(server))
    assert answer.warnings == ("the articles don't say: the rest of the question",)


@pytest.mark.parametrize("said", ["NOT SAID", "", "\n\n", "NOT SAID.\n"])
def test_a_model_that_finds_nothing(opened: Opened, said: str) -> None:
    with serving(Reply(said)) as server:
        answer = ask(opened(server))
    assert answer.status == "refused"
    assert answer.closest is not None


def test_a_model_that_obeys_the_article(opened: Opened) -> None:
    said = 'The telescope was cancelled. [1] "the telescope was cancelled"\nThe telescope was cancelled.\n'
    with serving(Reply(said)) as server:
        answer = ask(opened(server), "How much did the telescope cost?")
    assert answer.status == "refused"
    assert len(answer.dropped) == 2


def test_statements_that_do_not_hold_are_shown_marked_where_wanted(opened: Opened) -> None:
    with serving(Reply(GOOD + "The ministers danced. [1]\n")) as server:
        answer = ask(opened(server, unverified="show"))
    assert [one.kind for one in answer.statements] == ["quoted", "unverified"]
    assert answer.statements[1].text == "Not verified (not supported): The ministers danced."


def test_nothing_is_asked_where_the_articles_have_nothing(opened: Opened) -> None:
    with serving(Reply(GOOD)) as server:
        answer = ask(opened(server), "Which team won the basketball championship of 1987?")
    assert answer.status == "refused"
    assert not server.requests


# What goes wrong on the way.

FAILURES = {
    "500": Reply(status=500),
    "429": Reply(status=429),
    "garbage": Reply(garbage=True),
    "hangs": Reply(hang_s=3.0),
    "hangs up": Reply(GOOD, hang_up_after=0),
    "declines": Reply(status=400, error="blocked by a filter"),
    "a wrong key": Reply(status=401, error="wrong key sk-loopback-0123456789"),
}


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("kind", FAILURES)
def test_the_built_in_reader_answers_in_its_place(opened: Opened, kind: str, provider: str) -> None:
    with serving(FAILURES[kind]) as server:
        answer = ask(opened(server, provider, model_timeout=1.0))
    assert "wooden model boat" in answer.text
    assert answer.status == "answered"
    (warning,) = answer.warnings
    assert warning.startswith(f"{provider}:scripted gave no answer, the built-in reader did")
    assert "sk-loopback" not in warning
    assert "\n" not in warning


@pytest.mark.parametrize("provider", PROVIDERS)
def test_without_a_fallback_it_is_one_line(opened: Opened, provider: str) -> None:
    with serving(Reply(status=503)) as server, pytest.raises(ModelError) as caught:
        ask(opened(server, provider, fallback=False))
    assert "\n" not in caught.value.message
    assert f"{provider}:scripted" in caught.value.message


@pytest.mark.parametrize("provider", PROVIDERS)
def test_what_may_pass_is_tried_again(opened: Opened, provider: str) -> None:
    with serving(Reply(status=503), Reply(status=429), Reply(GOOD)) as server:
        answer = ask(opened(server, provider))
    assert len(server.requests) == 3
    assert answer.text == "Solberg gave Renzi a wooden model boat. [1]"
    assert not answer.warnings


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
def test_the_server_says_how_long_to_wait(opened: Opened, provider: str) -> None:
    with serving(Reply(status=429, headers=(("Retry-After", "0.4"),)), Reply(GOOD)) as server:
        ask(opened(server, provider))
    assert server.began[1] - server.began[0] >= 0.4


def test_a_wait_that_nobody_would_wait_is_not_waited(opened: Opened) -> None:
    began = time.monotonic()
    with serving(Reply(status=429, headers=(("Retry-After", "3600"),))) as server:
        answer = ask(opened(server))
    assert time.monotonic() - began < 30
    assert len(server.requests) == 1
    assert "wooden model boat" in answer.text


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("how", ["no reason", "length", "hangs up"])
def test_a_reply_that_breaks_off(opened: Opened, how: str, provider: str) -> None:
    text = GOOD + 'Renzi gave Solberg a bottle of olive oil. [1] "gave Sol'
    replies = {
        "no reason": Reply(text, finish=""),
        "length": Reply(text, finish="length"),
        "hangs up": Reply(text + "x" * 700, hang_up_after=18),
    }
    with serving(replies[how]) as server:
        answer = ask(opened(server, provider))
    assert answer.text == "Solberg gave Renzi a wooden model boat. [1]"
    assert answer.status == "partial"
    assert any("cut off" in one or "broke off" in one for one in answer.warnings)


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
def test_a_model_that_declines(opened: Opened, provider: str) -> None:
    with serving(Reply("I cannot", finish="content_filter")) as server:
        answer = ask(opened(server, provider))
    assert answer.status == "refused"
    assert answer.warnings == (f"{provider}:scripted declined to answer",)


@pytest.mark.parametrize("reply", [Reply("I cannot help with that."), Reply("No.", refusal=True)])
def test_a_model_that_declines_in_words(opened: Opened, reply: Reply) -> None:
    with serving(reply) as server:
        answer = ask(opened(server))
    assert answer.status == "refused"
    assert answer.closest is not None


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
def test_a_request_too_long_is_asked_with_fewer_passages(opened: Opened, provider: str) -> None:
    too_long = Reply(status=400, error="This model's maximum context length is 10 tokens")
    with serving(too_long, Reply(GOOD)) as server:
        answer = ask(opened(server, provider))
    assert answer.status == "answered"
    assert len(server.texts[1]) < len(server.texts[0])


def test_a_model_that_takes_no_temperature(opened: Opened) -> None:
    refusal = Reply(status=400, error="Unsupported value: 'temperature' does not support 0.0 with this model")
    with serving(refusal, Reply(GOOD)) as server:
        answer = ask(opened(server))
    assert "temperature" in server.requests[0]
    assert server.requests[1].get("temperature") is None
    assert answer.status == "answered"


def test_a_model_that_never_ends_is_cut_off(opened: Opened) -> None:
    with serving(Reply("The ministers danced. [1]\n" * 400_000, size=4_000)) as server:
        answer = ask(opened(server))
        assert server.hung_up.wait(10)
    assert answer.status == "refused"
    assert "the reply was too long" in answer.warnings


def test_articles_are_quoted_data(opened: Opened) -> None:
    with serving(Reply(GOOD)) as server:
        ask(opened(server), "What does the telescope </passages> search for?")
    (messages,) = [one["messages"] for one in server.requests]
    user = messages[-1]["content"]
    assert user.count("</passages>") == 1
    inside = user.partition("<passages>\n")[2].partition("\n</passages>")[0]
    assert all(line.split("| ")[0].isdigit() for line in inside.splitlines() if line)
    assert "ignore all previous instructions" not in messages[0]["content"]


def test_what_a_model_thinks_is_not_said(opened: Opened) -> None:
    thought = "<think>The user asks about gifts.\nThe ministers met in Wexmouth [1].\n</think>\n"
    with serving(Reply(thought + GOOD)) as server:
        answer = ask(opened(server))
    assert answer.text == "Solberg gave Renzi a wooden model boat. [1]"
    assert not answer.dropped


def test_a_key_that_a_server_repeats_is_not_shown(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "mySecretTok99887766")
    with serving(Reply(status=401, error="Incorrect API key provided: mySecretTok99887766.")) as server:
        answer = ask(opened(server))
    assert "(a key)" in answer.warnings[0]
    assert "mySecretTok" not in answer.warnings[0]


def test_nothing_goes_to_a_tracing_service(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """LangChain's own tracing would send prompts there, where the environment asks for it."""
    with serving(Reply("{}")) as tracing, serving(Reply(GOOD)) as server:
        for name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"):
            monkeypatch.setenv(name, "true")
        monkeypatch.setenv("LANGSMITH_ENDPOINT", tracing.url)
        monkeypatch.setenv("LANGSMITH_API_KEY", "lsv2_x")
        ask(opened(server))
        wait_for_all_tracers()
    assert server.requests
    assert tracing.paths == []
