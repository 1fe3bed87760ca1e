"""Words as they are compared: tokens with offsets, stems, how rare a stem is, and what else may stand for it.

Promise: deterministic, and the same for questions and articles. It knows single words, countries and a small curated
lexicon (`lexicon.json`); it does not know grammar. Rarity comes from `background.json`, counted by `training.picker`
over public training text, so that it means the same in a library of one article and of thousands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

TOKEN = re.compile(
    r"[^\W\d_]{2,}|(?:[A-Za-z]\.){2,}|\d+(?:[.,:]\d+)*(?:st|nd|rd|th|s)?(?![^\W\d_])|[^\W\d_]|\d+[^\W_]+"
)
"""Two letters and more come first: one text in ten thousand starts like "U.S.", and the order halves the time."""
SYNONYM, DERIVED, SEAT, PART = 0.6, 0.8, 0.5, 0.4
"""How much a word counts that is not the question's own: give/present, invade/invasion,
Russia/Moscow, North Korea/the North."""
_APOSTROPHES = ("'", "’")
_VOWEL = re.compile(r"[aeiouy]")
_DERIVED = re.compile(
    r"(?:ational|ization|isation|ation|ition|sion|tion|ion|ment|ness|ity|ances|ance|ence|ancy|ency|able|ible|ful|ship|"
    r"ical|ial|al|ive|ant|ent|ary|ory|ism|ist|ate|at|er|or|ian|an|ic|ous|is|iz|ey|y|i)$"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word or number at [start:end] of the text; `stem` is what is compared, `capital` how it is written."""

    start: int
    end: int
    text: str
    stem: str
    capital: bool

    @property
    def is_stopword(self) -> bool:
        """Carries no content of its own."""
        return self.stem in stopwords()

    @property
    def is_number(self) -> bool:
        """Starts with a digit."""
        return self.text[0].isdigit()


def tokens(text: str) -> list[Token]:
    """Words and numbers of a text in order; a country's name of several words is one token.

    >>> [token.stem for token in tokens("North Korean leaders gave 3 gifts")]
    ['=north korea', 'leader', 'giv', '3', 'gift']
    """
    found = [match.span() for match in TOKEN.finditer(text)]
    words = [text[start:end] for start, end in found]
    return [
        Token(found[i][0], found[i + n - 1][1], text[found[i][0] : found[i + n - 1][1]], stemmed, words[i][0].isupper())
        for i, n, stemmed in _stems(words)
        if not (stemmed == "s" and text[found[i][0] - 1 : found[i][0]] in _APOSTROPHES)
    ]


def stems(text: str) -> set[str]:
    """The stems of `tokens(text)`, at a third of its cost."""
    return {stemmed for _, _, stemmed in _stems(TOKEN.findall(text))}


def _stems(words: list[str]) -> Iterator[tuple[int, int, str]]:
    """(position, number of words, stem) for each word or country."""
    starts = _country_starts()
    i = 0
    while i < len(words):
        lower = words[i].lower()
        country, n = _country_at(words, i) if lower in starts else ("", 1)
        yield i, n, country or stem(lower)
        i += n


def _country_at(words: list[str], i: int) -> tuple[str, int]:
    """The country named at position i and the number of words it takes; ("", 1) for none."""
    names, longest = _country_names()
    lower = [word.lower() for word in words[max(0, i - 1) : i + longest]]
    at = 1 if i else 0
    for n in range(len(lower) - at, 0, -1):
        country = names.get(" ".join(lower[at : at + n]))
        pronoun = lower[at] == "us" and words[i] != "US" and not (at and lower[0] == "the")
        if country and not pronoun:
            return country, n
    return "", 1


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Strip inflection only; meaning is never merged here ("general" is not "generous").

    >>> [stem(w) for w in ("gifts", "gave", "giving", "cities", "stopped", "weekly", "glass", "news")]
    ['gift', 'giv', 'giv', 'city', 'stop', 'week', 'glass', 'news']
    """
    word = _base_forms().get(word, word).replace(".", "") if not word[0].isdigit() else word.replace(",", "")
    if len(word) <= 3 or word[0].isdigit() or not word.isascii():
        return word
    word = _strip_plural(word)
    word = _strip_past(word)
    if word.endswith("ly") and len(word) > 5:
        word = word[:-3] + "y" if word.endswith("ily") else word[:-2]
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def _strip_plural(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is", "news")):
        return word[:-1]
    return word


def _strip_past(word: str) -> str:
    if word.endswith("ied") and len(word) > 4:
        return word[:-3] + "y"
    for suffix in ("ing", "ed"):
        rest = word[: -len(suffix)]
        if word.endswith(suffix) and len(rest) > 2 and _VOWEL.search(rest) and not word.endswith("eed"):
            doubled = len(rest) > 3 and rest[-1] == rest[-2] and rest[-1] in "bdgmnprt"
            return rest[:-1] if doubled else rest
    return word


@lru_cache(maxsize=65536)
def root(stemmed: str) -> str:
    """What is left of a stem without its derivation, at least four letters: develop(ment), cooperat(ion).

    >>> root("development") == root("develop"), root(stem("accusations")) == root(stem("accuse"))
    (True, True)
    """
    if stemmed[0] in "=0123456789":
        return stemmed
    for _ in range(2):
        shorter = _DERIVED.sub("", stemmed)
        if len(shorter) < 4:
            break
        stemmed = shorter
    return stemmed


@lru_cache(maxsize=4096)
def alternatives(stemmed: str) -> dict[str, float]:
    """Stems that may stand for this one, with how much they count; itself counts 1."""
    found = {stemmed: 1.0}
    for other in _synonyms().get(stemmed, ()):
        found.setdefault(other, SYNONYM)
    if stemmed.startswith("="):
        country = lexicon()["countries"][stemmed[1:]]
        found.update({stem(word.split()[-1]): SEAT for word in country["seat"]})
        found.update({stem(word): PART for word in stemmed[1:].split() if " " in stemmed})
    for country in _seats().get(stemmed, ()):
        found.setdefault(country, SEAT)
    return found


@lru_cache(maxsize=65536)
def rarity(stemmed: str) -> float:
    """How much a stem tells, 0..1: 0 in every text, 1 never seen. Numbers count as rare words do."""
    if stemmed in stopwords():
        return 0.0
    if stemmed[0].isdigit():
        return 0.8
    return float(background()["rarity"].get(stemmed, 1.0))


def is_common(stemmed: str) -> bool:
    """Whether everyday English has the stem."""
    return stemmed in background()["rarity"] or stemmed in stopwords() or stemmed[0] in "=0123456789"


def is_namelike(stemmed: str) -> bool:
    """Whether the stem is usually written with a capital (or is unknown): for questions typed in lower case."""
    return stemmed.startswith("=") or background()["capital"].get(stemmed, float(not is_common(stemmed))) > 0.6


@cache
def lexicon() -> dict[str, Any]:
    """The curated word lists."""
    return _load("lexicon.json")


@cache
def background() -> dict[str, Any]:
    """`rarity` and `capital` (share written with a capital inside sentences) of common stems."""
    return _load("background.json")


@cache
def stopwords() -> frozenset[str]:
    """Stems that carry no content."""
    words = lexicon()["stopwords"]
    return frozenset(words) | frozenset(stem(word) for word in words)


def _load(name: str) -> dict[str, Any]:
    data = files("bot.english").joinpath(name).read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(data)
    return loaded


@cache
def _base_forms() -> dict[str, str]:
    return {form: base for base, forms in lexicon()["irregular"].items() for form in forms}


@cache
def _synonyms() -> dict[str, tuple[str, ...]]:
    groups: dict[str, dict[str, None]] = {}
    for words in lexicon()["synonyms"]:
        stems = [stem(word) for word in words]
        groups.setdefault(stems[0], {}).update(dict.fromkeys(stems[1:]))
        for other in stems[1:]:
            groups.setdefault(other, {})[stems[0]] = None
    return {one: tuple(others) for one, others in groups.items()}


@cache
def _country_names() -> tuple[dict[str, str], int]:
    names = {}
    for country, words in lexicon()["countries"].items():
        for alias in (country, *words["same"]):
            names[" ".join(TOKEN.findall(alias))] = f"={country}"
    return names, max(len(name.split()) for name in names)


@cache
def _country_starts() -> frozenset[str]:
    return frozenset(name.split()[0] for name in _country_names()[0])


@cache
def _seats() -> dict[str, tuple[str, ...]]:
    seats: dict[str, list[str]] = {}
    for country, words in lexicon()["countries"].items():
        for seat in words["seat"]:
            seats.setdefault(stem(seat.split()[-1]), []).append(f"={country}")
    return {seat: tuple(found) for seat, found in seats.items()}
