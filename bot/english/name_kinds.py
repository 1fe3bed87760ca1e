"""What kind of thing a name names: person, organisation, place or other.

Promise: reads only the word lists (`names.txt`) and the words around the mentions; no model. The kind is a good guess
from the lists, and a weaker one from context. It knows English news, and nothing of who anybody is.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Literal

Kind = Literal["person", "organisation", "place", "other"]

_SAYS = re.compile(r"(?:,[^,.]{0,60},)? (?:said|says|told|added|adds|tweeted|wrote|argued|insisted|scored|won)\b")
_SAID_BEFORE = re.compile(r"(?:said|says|added|told) $")
_MONTHS = "January|February|March|April|May|June|July|August|Sept|Oct|Nov|Dec"
_AGE = re.compile(rf", \d{{1,2}}\b(?! (?:{_MONTHS}))")
_BEFORE = re.compile(r"(\w+),? $")
_ROLE_APART = re.compile(r"\b(\w+) (?:of|at|for|in) [^,.]{2,40}, $")
_NAMED = re.compile(r"\b(?:girl|boy|baby|man|woman|child|mother|father) (?:named|called) $")
_AT = re.compile(r"\b(?:in|near|from|across|outside|around|throughout|towards?) (?:the )?$")
_APPOSITION = re.compile(r",? (?:who|whose)\b|, (?:an?|his|her|aged|then|now)\b| (?:and )?(?:his|her) ")
_QUOTED = re.compile(r"[“\"‘']$")
_DATELINE = re.compile(r"(?:, [A-Z]\w+)?(?: \([A-Z]\w+\))? [-–—] ")
_ROW_BEFORE = re.compile(r"(\w+) [A-Z][\w'’-]+(?:,| and|, and) $")
_ROW_AFTER = re.compile(r"(?:,| and|, and) ([A-Z]\w+) [A-Z]")
_PLURAL = re.compile(r"[A-Z]{2,}s|I['’]\w+")  # MPs, PCs; I'm
_ARTICLE = re.compile(r"\b[Tt]he $")


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a name may stand: `text[start:end]`; `titled` after "President", `initial` where a sentence begins."""

    words: tuple[str, ...]
    start: int
    end: int
    titled: bool
    initial: bool


@cache
def words(section: str) -> frozenset[str]:
    """One list of `names.txt`; "places" holds those of "places/countries" too."""
    lists: dict[str, list[str]] = defaultdict(list)
    current = ""
    for line in files(__package__).joinpath("names.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            current = line.strip("[]")
        elif line and not line.startswith("#"):
            entries = [entry.strip() for entry in line.split(",")]
            lists[current].extend(entries)
            if "/" in current:
                lists[current.split("/")[0]].extend(entries)
    return frozenset(lists[section])


@cache
def _aliases() -> dict[str, str]:
    pairs = (entry.split(" = ") for entry in words("aliases"))
    return {short: full.casefold() for short, full in pairs}


def key_of(parts: Iterable[str]) -> str:
    """What two mentions of the same name have in common: "U.S.", "US" and "United States" have one key."""
    text = " ".join(parts)
    return _aliases().get(text, text.casefold().replace(".", "").replace("’", "'"))


def is_name(group: Sequence[Mention], keys: Collection[str]) -> bool:
    """Whether mentions with one key are a name: not a single word capitalised by its place or by custom.

    `keys` are the keys of all mentions in the text: a first word alone counts where it is part of a longer name.
    """
    first = group[0].words
    listed = " ".join(first) in words("places") | words("organisations")
    if len(first) > 1 or listed or any(m.titled for m in group):
        return True
    word = first[0]
    if len(word) < 2 or _PLURAL.fullmatch(word) or any(word in words(section) for section in _COMMON):
        return False
    if word in words("given names") or any(not m.initial for m in group):
        return True
    return any(word.casefold() in key.split() for key in keys if " " in key)


_COMMON = (
    "demonyms",
    "calendar",
    "not names",
    "starters",
    "titles",
    "royal",
    "organisation words",
    "place words",
    "event words",
)


def kind_of(group: Sequence[Mention], keys: Collection[str], text: str) -> Kind:
    """The kind that the word lists, or else the words around the mentions, speak for."""
    name = max((m.words for m in group), key=len)
    full, head, last = " ".join(name), name[0], name[-1]
    long = len(name) > 1
    if any(m.titled for m in group) or head in words("royal"):
        return "person"
    shouted = full.isupper() and any(m.initial and _DATELINE.match(text, m.end) for m in group)
    if full in words("places") or shouted:
        return "place"
    if last in words("organisation words") or full in words("organisations") or _has_organisation_head(name):
        return "organisation"
    if any(word in words("event words") for word in name):
        return "other"
    if long and (last in words("place words") or head in words("place prefixes")):
        return "place"
    if head in words("given names") and len(name) < 5:
        return "person"
    return _kind_by_context(group, name, keys, text)


def _has_organisation_head(name: tuple[str, ...]) -> bool:
    heads = words("organisation words")
    return any(following in ("of", "for") and word in heads for word, following in pairwise(name))


def _kind_by_context(group: Sequence[Mention], name: tuple[str, ...], keys: Collection[str], text: str) -> Kind:
    """For names on no list: ages, roles and verbs of saying speak for people, "in" and "near" for places."""
    if len(name) == 1 and name[0].isupper() and name[0].isalpha() and len(name[0]) < 7:
        return "organisation"
    votes: Counter[Kind] = Counter()
    again = name[-1].casefold() in keys and name[-1] not in words("places")
    votes["person"] = 2 * (again and 1 < len(name) < 5)
    votes["person"] += 2 * (len(name) == 3 and name[0].casefold() in keys)  # Kim Jong Un, then Kim
    for m in group:
        before, after = text[max(0, m.start - 60) : m.start], text[m.end : m.end + 80]
        said = bool(_SAYS.match(after) or _SAID_BEFORE.search(before)) and not _ARTICLE.search(before)
        votes["person" if len(name) > 1 else "organisation"] += said  # people are given in full at least once
        votes["person"] += 2 * bool(_AGE.match(after)) + 2 * _after_role(before)
        votes["person"] += len(name) == 2 and bool(_APPOSITION.match(after)) and not _ARTICLE.search(before)
        votes["person"] += len(name) > 1 and _beside_person(before, after)
        votes["place"] += bool(_AT.search(before))
        votes["other"] += bool(_ARTICLE.search(before)) + 2 * bool(_QUOTED.search(before))
    best, count = votes.most_common(1)[0]
    return best if count else "other"


def _beside_person(before: str, after: str) -> bool:
    """Whether the name stands in a row with a person's: "Nat Friedman and Daniel Gross"."""
    beside = (_ROW_BEFORE.search(before), _ROW_AFTER.match(after))
    return any(match and match.group(1) in words("given names") for match in beside)


def _after_role(before: str) -> bool:
    """Whether "leader", "the mayor of Suzu," or the like stands before."""
    roles = (_BEFORE.search(before), _ROLE_APART.search(before))
    return any(role and role.group(1) in words("roles") for role in roles) or bool(_NAMED.search(before))
