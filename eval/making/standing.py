"""Whether a question stands alone: somebody who has read nothing else knows what is asked.

Promise: strict rather than kind. No pronoun without its noun, nothing that counts from the day of the article, no
"the deal" of which nobody has heard, a name that tells which of many is meant, and a length that people use.
"""

from __future__ import annotations

import re

from bot.conversation.tagging import Token, tag
from bot.english.terms import stems, stopwords
from eval.making.words import word_list

N_WORDS = range(4, 21)
_RELATIVE = re.compile(
    r"\b(?:yesterday|today|tonight|tomorrow|now|ago|here|there|currently|recently|so far|earlier|later|then|again|"
    r"(?:last|next|this|past|previous|following|same|coming) (?:\w+ )?(?:day|week|month|year|night|morning|evening|"
    r"summer|winter|spring|autumn|fall|season|weekend|quarter|decade|century|time|\w+day)s?|others?|another|both|such|"
    r"former|latter|respectively|one|ones|instead|too|also|either|neither|else|likewise|the rest|not|never|no|nor|n't|"
    r"elsewhere|mine|us|overnight|weekend|previously|meanwhile|however|therefore|thus|still)\b",
    re.IGNORECASE,
)
_DAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_PLAIN = re.compile(r"[\w\s,.'’$£€%&-]+\?")
_DOUBLED = re.compile(
    r"\b(\w+) \1\b|\b(?:in|on|at|of|to|for|by|with|from|the|a|an|and) (?:in|on|at|of|by|for|with|and)\b|\s[,.]|\s'"
)
_TELLING = word_list("of in for between at to on from that against with")
"""What follows a noun and tells which is meant."""
_UNIQUE = word_list(
    "government president police world economy internet sun moon king queen pope country public state army "
    "prime earth future past weather environment law media press web market planet sky sea throne title"
)
_UNTELLING = word_list(
    "new latest previous whole entire final old main big small other own recent current next last ongoing "
    "proposed alleged subsequent resulting two three four five six seven eight nine ten various many few "
    "several"
)
_DANGLING = word_list(
    "of the a an and or but that to in on at for by with from as than into about over under its their his her"
)


def stands_alone(question: str) -> bool:
    """Whether the question can be asked of anybody.

    >>> stands_alone("When did Kim Jong Un meet Vladimir Putin?"), stands_alone("When did he meet Putin?")
    (True, False)
    """
    if len(question.split()) not in N_WORDS or not _PLAIN.fullmatch(question) or _DAY.search(question):
        return False
    if _RELATIVE.search(question.split(" ", 2)[-1]) or _DOUBLED.search(question):
        return False
    tokens = tag(question, (), 60)
    last = tokens[-2].lower if len(tokens) > 1 else ""
    if last in _DANGLING:
        return False
    return _has_name(tokens) and not _points_elsewhere(tokens) and not _is_vague(tokens)


def gives_away(question: str, answer: str) -> bool:
    """Whether words of the answer are in the question."""
    return bool((stems(answer) - stopwords()) & stems(question))


def _has_name(tokens: list[Token]) -> bool:
    """A year tells as much."""
    named = any(token.tag == "N" and token.text[0].isupper() for token in tokens[1:])
    return named or any(re.fullmatch(r"(?:1[5-9]|20)\d\d", token.text) for token in tokens)


def _points_elsewhere(tokens: list[Token]) -> bool:
    """Whether a pronoun or "this" is left, or "his" without one named before it."""
    for i, token in enumerate(tokens):
        if token.tag == "R" or token.lower in ("this", "these", "those", "i", "we", "you", "my", "our", "your"):
            return True
        if token.lower == "that" and token.tag != "C":
            return True
        if token.lower in ("last", "next") and i and tokens[i - 1].tag not in "DS":
            return True
        if token.tag == "S" and token.lower != "whose" and not _owner_named(tokens, i):
            return True
    return False


def _owner_named(tokens: list[Token], i: int) -> bool:
    """Whether one name, and one alone, stands before "his"."""
    before = "".join(token.tag for token in tokens[1:i])
    runs = re.findall(r"N[NF]*", before)
    return len(runs) == 1 and "C" not in before


def _is_vague(tokens: list[Token]) -> bool:
    """Whether "the" stands before a noun that nothing tells apart from its like."""
    for i, token in enumerate(tokens):
        if token.lower != "the":
            continue
        run = i + 1
        while run < len(tokens) and tokens[run].tag in "ON#X'V" and not (tokens[run].tag == "V" and run > i + 1):
            run += 1
        words = tokens[i + 1 : run]
        told = any(word.tag == "N" for word in words) or (words and words[-1].lower in _UNIQUE)
        following = tokens[run] if run < len(tokens) else None
        told = told or (following is not None and following.lower in _TELLING)
        several = len(words) > 1 and words[0].lower not in _UNTELLING
        if not (told or several):
            return True
    return False
