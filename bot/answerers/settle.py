"""Yes or no: whether the sentence that tells says so, says not so, or leaves it open.

Promise: pure. A word of the question that the sentence negates is a "No" by its wording ("She does not use manure"); a
negation anywhere else, or a hedge ("suspected arson"), is left to whoever reads the quote, who has it before him.
"""

from __future__ import annotations

import re

from bot.answerers.asked import Asked
from bot.english.negation import NEGATION, negated
from bot.english.terms import alternatives, stems
from bot.reader.reading import Stance

SURE = 0.8
"""From this probability on the reader's word settles it."""
_OPEN = re.compile(
    r"\b(?:but|until|unless|except|only|yet|because|suspect\w*|alleg\w+|reported\w*|accus\w+|claim\w*|may|might|could|"
    r"would|if|whether|possibl\w+|likely|probabl\w+|rumou?r\w*|doubt\w*|still|ha(?:s|ve|d) to|must|should|will|shall|"
    r"plan(?:s|ned|ning)?|expect\w*|hop(?:e|es|ed|ing)|intend\w*|aim(?:s|ed|ing)?|want\w*|tr(?:y|ies|ied|ying)|almost|nearly|"
    r"partly|partially|initially|originally|instead|rather)\b",
    re.IGNORECASE,
)
"""What makes a sentence no plain yes or no, unless the question has it too."""
_WHOLE = re.compile(r"\b(?:all|both|every\w*|each|whole|entire\w*|always|completely|fully)\b", re.IGNORECASE)
"""What a question may ask and a sentence has to say itself: that two of eight were rescued is no "Yes, all"."""
MIN_SHARE = 0.6
"""Of the question's words that a sentence must have for a "Yes": else it speaks of something near."""


def settle(asked: Asked, sentence: str, stance: Stance) -> str:
    """Give "Yes", "No", or "" where it is not clear which."""
    if _said(_OPEN, sentence) - _said(_OPEN, asked.text) or _said(_WHOLE, asked.text) - _said(_WHOLE, sentence):
        return ""
    denied, doubted = bool(NEGATION.search(sentence)), bool(NEGATION.search(asked.text))
    if denied and not doubted:
        return "No" if negated(sentence) & {term.stem for term in asked.terms} else ""
    if denied != doubted:
        return ""
    if stance.supports >= SURE:
        return "Yes" if _share(asked, sentence) >= MIN_SHARE else ""
    return "No" * (stance.contradicts >= SURE)


def _said(pattern: re.Pattern[str], text: str) -> set[str]:
    return {word.lower() for word in pattern.findall(text)}


def _share(asked: Asked, sentence: str) -> float:
    """How many of the question's words the sentence has, in whatever form."""
    found = stems(sentence)
    shared = [term for term in asked.terms if not found.isdisjoint(alternatives(term.stem))]
    return len(shared) / max(len(asked.terms), 1)
