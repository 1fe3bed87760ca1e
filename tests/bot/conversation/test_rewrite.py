"""Follow-ups are resolved against what was said; questions that stand alone are left alone."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rewrite import MAX_CHARS, rewrite
from bot.types import Exchange

GIFTS = Exchange(
    "what gifts were exchanged?",
    "Putin presented Kim with a Russian-made Aurus limo and other gifts, including a tea set and a naval officer's "
    "dagger. [1] Ushakov said that Kim's presents to Putin included artworks depicting the Russian leader. [2]",
)
LONGER = Exchange(
    "what gifts were exchanged?",
    "Putin's foreign affairs adviser Yuri Ushakov told reporters that the two leaders exchanged gifts. [1] "
    + GIFTS.answer.replace("[2]", "[3]").replace("[1]", "[2]"),
)
DEAL = Exchange(
    "Did Russia and North Korea sign a deal?",
    "Vladimir Putin and Kim Jong Un signed a new partnership that includes a vow of mutual aid. [1]",
)


def dialogue(*turns: tuple[str, str]) -> list[str]:
    """What each question of a conversation is understood as."""
    history: list[Exchange] = []
    understood = []
    for question, answer in turns:
        understood.append(rewrite(question, history))
        history.append(Exchange(question, answer, understood[-1]))
    return understood


@pytest.mark.parametrize(
    ("question", "understood"),
    [
        ("and what did he get in return?", "and what did Putin get in return for the gifts?"),
        ("what about Kim?", "what gifts were exchanged with regard to Kim?"),
        ("and in return?", "what gifts were exchanged in return?"),
        ("where did they meet?", "where did Putin and Kim meet?"),
        ("did he meet anyone else?", "did Putin meet anyone else?"),
        ("were they expensive?", "were the gifts expensive?"),
        ("did Kim like them?", "did Kim like the gifts?"),
        ("which one is made in Russia?", "which gift is made in Russia?"),
        ("why?", "why were the gifts exchanged?"),
        ("when was that?", "when were the gifts exchanged?"),
        ("how many?", "how many gifts were exchanged?"),
        ("from whom?", "from whom were the gifts exchanged?"),
        ("what else?", "what other gifts were exchanged?"),
        ("in Russia?", "what gifts were exchanged in Russia?"),
        ("tell me more", "tell me more about the gifts"),
    ],
)
def test_follow_ups_to_the_gifts(question: str, understood: str) -> None:
    assert rewrite(question, [GIFTS]) == understood


def test_who_said_that_asks_for_the_statement() -> None:
    assert rewrite("who said that?", [GIFTS]).startswith(
        "who said that Putin presented Kim with a Russian-made Aurus limo"
    )


def test_who_is_only_quoted_is_not_whom_it_is_about() -> None:
    assert rewrite("and what did he get in return?", [LONGER]) == "and what did Putin get in return for the gifts?"


@pytest.mark.parametrize(
    "question",
    [
        "Who won the Tony awards?",
        "What time is it in Moscow?",
        "is it true that Russia vetoed the sanctions?",
        "Is there a museum in Lisbon?",
        "Are there any museums in Lisbon?",
        "When Kim met Putin, what did he give him?",
        "What did Putin say about his trip?",
        "What did the minister say he would do?",
        "who is Ushakov?",
        "How does photosynthesis work?",
        "Where was the tea set made?",
        "  What causes earthquakes? ",
        "what is this about?",
        "what is this article about?",
        "summarise it",
        "thanks",
        "really?",
        "when was it signed?",  # nothing that can be signed was spoken of
        "when was it published?",  # the article
        "Ukraine grain deal latest",
        "",
        "?",
    ],
)
def test_what_stands_alone_is_unchanged(question: str) -> None:
    assert rewrite(question, [GIFTS]) == question


def test_without_history_nothing_changes() -> None:
    assert rewrite("and what did he get in return?", []) == "and what did he get in return?"


def test_a_deal_in_three_turns() -> None:
    assert dialogue(
        (DEAL.question, DEAL.answer),
        ("when was it signed?", "During a Wednesday summit."),
        ("what is it about?", "The deal covers security and trade."),
        ("what did Kim call it?", "Kim called it the “strongest ever treaty”."),
        ("and Putin?", "Putin said that it was a breakthrough document."),
    )[1:] == [
        "when was the deal signed?",
        "what is the deal about?",
        "what did Kim call the deal?",
        "what did Putin call the deal?",
    ]


def test_who_answered_is_the_next_he_or_she() -> None:
    assert dialogue(
        ("Who won the election?", "Maria Silva won the election with 54 percent."),
        ("by how much?", "54 percent"),
        ("where was she born?", "In Lisbon."),
        ("is she married?", "Yes."),
    )[1:] == [
        "by how much did Maria Silva win the election?",
        "where was Maria Silva born?",
        "is Maria Silva married?",
    ]


def test_events_places_and_bare_questions() -> None:
    assert dialogue(
        ("When did the fire start?", "The fire in Ostrava started on 3 May 2021."),
        ("how many people died?", "Five."),
        ("who put it out?", "The brigade of Josef Novak put it out."),
        ("was he hurt?", "No."),
        ("why did it start?", "The articles don't say."),
    )[1:] == [
        "how many people died in the fire?",
        "who put the fire out?",
        "was Josef Novak hurt?",
        "why did the fire start?",
    ]


def test_others_and_why() -> None:
    assert dialogue(
        ("Where did Putin and Kim meet?", "They met at the airport."),
        ("why?", ""),
        ("did he meet anyone else?", "Kim then introduced Foreign Minister Choe Son Hui."),
        ("who else?", ""),
    )[1:] == [
        "why did Putin and Kim meet?",
        "did Putin meet anyone else besides Kim?",
        "who else did Putin meet besides Kim?",
    ]


def test_a_namesake_is_somebody_else() -> None:
    introduced = Exchange("Who did Kim introduce?", "Kim introduced Choe Son Hui and his sister, Kim Yo Jong.")
    assert rewrite("who is his sister?", [introduced]) == "who is Kim's sister?"


def test_names_in_lower_case_are_known_from_the_conversation() -> None:
    history = [Exchange("who is putin?", "Vladimir Putin is the president of Russia.")]
    assert rewrite("where was he born?", history) == "where was Vladimir Putin born?"


def test_a_time_and_a_place_that_were_spoken_of() -> None:
    history = [Exchange("When did Putin visit North Korea?", "Putin visited North Korea in 2000.")]
    assert rewrite("who was president that year?", history) == "who was president in 2000?"
    assert rewrite("why did he go there?", history) == "why did Putin go to North Korea?"


def test_a_new_topic_is_not_contaminated_and_leads_from_then_on() -> None:
    history = [GIFTS, Exchange("Who was Anne Bonny?", "Anne Bonny was a pirate in the Caribbean.")]
    assert rewrite("what was she famous for?", history) == "what was Anne Bonny famous for?"


def test_earlier_questions_are_understood_where_the_history_does_not_say_how() -> None:
    turns = (("Who is Ada Lovelace?", "A mathematician."), ("where was she born?", "London."))
    told = [Exchange(*turns[0]), Exchange(*turns[1], "where was Ada Lovelace born?")]
    untold = [Exchange(*turn) for turn in turns]
    question = "who was her mother?"
    assert rewrite(question, untold) == rewrite(question, told) == "who was Ada Lovelace's mother?"


WORDS = (
    "he she it they him her them their this that these those there then one both and or but what who whose why when "
    "where how many much else about in of with return is was did does said met gave the a deal treaty gifts album "
    "Kim Putin Jong Un Russia Tony 2019 3 's ? . , ! “ ” [1] \n summarise happened besides if to not"
)
texts = st.text(max_size=300) | st.lists(st.sampled_from(WORDS.split(" ")), max_size=25).map(" ".join)
histories = st.lists(st.builds(Exchange, texts, texts, texts | st.just("")), max_size=4)


@given(texts, histories)
@settings(max_examples=400, deadline=None)
def test_it_never_raises_and_adds_no_name(question: str, history: list[Exchange]) -> None:
    understood = rewrite(question, history)
    given_words = " ".join([question, *(f"{e.question} {e.answer} {e.standalone_question}" for e in history)]).lower()
    for name in re.findall(r"\b(?:Kim|Putin|Jong|Un|Russia|Tony)\b", understood):
        assert name.lower() in given_words
    for kept in re.findall(r"\b(?:Putin|Russia|Tony|2019)\b", question):
        assert kept in understood
    assert rewrite(question, history) == understood


def test_long_texts_take_bounded_time() -> None:
    long = "what did he say to them about it and then " * 250
    history = [Exchange("who is Kim? " * 2000, "Kim said that it was his. " * 4000)] * 20
    begun = time.perf_counter()
    assert rewrite(long, history) == long
    for question in ("what did he say?", long[: MAX_CHARS - 1]):
        rewrite(question, history)
    assert time.perf_counter() - begun < 10.0
