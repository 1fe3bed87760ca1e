"""Do these words support that statement? Two simple scorers, named for what they are.

    lexical    the share of the statement's words, rare ones weighing more, that the best three sentences have
    embedding  the cosine of the statement and the nearest sentence (all-MiniLM-L6-v2)

Promise: a score from 0 to 1, the same for the same texts. Neither reads: a negation is invisible to both. They stand
in for the 11B entailment model of ALCE (Gao et al. 2023), and figures made with them say so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from math import fsum

from bot.english.terms import rarity, stopwords, tokens
from bot.sentences import split_sentences

Scorer = Callable[[str, str], float]
MAX_SENTENCES = 3
"""ALCE lets a statement lean on three citations."""
THRESHOLDS = {"lexical": 0.65, "embedding": 0.68}
"""From here on a statement counts as supported: where balanced accuracy on WiCE is best (eval/LOG.md)."""


def lexical(statement: str, evidence: str) -> float:
    """Covered weight of the statement's content words.

    >>> lexical("Kim gave Putin two dogs.", "The dogs came later. Kim gave Putin two dogs and a bust.")
    1.0
    >>> lexical("Kim gave Putin two dogs.", "Nothing of the kind.")
    0.0
    """
    wanted = {token.stem: rarity(token.stem) for token in tokens(statement) if not token.is_stopword}
    total = fsum(wanted.values())  # whatever the order of a set, the same number
    if not total:
        return 0.0
    sentences, covered = list(_content(evidence)), frozenset[str]()
    for _ in range(min(MAX_SENTENCES, len(sentences))):
        covered |= max(sentences, key=lambda words: sum(wanted[w] for w in wanted.keys() & (words - covered)))
    return fsum(wanted[word] for word in wanted.keys() & covered) / total


@lru_cache(maxsize=4096)
def _content(evidence: str) -> tuple[frozenset[str], ...]:
    found = (evidence[s.start : s.end] for s in split_sentences(evidence))
    return tuple(frozenset(token.stem for token in tokens(one)) - stopwords() for one in found)


def embedding() -> Scorer:
    """The scorer by vectors; opens the built-in model."""
    import numpy as np

    from bot.embed import load_embedder
    from bot.settings import load_settings

    embedder = load_embedder(load_settings())

    @lru_cache(maxsize=256)
    def vectors(evidence: str) -> np.ndarray:
        sentences = [evidence[s.start : s.end] for s in split_sentences(evidence)] or [evidence]
        return np.asarray(embedder.encode(sentences))

    def score(statement: str, evidence: str) -> float:
        return float(np.clip((vectors(evidence) @ embedder.encode([statement])[0]).max(), 0.0, 1.0))

    return score


def scorer(name: str) -> Scorer:
    """`lexical` or `embedding`."""
    return {"lexical": lambda: lexical, "embedding": embedding}[name]()


def balanced_accuracy(supported: Sequence[bool], verdicts: Sequence[bool]) -> float | None:
    """Mean of the shares of supported and of unsupported statements that were told right; None where one is missing."""
    shares = []
    for kind in (True, False):
        of = [verdict == kind for is_so, verdict in zip(supported, verdicts, strict=True) if is_so == kind]
        if not of:
            return None
        shares.append(sum(of) / len(of))
    return sum(shares) / 2
