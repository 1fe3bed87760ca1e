import pytest

from bot.answerers.service import REPLIES, answer, command_of


@pytest.mark.parametrize("command", REPLIES)
def test_a_reply_cites_nothing_and_is_sure(command: str) -> None:
    draft = answer(command)
    assert draft.status == "answered"
    assert draft.confidence == 1
    assert [(s.kind, s.spans) for s in draft.statements] == [("service", ())]


def test_help_names_what_can_be_typed() -> None:
    assert "footnote ingest" in REPLIES["help"]
    assert "which articles do you have?" in REPLIES["help"]


@pytest.mark.parametrize(
    "text", ["hi bob dylan", "hello dolly", "help wanted", "thanks giving", "bye-law", "good", "okay computer"]
)
def test_words_that_merely_begin_like_one(text: str) -> None:
    assert command_of(text) in ("", "acknowledged")
