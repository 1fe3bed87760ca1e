"""Which kind of question this is: about what the articles say, or one that needs no search.

Promise: a rule must match the whole question, so what is not wholly a request for a list, a summary or an article's
date is `ask`. English only; reads nothing but the question. It cannot know what "it" stands for: see `pointing`.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from bot.answerers.service import command_of, normalised
from bot.answerers.wordings import PARTS, TEMPLATES

IntentKind = Literal["service", "library", "metadata", "overview", "ask"]


@dataclass(frozen=True, slots=True)
class Intent:
    """A question's kind and what it wants of it.

    `wants`: for service a command; for library "list", "count" or "mentioning"; for metadata some of "published",
    "byline", "title", "source"; for overview "about", "points", "people", "countries", "places" or "organisations".
    `topic`: the words that say which article ("russia" of "the Russia article"); empty where it is only pointed at
    ("this", "it", "the article"). `pronoun`: pointed at by a pronoun, which may as well stand for something in an
    article. `every`: all articles are meant. `fragment`: "by whom?", which may go on from the question before.
    `n`: how many sentences or points were asked for. `loose`: the topic may be no article's ("summarise the deal").
    """

    kind: IntentKind
    wants: tuple[str, ...] = ()
    topic: str = ""
    pronoun: bool = False
    every: bool = False
    fragment: bool = False
    n: int | None = None
    loose: bool = False


ASK = Intent("ask")


def intent_of(question: str) -> Intent:
    """The intent of one question.

    >>> intent = intent_of("What is the Russia article about?")
    >>> intent.kind, intent.wants, intent.topic
    ('overview', ('about',), 'russia')
    >>> intent_of("What is the treaty about?").kind
    'ask'
    """
    if command := command_of(question):
        return Intent("service", (command,))
    text = _COURTESY_AFTER.sub("", _COURTESY.sub("", normalised(question))).strip(" ,")
    for kind, wants, pattern in _rules():
        if match := pattern.fullmatch(text):
            return _intent(kind, wants, match)
    return ASK


def _intent(kind: IntentKind, wants: tuple[str, ...], match: re.Match[str]) -> Intent:
    found = {name.partition("_")[0]: value for name, value in match.groupdict().items() if value}
    topic = " ".join(found[name].strip() for name in ("which", "topic", "matter") if name in found)
    number = found.get("n", "")
    return Intent(
        kind,
        wants,
        topic=_FILLER.sub("", topic).strip(" \"'“”"),
        pronoun="pronoun" in found,
        every="every" in found,
        fragment="fragment" in found,
        loose="matter" in found,
        n=int(number) if number.isdigit() else _NUMBERS.get(number),
    )


@cache
def _rules() -> tuple[tuple[IntentKind, tuple[str, ...], re.Pattern[str]], ...]:
    return tuple(
        (cast("IntentKind", kind), wants, _compiled(template))
        for kind, wants, templates in TEMPLATES
        for template in templates
    )


def _compiled(template: str) -> re.Pattern[str]:
    """The template with its parts in place; a group that comes twice is numbered."""
    seen: Counter[str] = Counter()

    def numbered(match: re.Match[str]) -> str:
        seen[match.group(1)] += 1
        return f"(?P<{match.group(1)}_{seen[match.group(1)]}>"

    whole = re.sub(r"\{([a-zA-Z]+)\}", lambda part: PARTS[part.group(1)], template)
    return re.compile(re.sub(r"\(\?P<(\w+)>", numbered, whole))


_NUMBERS = {word: n for n, word in enumerate(("one", "two", "three", "four", "five", "six", "seven", "eight"), 1)}
_FILLER = re.compile(r"\b(?:news|newspaper|same|above|whole|entire|given|following|current)\b")
_COURTESY = re.compile(
    r"(?:(?:hi|hello|hey|ok|okay|so|well|now|and|but|also|please|thanks|great|alright|good morning)\b[,!.]? )*"
    r"(?:(?:can|could|would|will) you (?:please )?(?:(?:tell|show) me (?=wh|how|the)|(?!help))"
    r"|(?:please )?tell (?:me|us) (?=wh|how|the)|do you know (?=wh|how)"
    r"|(?:i want|i would like|i'd like|i need) (?:to (?:know|see|have) )?|please )?"
)
_COURTESY_AFTER = re.compile(r",? (?:please|thanks|thank you|for me|for us|again|exactly|quickly)$")
