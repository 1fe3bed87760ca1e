"""A question taken apart for ranking: the stems that count, how rare each is, its names, its word pairs, its kind.

Promise: no model and no grammar; bounded work for a question of any length. What counts as a word is what the lexical
index says.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

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
_ASKS_RECENT = re.compile(
    r"\b(?:this|last|next|past|coming) (?:week|weekend|month|year|season|spring|summer|autumn|fall|winter)\b"
    r"|\b(?:recent|recently|latest|current|currently|now|today|yesterday|tonight|tomorrow|soon|upcoming)\b"
    r"|\bon (?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
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
    """A question taken apart, by stems.

    `rarity` is the idf of each; `content` those that say something; `names` its names and numbers; `pairs` its
    neighbours; `kind` what it is after: "number", "date", "name" or ""; `recent` whether it says that it is about now.
    """

    rarity: Mapping[str, float]
    content: frozenset[str]
    names: frozenset[str]
    pairs: Sequence[tuple[str, str]]
    kind: str
    recent: bool

    def share(self, stems: Iterable[str], of: frozenset[str]) -> float:
        """How much of `of` is among `stems`, by rarity, 0..1."""
        # fsum: the order of a set is not the same in every process, its exact sum is.
        whole = math.fsum(self.rarity[s] for s in of)
        return math.fsum(self.rarity[s] for s in of.intersection(stems)) / whole if whole else 0.0


def take_apart(question: str, stems: Stems, frequency: Callable[[Sequence[str]], list[int]], n_chunks: int) -> Asked:
    """Analyse a question. `frequency` says in how many of the `n_chunks` chunks each stem occurs."""
    words, mixed = WORD.findall(question), not question.isupper()
    sequence = [stems[w] for w in words]
    different = list(dict.fromkeys(s for s in sequence if s))
    found = zip(different, frequency(different), strict=True)
    rarity = {s: math.log(1 + (n_chunks - n + 0.5) / (n + 0.5)) for s, n in found}
    kept = frozenset(sorted(rarity, key=lambda s: -rarity[s])[:MAX_TERMS])
    # In a question that is all capitals they tell nothing.
    named = {s for w, s in zip(words[1:], sequence[1:], strict=True) if (w[0].isupper() and mixed) or w[0].isdigit()}
    pairs = [(a, b) for a, b in pairwise(sequence) if {a, b} <= kept and not {a, b} <= _ASKING]
    return Asked(
        {s: r for s, r in rarity.items() if s in kept},
        kept - _ASKING or kept,
        frozenset(named) & kept - _ASKING,
        list(dict.fromkeys(pairs)),
        _kind_asked(question.lower()),
        bool(_ASKS_RECENT.search(question.lower())),
    )


KINDS: dict[str, Callable[[str], bool]] = {
    "number": lambda w: w[0].isdigit() or w.lower() in _NUMBERS,
    "date": lambda w: (w.isdigit() and len(w) == 4) or w.lower() in _MONTHS,
    "name": lambda w: w[0].isupper(),
}


def _kind_asked(question: str) -> str:
    if _ASKS_NUMBER.search(question):
        return "number"
    if _ASKS_DATE.search(question):
        return "date"
    return "name" if _ASKS_NAME.search(question) else ""
