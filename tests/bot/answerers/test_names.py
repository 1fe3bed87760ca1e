from pathlib import Path

import pytest

from bot.answerers.names import find_names


def named(text: str, kind: str) -> list[str]:
    return [name.text for name in find_names(text) if name.kind == kind]


def test_titles_and_nationalities_are_no_part_of_a_name() -> None:
    text = "Russian President Vladimir Putin met US Secretary of State Antony Blinken, said Gen. Mark Milley."
    assert named(text, "person") == ["Vladimir Putin", "Antony Blinken", "Mark Milley"]
    assert named(text, "place") == ["US"]


def test_a_surname_is_a_mention_of_the_full_name() -> None:
    text = "Vladimir Putin arrived. Putin's host, Kim Jong Un, smiled. Kim and Mr Putin shook hands."
    putin, kim = find_names(text)
    assert [text[start:end] for start, end in putin.mentions] == ["Vladimir Putin", "Putin", "Putin"]
    assert [text[start:end] for start, end in kim.mentions] == ["Kim Jong Un", "Kim"]


def test_the_first_word_of_a_sentence_is_no_name_by_itself() -> None:
    assert find_names("Yesterday it rained. Huge crowds came. Supply was short. However, nobody left.") == []


def test_acronyms_and_their_long_forms_are_one() -> None:
    text = "The United States voted. The U.S. delegate and the US envoy left the United Nations; the UN went on."
    assert [(name.text, len(name.mentions)) for name in find_names(text)] == [
        ("United States", 3),
        ("United Nations", 2),
    ]


def test_kinds() -> None:
    text = (
        "The Bank of England and the World Health Organization met Brent Seales, a computer scientist, near Lake "
        "Victoria after the Cold War. Apple and NATO were in Reykjavik."
    )
    assert named(text, "organisation") == ["Bank of England", "World Health Organization", "Apple", "NATO"]
    assert named(text, "person") == ["Brent Seales"]
    assert named(text, "place") == ["Lake Victoria", "Reykjavik"]
    assert named(text, "other") == ["Cold War"]


@pytest.mark.parametrize(
    "text", ["", " ", "no capitals here", "ALL CAPITALS", "123", "“”", "A. B. C.", "\n\n\n", "X" * 50_000]
)
def test_odd_text(text: str) -> None:
    assert all(text[start:end] for name in find_names(text) for start, end in name.mentions)


def test_a_line_of_100000_characters_takes_no_second() -> None:
    assert len(find_names("Vladimir Putin met Kim Jong Un in Pyongyang. " * 2_300)) == 3


def test_the_shared_article(shared: Path) -> None:
    raw = (shared / "articles" / "russia-north-korea-2024.txt").read_text(encoding="utf-8")
    body = " ".join(raw.split("Seoul, 19 Jun")[1].split("Leave a Reply")[0].split())
    assert named(body, "person") == [
        "Vladimir Putin", "Kim Jong Un", "Choe Son Hui", "Jo Yong Won", "Kim Yo Jong", "Yuri Ushakov",
    ]  # fmt: skip
    assert set(named(body, "place")) == {
        "North Korea", "Moscow", "Pyongyang", "Soviet Union", "US", "Ukraine", "Russia", "Korean Peninsula", "China",
        "Vietnam",
    }  # fmt: skip
    assert named(body, "organisation") == ["UN Security Council", "UN"]
