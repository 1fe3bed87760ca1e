"""How well a chunk fits a question: a dozen numbers read off its words and its vector, and a weighted sum of them.

Promise: pure and deterministic; costs about 0.1 ms a chunk. The weights (`rank.json`) come from `training.rank`.
It knows words, their rarity and their order, not what they mean: that comes in by the vectors alone.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from operator import mul

from bot.types import Chunk
from bot.wording import KINDS, WORD, Asked, Stems

FEATURES = (
    "similarity",
    "bm25",
    "phrase",
    "near",
    "close",
    "names",
    "kind",
    "article",
    "coverage",
    "title",
    "lead",
    "recent",
)
"""What is read off a candidate, in the order of the weights.

similarity   cosine of question and chunk
bm25         BM25 of header and text, as a share of what a chunk of nothing but the question would get
phrase       share of the question's neighbouring word pairs that stand together in the chunk
near, close  share of the question's words, weighted by rarity, within 25 and within 12 words of the text
names        the same of its names and numbers alone, anywhere in the chunk
kind         1 where such a thing as is asked for (number, date, name) stands about the nearest words
article      the best similarity among the candidates of the same article
coverage     share of the question's words that the candidates of the same article have together
title        share of them in the header
lead         cosine of the question and the article's first chunk, which in news says what it is about
recent       how new the article is among the candidates, where the question says "this week", "recently", ...: 1 for
             the newest, half of it for each two years, 0.5 without a date; 0 for all where the question does not
"""

_HEADER_DATE = re.compile(r"\((\d{4})(?:-(\d\d))?(?:-\d\d)?\)$")
HALF_LIFE_YEARS = 2.0
K1, B, TYPICAL_WORDS = 1.2, 0.75, 160
NEAR_WORDS, CLOSE_WORDS = 25, 12
KIND_WORDS_BEFORE, KIND_WORDS_AFTER = 12, 38


@dataclass(frozen=True, slots=True)
class Candidate:
    """A chunk that may answer, with its own cosine to the question and that of its article's first chunk."""

    chunk: Chunk
    similarity: float
    lead: float


def features(asked: Asked, candidates: Sequence[Candidate], stems: Stems) -> list[list[float]]:
    """One row of FEATURES for each candidate."""
    headers = {h: [stems[w] for w in WORD.findall(h)] for h in {c.chunk.header for c in candidates}}
    matches = [_match(asked, c.chunk.text, headers[c.chunk.header], stems) for c in candidates]
    best: dict[str, float] = defaultdict(lambda: -1.0)
    seen: dict[str, set[str]] = defaultdict(set)
    for candidate, match in zip(candidates, matches, strict=True):
        article = candidate.chunk.article_id
        best[article] = max(best[article], candidate.similarity)
        seen[article].update(match.counts)
    covered = {article: asked.share(found, asked.content) for article, found in seen.items()}
    newness = _newness(headers) if asked.recent else dict.fromkeys(headers, 0.0)
    return [
        [
            c.similarity,
            *m.row(asked, stems),
            best[c.chunk.article_id],
            covered[c.chunk.article_id],
            m.title,
            c.lead,
            newness[c.chunk.header],
        ]
        for c, m in zip(candidates, matches, strict=True)
    ]


def scores(rows: Iterable[Sequence[float]]) -> list[float]:
    """The weighted sums: log-odds, on the training questions, that the chunk holds the answer."""
    weights, bias = _weights()
    return [bias + sum(map(mul, weights, row)) for row in rows]


@dataclass(frozen=True, slots=True)
class _Match:
    """Where a question's stems stand in a chunk. `counts` includes the header; `places` are word numbers."""

    counts: Counter[str]
    places: list[tuple[int, str]]
    n_words: int
    words: list[str]
    title: float

    def row(self, asked: Asked, stems: Stems) -> list[float]:
        places = [(i, s) for i, s in self.places if s in asked.content]
        near, start = _densest(places, asked.rarity, NEAR_WORDS)
        close, _ = _densest(places, asked.rarity, CLOSE_WORDS)
        whole = math.fsum(asked.rarity[s] for s in asked.content) or 1.0
        around = self.words[max(0, start - KIND_WORDS_BEFORE) : start + KIND_WORDS_AFTER]
        return [
            self._bm25(asked),
            self._phrase(asked),
            near / whole,
            close / whole,
            asked.share(self.counts, asked.names),
            _has_kind(asked, around, stems),
        ]

    def _bm25(self, asked: Asked) -> float:
        length = K1 * (1 - B + B * self.n_words / TYPICAL_WORDS)
        whole = sum(asked.rarity.values()) or 1.0
        return sum(asked.rarity[s] * n / (n + length) for s, n in self.counts.items()) / whole

    def _phrase(self, asked: Asked) -> float:
        """Pairs also count with one word between them."""
        at: dict[str, set[int]] = defaultdict(set)
        for i, s in self.places:
            at[s].add(i)
        whole = found = 0.0
        for a, b in asked.pairs:
            weight = asked.rarity[a] + asked.rarity[b]
            whole += weight
            if a in at and b in at and any(i + 1 in at[b] or i + 2 in at[b] for i in at[a]):
                found += weight
        return found / whole if whole else 0.0


def _match(asked: Asked, text: str, header: Sequence[str], stems: Stems) -> _Match:
    words = WORD.findall(text)
    places = [(i, s) for i, s in enumerate(map(stems.__getitem__, words)) if s in asked.rarity]
    counts = Counter(s for _, s in places)
    counts.update(s for s in header if s in asked.rarity)
    return _Match(counts, places, len(words) + len(header), words, asked.share(header, asked.content))


def _densest(places: Sequence[tuple[int, str]], rarity: Mapping[str, float], n_words: int) -> tuple[float, int]:
    """The greatest rarity of different stems within `n_words`, and the word where that stretch begins."""
    best, where, held, first = 0.0, 0, 0.0, 0
    inside: Counter[str] = Counter()
    for i, stem in places:
        if not inside[stem]:
            held += rarity[stem]
        inside[stem] += 1
        while i - places[first][0] > n_words:
            gone = places[first][1]
            inside[gone] -= 1
            if not inside[gone]:
                held -= rarity[gone]
            first += 1
        if held > best:
            best, where = held, places[first][0]
    return best, where


def _has_kind(asked: Asked, words: Sequence[str], stems: Stems) -> float:
    """0 or 1: a thing of the kind asked for that the question does not name; 0.5 where it asks for no kind."""
    if not asked.kind:
        return 0.5
    is_kind = KINDS[asked.kind]
    return float(any(is_kind(w) and stems[w] not in asked.rarity for w in words))


def _newness(headers: Iterable[str]) -> dict[str, float]:
    """See FEATURES, "recent"."""
    years = {h: int(m[1]) + (int(m[2] or 7) - 1) / 12 for h in headers if (m := _HEADER_DATE.search(h))}
    newest = max(years.values(), default=0.0)
    return {h: 0.5 ** ((newest - years[h]) / HALF_LIFE_YEARS) if h in years else 0.5 for h in headers}


@cache
def _weights() -> tuple[list[float], float]:
    stored = json.loads(files("bot").joinpath("rank.json").read_text(encoding="utf-8"))
    return [stored["weights"][name] for name in FEATURES], stored["bias"]
