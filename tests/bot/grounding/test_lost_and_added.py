"""Statements that drop a doubt or a condition, move a number, or add an end of their own; and ones that may be said."""

from __future__ import annotations

import pytest

from bot.grounding.additions import added
from bot.grounding.doubts import doubt_lost
from bot.grounding.facts import missing_fact
from bot.grounding.numbers import wrong_number
from bot.grounding.written import Claim, read_line

DOUBT, CONDITION = "a doubt or a plan told as a fact", "a condition is lost"


@pytest.mark.parametrize(
    ("statement", "evidence", "verdict"),
    [
        ("The storm damaged the pier.", "The storm may have damaged the pier.", DOUBT),
        ("The town closed the ferry line.", "The town plans to close the ferry line next year.", DOUBT),
        ("Rosa Lind sold the mill.", "Rosa Lind tried to sell the mill in spring.", DOUBT),
        ("The bridge reopened in June.", "The bridge will reopen in June.", DOUBT),
        ("He robbed the bank.", "He allegedly robbed the bank.", DOUBT),
        ("Fares rise in May.", "Fares are expected to rise in May.", DOUBT),
        ("The fair moves indoors.", "If it rains, the fair moves indoors.", CONDITION),
        ("Members pay nothing.", "Members pay nothing unless they miss a meeting.", CONDITION),
        ("The storm may have damaged the pier.", "The storm may have damaged the pier.", ""),
        ("The town wants to close the ferry line.", "The town plans to close the ferry line.", ""),
        ("A closing of the ferry line is possible.", "The town might close the ferry line.", ""),
        ("Fares rose in May.", "Fares are expected to rise again after they rose in May.", ""),
        ("The fair moves indoors when it rains.", "If it rains, the fair moves indoors.", ""),
        ("She asked whether the mill was sold.", "She asked if the mill was sold.", ""),
        ("Corvin was fined in May.", "In May the regulator fined Corvin.", ""),
        ("The mayor opened the market on May 4.", "On May 4 the mayor opened the market.", ""),
    ],
)
def test_a_doubt_or_condition_that_is_lost(statement: str, evidence: str, verdict: str) -> None:
    assert doubt_lost(statement, evidence) == verdict


@pytest.mark.parametrize(
    ("statement", "evidence", "is_wrong"),
    [
        ("40 died and 12 were hurt.", "12 died and 40 were hurt.", True),
        ("The share fell from 60% in 2004 to 90% in 2005.", "The share fell from 90% in 2004 to 60% in 2005.", True),
        ("Article 1(20) says so.", "Article 20(1) says so.", True),
        ("It took several hundreds of workers.", "It took several workers.", True),
        ("12 people died, 40 were hurt.", "12 died and 40 were hurt.", False),
        ("The share was 60% in 2005.", "The share fell from 90% in 2004 to 60% in 2005.", False),
        ("In 2005 it had fallen to 60%.", "The share fell from 90% in 2004 to 60% in 2005.", False),
        ("Twelve people were killed.", "12 people were killed and 40 hurt.", False),
    ],
)
def test_a_number_in_the_place_of_another(statement: str, evidence: str, *, is_wrong: bool) -> None:
    assert bool(wrong_number(statement, evidence)) is is_wrong


@pytest.mark.parametrize(
    ("statement", "is_added"),
    [
        ("Solberg gave Renzi a wooden boat, because harbours were dear to her.", True),
        ("Solberg gave Renzi a wooden boat worth forty thousand kroner.", True),
        ("Solberg gave Renzi a wooden boat – a sign of lasting peace.", True),
        ("Solberg gave Renzi a wooden boat.", False),
        ("Renzi, the minister, got a wooden boat and thanked her.", False),
        ("A wooden boat was what Solberg gave him, after the talks.", False),
    ],
)
def test_an_end_that_nothing_says(statement: str, *, is_added: bool) -> None:
    evidence = "After the talks Solberg gave Renzi, the minister, a wooden boat, and he thanked her."
    assert bool(added(statement, evidence)) is is_added


@pytest.mark.parametrize(
    ("statement", "evidence", "verdict"),
    [
        ("Police arrested a guard of the museum.", "Police arrested a former guard.", "not a guard but a former one"),
        ("The vase is insured.", "All pieces are insured, except for the vase.", "an exception is lost"),
        ("It was the club's first cup.", "It was the club's first cup since 1987.", "true only since a certain time"),
        ("They oppose it because of its cost.", "They oppose it because it crosses the marsh.", "for another reason"),
        ("The vase was broken.", "The vase was found unbroken.", "the opposite of the quoted sentences: broken"),
        ("The court convicted Teles.", "The court acquitted Teles.", "the opposite of the quoted sentences: convicted"),
        ("The journey is cut by 50 minutes.", "It cuts the journey from 95 to 50 minutes.", "a number of something"),
        ("More than 400 homes were dark.", "About 400 homes were dark.", "a number of something"),
        ("Divers found the three men.", "Divers found two of the three men.", "a number of something"),
        ("Nortek agreed to buy Velora.", "Velora agreed on Wednesday to buy Nortek.", "the other way round"),
        ("Brandt scored twice.", "Karlsson scored twice, and Brandt added a third.", "somebody else"),
        ("Velora bought Nortek.", "Velora agreed on Wednesday to buy Nortek.", "a doubt or a plan"),
        ("The harbour took 900 euros.", "According to the indictment the harbour took 900 euros.", "an accusation"),
    ],
)
def test_what_a_new_reader_found(statement: str, evidence: str, verdict: str) -> None:
    assert missing_fact(statement, evidence).startswith(verdict)


@pytest.mark.parametrize(
    ("statement", "evidence"),
    [
        ("Teles was not convicted: the court acquitted him.", "The court acquitted Teles."),
        ("No patients over 75 took part in the trial.", "Patients over 75 were excluded from the trial."),
        ("The wharf was unaffected.", "The wharf was not affected."),
        ("Lind called the findings promising.", "Lind, who was not involved, called the findings promising."),
        ("No, the city sold the mill.", "The city sold the mill."),
        ("Sami Karlsson scored twice.", "Sami Karlsson, 24, scored twice, and Brandt added a third."),
        ("Norway paid for the expedition.", "The expedition was a large one, paid for by Norway."),
        ("Police arrested a former guard.", "Police arrested a former guard of the museum."),
        ("400 homes were dark.", "About 400 homes were dark."),
        ("They oppose it because of the marsh.", "They oppose it because it crosses the marsh."),
    ],
)
def test_what_a_new_reader_missed(statement: str, evidence: str) -> None:
    assert missing_fact(statement, evidence) == ""


def test_a_quote_with_quotes_in_it_is_one_quote() -> None:
    (claim,) = read_line('The bank found it hard to justify. [2] "called the price "hard to justify"."')
    assert claim == Claim("The bank found it hard to justify.", (2,), ('called the price "hard to justify".',))


def test_quotes_of_two_passages_belong_to_one_statement() -> None:
    (claim,) = read_line('Kim gave dogs and Putin a car. [1] "gave two dogs" [2] "gave a car"')
    assert claim == Claim("Kim gave dogs and Putin a car.", (1, 2), ("gave two dogs", "gave a car"))
