"""The word lists of `words.txt`, and what can be told of a word by itself: its base, its number.

Promise: lists are read once, on first use. It knows no context; `grammar` does.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache
from importlib.resources import files

_DOUBLED = re.compile(r"([bdgmnprt])\1$")
_LOST_E = re.compile(
    r"(?:[bcdgkptz]l|[uvz]|[aeiourln]c|[nr]s|[nrd]g|[aeiou]s|[^aeiou](?:[aiou][dgk]|[aiu]r|at|ut)"
    r"|^[^aeiou]*[aeiouy][^aeiouwxy])$"
)
"""Endings before which a verb has lost its "e": "bak", "decorat", "charg".
Of 206 verbs that were on no list here, all but a dozen came out right."""
_IRREGULAR_PLURALS = {"people": "person", "men": "man", "women": "woman", "children": "child", "police": "police"}


@cache
def _lists() -> dict[str, frozenset[str]]:
    lists: dict[str, set[str]] = defaultdict(set)
    current = ""
    for line in files("bot.conversation").joinpath("words.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            current = line.strip("[]")
        elif line and not line.startswith("#"):
            lists[current].update(entry.strip() for entry in line.split(","))
    return {section: frozenset(entries) for section, entries in lists.items()}


def listed(section: str) -> frozenset[str]:
    """One list, as written there."""
    return _lists()[section]


@cache
def _bases_of_past() -> dict[str, str]:
    return dict(entry.split("=", 1) for entry in listed("base of past"))


@lru_cache(maxsize=20000)
def verb_form(word: str) -> tuple[str, str]:
    """Base and form of a word that may be a verb; ("", "") for one that may not.

    >>> verb_form("exchanged"), verb_form("plays"), verb_form("met"), verb_form("running"), verb_form("gift")
    (('exchange', 'past'), ('play', 's'), ('meet', 'past'), ('run', 'ing'), ('', ''))
    """
    if word in listed("past forms"):
        return _bases_of_past().get(word, word), "past"
    if word in listed("verbs"):
        return word, "base"
    for suffix, form in (("ies", "s"), ("es", "s"), ("s", "s"), ("ied", "past"), ("ed", "past"), ("ing", "ing")):
        if word.endswith(suffix) and len(word) > len(suffix) + 1:
            base = _base(word[: -len(suffix)], suffix)
            if base:
                return base, form
    if len(word) > 4 and word.endswith("ed") and not word.endswith("eed"):
        return _guessed(word[:-2]), "past"
    return (_guessed(word[:-3]), "ing") if len(word) > 6 and word.endswith("ing") else ("", "")


def _guessed(rest: str) -> str:
    """The base of an unlisted verb by its spelling, "ed" or "ing" cut off.

    >>> [_guessed(rest) for rest in ("greet", "hugg", "bak", "decorat", "charg", "visit", "pull", "monitor")]
    ['greet', 'hug', 'bake', 'decorate', 'charge', 'visit', 'pull', 'monitor']
    """
    if _DOUBLED.search(rest):
        return rest[:-1]
    return f"{rest}e" if _LOST_E.search(rest) else rest


def _base(rest: str, suffix: str) -> str:
    verbs = listed("verbs")
    if suffix in ("ies", "ied"):
        return rest + "y" if rest + "y" in verbs else ""
    candidates = (rest, rest + "e", rest[:-1]) if suffix in ("ed", "ing") else (rest, rest + "e")
    return next((c for c in candidates if c in verbs and (c != rest[:-1] or rest[-1] == rest[-2])), "")


@lru_cache(maxsize=20000)
def singular(noun: str) -> str:
    """The noun without its plural ending.

    >>> [singular(noun) for noun in ("gifts", "treaties", "people", "crisis", "speeches", "news")]
    ['gift', 'treaty', 'person', 'crisis', 'speech', 'news']
    """
    if noun in _IRREGULAR_PLURALS:
        return _IRREGULAR_PLURALS[noun]
    if noun.endswith("ies") and noun not in ("series", "species"):
        return noun[:-3] + "y"
    if noun.endswith(("sses", "xes", "ches", "shes", "zes")):
        return noun[:-2]
    if noun.endswith("s") and not noun.endswith(("ss", "us", "is", "news", "series", "species")) and len(noun) > 3:
        return noun[:-1]
    return noun


def is_plural(noun: str) -> bool:
    """Whether the noun names several."""
    return noun in _IRREGULAR_PLURALS or singular(noun) != noun


_ADJECTIVE_ENDINGS = ("ful", "ous", "ive", "able", "ible", "less", "ical", "ional", "ish")


@lru_cache(maxsize=20000)
def is_adjective(word: str) -> bool:
    """Whether the word says how something is, by a short list and by its ending."""
    return word in listed("adjectives") or (len(word) > 5 and word.endswith(_ADJECTIVE_ENDINGS))
