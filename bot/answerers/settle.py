"""Yes or no: whether the sentence that tells says so, says not so, or leaves it open.

Promise: pure. A word of the question that the sentence negates is a "No" by its wording ("She does not use manure"); a
negation anywhere else, or a hedge ("suspected arson"), is left to whoever reads the quote, who has it before him.
"""

from __future__ import annotations

import re

from bot.answerers.asked import Asked
from bot.english.negation import NEGATION, negated
from bot.reader.reading import Stance

SURE = 0.8
"""From this probability on the reader's word settles it."""
_OPEN = re.compile(
    r"\b(?:but|until|unless|except|only|yet|because|suspect\w*|alleg\w+|reported\w*|accus\w+|claim\w*|may|might|could|"
    r"would|if|whether|possibl\w+|likely|probabl\w+|rumou?r\w*|doubt\w*)\b",
    re.IGNORECASE,
)
"""What makes a sentence no plain yes or no, unless the question has it too."""


def settle(asked: Asked, sentence: str, stance: Stance) -> str:
    """Give "Yes", "No", or "" where it is not clear which."""
    if set(map(str.lower, _OPEN.findall(sentence))) - set(map(str.lower, _OPEN.findall(asked.text))):
        return ""
    denied, doubted = bool(NEGATION.search(sentence)), bool(NEGATION.search(asked.text))
    if denied and not doubted:
        return "No" if negated(sentence) & {term.stem for term in asked.terms} else ""
    if denied != doubted:
        return ""
    return "Yes" * (stance.supports >= SURE) or "No" * (stance.contradicts >= SURE)
