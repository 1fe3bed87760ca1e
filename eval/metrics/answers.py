"""Answers beside their references, as SQuAD's own script compares them (Rajpurkar et al. 2016, 2018).

Promise: every function gives a number from 0 to 1; the best of several references counts. A long answer wins nothing:
what is judged is cut at MAX_CHARS, and F1 counts the words that were not asked for.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Iterable, Sequence

MAX_CHARS = 300
LONG_WORDS = 15
"""References longer than this are prose: no answer is expected to hold them word for word."""
RIGHT_F1 = 0.5
_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation + "“”‘’„–—…«»")


def normalized(text: str) -> str:
    """Lower case, without punctuation, articles and runs of spaces.

    >>> normalized("The “Squid  Game”!")
    'squid game'
    """
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def exact_match(said: str, references: Iterable[str]) -> float:
    """Whether it is one of the references, once normalised."""
    return float(any(normalized(said) == normalized(reference) for reference in references))


def token_f1(said: str, references: Iterable[str]) -> float:
    """F1 of words in common with the reference that is nearest.

    >>> token_f1("a tea set and a dagger", ["the tea set"])
    0.6666666666666666
    """
    return max((_f1(normalized(said).split(), normalized(one).split()) for one in references), default=0.0)


def contains(said: str, references: Iterable[str]) -> float:
    """Whether a reference stands in it, whole words, once normalised."""
    words = f" {normalized(said)} "
    return float(any(f" {found} " in words for found in map(normalized, references) if found))


def no_answer(refused: bool, answerable: bool, score: float) -> float:
    """SQuAD 2's rule: nothing said is right where there is no answer, and only there."""
    if not answerable:
        return float(refused)
    return 0.0 if refused else score


def is_short(references: Sequence[str]) -> bool:
    """Whether an answer can be expected to hold one of them."""
    return any(len(reference.split()) <= LONG_WORDS for reference in references)


def is_right(said: str, spans: str, references: Sequence[str]) -> float:
    """The verdict that a reader would give: it holds a reference, or shares most of its words with one."""
    near = max(token_f1(said, references), token_f1(spans, references)) >= RIGHT_F1
    return float(near or contains(said, references) > 0)


def _f1(said: Sequence[str], reference: Sequence[str]) -> float:
    if not said or not reference:
        return float(said == reference)
    common = (Counter(said) & Counter(reference)).total()
    return 2 * common / (len(said) + len(reference))
