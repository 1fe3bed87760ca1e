"""How old is X, who is X, who said that: from what stands right beside a name.

Promise: the remark and the name touch; a quote has one speaker, named in the words that introduce it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.answerers.names import Name
from bot.conversation.tagging import tag
from eval.making.clauses import MAX_CHARS
from eval.making.subjects import NOUN_PHRASE, who_or_what
from eval.making.wording import Made, Reading, may_precede

_AGE = re.compile(r", (?:aged )?(?P<n>\d{1,2}),")
_APPOSED = re.compile(r", (?P<np>(?:an?|the) [a-z][^,.;:()“”\"?!\n–—]{8,90})(?:,(?! and\b| or\b)|\.(?=\s|$))")
_QUOTED = re.compile(r"[“\"](?P<quote>[A-Z][^“”\"\n]{30,160}[,.])[”\"] (?P<after>[^“”\"\n]{3,80})")
_POINTING = re.compile(
    r"\b(?:he|she|it|they|him|her|his|its|their|them|this|that|these|those|here|there|today|now|yesterday|tomorrow|hers|"
    r"theirs)\b|[\[(]",
    re.IGNORECASE,
)
_SAID = re.compile(r"(?:said|says) (?:(?:Mr|Ms|Mrs|Dr|Sir|the|[a-z-]+|[A-Z][a-z]+) ){0,5}")
_AGES = range(5, 100)


def of_names(reading: Reading) -> Iterator[Made]:
    """As in: How old is X? Who is X? What is X?."""
    asked = set()
    for start, (end, name) in sorted(reading.names.items()):
        if name.text in asked or reading.text[start:end] != name.text or not _is_whole(reading, start, name):
            continue
        age, remark = _AGE.match(reading.text, end), _APPOSED.match(reading.text, end)
        if age and name.kind == "person" and " " in name.text and int(age["n"]) in _AGES:
            asked.add(name.text)
            yield Made("how old", f"How old is {name.text}?", *age.span("n"))
        elif remark and not _hangs_on(reading.text[max(0, start - 20) : start], name) and _is_noun_phrase(remark["np"]):
            asks = who_or_what(name, remark["np"])
            if asks:
                asked.add(name.text)
                yield Made(f"{asks.lower()} is", f"{asks} is {name.text}?", *remark.span("np"))


def quotes(reading: Reading) -> Iterator[Made]:
    """As in: Who said “...”?."""
    for match in _QUOTED.finditer(reading.text[:MAX_CHARS]):
        start = None if _POINTING.search(match["quote"]) else _speaker(reading, match)
        if start is not None:
            quote = match["quote"].rstrip(",. ")
            end, name = reading.names[start]
            yield Made("who said", f"Who said “{quote}”?", start, end, (name.text,))


def _speaker(reading: Reading, match: re.Match[str]) -> int | None:
    """Where the first name after the quote stands, if it is the speaker's."""
    after = match.start("after")
    start = min((s for s in reading.names if after <= s < match.end("after")), default=None)
    if start is None or reading.names[start][1].kind != "person":
        return None
    end, name = reading.names[start]
    before, behind = reading.text[after:start], reading.text[end : end + 6]
    told = _SAID.fullmatch(before) or (not before and re.match(r" sa(?:id|ys)\b", behind))
    return start if told and _is_whole(reading, start, name) else None


def _is_whole(reading: Reading, start: int, name: Name) -> bool:
    """Whether the name is surely one: no stray capital before it, no acronym in it, no title for a name."""
    before = reading.text[max(0, start - 30) : start]
    word = before.split()[-1] if before.endswith(" ") and before.strip() else "-"
    joined = word[0].isupper() and not may_precede(word) and not word.endswith((".", ","))
    parts = name.text.split()
    shouted = len(parts) > 1 and any(part.isupper() and len(part) > 2 for part in parts)
    titled = name.kind == "person" and ("of" in parts or "Royal" in parts)
    return not (joined or shouted or titled or before.endswith("-")) and len(name.text) > 3


def _hangs_on(before: str, name: Name) -> bool:
    """Whether the remark may be about what stands before: "the mayor of X, a lawyer"."""
    word = (before.split() or [""])[-1].lower()
    return word in ("of", "and", "to", "or") or (
        name.kind != "person" and (word in ("the", "for", "with") or word.endswith(","))
    )


def _is_noun_phrase(text: str) -> bool:
    tags = "".join(token.tag for token in tag("was " + text, (), 40))
    return NOUN_PHRASE.fullmatch(tags, 1) is not None
