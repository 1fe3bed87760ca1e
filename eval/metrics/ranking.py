"""What a ranked list is worth: the usual measures, equal to the reference implementation (test: ir_measures).

Promise: every function gives a number from 0 to 1 for one question. Knows ids and texts, not systems.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence

_PLAIN = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "\u2010": "-", "\u2011": "-"}
)


def plain(text: str) -> str:
    """For comparing wordings: case, curly quotes, dashes and runs of spaces do not count.

    >>> plain("“Squid  Game”")
    '"squid game"'
    """
    return " ".join(text.translate(_PLAIN).casefold().split())


def plain_answer(answer: str) -> str:
    """An answer as it is looked for: without the quotes and the stop around it."""
    return plain(answer).strip("\"' .")


def holds(text: str, answers: Collection[str]) -> bool:
    """Whether any of the plain answers stands in the text, as whole words.

    >>> holds("It was 1940.", ["40"]), holds("It was 40.", ["40"])
    (False, True)
    """
    return any(stands(answer, plain(text)) for answer in answers)


def stands(answer: str, found: str) -> bool:
    """Whether the plain answer stands in the plain text without a letter or digit next to it."""
    return answer in found and re.search(rf"(?<!\w){re.escape(answer)}(?!\w)", found) is not None


def within_chars(texts: Sequence[str], answers: Collection[str], n_chars: int) -> bool:
    """Whether an answer stands whole in one of the texts, of which only the first `n_chars` together are read."""
    for text in texts:
        if n_chars <= 0:
            return False
        if holds(text[:n_chars], answers):
            return True
        n_chars -= len(text)
    return False


def success(ranked: Sequence[str], relevant: Collection[str], k: int) -> float:
    """1 where any of the first k is relevant."""
    return float(any(r in relevant for r in ranked[:k]))


def recall(ranked: Sequence[str], relevant: Collection[str], k: int) -> float:
    """Share of the relevant ones among the first k."""
    return sum(r in relevant for r in ranked[:k]) / len(relevant)


def reciprocal_rank(ranked: Sequence[str], relevant: Collection[str], k: int) -> float:
    """One through the rank of the first relevant one, 0 behind rank k."""
    return next((1 / n for n, r in enumerate(ranked[:k], 1) if r in relevant), 0.0)


def ndcg(ranked: Sequence[str], relevant: Collection[str], k: int) -> float:
    """Discounted gain as a share of the best possible (Järvelin and Kekäläinen 2002), binary relevance."""
    return ndcg_graded(ranked, dict.fromkeys(relevant, 1), k)


def ndcg_graded(ranked: Sequence[str], grades: Mapping[str, int], k: int) -> float:
    """As `ndcg` with graded relevance, the grade itself being the gain, as trec_eval has it; 0 where none is over 0."""
    best = sorted((grade for grade in grades.values() if grade > 0), reverse=True)[:k]
    ideal = sum(grade / math.log2(n + 1) for n, grade in enumerate(best, 1))
    gain = sum(max(grades.get(r, 0), 0) / math.log2(n + 1) for n, r in enumerate(ranked[:k], 1))
    return gain / ideal if ideal else 0.0
