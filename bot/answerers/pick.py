"""Which sentences of the passages answer a question: candidates with a probability, best first.

Promise: every candidate is a whole sentence of a passage, given by exact offsets into its article, and the
probabilities of all sentences sum to one at most. Weights come from `picker.json` (`training.picker`), learned on public
question sets. It ranks; whether the best is good enough to be shown is decided in `evidence`.
This is the seam for a trained reader: anything that gives candidates for (asked, passages) can stand in its place.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import numpy as np

from bot.answerers.asked import Asked
from bot.answerers.attune import attune
from bot.answerers.features import Line, Match, Near, as_row, features, local_rarity, match, strengths
from bot.embed import Embedder
from bot.english.terms import stems
from bot.sentences import split_sentences, tells
from bot.types import Passage, Span

N_DESCRIBED = 12
"""Sentences described in full, those that hold most of the question."""
MAX_ENCODED_CHARS = 300
N_ENCODED = 4
"""Sentences that are embedded, the best by cheap features: 4 of 30 words take 20 ms on two cores, 12 take 60, and on
SQuAD dev_a 4, 6 or 12 find the same sentences (eval/LOG.md)."""
MAX_GAP_CHARS = 3
"""Sentences further apart than a paragraph break are not neighbours."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer. `probability`: that it is the one, if the passages hold an answer at all."""

    line: Line
    found: Match
    near: Near
    values: dict[str, float] = field(repr=False)
    score: float
    probability: float

    @property
    def span(self) -> Span:
        """Where it stands."""
        return self.line.span


@dataclass(frozen=True, slots=True)
class Picked:
    """The candidates, best first, and the question as it was understood from the passages."""

    asked: Asked
    candidates: list[Candidate]


@dataclass(frozen=True, slots=True)
class Described:
    """A sentence with what was found out about it."""

    line: Line
    found: Match
    near: Near
    values: dict[str, float]


Found = tuple[Span, str, str, Passage]


@dataclass(frozen=True, slots=True)
class Weights:
    """Linear models over `features.NAMES`, before (`cheap`) and after (`full`) the sentences are embedded."""

    cheap: np.ndarray
    full: np.ndarray


@cache
def shipped_weights() -> Weights:
    """Those of `picker.json`; a name it does not have weighs nothing."""
    data = json.loads(files("bot.answerers").joinpath("picker.json").read_text(encoding="utf-8"))
    return Weights(as_row(data["cheap"]), as_row(data["full"]))


def pick(asked: Asked, passages: Sequence[Passage], embedder: Embedder, weights: Weights | None = None) -> Picked:
    """The sentences that may answer, best first, at most N_ENCODED; none where there is nothing to read."""
    weights = weights or shipped_weights()
    asked, described = describe(asked, passages)
    if not described:
        return Picked(asked, [])
    described.sort(key=lambda one: -float(as_row(one.values) @ weights.cheap))
    described = described[:N_ENCODED]
    embed(asked, described, embedder)
    scores = np.array([as_row(one.values) @ weights.full for one in described])
    odds = np.exp(scores - scores.max())
    order = np.argsort(-scores, kind="stable")
    best = ((int(i), described[int(i)]) for i in order)
    return Picked(
        asked,
        [
            Candidate(one.line, one.found, one.near, one.values, float(scores[i]), float(odds[i] / odds.sum()))
            for i, one in best
        ],
    )


def embed(asked: Asked, described: Sequence[Described], embedder: Embedder) -> None:
    """Add the similarity of question and sentence, and of question and sentence with the one before, to the features."""
    question = embedder.encode([asked.text], query=True)[0]
    vectors = embedder.encode([one.line.text[:MAX_ENCODED_CHARS] for one in described])
    for one, cosine in zip(described, vectors @ question, strict=True):
        one.values["meaning"] = float(cosine)


def describe(asked: Asked, passages: Sequence[Passage]) -> tuple[Asked, list[Described]]:
    """The question attuned to the passages, and the sentences that hold most of it with their features.

    All features but the similarity of the sentence itself.
    """
    sentences = sentences_of(passages)
    words = [stems(text) for _, text, _, _ in sentences]
    asked = attune(asked, [passage.chunk.text for passage in passages], frozenset().union(*words))
    held = [strengths(asked, found) for found in words]
    local = local_rarity(asked.terms, held)
    near = _surroundings(asked, sentences, held)
    rough = [_rough(local, held[i], near[i]) for i in range(len(sentences))]
    rows = []
    for i in sorted(range(len(sentences)), key=lambda i: -rough[i])[:N_DESCRIBED]:
        line = Line(*sentences[i])
        found = match(asked, line)
        rows.append(Described(line, found, near[i], features(asked, line, found, near[i], local)))
    return asked, rows


def _rough(local: Sequence[float], held: Sequence[float], near: Near) -> float:
    """Coverage by the sentence, and half as much by those beside it."""
    return sum(w * (h + 0.5 * max(b, 0.5 * a)) for w, h, b, a in zip(local, held, near.before, near.after, strict=True))


def _surroundings(asked: Asked, sentences: Sequence[Found], held: Sequence[tuple[float, ...]]) -> list[Near]:
    nothing = (0.0,) * len(asked.terms)
    by_passage: dict[int, list[int]] = {}
    for i, (_, _, _, passage) in enumerate(sentences):
        by_passage.setdefault(passage.rank, []).append(i)
    whole = {rank: tuple(map(max, zip(*(held[i] for i in group), strict=True))) for rank, group in by_passage.items()}
    titles = {passage.chunk.header: strengths(asked, stems(passage.chunk.header)) for _, _, _, passage in sentences}
    return [
        Near(
            before=held[i - 1] if i and _adjoin(sentences[i - 1][0], span) else nothing,
            after=held[i + 1] if i + 1 < len(held) and _adjoin(span, sentences[i + 1][0]) else nothing,
            passage=whole[passage.rank],
            title=titles[passage.chunk.header],
            opens=span.start == passage.chunk.start,
        )
        for i, (span, _, _, passage) in enumerate(sentences)
    ]


def sentences_of(passages: Sequence[Passage]) -> list[Found]:
    """(span, text, kind, passage) of the sentences of the passages in article order, each once.

    Datelines and headings of a few words ("A second vaccine") say nothing.
    """
    seen: dict[tuple[str, int], Found] = {}
    for passage in passages:
        chunk = passage.chunk
        for sentence in split_sentences(chunk.text):
            if not tells(chunk.text, sentence):
                continue
            span = Span(chunk.article_id, chunk.version, chunk.start + sentence.start, chunk.start + sentence.end)
            seen.setdefault(
                (span.article_id, span.start), (span, chunk.text[sentence.start : sentence.end], sentence.kind, passage)
            )
    return [seen[key] for key in sorted(seen)]


def _adjoin(left: Span, right: Span) -> bool:
    return left.article_id == right.article_id and right.start - left.end <= MAX_GAP_CHARS
