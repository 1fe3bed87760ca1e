"""Follow-ups made to stand alone, beside a person's wording: BLEU and ROUGE-1 recall, by the libraries papers use.

Promise: lower case on both sides, as CANARD's authors report it. The libraries come with `footnote[eval]`; without
them there is no figure, and nothing else is lost. Word overlap says how near, not how good: the gain in retrieval does.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

N_ORDERS = 4
NO_PARTS = (0,) * (2 * N_ORDERS + 2)


@cache
def bleu_parts(said: str, reference: str) -> tuple[int, ...]:
    """What BLEU sums over sentences: right n-grams of each order, all n-grams of each, words said, words wanted."""
    import sacrebleu

    found = sacrebleu.corpus_bleu([said], [[reference]], lowercase=True)
    return (*found.counts, *found.totals, found.sys_len, found.ref_len)


def bleu_of(parts: np.ndarray) -> float:
    """Corpus BLEU, 0 to 1, from the parts of its sentences, a row each (sacrebleu; Post 2018)."""
    from sacrebleu.metrics.bleu import BLEU

    sums = parts.sum(axis=0).tolist()
    counts, totals, (said, wanted) = sums[:N_ORDERS], sums[N_ORDERS : 2 * N_ORDERS], sums[2 * N_ORDERS :]
    return float(BLEU.compute_bleu(counts, totals, said, wanted, smooth_method="exp").score) / 100


def rouge1_recall(said: str, reference: str) -> float:
    """Share of the reference's words that were said (rouge-score; Lin 2004)."""
    return float(_rouge().score(reference, said)["rouge1"].recall)


@cache
def _rouge() -> Any:
    from rouge_score.rouge_scorer import RougeScorer

    return RougeScorer(["rouge1"])


def is_available() -> bool:
    """Whether both libraries are installed."""
    from importlib.util import find_spec

    return all(find_spec(name) for name in ("sacrebleu", "rouge_score"))
