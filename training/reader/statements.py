"""Yes/no questions and statements made from a question and its answer: what sentence support is learned from.

Promise: built by rules, so rough English; "" where no rule fits. With the right answer the sentence that holds it
supports what comes out, with a wrong one of the same kind it contradicts it.
"""

from __future__ import annotations

import re

from bot.conversation.tagging import tag

_AUX = r"(?:was|were|is|are|did|does|do|has|had|have|can|could|will|would)"
_WHO = re.compile(rf"^(?:who|what|which)\s+({_AUX})\s+(.+)$", re.IGNORECASE)
_WHICH = re.compile(rf"^(?:what|which)\s+((?:[a-z-]+\s+){{1,3}}?)({_AUX})\s+(.+)$", re.IGNORECASE)
_WHEN = re.compile(
    rf"^(when|where|(?:in |on )?(?:what|which) (?:year|month|day|date|city|country|state|place))\s+({_AUX})\s+(.+)$",
    re.IGNORECASE,
)
_MANY = re.compile(rf"^how (?:many|much)\s+((?:[a-z-]+\s+){{1,3}}?)({_AUX})\s+(.+)$", re.IGNORECASE)
_ACTIVE = re.compile(r"^(?:who|(?:what|which)(?:\s+[a-z-]+){1,2}?)\s+([a-z]+ed|[a-z]+)\s+(.+)$", re.IGNORECASE)
_TIME = re.compile(r"^(?:in|on|at|during|since|from|between|after|before|by|near|around|early|late)\b", re.IGNORECASE)
_DAY = re.compile(r"\b[A-Z][a-z]+ [0-9]{1,2}\b|\b[0-9]{1,2} [A-Z][a-z]+\b")
_SUBJECTS = ("who", "what", "which")
_DO = ("did", "does", "do")
MAX_ANSWER_WORDS = 8
NUMBER = re.compile(
    r"^[$£€]?\d|^(?:one|two|three|four|five|six|seven|eight|nine|ten|about|over|nearly)\b", re.IGNORECASE
)


def as_yes_no(question: str, answer: str) -> str:
    """The question whether it was this answer, "" where no rule fits.

    >>> as_yes_no("What did Kim give Putin?", "two dogs")
    'Did Kim give Putin two dogs?'
    """
    asked, answer = question.strip().rstrip("?").strip(), answer.strip().rstrip(".,;")
    if not asked or not answer or len(answer.split()) > MAX_ANSWER_WORDS:
        return ""
    made = _when(asked, answer) or _many(asked, answer) or _who(asked, answer) or _which(asked, answer)
    made = made or _active(asked, answer)
    return f"{made[0].upper()}{made[1:]}?" if made else ""


def as_statement(question: str, answer: str) -> str:
    """Question and answer as one statement, "" where the answer is not its subject.

    >>> as_statement("Who wrote the letter?", "Kim")
    'Kim wrote the letter.'
    """
    asked, answer = question.strip().rstrip("?").strip(), answer.strip().rstrip(".,;")
    if len(answer.split()) > MAX_ANSWER_WORDS:
        return ""
    subject = re.match(r"^(?:who|what)\s+((?:was|were|is|are|has|had|can|will)\b.+)$", asked, re.IGNORECASE)
    match = subject or _verb(asked)
    return f"{answer[:1].upper()}{answer[1:]} {match[1]}." if match else ""


def kind(answer: str) -> str:
    """What a wrong answer must have in common with the right one."""
    if NUMBER.match(answer):
        return "year" if re.fullmatch(r".*\b\d{4}", answer) else "number"
    return "name" if answer[:1].isupper() else "other"


def _when(asked: str, answer: str) -> str:
    match = _WHEN.match(asked)
    if not match:
        return ""
    _, aux, rest = match.groups()
    if _TIME.match(answer):
        return f"{aux} {rest} {answer}"
    return f"{aux} {rest} {'on' if _DAY.search(answer) else 'in'} {answer}"


def _many(asked: str, answer: str) -> str:
    match = _MANY.match(asked)
    if not match:
        return ""
    thing, aux, rest = match.groups()
    counted = answer if thing.split()[-1].lower() in answer.lower() else f"{answer} {thing.strip()}"
    return f"{aux} {rest} {counted}" if aux.lower() in (*_DO, "has", "have", "had") else f"{aux} {counted} {rest}"


def _who(asked: str, answer: str) -> str:
    match = _WHO.match(asked)
    if not match:
        return ""
    aux, rest = match.groups()
    if aux.lower() not in _DO:
        return f"{aux} {answer} {rest}"
    loose = re.fullmatch(r"(.+) (to|for|with|from|by|in|on|at|of|about|as|into)", rest)
    return f"{aux} {rest} {answer}" if loose or not _TIME.match(answer) else ""


def _which(asked: str, answer: str) -> str:
    match = _WHICH.match(asked)
    if not match:
        return ""
    _, aux, rest = match.groups()
    return f"{aux} {rest} {answer}" if aux.lower() in _DO else f"{aux} {answer} {rest}"


def _verb(asked: str) -> re.Match[str] | None:
    tokens = tag(asked, (), 12)
    verb = next((t for t in tokens[1:4] if t.tag == "V"), None)
    return re.compile(rf".{{{verb.start}}}(.+)$").match(asked) if verb and tokens[0].lower in _SUBJECTS else None


def _active(asked: str, answer: str) -> str:
    tokens = tag(asked, (), 12)
    verb = next((t for t in tokens[1:4] if t.tag == "V" and t.base), None)
    if (
        verb is None
        or tokens[0].lower not in _SUBJECTS
        or any(t.tag == "A" for t in tokens[1:4] if t.start < verb.start)
    ):
        return ""
    return f"did {answer} {verb.base}{asked[verb.end :]}"
