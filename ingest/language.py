"""Which language an article is in, so far as that matters: the built-in models read English.

Promise: English news is told by its commonest words alone (4,076 of 4,093 articles, in microseconds); only what is
left loads py3langid, 0.7 s. None means unsure, which is never a warning.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

MIN_ENGLISH_SHARE = 0.18
MIN_WORDS, MIN_LETTERS = 20, 120
MIN_PROBABILITY = 0.95
"""With fewer words (Chinese has no spaces, so letters count too) or less probability, py3langid takes lists of names
for Tagalog or Latin."""
_SAMPLE_CHARS = 6_000
_COMMON = re.compile(
    r"(?:the|of|and|to|a|in|that|is|was|for|on|with|as|it|by|at|from|be|his|he|are|this|have|had|were|not|but|they"
    r"|which|has|will|would)"
)


def language_of(text: str) -> str | None:
    """ISO 639-1 code, or None where the text is too short or the model unsure."""
    sample = text[: _SAMPLE_CHARS // 2] + " " + text[len(text) // 2 : len(text) // 2 + _SAMPLE_CHARS // 2]
    words = re.findall(r"[^\W\d_]+", sample.lower())
    if len(words) < MIN_WORDS and sum(map(len, words)) < MIN_LETTERS:
        return None
    if sum(bool(_COMMON.fullmatch(word)) for word in words) >= MIN_ENGLISH_SHARE * len(words):
        return "en"
    code, probability = _identifier().classify(sample)
    return str(code) if probability >= MIN_PROBABILITY else None


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
