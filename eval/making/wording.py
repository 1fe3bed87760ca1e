"""From the parts of a clause to a question: the verb before its subject, people by their full names.

Promise: an answer is an exact [start:end] of the article. Nothing is added to the article's words but question words,
"do", and the rest of a person's name; "also" and the day of the week go.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.answerers.names import Name, find_names, words
from bot.conversation.words import listed
from bot.english.terms import is_namelike, stem
from eval.making.clauses import MAX_CHARS, WEEKDAY, Clause

_LOOSE_DAY = re.compile(
    rf",? (?:(?:on|late|early) )?{WEEKDAY}(?: morning| afternoon| evening| night)?"
    r"(?=$|,| (?:to|in|at|with|for|from|by|that|as|over|the)\b)"
)
_FILLERS = re.compile(
    r" (?:also|already|then|finally|recently|later|nevertheless|currently|now|still|meanwhile|reportedly)(?= )"
)

_HEDGE = re.compile(r" (?:partly|mainly|largely|mostly|simply|just|only|perhaps|probably)$")
"""Before "because"."""


@dataclass(frozen=True, slots=True)
class Made:
    """A question and the [start:end] that answers it; `others` are other wordings of the answer."""

    way: str
    question: str
    start: int
    end: int
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """An article's text, its names (start of a mention to its end and the name), and its words in lower case."""

    text: str
    names: dict[int, tuple[int, Name]]
    lower: frozenset[str]


def read(text: str) -> Reading:
    """What the rules look things up in; what lies behind MAX_CHARS is not read."""
    head = text[:MAX_CHARS]
    mentions = {start: (end, name) for name in find_names(head) for start, end in name.mentions}
    return Reading(text, mentions, frozenset(re.findall(r"\b[a-z]+\b", head)))


def made(way: str, clause: Clause, question: str, at: tuple[int, int]) -> Made:
    """A question whose answer stands `at` in the clause's sentence."""
    asked = _HEDGE.sub("", question.rstrip(" .,"))
    return Made(way, f"{asked}?", clause.offset + at[0], clause.offset + at[1])


def inverted(reading: Reading, clause: Clause, asks: str, drop: tuple[int, int]) -> str:
    """The question without what is asked for; "" where the verb's base form is not sure."""
    verb = clause.tokens[clause.verb]
    subject = subject_of(reading, clause)
    _, end = clause.predicate
    if clause.is_helped:
        return f"{asks} {verb.lower} {subject} {said(reading, clause, verb.end, end, drop)}"
    base = clause.base
    if base not in listed("verbs") and base not in reading.lower and base != "have":
        return ""
    present = verb.lower in ("has", "have") or (verb.tag == "V" and verb.lower.endswith("s") and verb.lower != base)
    return f"{asks} {'does' if present else 'did'} {subject} {base} {said(reading, clause, verb.end, end, drop)}"


def subject_of(reading: Reading, clause: Clause) -> str:
    """The subject as it stands inside a sentence."""
    text = said(reading, clause, *clause.subject)
    first = clause.tokens[clause.first]
    common = first.lower in reading.lower or not is_namelike(stem(first.lower))
    common = common and clause.offset + first.start not in reading.names
    lowered = first.tag == "D" or (first.tag in "O#X" and common and not first.text.isupper())
    return text[0].lower() + text[1:] if lowered else text


def said(reading: Reading, clause: Clause, start: int, end: int, drop: tuple[int, int] = (0, 0)) -> str:
    """[start:end] of the sentence without `drop`, loose weekdays and fillers, people by their full names."""
    parts, at = [], start
    for mention in sorted(s - clause.offset for s in reading.names):
        stop, name = reading.names[mention + clause.offset]
        stop -= clause.offset
        inside = at <= mention and stop <= end and not drop[0] <= mention < drop[1]
        if inside and _may_be_full(name, clause.text[mention:stop], clause.text[:mention]):
            parts.append(_without(clause.text, at, mention, drop) + name.text)
            at = stop
    parts.append(_without(clause.text, at, end, drop))
    return " ".join(_FILLERS.sub("", _LOOSE_DAY.sub("", " " + "".join(parts))).split())


def rest_is_day(text: str) -> bool:
    """Whether nothing but a day of the week is left."""
    return not _LOOSE_DAY.sub("", text).strip()


def _may_be_full(name: Name, written: str, before: str) -> bool:
    """Whether a surname may become the full name: not in "the Biden administration"."""
    word = before.split()[-1] if before.split() else ""
    joined = any(letter.isupper() for letter in word) and not may_precede(word) and not word.endswith((",", "."))
    ahead = joined and before.endswith(" ") and len(before.split()) > 1
    return name.kind == "person" and " " not in written and not ahead and not before.endswith(("the ", "The ", "-"))


def may_precede(word: str) -> bool:
    """Whether the word may stand before a name without being part of it: a title, a nationality."""
    title = any(word in entry.split() for entry in words("titles"))
    return title or word in words("demonyms") or word in ("The", "Mr", "Mrs", "Ms", "Sir", "Dame", "Former")


def _without(text: str, start: int, end: int, drop: tuple[int, int]) -> str:
    if drop[0] >= start and drop[1] <= end:
        return text[start : drop[0]] + " " + text[drop[1] : end]
    return text[start:end]
