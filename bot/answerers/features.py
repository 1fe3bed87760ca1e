"""Numbers that say how well a sentence answers a question: what the picker's weights are multiplied with.

Promise: pure; the same question and sentences give the same numbers; `NAMES` is their order. Everything is about one
question and the sentences of its passages: nothing here knows the library, or whether an answer is good enough.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from bot.answerers.asked import Asked, Term
from bot.answerers.kinds import PATTERNS, find_kind, names_in
from bot.answerers.roles import direction, giving
from bot.english.terms import DERIVED, Token, rarity, root, tokens
from bot.types import Passage, Span


@dataclass(slots=True)
class Line:
    """One sentence of a passage, with its words looked up once."""

    span: Span
    text: str
    kind: str
    passage: Passage
    words: list[Token] = field(default_factory=list)
    places: dict[str, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Look the words up."""
        self.words = tokens(self.text)
        for i, token in enumerate(self.words):
            self.places.setdefault(token.stem, []).append(i)


@dataclass(frozen=True, slots=True)
class Match:
    """How a sentence holds the question's terms: strength 0..1 and token positions for each term, in the terms' order."""

    strengths: tuple[float, ...]
    positions: tuple[tuple[int, ...], ...]


def match(asked: Asked, line: Line) -> Match:
    """Find each term, else something that may stand for it."""
    held = [_held(term, line.places) for term in asked.terms]
    return Match(
        tuple(strength for strength, _ in held),
        tuple(tuple(p for stem in by for p in line.places[stem]) for _, by in held),
    )


def strengths(asked: Asked, stems: Collection[str]) -> tuple[float, ...]:
    """How strongly each term is held by these stems, 0..1."""
    return tuple(_held(term, stems)[0] for term in asked.terms)


def _held(term: Term, stems: Collection[str]) -> tuple[float, list[str]]:
    """The term's strength and the stems it is held by."""
    if term.stem in stems:
        return 1.0, [term.stem]
    derived = [stem for stem in stems if stem[0] == term.stem[0] and root(stem) == term.root]
    if derived:
        return DERIVED, derived
    best = max((strength for stem, strength in term.alternatives.items() if stem in stems), default=0.0)
    return best, [stem for stem, strength in term.alternatives.items() if strength == best and stem in stems]


@dataclass(frozen=True, slots=True)
class Near:
    """How strongly each term is held around a sentence: before and after it, in its whole passage, in its title."""

    before: tuple[float, ...]
    after: tuple[float, ...]
    passage: tuple[float, ...]
    title: tuple[float, ...]
    opens: bool
    """Whether it is the first of its passage."""


KINDS = (
    "person", "place", "org", "date", "duration", "number", "money", "percent", "age", "definition", "reason", "manner",
    "quote", "thing",
)  # fmt: skip
"""Kinds with weights of their own: those that public question sets ask for often enough to learn from."""
NAMES: tuple[str, ...] = (
    "cover", "cover_exact", "cover_local", "cover_names", "missing_name", "missing_number", "missing_rarest", "matched",
    "gain_before", "gain_after", "gain_passage", "gain_title", "before_cover",
    "bigrams", "run", "tightness", "verb", "head",
    "typed", "typed_near", "typed_absent", "typed_count", "counted", "uncounted", "instances", "bare", "list", "reason", "quote",
    "direction", "against", "novel", "novel_rare", "new_names", "length", "short", "pronoun",
    "heading", "caption", "first", "rank", "odds", "similarity", "meaning", "question_mark",
    *(f"typed_{kind}" for kind in KINDS), *(f"cover_{kind}" for kind in KINDS),
)  # fmt: skip


def features(asked: Asked, line: Line, found: Match, near: Near, local: Sequence[float]) -> dict[str, float]:
    """All of them by name; those that are 0 may be missing. `local`: each term's rarity among the sentences at hand."""
    values = _coverage(asked, found, near, local)
    values |= _order(asked, line, found)
    values |= _answer_type(asked, line, found)
    values |= _shape(asked, line)
    values |= {
        "odds": odds(line.passage.score),
        "rank": 1 / line.passage.rank,
        "similarity": line.passage.similarity,
        "first": float(near.opens),
        f"cover_{asked.kind}": values["cover"],
    }
    return values


def odds(probability: float) -> float:
    """A fifth of the logit, within bounds, of the retriever's probability that a passage answers."""
    p = min(max(probability, 1e-4), 1 - 1e-4)
    return math.log(p / (1 - p)) / 5


def as_row(values: Mapping[str, float]) -> np.ndarray:
    """The features in the order of `NAMES`, float64."""
    return np.array([values.get(name, 0.0) for name in NAMES])


def _coverage(asked: Asked, found: Match, near: Near, local: Sequence[float]) -> dict[str, float]:
    weights = [term.weight for term in asked.terms]
    total = sum(weights) or 1.0
    here = _weighted(weights, found.strengths)
    before = [max(a, b) for a, b in zip(found.strengths, near.before, strict=True)]
    after = [max(a, b) for a, b in zip(found.strengths, near.after, strict=True)]
    passage = [max(a, b) for a, b in zip(found.strengths, near.passage, strict=True)]
    title = [max(a, b) for a, b in zip(found.strengths, near.title, strict=True)]
    names = [(t.weight, s) for t, s in zip(asked.terms, found.strengths, strict=True) if t.name]
    missing = [t.weight for t, s in zip(asked.terms, found.strengths, strict=True) if s == 0]
    return {
        "cover": here / total,
        "cover_exact": _weighted(weights, [float(s == 1) for s in found.strengths]) / total,
        "cover_local": _weighted(local, found.strengths) / (sum(local) or 1.0),
        "cover_names": sum(w * s for w, s in names) / sum(w for w, _ in names) if names else 0.5,
        "missing_name": float(any(s == 0 for _, s in names)),
        "missing_number": float(any(t.number and s == 0 for t, s in zip(asked.terms, found.strengths, strict=True))),
        "missing_rarest": max(missing, default=0.0),
        "matched": math.log1p(sum(s > 0 for s in found.strengths)),
        "gain_before": (_weighted(weights, before) - here) / total,
        "gain_after": (_weighted(weights, after) - here) / total,
        "gain_passage": (_weighted(weights, passage) - here) / total,
        "gain_title": (_weighted(weights, title) - here) / total,
        "before_cover": _weighted(weights, near.before) / total,
    }


def _weighted(weights: Sequence[float], strengths: Sequence[float]) -> float:
    return sum(w * s for w, s in zip(weights, strengths, strict=True))


def _order(asked: Asked, line: Line, found: Match) -> dict[str, float]:
    """Whether matched terms stand together and in the question's order, and who does what to whom."""
    pairs = adjacent = run = longest = 0
    for i in range(len(asked.terms) - 1):
        close = asked.terms[i + 1].position - asked.terms[i].position <= 2
        together = any(0 < b - a <= 3 for a in found.positions[i] for b in found.positions[i + 1])
        pairs += close
        adjacent += close and together
        run = run + 1 if together else 0
        longest = max(longest, run)
    way = direction(asked.roles, line.words, line.places)
    return {
        "bigrams": adjacent / pairs if pairs else 0.0,
        "run": math.log1p(longest),
        "tightness": _tightness(found),
        "verb": max((1.0 for stem in asked.roles.act if stem in line.places), default=0.0),
        "head": float(bool(asked.head & line.places.keys())),
        "direction": float(way > 0),
        "against": float(way < 0),
    }


def _tightness(found: Match) -> float:
    """Matched terms per token of the shortest stretch that holds one place of each, 0..1 (greedy from each start)."""
    held = [places for places in found.positions if places]
    if len(held) < 2:
        return 0.0
    best = min(
        max(min(places, key=lambda p: abs(p - start)) for places in held)
        - min(min(places, key=lambda p: abs(p - start)) for places in held)
        for start in held[0]
    )
    return len(held) / (best + len(held)) if best >= 0 else 0.0


def _answer_type(asked: Asked, line: Line, found: Match) -> dict[str, float]:
    """Whether the sentence holds something of the kind asked for that the question did not say, and how near it stands."""
    spans = [span for span in find_kind(asked.kind, line.text, line.words) if not _is_in_question(asked, line, span)]
    at = [i for places, strength in zip(found.positions, found.strengths, strict=True) if strength for i in places]
    near = 0.0
    for start, end in spans:
        here = [i for i, token in enumerate(line.words) if start <= token.start < end]
        gap = min((abs(i - j) for i in here for j in at), default=30)
        near = max(near, 1 / (1 + gap / 3))
    return {
        "typed": float(bool(spans)),
        "typed_near": near,
        "typed_count": math.log1p(len(spans)),
        "typed_absent": float(
            asked.kind in ("date", "duration", "number", "money", "percent", "age", "person", "place", "org")
            and not spans
        ),
        f"typed_{asked.kind}": float(bool(spans)),
    } | _counted(asked, line, spans)


def _counted(asked: Asked, line: Line, spans: Sequence[tuple[int, int]]) -> dict[str, float]:
    """Whether a number stands just before what is counted: "24 of the ships" for "how many ships"."""
    if asked.kind != "number" or not asked.head:
        return {}
    heads = [i for stem in asked.head & line.places.keys() for i in line.places[stem]]
    ends = [max((i for i, w in enumerate(line.words) if w.start < end), default=0) for _, end in spans]
    counted = any(0 <= head - end <= COUNTED_WITHIN for head in heads for end in ends)
    return {"counted": float(counted), "uncounted": float(not counted)}


COUNTED_WITHIN = 4
"""Words between a number and its noun: "two of the heavily loaded ships"."""


def _is_in_question(asked: Asked, line: Line, span: tuple[int, int]) -> bool:
    inside = [token for token in line.words if span[0] <= token.start < span[1]]
    return bool(inside) and all(token.is_stopword or token.stem in asked.stems for token in inside)


def _shape(asked: Asked, line: Line) -> dict[str, float]:
    """What the sentence adds to the question, and how it is written."""
    new = [token for token in line.words if not token.is_stopword and token.stem not in asked.stems]
    names = [span for span, _ in names_in(line.text, line.words) if not _is_in_question(asked, line, span)]
    return {
        **instances(asked, line),
        "list": float(asked.plural) * float(bool(PATTERNS["list"].search(line.text))),
        "reason": float(asked.kind == "reason") * float(bool(PATTERNS["reason"].search(line.text))),
        "quote": float(asked.kind == "quote") * float("“" in line.text or '"' in line.text),
        "novel": math.log1p(len(new)) / 3,
        "novel_rare": min(1.0, sum(rarity(token.stem) > 0.6 for token in new) / 4),
        "new_names": min(1.0, len(names) / 3),
        "length": math.log1p(len(line.words)) / 3,
        "short": float(len(line.words) < 6),
        "pronoun": float(bool(line.words) and line.words[0].text.lower() in _PRONOUNS),
        "heading": float(line.kind == "heading"),
        "caption": float(line.kind in ("caption", "dateline")),
        "question_mark": float(line.text.rstrip("”\"'").endswith("?")),
    }


MIN_NEW_WORDS = 3
"""After an act of giving, the receiver and what is given; "Putin gave gifts on Wednesday" has fewer."""
_PRONOUNS = frozenset(
    ["he", "she", "it", "they", "this", "these", "that", "those", "his", "her", "its", "their", "such", "there"]
)
_AFTER = re.compile(r"(?:\s\w+){0,4}?(?:,?\s(?:includ\w+|such\s+as|namely|consist\w+\s+of|comprise\w*)\b|:\s)")
_BEFORE = re.compile(r"\b(?:and|or)\s+(?:other|similar)\s+(?:\w+\s+)?$")


def instances(asked: Asked, line: Line) -> dict[str, float]:
    """Whether what is asked for in the plural stands beside instances.

    "gifts, including X", "X and other gifts" (Hearst 1992), or, where the noun is one of giving, "Putin gave Kim X".
    A sentence that has the noun and no instance only leads up to the answer: "the leaders exchanged gifts".
    """
    held = [i for stem in asked.head & line.places.keys() for i in line.places[stem]] if asked.plural else []
    shown = any(
        _AFTER.match(line.text, line.words[i].end)
        or _BEFORE.search(line.text, 0, line.words[i].start)
        or _names_what_is_given(asked, line, i)
        for i in held
    )
    return {"instances": float(shown), "bare": float(bool(held) and not shown)}


def _names_what_is_given(asked: Asked, line: Line, act: int) -> bool:
    if line.words[act].stem not in giving():
        return False
    giver = any(word.capital for word in line.words[max(0, act - 2) : act])
    new = [w for w in line.words[act + 1 :] if not w.is_stopword and w.stem not in asked.stems | asked.head]
    return giver and len(new) >= MIN_NEW_WORDS


def local_rarity(terms: Sequence[Term], held: Sequence[Sequence[float]]) -> list[float]:
    """Each term's weight among these sentences: the more of them hold it, the less it tells them apart."""
    n = len(held)
    counts = [sum(strengths[i] > 0 for strengths in held) for i in range(len(terms))]
    top = math.log(n + 1) or 1.0
    return [
        term.weight * math.log((n + 1) / (count + 0.5)) / top if count else term.weight
        for term, count in zip(terms, counts, strict=True)
    ]
