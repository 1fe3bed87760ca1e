"""Classes of follow-ups that were once understood wrongly, each in a talk of its own."""

from __future__ import annotations

import pytest

from bot.conversation.words import verb_form
from bot.rewrite import rewrite
from bot.types import Exchange

TALKS = {
    "a verb on no list gets its own base form": (
        ("Who welcomed or greeted the guest?", "The streets were full of people. [1]"),
        ("and when?", "when did someone welcome or greeted the guest?"),
    ),
    "what happened, not who": (
        ("what happened to the Selma-2?", "The probe Selma-2 hit the ground. [1]"),
        ("why?", "why did that happen to the Selma-2?"),
    ),
    "a name with a number": (
        ("when did Selma-2 land?", "Selma-2 left the station of Ravel on 14 July. [1]"),
        ("how much did it cost?", "how much did Selma-2 cost?"),
    ),
    "it, at the end of how long it took": (
        ("how much will the new tunnel cost?", "Two billion euros. [1]"),
        ("And how long did it take to build?", "And how long did the new tunnel take to build?"),
    ),
    "why not": (
        ("does the law cover wireless charging?", "Wireless charging is left out. [1]"),
        ("why not?", "why does the law not cover wireless charging?"),
    ),
    "how strong, then why": (
        ("how strong was the storm?", "It was a storm of category 4. [1]"),
        ("why?", "why was the storm strong?"),
    ),
    "those who were counted": (
        ("how many miners died in the tunnel?", "Six died. [1]"),
        ("where were they from?", "where were the miners from?"),
    ),
    "how many of the same": (
        ("how many scrolls have been found?", "About 800 scrolls have been found. [1]"),
        ("how many were opened?", "how many scrolls were opened?"),
    ),
    "the last one of those counted": (
        ("how many people died in the collapse?", "Six people died. [1]"),
        ("when was the last one found?", "when was the last person found?"),
    ),
    "those who answer who": (
        (
            "who won the contest?",
            "The prize goes to Adam Novak, a student in Bern, Maria Silva, a nurse, and Peter Lind, a farmer. [1]",
        ),
        ("how much did they win?", "how much did Adam Novak, Maria Silva and Peter Lind win?"),
    ),
    "one of a row is not they": (
        ("who comes next?", "Togo, Liberia and Niger are among the next. [1]"),
        ("when will they start?", "when will Togo, Liberia and Niger start?"),
    ),
    "the question's name for it": (
        ("how many people died in the Arden flood?", "The New Year's Day flood killed forty people. [1]"),
        ("when did it strike?", "when did the Arden flood strike?"),
    ),
    "a name takes the place of a name": (
        ("who was first before Acme?", "Initech was. [1]"),
        ("and Globex?", "who was first before Globex?"),
    ),
    "the question once more": (
        ("what did Kim get?", "A pair of dogs. [1]"),
        ("and Kim?", "what did Kim get?"),
    ),
    "works are made at places": (
        ("who is Brent Adler?", "Brent Adler, a chemist at the University of Basel, had worked on the problem. [1]"),
        ("how long did he work on it?", "how long did Brent Adler work on the problem?"),
    ),
    "an airport is a place": (
        ("what happened at Lindau airport?", "An airliner hit a smaller plane. [1]"),
        ("how many people died?", "how many people died at Lindau airport?"),
    ),
    "no square is a person": (
        ("who met Putin?", "Crowds filled Kim Il Sung Square. [1]"),
        ("how did he greet him?", "how did Putin greet him?"),
    ),
    "this is no name": (
        ("who makes the chips?", "They are made by Acme. [1]"),
        ("is that a risk?", "is that a risk?"),
    ),
}


@pytest.mark.parametrize("talk", TALKS.values(), ids=TALKS.keys())
def test_a_follow_up(talk: tuple[tuple[str, str], tuple[str, str]]) -> None:
    (question, answer), (then, understood) = talk
    assert rewrite(then, [Exchange(question, answer)]) == understood


@pytest.mark.parametrize(
    "question", ["who are you?", "what can you do?", "what articles do you have?", "thanks", "Hello!"]
)
def test_what_is_asked_of_the_program_stays_as_it_is(question: str) -> None:
    gave = Exchange("What did Solberg give Renzi in Wexmouth?", "Solberg gave Renzi a wooden model boat. [1]")
    assert rewrite(question, [gave]) == question


@pytest.mark.parametrize(
    ("past", "base"),
    [("greeted", "greet"), ("hugged", "hug"), ("decorated", "decorate"), ("tackled", "tackle"), ("visited", "visit")],
)
def test_the_base_of_a_verb(past: str, base: str) -> None:
    assert verb_form(past) == (base, "past")


@pytest.mark.parametrize(
    ("question", "standalone"),
    [
        ("and what did he give her in return?", "and what did Renzi give Solberg in return?"),
        ("and what did he give her?", "and what did Renzi give Solberg?"),  # nobody asks the same again
        ("what did she give to him?", "what did Renzi give to Solberg?"),
        ("when did he meet her?", "when did Solberg meet Renzi?"),
        ("and what did he give in return?", "and what did Renzi give in return?"),
        ("and what did he get in return?", "and what did Solberg get in return?"),
    ],
)
def test_what_is_given_in_return_comes_from_the_other_side(question: str, standalone: str) -> None:
    gave = Exchange("What did Solberg give Renzi?", "Solberg gave Renzi a wooden model boat. [1]")
    assert rewrite(question, [gave]) == standalone
