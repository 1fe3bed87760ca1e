"""Questions made unanswerable by their wording: what an article does not say, asked in the words of one it answers.

Promise: a variant has a name, number or word that its article does not have, or asks for something whose words the
article lacks near the name; "" where a question does not lend itself to it. Most read like English, not all. Ways:
`changed` a name or number exchanged for one that the article does not have; `foreign` the same with the rarest other
word; `turned` the one who acts and the one acted upon exchanged; `counted` "what ships" made "how many ships", where
the article does not count them; `open` what articles often leave open, about a name of the question ("how old is ...").
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from functools import lru_cache

from bot.answerers.asked import Asked, read
from bot.english.terms import stems

VARIANTS = ("changed", "foreign", "turned", "counted", "open")
_NAMES = re.compile(r"(?<=\s)[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+)*|\b\d[\d,.]*\d\b")
_WHAT = re.compile(r"^(?:what|which) ([a-z]+s)\b(?! of\b)", re.IGNORECASE)
_NUMBER = r"(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|several|dozen|many|hundred|thousand|million)"
_OPEN = {
    "How old is {}?": r"\b(?:age[ds]?|old|born|birthday|\d+-year)\b",
    "When was {} born?": r"\b(?:born|birth\w*|age[ds]?)\b",
    "How much did {} cost?": r"\b(?:cost\w*|price[ds]?|paid|pay\w*|spen[dt]|worth|[$£€])",
    "Who is {} married to?": r"\b(?:marri\w+|wife|husband|wed\w*|spouse|divorce\w*)\b",
    "Why did {} resign?": r"\b(?:resign\w*|quit\w*|step\w* down|left|retire\w*)\b",
    "Who wrote about {}?": r"\b(?:wr[io]t\w+|author\w*|book\w*|novel\w*)\b",
    "How tall is {}?": r"\b(?:tall\w*|height|high\w*|feet|met(?:re|er)s?)\b",
    "Who designed {}?": r"\b(?:design\w*|architect\w*|built|build\w*|draw\w*)\b",
    "When did {} die?": r"\b(?:die[ds]?|death\w*|dead|dying|kill\w*)\b",
    "What did {} eat?": r"\b(?:ate|eat\w*|food|dinner|lunch|meal\w*|din\w+)\b",
    "How many children does {} have?": r"\b(?:child\w*|son|sons|daughter\w*|kids?)\b",
    "What percentage of {} is female?": r"\b(?:female\w*|wom[ae]n\w*|percent\w*|%)",
    "Which hotel did {} stay in?": r"\b(?:hotel\w*|stay\w*)\b",
}

NEAR_CHARS = 250
"""What an article says of somebody stands about the name."""


class Varying:
    """Makes variants; words to exchange come from the other questions."""

    def __init__(self, questions: Sequence[str], rng: random.Random) -> None:
        """`rng` decides what is exchanged."""
        self._rng = rng
        self._names: list[str] = [name for text in questions for name in _NAMES.findall(text)]
        self._words = [word for text in questions if (word := _rarest(read(text)))]

    def __call__(self, way: str, text: str, article: str) -> str:
        """The question in one of the VARIANTS, "" where it cannot be."""
        if way == "turned":
            return _turned(text)
        if way == "counted":
            return _counted(text, article)
        if way == "changed":
            return self._changed(text, article)
        return self._foreign(text, article) if way == "foreign" else self._open(text, article)

    def _changed(self, text: str, article: str) -> str:
        found = list(_NAMES.finditer(text))
        if not found:
            return ""
        match, lower = self._rng.choice(found), article.lower()
        for other in (self._rng.choice(self._names) for _ in range(50)):
            if other[0].isdigit() == match.group()[0].isdigit() and other.lower() not in lower:
                return text[: match.start()] + other + text[match.end() :]
        return ""

    def _foreign(self, text: str, article: str) -> str:
        word, held = _rarest(read(text)), _stems(article)
        for other in (self._rng.choice(self._words) for _ in range(50 if word else 0)):
            if not stems(other) & held:
                return text.replace(word, other, 1)
        return ""

    def _open(self, text: str, article: str) -> str:
        names = [name for name in _NAMES.findall(text) if not name[0].isdigit()]
        if not names:
            return ""
        name = self._rng.choice(names)
        around = " ".join(article[max(0, at - NEAR_CHARS) : at + NEAR_CHARS] for at in _places(name, article))
        asking = [template for template, said in _OPEN.items() if not re.search(said, around, re.IGNORECASE)]
        return self._rng.choice(asking).format(name) if asking else ""


def _places(name: str, article: str) -> list[int]:
    """Where the last word of a name stands."""
    return [match.start() for match in re.finditer(rf"\b{re.escape(name.split()[-1])}", article)]


@lru_cache(maxsize=64)
def _stems(article: str) -> frozenset[str]:
    return frozenset(stems(article))


def _rarest(asked: Asked) -> str:
    """The question's rarest word that is neither a name nor a number."""
    words = [term for term in asked.terms if not term.name and not term.number]
    return max(words, key=lambda term: term.weight).text if words else ""


def _turned(text: str) -> str:
    """The question with A and B of "what did A do to B" exchanged; "" where it does not name one of each."""
    asked = read(text)
    named = {term.stem: term.text for term in asked.terms if term.name}
    pair = [named.get(next(iter(one)), "") if len(one) == 1 else "" for one in (asked.roles.agent, asked.roles.patient)]
    if not all(pair) or any(text.count(name) != 1 for name in pair):
        return ""
    return re.sub("|".join(map(re.escape, pair)), lambda m: pair[m.group() == pair[0]], text)


def _counted(text: str, article: str) -> str:
    match = _WHAT.match(text)
    number = (
        r"(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|several|dozen|many|hundred|thousand|million)"
    )
    if not match or re.search(rf"\b{number}\b(?:\W+\w+){{0,2}}?\W+{match[1]}\b", article, re.IGNORECASE):
        return ""
    return f"How many {match[1]}{text[match.end() :]}"
