"""Questions that the article they are asked of does not answer, made from those that another one does.

Promise: `elsewhere` asks of an article in which neither the answer nor a name of the question stands; the variants are
those of `eval.studies.variants` that read like English: a person or place exchanged for another, and what is often
left unsaid about a person. The article asked of is the item's whole scope.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.types import Article
from eval.making.wording import Made
from eval.studies.variants import Varying

_CAPITALS = re.compile(r"(?<=[\s“])[A-Z][\w'’-]+")
_NAMES = re.compile(r"(?<=\s)[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+)*")
_OF_PEOPLE = ("How old is", "When was", "Who is", "How many children", "Which hotel")
"""Beginnings of the questions of VARIANTS "open" that fit anybody; "how tall is France" fits nobody."""
_TRIES = 6


@dataclass(frozen=True, slots=True)
class Known:
    """A question with the article that answers it."""

    made: Made
    article: Article


def elsewhere(known: Known, articles: Sequence[Article], rng: random.Random) -> Article | None:
    """An article that has no name of the question and not its answer; None where each has one."""
    answer = known.article.text[known.made.start : known.made.end].casefold()
    words = [word.rstrip("'’s").casefold() for word in _CAPITALS.findall(known.made.question)]
    for other in rng.sample(articles, min(len(articles), 40)):
        text = f"{other.title}\n{other.text}".casefold()
        free = other.id != known.article.id and bool(other.text.strip())
        if free and words and answer not in text and not any(word in text for word in words):
            return other
    return None


class Variants:
    """The variants of questions; names are exchanged among those of one kind."""

    def __init__(self, people: Sequence[str], places: Sequence[str], rng: random.Random) -> None:
        """`people` and `places` are the names of all articles."""
        self._kinds = {name: kind for kind, names in (("person", people), ("place", places)) for name in names}
        self._varying = {
            "person": Varying([f"about {name}" for name in people], rng),
            "place": Varying([f"about {name}" for name in places], rng),
        }

    def __call__(self, way: str, known: Known) -> str:
        """The question made unanswerable, "" where it does not lend itself to it."""
        found = _NAMES.findall(known.made.question)
        kinds = {self._kinds.get(name, "") for name in found}
        if len(kinds) != 1 or not kinds <= set(self._varying) or known.made.way == "who said":
            return ""
        kind = kinds.pop()
        if way == "open" and kind != "person":
            return ""
        for _ in range(_TRIES):
            asked = self._varying[kind](way, known.made.question, known.article.text)
            if asked and (way == "changed" or asked.startswith(_OF_PEOPLE)):
                return asked
        return ""
