"""Statements that say the opposite in nearly the same words, and ones that only sound so."""

from __future__ import annotations

import pytest

from bot.grounding.facts import missing_fact

SAID = {
    "fire": "A fire at the grain terminal killed two workers, and Mayor Tomas Beck accused the company's director, "
    "Helene Marsh, of hiding inspection reports.",
    "fine": "In May the regulator fined Corvin 4.5 million euros.",
    "vote": "The council voted 14 to 9 to reopen the terminal.",
    "jobs": "Unemployment rose from 6.1 percent to 7.4 percent.",
    "study": "Most participants were women, and walkers were 18 percent less likely to have memory problems after six years.",
    "motor": "The blaze was caused by a faulty conveyor motor.",
}


@pytest.mark.parametrize(
    ("statement", "of", "verdict"),
    [
        ("All participants were women.", "study", "an amount that is not in the quoted sentences: all"),
        ("Walkers were 18 percent more likely to have memory problems.", "study", "the opposite"),
        ("Walkers were followed for six months.", "study", "a number of something else in the quoted sentences: six"),
        ("Unemployment fell from 6.1 percent to 7.4 percent.", "jobs", "the opposite"),
        ("Unemployment rose from 7.4 percent to 6.1 percent.", "jobs", "a number of something else"),
        ("The council voted 9 to 14 to reopen the terminal.", "vote", "a number of something else"),
        ("The council voted 14 to 9 to close the terminal.", "vote", "the opposite"),
        ("The regulator fined Corvin 4.5 million dollars.", "fine", "a number of something else"),
        ("The regulator fined Corvin 4.5 billion euros.", "fine", "the opposite"),
        ("Corvin fined the regulator 4.5 million euros.", "fine", "the other way round"),
        ("Helene Marsh hid inspection reports.", "fire", "an accusation told as a fact"),
        ("Helene Marsh accused Mayor Tomas Beck of hiding inspection reports.", "fire", "the other way round"),
        ("The blaze caused a faulty conveyor motor.", "motor", "the other way round"),
    ],
)
def test_what_is_turned_round_is_seen(statement: str, of: str, verdict: str) -> None:
    assert missing_fact(statement, SAID[of]).startswith(verdict)


@pytest.mark.parametrize(
    ("statement", "of"),
    [
        ("Corvin was fined 4.5 million euros by the regulator in May.", "fine"),
        ("A faulty conveyor motor caused the blaze.", "motor"),
        ("Mayor Tomas Beck accused Helene Marsh of hiding inspection reports.", "fire"),
        ("Helene Marsh was accused by the mayor of hiding reports.", "fire"),
        ("Two people were killed.", "fire"),
        ("The council voted 14 to 9 to reopen it.", "vote"),
        ("Most of the participants were women.", "study"),
    ],
)
def test_what_says_the_same_passes(statement: str, of: str) -> None:
    assert missing_fact(statement, SAID[of]) == ""


def test_a_full_name_that_was_found_elsewhere_is_no_invention() -> None:
    statement, evidence = "Tomas Beck will not run again.", "Beck said that he would not run again."
    assert missing_fact(statement, evidence) != ""
    assert missing_fact(statement, evidence, everywhere="Mayor Tomas Beck opened the hall.") == ""
