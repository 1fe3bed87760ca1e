"""Do these words support that statement? Three scorers, named for what they are.

    lexical    the share of the statement's words that the best three sentences have (`bot.grounding.support`)
    embedding  the cosine of the statement and the nearest sentence (all-MiniLM-L6-v2)
    reader     the likeliest support by one of the sentences that share most with it, as the trained reader reads them

Promise: a score from 0 to 1, the same for the same texts. The first two do not read: a negation is invisible to them.
They stand in for the 11B entailment model of ALCE (Gao et al. 2023), and figures made with them say so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from bot.english.terms import rarity, tokens
from bot.grounding.support import SUPPORTED, content_of_sentences
from bot.grounding.support import support as lexical
from bot.sentences import split_sentences

Scorer = Callable[[str, str], float]
MAX_READ = 6
"""Sentences that the reader is given."""
THRESHOLDS = {"lexical": SUPPORTED, "embedding": 0.68, "reader": 0.5}
"""From here on a statement counts as supported: where balanced accuracy on WiCE is best (eval/LOG.md)."""


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


def reader() -> Scorer:
    """The scorer by the trained reader; opens it."""
    from bot.reader.reading import Reader
    from bot.types import Chunk, Passage

    opened = Reader()

    def score(statement: str, evidence: str) -> float:
        text = _nearest(statement, evidence)
        (read,) = opened.read(statement, [Passage(Chunk("", "", 0, len(text), text), 1, 1.0)])
        return max((stance.supports for stance in read.stances), default=0.0)

    return score


def _nearest(statement: str, evidence: str) -> str:
    """The sentences that share most with the statement, in their order: what fits into one window."""
    wanted = {token.stem: rarity(token.stem) for token in tokens(statement) if not token.is_stopword}
    sentences = split_sentences(evidence)
    held = [sum(wanted[w] for w in wanted.keys() & words) for words in content_of_sentences(evidence)]
    best = sorted(range(len(sentences)), key=lambda n: (-held[n], n))[:MAX_READ]
    return " ".join(evidence[sentences[n].start : sentences[n].end] for n in sorted(best))


SCORERS: dict[str, Callable[[], Scorer]] = {"lexical": lambda: lexical, "embedding": embedding, "reader": reader}


def scorer(name: str) -> Scorer:
    """One of SCORERS, opened."""
    return SCORERS[name]()


def balanced_accuracy(supported: Sequence[bool], verdicts: Sequence[bool]) -> float | None:
    """Mean of the shares of supported and of unsupported statements that were told right; None where one is missing."""
    shares = []
    for kind in (True, False):
        of = [verdict == kind for is_so, verdict in zip(supported, verdicts, strict=True) if is_so == kind]
        if not of:
            return None
        shares.append(sum(of) / len(of))
    return sum(shares) / 2
