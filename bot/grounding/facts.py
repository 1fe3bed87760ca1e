"""What a statement says that its sentences do not: numbers, names, a negation, who did it to whom.

Promise: pure; gives the first thing that is wrong, in words for `Dropped.verdict`, or "". It compares words; that two
wordings mean the same is not known here, so what it lets through may still be wrong (`support`), what it stops is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.answerers.roles import direction, read_roles
from bot.english.negation import negations
from bot.english.terms import Token, alternatives, is_namelike, tokens
from bot.grounding.doubts import doubt_lost
from bot.grounding.limits import limit_lost
from bot.grounding.numbers import WRITTEN, wrong_number
from bot.grounding.opposites import turned_round
from bot.grounding.order import another_did, names_changed, sides_changed

N_AFTER = 3
"""Words behind a name by which its place is known again."""
_DENIES = re.compile(r"\b(?:exclud\w+|acquit\w+|missing|still needs?|absent|barred|banned)\b", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:he|she|it|they|him|her|them|his|hers|its|their|this|these|those)\b", re.IGNORECASE)


def missing_fact(statement: str, evidence: str, around: str = "", everywhere: str = "") -> str:
    """What is wrong, "" where nothing is seen.

    `around` is what stands before `evidence`, for names behind its pronouns; `everywhere` all that was found, for the
    first name of one whom the evidence calls by the last.

    >>> missing_fact("Kim gave Putin three dogs.", "Kim gave Putin two dogs.")
    'a number that is not in the quoted sentences: three'
    >>> missing_fact("Putin gave Kim two dogs.", "Kim gave Putin two dogs.")
    'the other way round'
    """
    said, there = tokens(statement), tokens(evidence)
    if number := wrong_number(statement, evidence):
        return number
    named = tokens(around) if _PRONOUN.search(evidence) else []
    name = next(_names_missing(said, [*there, *named], everywhere), "")
    if name:
        return f"a name that is not in the quoted sentences: {name}"
    if _is_turned(statement, said, evidence, there):
        return "a negation is lost or added"
    if found := turned_round(statement, evidence) or doubt_lost(statement, evidence) or limit_lost(statement, evidence):
        return found
    if _is_reversed(said, there) or sides_changed(statement, evidence) or names_changed(statement, evidence):
        return "the other way round"
    return "somebody else in the quoted sentences" if another_did(statement, evidence) else ""


def _names_missing(said: Sequence[Token], there: Sequence[Token], everywhere: str) -> Iterator[str]:
    known = {token.stem for token in there}
    for i, token in enumerate(said):
        if not is_name(said, i) or token.stem in known or known & set(alternatives(token.stem)):
            continue
        if i + 1 < len(said) and said[i + 1].stem in known and f"{token.text} {said[i + 1].text}" in everywhere:
            continue
        yield token.text
    if said and not said[0].is_stopword and said[0].stem not in known and _stands_for_a_name(said, there):
        yield said[0].text


def _stands_for_a_name(said: Sequence[Token], there: Sequence[Token]) -> bool:
    """Whether the first word has a name's place: "Housing will also be ..." where "Truss will also be ..." stands."""
    after = [token.stem for token in said[1 : 1 + N_AFTER]]
    places = range(1, len(there) - N_AFTER + 1)
    same = (i for i in places if [token.stem for token in there[i : i + N_AFTER]] == after)
    return len(after) == N_AFTER and any(there[i - 1].capital and not there[i - 1].is_stopword for i in same)


def is_name(words: Sequence[Token], i: int) -> bool:
    """Whether it is written as a name: a capital that no beginning of a sentence explains."""
    token = words[i]
    if not token.capital or token.is_stopword or token.is_number or token.text.lower() in WRITTEN:
        return False
    return i > 0 or is_namelike(token.stem)


def _is_turned(statement: str, said: Sequence[Token], evidence: str, there: Sequence[Token]) -> bool:
    """A word that both have is denied in one of them only: each negation wants one of the other side that it meets.

    "Not convicted" of one who was acquitted needs no "not" in the evidence.
    """
    ours, theirs = negations(statement), negations(evidence)
    pairs = [(theirs, ours)] if _DENIES.search(evidence) else [(ours, theirs), (theirs, ours)]
    both = {t.stem for t in said} & {t.stem for t in there}
    return any(bool(one & both) and not any(one & other for other in others) for some, others in pairs for one in some)


def _is_reversed(said: Sequence[Token], there: Sequence[Token]) -> bool:
    names = [i for i in range(len(said)) if is_name(said, i)]
    roles = read_roles(said, names, 0)
    where: dict[str, list[int]] = {}
    for i, token in enumerate(there):
        where.setdefault(token.stem, []).append(i)
    return bool(roles.agent and roles.patient) and direction(roles, there, where) < 0
