"""What resolving a follow-up does for finding its answer: the sentence of a story that holds it, by BM25.

Promise: every system ranks the same sentences with the same BM25, and a difference is paired: per question, with a
bootstrap interval. One story is searched at a time, so topics that the whole story shares cannot help; in a library
of many articles the gain is larger.
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache

from bot.answerers.terms import stem, stopwords
from bot.rewrite import rewrite
from bot.sentences import split_sentences
from eval.rewriting_data import StoryItem

K1, B = 1.2, 0.75
ORIGINAL_WEIGHT = 0.5
"""The original wording is searched beside the resolved one, as the engine does; its scores count half."""
_WORD = re.compile(r"[^\W_]+")


def story_table(items: Sequence[StoryItem]) -> str:
    """Share of questions whose answer's sentence comes first, within three, and mean reciprocal rank."""
    lines = ["\n### Abg-CoQA: the answer's sentence among those of its story\n"]
    for label, chosen in (("all", items), ("not ambiguous", [item for item in items if not item.ambiguous])):
        changed = [item for item in chosen if rewrite(item.question, item.history) != item.question]
        lines += _rows(f"{label}: {len(chosen)}", chosen) + _rows(f"{label}, rewritten: {len(changed)}", changed)
    return "\n".join(lines)


def _rows(label: str, items: Sequence[StoryItem]) -> list[str]:
    ranks = {name: [_rank(item, system(item)) for item in items] for name, system in SYSTEMS.items()}
    lines = [f"\n| {label} questions | first | within 3 | MRR | MRR against as asked |", "|---|---|---|---|---|"]
    for name, found in ranks.items():
        figures = [sum(r <= k for r in found) / len(found) for k in (1, 3)] + [sum(1 / r for r in found) / len(found)]
        low, high = _paired([1 / r - 1 / s for r, s in zip(found, ranks["as asked"], strict=True)])
        lines.append(f"| {name} | {' | '.join(f'{figure:.3f}' for figure in figures)} | [{low:+.3f}, {high:+.3f}] |")
    return lines


def _paired(differences: Sequence[float]) -> tuple[float, float]:
    draw = random.Random(7)  # noqa: S311 (resampling, not secrecy)
    n = len(differences)
    means = sorted(sum(draw.choices(differences, k=n)) / n for _ in range(1000))
    return means[25], means[974]


Query = Sequence[tuple[str, float]]
SYSTEMS: dict[str, Callable[[StoryItem], Query]] = {
    "as asked": lambda item: [(item.question, 1.0)],
    "+ previous question": lambda item: [(item.question, 1.0), (item.history[-1].question, 1.0)],
    "+ previous turn": lambda item: [
        (item.question, 1.0),
        (item.history[-1].question, 1.0),
        (item.history[-1].answer, 1.0),
    ],
    "ours": lambda item: [(rewrite(item.question, item.history), 1.0), (item.question, ORIGINAL_WEIGHT)],
}


def _terms(text: str) -> list[str]:
    return [term for term in (stem(word) for word in _WORD.findall(text.lower())) if term not in stopwords()]


@lru_cache(maxsize=64)
def _sentences(story: str) -> tuple[tuple[int, int, tuple[str, ...]], ...]:
    return tuple((s.start, s.end, tuple(_terms(story[s.start : s.end]))) for s in split_sentences(story))


def _rank(item: StoryItem, query: Query) -> float:
    """Expected rank of the sentence where the answer begins; ties are shared, and no match at all is the middle."""
    sentences = _sentences(item.story)
    gold = next((i for i, (_, end, _) in enumerate(sentences) if end > item.span[0]), len(sentences) - 1)
    scores = [0.0] * len(sentences)
    for text, weight in query:
        for i, score in enumerate(_bm25(set(_terms(text)), [terms for _, _, terms in sentences])):
            scores[i] += weight * score
    better = sum(score > scores[gold] for score in scores)
    return 1 + better + (scores.count(scores[gold]) - 1) / 2


def _bm25(query: set[str], documents: Sequence[Sequence[str]]) -> list[float]:
    """Robertson and Zaragoza (2009), equation 3.15, with the idf that is never negative."""
    n, mean = len(documents), sum(map(len, documents)) / max(len(documents), 1) or 1.0
    holding = Counter(term for terms in documents for term in set(terms))
    scores = []
    for terms in documents:
        counts, norm = Counter(terms), K1 * (1 - B + B * len(terms) / mean)
        hits = (t for t in query if counts[t])
        idf = {t: math.log(1 + (n - holding[t] + 0.5) / (holding[t] + 0.5)) for t in query}
        scores.append(sum(idf[t] * counts[t] * (K1 + 1) / (counts[t] + norm) for t in hits))
    return scores
