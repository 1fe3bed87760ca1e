"""From what the reader found in the passages to one probability that the articles answer the question.

Promise: pure; the likelihoods of the candidates and the confidence are logistic in named numbers, with weights from
belief.json (`training.reader.calibrate`, fitted on tuning sets only). The same answer from several passages counts for
it; what the sentence says of the question's names, numbers and who does what to whom counts too.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files

from bot.answerers.asked import Asked
from bot.answerers.features import Line, instances, odds
from bot.answerers.kinds import find_kind
from bot.answerers.roles import direction
from bot.english.terms import stems, stopwords, tokens
from bot.reader.reading import FoundSpan, Reading
from bot.types import Passage, Span

SPAN = ("bias", "margin", "answerable", "odds", "first", "again", "asked", "typed", "mistyped", "long", "supports")
"""What speaks for a span."""
ANSWER = (
    "bias",
    "best",
    "second",
    "margin",
    "answerable",
    "odds",
    "missing",
    "missing_name",
    "missing_number",
    "again",
    "against",
    "yesno",
)
"""What speaks for an answer."""
BY_HAND = {"direction": 4.0, "against": -3.0, "bare": -2.0}
"""Who does what to whom, and "gifts after the talks" for "what gifts", as the wording tells it: too rare in the training
sets to be learned (training/LOG.md)."""
BY_HAND_ANSWER = {"direction": 0.5}
"""The same for an answer: its sentence has the act as it was asked about."""
SHORT_KINDS = ("date", "duration", "number", "money", "percent", "age")
LONG_WORDS = 12


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words that may answer, in their sentence. `likelihood` 0..1, that they are right; `values` by the names in SPAN."""

    span: Span
    text: str
    sentence: Span
    passage: Passage
    values: Mapping[str, float] = field(repr=False)
    likelihood: float


def candidates_of(
    asked: Asked, readings: Sequence[Reading], weights: Mapping[str, float] | None = None
) -> list[Candidate]:
    """Every span of every reading, best first; the same words of two overlapping passages once."""
    weights = {**(weights or shipped_weights()["span"]), **BY_HAND}
    seen: dict[Span, tuple[Reading, FoundSpan]] = {}
    for reading in readings:
        chunk = reading.passage.chunk
        for found in reading.spans:
            key = Span(chunk.article_id, chunk.version, found.start, found.end)
            if key not in seen or found.score > seen[key][1].score:
                seen[key] = (reading, found)
    lines: dict[Span, Line] = {}
    rows = [_described(asked, span, *of, lines) for span, of in seen.items()]
    again = _again([(text, values["margin"]) for _, text, _, _, values in rows])
    made = []
    for (span, text, sentence, passage, values), more in zip(rows, again, strict=True):
        full = values | {"again": more}
        made.append(Candidate(span, text, sentence, passage, full, _sigmoid(_weighted(weights, full))))
    return sorted(made, key=lambda one: (-one.likelihood, one.span.article_id, one.span.start))


def believe(asked: Asked, found: Sequence[Candidate], readings: Sequence[Reading]) -> float:
    """The probability, 0..1, that the articles answer; `found` best first."""
    weights = shipped_weights()["answer"] | BY_HAND_ANSWER
    return _sigmoid(_weighted(weights, evidence(asked, found, readings))) if found else 0.0


def evidence(asked: Asked, found: Sequence[Candidate], readings: Sequence[Reading]) -> dict[str, float]:
    """What speaks for and against, by the names in ANSWER; at least one candidate."""
    best = found[0]
    other = next((one for one in found if not said_alike(one.text, best.text)), None)
    held = stems(f"{best.passage.chunk.header}\n{best.passage.chunk.text}")
    missing = [term for term in asked.terms if not (term.stem in held or set(term.alternatives) & held)]
    total = sum(term.weight for term in asked.terms)
    stances = [s for r in readings for s in r.stances] if asked.kind == "yesno" else []
    return {
        "best": odds(best.likelihood),
        "second": other.likelihood if other else 0.0,
        "margin": best.values["margin"],
        "answerable": max(one.values["answerable"] for one in found),
        "odds": best.values["odds"],
        "missing": sum(term.weight for term in missing) / total if total else 0.0,
        "missing_name": float(any(term.name for term in missing)),
        "missing_number": float(any(term.number for term in missing)),
        "again": best.values["again"],
        "against": best.values["against"],
        "direction": best.values["direction"],
        "yesno": max((max(s.supports, s.contradicts) for s in stances), default=0.0),
    }


def said_alike(left: str, right: str) -> bool:
    """Whether two spans give the same answer.

    >>> said_alike("the 24 years", "24 years"), said_alike("Kim Jong Un", "Kim"), said_alike("a dagger", "a tea set")
    (True, True, False)
    """
    a, b = _plain(left), _plain(right)
    return bool(a and b) and (a <= b or b <= a)


def _content(text: str) -> list[str]:
    """The stems of its words but the stopwords, in their order."""
    return [token.stem for token in tokens(text) if not token.is_stopword]


@lru_cache(maxsize=4096)
def _plain(text: str) -> frozenset[str]:
    found = frozenset(stems(text))
    return found - stopwords() or found


def _described(
    asked: Asked, span: Span, reading: Reading, found: FoundSpan, lines: dict[Span, Line]
) -> tuple[Span, str, Span, Passage, dict[str, float]]:
    chunk = reading.passage.chunk
    text = chunk.text[span.start - chunk.start : span.end - chunk.start]
    around = [s for s in reading.stances if s.start < span.end and span.start < s.end]
    start, end = min((s.start for s in around), default=span.start), max((s.end for s in around), default=span.end)
    sentence = Span(span.article_id, span.version, start, end)
    line = lines.get(sentence)
    if line is None:
        said = chunk.text[start - chunk.start : end - chunk.start]
        line = lines[sentence] = Line(sentence, said, "body", reading.passage)
    way, named = direction(asked.roles, line.words, line.places), instances(asked, line)
    kinds = (
        find_kind(asked.kind, text, Line(span, text, "body", reading.passage).words)
        if asked.kind in SHORT_KINDS
        else []
    )
    values = {
        "margin": found.score / 10,
        "answerable": reading.answerable / 5,
        "odds": odds(reading.passage.score),
        "first": 1 / reading.passage.rank,
        "asked": float(bool(_plain(text)) and _plain(text) <= asked.stems),
        "typed": float(bool(kinds)),
        "mistyped": float(asked.kind in SHORT_KINDS and not kinds),
        "long": float(len(text.split()) > LONG_WORDS),
        "supports": max((s.supports for s in around), default=0.0),
        "direction": float(way > 0),
        "against": float(way < 0),
        "instances": named["instances"],
        "leads": named["bare"],
        "bare": float(asked.plural and bool(asked.head & set(_content(text)[:1]))),
    }
    return span, text, sentence, reading.passage, values


def _again(found: Sequence[tuple[str, float]]) -> list[float]:
    """For each answer how well others that say the same did, 0..1."""
    return [
        max((_sigmoid(10 * m) for j, (other, m) in enumerate(found) if i != j and said_alike(text, other)), default=0.0)
        for i, (text, _) in enumerate(found)
    ]


@cache
def shipped_weights() -> dict[str, dict[str, float]]:
    """Those of belief.json: `span` and `answer`."""
    found: dict[str, dict[str, float]] = json.loads(
        files("bot.answerers").joinpath("belief.json").read_text(encoding="utf-8")
    )
    return found


def _weighted(by_name: Mapping[str, float], values: Mapping[str, float]) -> float:
    return by_name["bias"] + sum(by_name.get(name, 0.0) * value for name, value in values.items())


def _sigmoid(logit: float) -> float:
    return 1 / (1 + math.exp(-max(-500.0, min(500.0, logit))))
