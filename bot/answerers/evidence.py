"""Whether the passages answer the question at all: one calibrated probability from all the evidence together.

Promise: pure; no single number decides, least of all a cosine (a pizza question scores .7 over unrelated texts).
The logistic weights in `picker.json` were fitted by `training.picker` on questions with their article, and on the same
questions without it, without the sentence that answers, and with a name or number exchanged. It judges the best
sentences that `pick` found, and leaves the retriever's own odds out, which depend on how large a library is; a better sentence that was not retrieved is not known here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

import numpy as np

from bot.answerers.asked import Asked
from bot.answerers.features import KINDS
from bot.answerers.pick import Candidate

CARRIED = (
    "cover", "cover_exact", "cover_names", "missing_name", "missing_number", "missing_rarest", "gain_before", "gain_after",
    "gain_passage", "gain_title", "bigrams", "run", "tightness", "verb", "head", "typed", "typed_near", "typed_absent", "counted", "uncounted", "instances",
    "reason", "quote", "direction", "against", "novel", "meaning", "similarity", "pronoun", "heading", "question_mark",
)  # fmt: skip
"""Features of the best sentence that speak for or against an answer as they do for or against a sentence."""
NAMES: tuple[str, ...] = (
    "score", "probability", "margin", "best_meaning", "best_similarity", "second_cover",
    "near_missing", "near_missing_name", "near_missing_number", "near_rarest", "near_rarest_name", "pool_missing", "pool_missing_name",
    "pool_missing_number", "pool_rarest", "pool_rarest_name", "near_rarest_word", "pool_rarest_word", "near_missing_act", "n_missing",
    "union_missing", "n_terms", "n_names", "weight", "rare_weight",
    *CARRIED, *(f"absent_{kind}" for kind in KINDS), *(f"is_{kind}" for kind in KINDS),
)  # fmt: skip


def evidence(asked: Asked, candidates: Sequence[Candidate]) -> dict[str, float]:
    """What speaks for and against, by name; `candidates` best first, at least one."""
    best = candidates[0]
    second = candidates[1] if len(candidates) > 1 else best
    near = _most(best.found.strengths, best.near.before, best.near.after, best.near.title)
    pool = _most(*(_around(one) for one in candidates if one.span.article_id == best.span.article_id))
    union = _most(*(one.found.strengths for one in candidates[:3]))
    weights = [term.weight for term in asked.terms]
    names = [term.weight * term.name for term in asked.terms]
    others = [term.weight * (not term.name) for term in asked.terms]
    acts = [float(term.stem in asked.roles.act) for term in asked.terms]
    return {
        "score": best.score / 10,
        "probability": best.probability,
        "margin": (best.score - second.score) / 5,
        "best_meaning": max(one.values["meaning"] for one in candidates),
        "best_similarity": max(one.line.passage.similarity for one in candidates),
        "second_cover": second.values["cover"],
        "near_missing": _missing(weights, near),
        "near_missing_name": _missing_names(asked, near),
        "near_missing_number": _missing_number(asked, near),
        "near_rarest": _rarest(weights, near),
        "near_rarest_name": _rarest(names, near),
        "pool_missing": _missing(weights, pool),
        "pool_missing_name": _missing_names(asked, pool),
        "pool_missing_number": _missing_number(asked, pool),
        "pool_rarest": _rarest(weights, pool),
        "pool_rarest_name": _rarest(names, pool),
        "near_rarest_word": _rarest(others, near),
        "pool_rarest_word": _rarest(others, pool),
        "near_missing_act": _rarest(acts, near),
        "n_missing": sum(strength == 0 for strength in near) / 3,
        "union_missing": _missing(weights, union),
        "n_terms": len(weights) / 10,
        "n_names": sum(term.name for term in asked.terms) / 3,
        "weight": sum(weights) / 5,
        "rare_weight": max(weights, default=0.0),
        f"absent_{asked.kind}": best.values.get("typed_absent", 0.0),
        f"is_{asked.kind}": 1.0,
    } | {name: best.values.get(name, 0.0) for name in CARRIED}


def confidence(values: Mapping[str, float]) -> float:
    """The probability, 0..1, that the best sentences answer."""
    weights = _weights()
    logit = weights["bias"] + sum(weights.get(name, 0.0) * value for name, value in values.items())
    return float(1 / (1 + np.exp(-logit)))


def as_row(values: Mapping[str, float]) -> np.ndarray:
    """The evidence in the order of `NAMES`, float64."""
    return np.array([values.get(name, 0.0) for name in NAMES])


@cache
def _weights() -> dict[str, float]:
    data = json.loads(files("bot.answerers").joinpath("picker.json").read_text(encoding="utf-8"))
    weights: dict[str, float] = data["evidence"]
    return weights


def _around(one: Candidate) -> tuple[float, ...]:
    return _most(one.found.strengths, one.near.passage, one.near.title)


def _most(*strengths: Sequence[float]) -> tuple[float, ...]:
    return tuple(map(max, zip(*strengths, strict=True))) if len(strengths) > 1 else tuple(strengths[0])


def _missing(weights: Sequence[float], held: Sequence[float]) -> float:
    """Share of the question's weight that is not held."""
    total = sum(weights)
    return 1 - sum(w * s for w, s in zip(weights, held, strict=True)) / total if total else 0.0


def _missing_names(asked: Asked, held: Sequence[float]) -> float:
    """Share of the question's names that are not held."""
    names = [strength for term, strength in zip(asked.terms, held, strict=True) if term.name]
    return sum(strength == 0 for strength in names) / len(names) if names else 0.0


def _missing_number(asked: Asked, held: Sequence[float]) -> float:
    return float(any(term.number and not strength for term, strength in zip(asked.terms, held, strict=True)))


def _rarest(weights: Sequence[float], held: Sequence[float]) -> float:
    """Weight of the rarest term that is not held at all."""
    return max((w for w, s in zip(weights, held, strict=True) if s == 0), default=0.0)
