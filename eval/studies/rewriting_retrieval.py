"""What resolving a follow-up does for finding its answer: the sentence of a story that holds it, by BM25.

Promise: every system ranks the same sentences with the same BM25, and a difference is paired: per question, with a
bootstrap interval. One story is searched at a time, so topics that the whole story shares cannot help; in a library
of many articles the gain is larger.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from bot.english.terms import stem, stopwords
from bot.rewrite import rewrite
from bot.sentences import split_sentences
from eval.items import EvalSet, Item
from eval.statistics import paired_difference

K1, B = 1.2, 0.75
ORIGINAL_WEIGHT = 0.5
"""The original wording is searched beside the resolved one, as the engine does; its scores count half."""
TURN_WEIGHT = 0.2
"""For the last question and answer as further queries: .15 to .5 give the same MRR within .003."""
_WORD = re.compile(r"[^\W_]+")


Query = Sequence[tuple[str, float]]
"""Wordings with their weights."""


def story_table(collection: EvalSet) -> str:
    """Share of questions whose answer's sentence comes first, within three, and mean reciprocal rank."""
    stories = {article.id: article.text for article in collection.articles or ()}
    items = [item for item in collection.items if item.relevant]
    clear = [item for item in items if "non_ambiguous" in item.tags]
    lines = ["\n### Abg-CoQA: the answer's sentence among those of its story\n"]
    for label, chosen in (("all", items), ("not ambiguous", clear)):
        changed = [item for item in chosen if rewrite(item.question, item.history) != item.question]
        lines += _rows(f"{label}: {len(chosen)}", chosen, stories)
        lines += _rows(f"{label}, rewritten: {len(changed)}", changed, stories)
    return "\n".join(lines)


def _rows(label: str, items: Sequence[Item], texts: Mapping[str, str]) -> list[str]:
    ranks = {
        name: [expected_rank(item, texts[item.relevant[0].article_id], system(item)) for item in items]
        for name, system in SYSTEMS.items()
    }
    lines = [f"\n| {label} questions | first | within 3 | MRR | MRR against as asked |", "|---|---|---|---|---|"]
    stories = [item.id.split("|")[0] for item in items]
    base = [1 / rank for rank in ranks["as asked"]]
    for name, found in ranks.items():
        figures = [sum(r <= k for r in found) / len(found) for k in (1, 3)] + [sum(1 / r for r in found) / len(found)]
        gain = paired_difference([1 / rank for rank in found], base, stories, n_samples=2000)
        cells = " | ".join(f"{value:.3f}" for value in figures)
        lines.append(f"| {name} | {cells} | {gain.mean:+.3f} [{gain.low:+.3f}, {gain.high:+.3f}] |")
    return lines


def _ours(item: Item) -> Query:
    return [(rewrite(item.question, item.history), 1.0), (item.question, ORIGINAL_WEIGHT)]


def _last(item: Item) -> tuple[str, str]:
    return item.history[-1].question, item.history[-1].answer


SYSTEMS: dict[str, Callable[[Item], Query]] = {
    "as asked": lambda item: [(item.question, 1.0)],
    "+ previous question": lambda item: [(item.question, 1.0), (item.history[-1].question, 1.0)],
    "+ previous turn": lambda item: [
        (item.question, 1.0),
        (item.history[-1].question, 1.0),
        (item.history[-1].answer, 1.0),
    ],
    "ours": _ours,
    "ours + previous turn": lambda item: [*_ours(item), *((text, TURN_WEIGHT) for text in _last(item))],
}


def _terms(text: str) -> list[str]:
    return [term for term in (stem(word) for word in _WORD.findall(text.lower())) if term not in stopwords()]


@lru_cache(maxsize=64)
def _sentences(story: str) -> tuple[tuple[int, int, tuple[str, ...]], ...]:
    return tuple((s.start, s.end, tuple(_terms(story[s.start : s.end]))) for s in split_sentences(story))


def expected_rank(item: Item, story: str, query: Query) -> float:
    """Rank of the sentence of its story where the answer begins; ties are shared, and no match at all is the middle."""
    sentences, at = _sentences(story), item.relevant[0].start or 0
    gold = next((i for i, (_, end, _) in enumerate(sentences) if end > at), len(sentences) - 1)
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
