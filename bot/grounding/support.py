"""How much of a statement some sentences say: the share of its words that they have, rare ones weighing more.

Promise: 0..1, the same for the same texts, in time linear in them. It does not read: a negation or a swapped name is
invisible to it, which is what `facts` is for.
"""

from __future__ import annotations

from functools import lru_cache
from math import fsum

from bot.english.terms import rarity, stopwords, tokens
from bot.sentences import split_sentences

MAX_SENTENCES = 3
"""A statement may lean on so many (as ALCE's on three citations)."""
SUPPORTED = 0.65
"""From here on a statement counts as supported: where balanced accuracy on WiCE is best (eval/LOG.md)."""


def support(statement: str, evidence: str) -> float:
    """Covered weight of the statement's content words.

    >>> support("Kim gave Putin two dogs.", "The dogs came later. Kim gave Putin two dogs and a bust.")
    1.0
    >>> support("Kim gave Putin two dogs.", "Nothing of the kind.")
    0.0
    """
    wanted = {token.stem: rarity(token.stem) for token in tokens(statement) if not token.is_stopword}
    total = fsum(wanted.values())  # whatever the order of a set, the same number
    if not total:
        return 0.0
    sentences, covered = list(content_of_sentences(evidence)), frozenset[str]()
    for _ in range(min(MAX_SENTENCES, len(sentences))):
        covered |= max(sentences, key=lambda words: sum(wanted[w] for w in wanted.keys() & (words - covered)))
    return fsum(wanted[word] for word in wanted.keys() & covered) / total


@lru_cache(maxsize=4096)
def content_of_sentences(text: str) -> tuple[frozenset[str], ...]:
    """The stems of each sentence's content words."""
    found = (text[s.start : s.end] for s in split_sentences(text))
    return tuple(frozenset(token.stem for token in tokens(one)) - stopwords() for one in found)
