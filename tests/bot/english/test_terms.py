"""Words as they are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answerers.asked import read
from bot.answerers.attune import attune, is_typo
from bot.english.terms import alternatives, rarity, root, stem, stems, stopwords, tokens


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("gave", "given"), ("gifts", "gift"), ("won", "win"), ("cities", "city"), ("met", "meeting"), ("stopped", "stop"),
        ("vowed", "vow"), ("U.S.", "U.S."), ("1,000", "1000"), ("twenties", "twenty"),
    ],
)  # fmt: skip
def test_inflections_share_a_stem(left: str, right: str) -> None:
    assert stem(left.lower()) == stem(right.lower())


@pytest.mark.parametrize(
    ("left", "right"), [("develop", "development"), ("accuse", "accusations"), ("cooperate", "cooperation")]
)
def test_derivations_share_a_root(left: str, right: str) -> None:
    assert root(stem(left)) == root(stem(right))


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("the North Korean leader", "=north korea"), ("DPRK troops", "=north korea"), ("the U.S. Army", "=united states"),
        ("US officials", "=united states"), ("American aid", "=united states"), ("what does the us want", "=united states"),
        ("Britons", "=britain"), ("the United Nations", "=united nations"), ("UN sanctions", "=united nations"),
    ],
)  # fmt: skip
def test_a_country_has_one_stem(text: str, country: str) -> None:
    assert country in stems(text)


def test_us_is_a_pronoun_unless_written_as_a_country() -> None:
    assert stems("they told us so") & {"=united states"} == set()


def test_what_may_stand_for_a_word() -> None:
    assert stem("present") in alternatives(stem("gift"))
    assert stem("limousine") in alternatives(stem("limo"))
    assert stem("moscow") in alternatives("=russia")
    assert alternatives("=russia")[stem("moscow")] < 1


def test_rare_words_tell_more() -> None:
    assert rarity(stem("the")) == 0
    assert rarity(stem("people")) < rarity(stem("treaty")) < rarity(stem("pyongyang")) == 1


@given(st.text(max_size=200))
def test_tokens_are_ranges_of_the_text(text: str) -> None:
    found = tokens(text)
    assert all(text[token.start : token.end] == token.text for token in found)
    assert [token.start for token in found] == sorted({token.start for token in found})
    assert {token.stem for token in found} <= stems(text)


def test_stopwords_carry_nothing() -> None:
    assert {"the", "what", "did", "of"} <= stopwords()
    assert not {"give", "report", "name"} & stopwords()


@pytest.mark.parametrize(
    ("word", "other", "same"),
    [
        ("strengh", "strength", True), ("moncalm", "montcalm", True), ("goverment", "government", True), ("celeron", "céloron", True),
        ("iran", "iraq", False), ("kim", "jim", False), ("vancouver", "hanover", False), ("=iran", "=iraq", False),
    ],
)  # fmt: skip
def test_slips_of_the_hand(word: str, other: str, same: bool) -> None:
    assert is_typo(word, other) is same


def attuned(question: str, text: str) -> dict[str, dict[str, float]]:
    return {term.stem: term.alternatives for term in attune(read(question), [text], frozenset(stems(text))).terms}


def test_a_question_is_read_again_beside_its_passages() -> None:
    text = "The Presiding Officer met North Korean leader Kim Jong Un, whose strength is known."
    assert stem("officer") in attuned("What did the PO say?", text)["po"]
    assert stem("strength") in attuned("How great is his strengh?", text)["strengh"]
    assert "kim" in attuned("What did the North Korean leader say?", text)["leader"]
    assert "kim" not in attuned("What did the South Korean leader say?", text)["leader"]


def test_won_is_a_word_of_its_own_not_the_rest_of_wont() -> None:
    assert [token.stem for token in tokens("Who won the 100 metres?") if not token.is_stopword] == [
        "win",
        "100",
        "metr",
    ]
