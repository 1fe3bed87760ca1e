"""How well a chunk fits a question: a dozen numbers read off its words and its vector, and a weighted sum of them.

Promise: pure and deterministic; costs about 0.1 ms a chunk. The weights (`rank.json`) were fitted by `training.rank`
on public question sets; nothing here was set by hand to please one. It knows words, their rarity and their order,
not what they mean: meaning comes in by the similarity of the vectors alone.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from operator import mul

from bot.types import Chunk

FEATURES = ("similarity", "bm25", "phrase", "near", "close", "names", "kind", "article", "coverage", "title")
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
"""

K1, B, TYPICAL_WORDS = 1.2, 0.75, 160
NEAR_WORDS, CLOSE_WORDS = 25, 12
KIND_WORDS_BEFORE, KIND_WORDS_AFTER = 12, 38
MAX_TERMS = 64
"""Different words of one question that count, the rarest; bounds the time of a question of thousands."""

WORD = re.compile(r"[^\W_]+")
_ASKING = frozenset(
    WORD.findall(
        "what which who whom whose when where why how do doe did is are was were be been the a an of in on at to"
        " for by and or it this that these those as with from has have had s t"
    )
)
"""Stems that carry no content in a question."""
_MONTHS = frozenset(
    WORD.findall(
        "january february march april may june july august september october november december monday tuesday"
        " wednesday thursday friday saturday sunday"
    )
)
_NUMBERS = frozenset(
    WORD.findall(
        "one two three four five six seven eight nine ten eleven twelve dozen dozens hundred hundreds thousand"
        " thousands million billion trillion percent"
    )
)
_ASKS_NUMBER = re.compile(
    r"\bhow (?:many|much|old|long|far|tall|high|large|big|often|fast)\b"
    r"|\bpercent|\bnumber of\b|\bage\b|\bapproximately\b"
)
_ASKS_DATE = re.compile(r"\bwhen\b|\b(?:what|which) (?:year|date|month|day|century|time)\b")
_ASKS_NAME = re.compile(
    r"\bwho(?:m|se)?\b|\bwhere\b|\bname of\b"
    r"|\b(?:what|which) (?:country|city|state|team|company|person|player|president|actor|nation|name)\b"
)

MAX_STEMS = 200_000


class Stems(dict[str, str]):
    """The stem of each word met so far, "" for what the index leaves out: looking one up costs a tenth of making it."""

    def __init__(self, stem: Callable[[str], list[str]]) -> None:
        """`stem` gives the stems of a text, as the lexical index makes them."""
        super().__init__()
        self._stem = stem

    def __missing__(self, word: str) -> str:
        if len(self) >= MAX_STEMS:
            self.clear()
        found = "".join(self._stem(word)[:1])
        self[word] = found
        return found


@dataclass(frozen=True, slots=True)
class Asked:
    """A question taken apart: the idf of its stems; those that say something; names and numbers; neighbours."""

    rarity: Mapping[str, float]
    content: frozenset[str]
    names: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    kind: str

    def share(self, stems: Iterable[str], of: frozenset[str]) -> float:
        """How much of `of` is among `stems`, by rarity, 0..1."""
        whole = sum(self.rarity[s] for s in of)
        return sum(self.rarity[s] for s in of.intersection(stems)) / whole if whole else 0.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A chunk that may answer, with its cosine to the question."""

    key: int
    chunk: Chunk
    similarity: float


def take_apart(question: str, stems: Stems, frequency: Callable[[Sequence[str]], list[int]], n_chunks: int) -> Asked:
    """Analyse a question. `frequency` says in how many of the `n_chunks` chunks each stem occurs."""
    words = WORD.findall(question)
    sequence = [stems[w] for w in words]
    different = list(dict.fromkeys(s for s in sequence if s))
    found = zip(different, frequency(different), strict=True)
    rarity = {s: math.log(1 + (n_chunks - n + 0.5) / (n + 0.5)) for s, n in found}
    kept = frozenset(sorted(rarity, key=lambda s: -rarity[s])[:MAX_TERMS])
    named = {s for w, s in zip(words[1:], sequence[1:], strict=True) if w[0].isupper() or w[0].isdigit()}
    pairs = {(a, b) for a, b in pairwise(sequence) if {a, b} <= kept and not {a, b} <= _ASKING}
    return Asked(
        {s: r for s, r in rarity.items() if s in kept},
        kept - _ASKING or kept,
        frozenset(named) & kept - _ASKING,
        frozenset(pairs),
        _kind_asked(question.lower()),
    )


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
    return [
        [c.similarity, *m.row(asked, stems), best[c.chunk.article_id], covered[c.chunk.article_id], m.title]
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
        whole = sum(asked.rarity[s] for s in asked.content) or 1.0
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


_KINDS: dict[str, Callable[[str], bool]] = {
    "number": lambda w: w[0].isdigit() or w.lower() in _NUMBERS,
    "date": lambda w: (w.isdigit() and len(w) == 4) or w.lower() in _MONTHS,
    "name": lambda w: w[0].isupper(),
}


def _has_kind(asked: Asked, words: Sequence[str], stems: Stems) -> float:
    """0 or 1: a thing of the kind asked for that the question does not name; 0.5 where it asks for no kind."""
    if not asked.kind:
        return 0.5
    is_kind = _KINDS[asked.kind]
    return float(any(is_kind(w) and stems[w] not in asked.rarity for w in words))


def _kind_asked(question: str) -> str:
    if _ASKS_NUMBER.search(question):
        return "number"
    if _ASKS_DATE.search(question):
        return "date"
    return "name" if _ASKS_NAME.search(question) else ""


@cache
def _weights() -> tuple[list[float], float]:
    stored = json.loads(files("bot").joinpath("rank.json").read_text(encoding="utf-8"))
    return [stored["weights"][name] for name in FEATURES], stored["bias"]
