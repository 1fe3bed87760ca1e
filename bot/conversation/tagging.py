"""A tag for every word of a question or an answer, told without a model by its form and its neighbours.

Promise: deterministic, linear in the length of the text, and every token is an exact range of it. English only, and
shallow: it sees a name by its capital, or because the conversation has it. Tags, one letter each: W wh-word
(K: what, which, whose), A auxiliary, V verb, N name, O other open word, # number, D determiner, S possessive pronoun,
R pronoun, P preposition, F "of", C conjunction, X adverb, ' possessive ending, . punctuation and line end.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from bot.conversation.words import is_adjective, is_plural, listed, verb_form
from bot.english.name_kinds import words as names
from bot.english.terms import is_namelike, stem

_TOKEN = re.compile(
    r"(?:Mr|Mrs|Ms|Dr|Gen|St|Jr|Sr|Sen|Rep|Lt|Col|Prof|No|vs)\.(?=\s)|(?:[^\W\d_]\.){2,}|\b[A-Z]\.(?=\s[A-Z])"
    r"|[$£€]?\d+(?:[.,:]\d+)*(?:[^\W_]+)?(?:[-–]\d+)?|[^\W\d_]['’][A-Z][^\W_]+"
    r"|(?:is|are|was|were|do|does|did|has|have|had|could|would|should|must|ca|wo)n['’]t"
    r"|[^\W_]+(?:[-&][^\W_]+)*|['’](?:s|re|ve|d|ll|m)\b|['’](?=\s)|[^\w\s]|\n+",
    re.IGNORECASE,
)
_QUOTES = frozenset('"“”‘`«»')
DEMONSTRATIVES = frozenset(("this", "that", "these", "those"))
_AMBIGUOUS = DEMONSTRATIVES | {"her", "his", "all", "both", "each", "either", "more"}
_CLOSED = (
    ("wh determiners", "K"),
    ("wh", "W"),
    ("auxiliaries", "A"),
    ("possessives", "S"),
    ("determiners", "D"),
    ("pronouns", "R"),
    ("prepositions", "P"),
    ("conjunctions", "C"),
    ("adverbs", "X"),
    ("numbers", "#"),
)


@dataclass(slots=True)
class Token:
    """A word or sign at [start:end]; `first` where it opens a sentence, so that its capital says nothing."""

    text: str
    lower: str
    start: int
    end: int
    first: bool = False
    tag: str = ""
    base: str = ""
    """The verb's base form, for V."""


def tag(text: str, known: Collection[str], limit: int) -> list[Token]:
    """The first `limit` tokens of a text, quotation marks left out, tagged.

    >>> " ".join(f"{t.text}/{t.tag}" for t in tag("what did Kim get in return?", (), 99))
    'what/K did/A Kim/N get/V in/P return/O ?/.'
    """
    tokens = _tokens(text, limit)
    cased = _is_cased(text, tokens)
    for i, token in enumerate(tokens):
        token.tag = _closed_class(tokens, i, cased) or ("N" if _is_name(tokens, i, known, cased) else "O")
    _tag_verbs(tokens)
    for i, token in enumerate(tokens):
        if token.lower in ("'s", "'"):
            token.tag = _ending(tokens, i)
        elif token.lower in _AMBIGUOUS:
            token.tag = _determiner_or_pronoun(tokens, i)
    return tokens


def _tokens(text: str, limit: int) -> list[Token]:
    found: list[Token] = []
    first = True
    for match in _TOKEN.finditer(text):
        word = match.group()
        if word in _QUOTES:
            continue
        found.append(Token(word, word.lower().replace("’", "'"), match.start(), match.end(), first))
        first = word in ".!?:;" or word[0] == "\n" or (first and word in "-–—(…")
        if len(found) >= limit:
            break
    return found


def _is_cased(text: str, tokens: list[Token]) -> bool:
    """Whether capitals tell names: not in HEADLINES and not In Titles."""
    long_words = [token for token in tokens if len(token.text) > 3 and token.text[0].isalpha()]
    lowered = any(token.text[0].islower() for token in long_words)
    lowered = lowered or any(token.text[0].islower() and token.lower in listed("auxiliaries") for token in tokens)
    return (lowered or len(long_words) < 3) and not text.isupper()


def _closed_class(tokens: list[Token], i: int, cased: bool) -> str:
    token = tokens[i]
    word = token.lower
    if not word[0].isalnum() and word[0] not in "'$£€":
        return "."
    if word[0] in "$£€" or word[0].isdigit():
        return "#"
    if any(letter.isdigit() for letter in word):
        return "N" if token.text[0].isupper() else "#"  # Luna-25, H100
    if cased and token.text[0].isupper() and not token.first and word != "i" and _stands_in_a_name(tokens, i):
        return ""
    if word == "of":
        return "F"
    for section, letter in _CLOSED:
        if word in listed(section):
            return letter
    adverb = word.endswith("ly") and len(word) > 4 and token.text[0].islower() and word not in listed("nouns in ly")
    return "X" if adverb else ""


def _stands_in_a_name(tokens: list[Token], i: int) -> bool:
    """A capital inside a sentence: part of a name, unless it is a closed-class word with no capital beside it."""
    token = tokens[i]
    if token.text.isupper() and len(token.text) > 1:
        return True
    if not any(token.lower in listed(section) for section, _ in _CLOSED):
        return True
    after = tokens[i + 1].text if i + 1 < len(tokens) else ""
    return after[:1].isupper() or (tokens[i - 1].text[:1].isupper() and not tokens[i - 1].first)


def _is_name(tokens: list[Token], i: int, known: Collection[str], cased: bool) -> bool:
    token = tokens[i]
    form = verb_form(token.lower)[1]
    if not token.text[0].isupper() or not cased or (token.text.isupper() and len(token.text) > 4):
        return token.lower in known or (not form and token.lower in _lower_places())
    if not token.first:
        return not token.text.endswith(("-led", "-made", "-based", "-style"))
    after = tokens[i + 1].text if i + 1 < len(tokens) else ""
    if after[:1].isupper() and (form in ("", "base") or token.lower == "united"):
        return True
    return token.text in known or token.lower in known or (not form and is_namelike(stem(token.lower)))


@cache
def _lower_places() -> frozenset[str]:
    return frozenset(name.lower() for name in names("places") if " " not in name and len(name) > 3)


def _tag_verbs(tokens: list[Token]) -> None:
    waits = False  # for the verb that goes with do, can, will ...
    for i, token in enumerate(tokens):
        if token.tag in "OP" and _is_verb(tokens, i, waits):
            token.tag, token.base = "V", verb_form(token.lower)[0] or token.lower
        elif token.tag == "A" and waits and token.lower in ("do", "have", "be"):
            token.tag, token.base = "V", token.lower
        elif token.tag == "A" and token.lower not in listed("be"):
            waits = True
        if token.tag == "V" or (token.tag == "." and token.text != ","):
            waits = False


def _is_verb(tokens: list[Token], i: int, waits: bool) -> bool:
    """Whether an open word (or "like") is a verb, by its form and by what stands before it, adverbs aside."""
    base, form = verb_form(tokens[i].lower)
    j = i - 1
    while j >= 0 and tokens[j].tag == "X":
        j -= 1
    before = tokens[j] if j >= 0 else None
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    if tokens[i].tag == "P":
        return waits and tokens[i].lower == "like" and before is not None and before.tag in "NORA"
    if not base:
        return waits and _is_unlisted_verb(tokens, i)
    if before is None or before.tag in ".C":
        return _opens_clause(form, before)
    if before.lower in ("this", "that"):
        return _follows_demonstrative(tokens, i, j, form, waits)
    if before.tag == "A":
        return form == "past" or form == ("ing" if before.lower in listed("be") else "base")
    if before.tag in "WK":
        asks_kind = before.tag == "K" and after is not None and after.tag in "ANV"
        return (form != "base" and not asks_kind) or before.lower == "who"
    if before.tag in "NO" and form == "ing" and _is_awaited(tokens, i):
        return True
    if form == "base" and _asks_which(tokens, i):
        return True
    if before.tag == "O" and form == "base" and is_plural(before.lower) and _acts(tokens, j):
        return True
    if before.tag in "NO":
        unchanged = base == tokens[i].lower and form == "past"  # "put" is often a noun: "tea set"
        return _follows_noun("s" if unchanged else form, waits, after)
    if before.lower == "to":
        return form == "base"
    return before.lower in listed("subject pronouns") or before.tag == "R" or (form == "ing" and before.tag in "PF")


def _asks_which(tokens: list[Token], i: int) -> bool:
    """Whether the word is the verb of "which countries come next?", "how many people live there?"."""
    counts = tokens[0].lower == "how" and tokens[1].lower == "many"
    asked = {token.tag for token in tokens[2 if counts else 1 : i]}
    if not (counts or tokens[0].tag == "K") or not asked or asked - set("ON") or not is_plural(tokens[i - 1].lower):
        return False
    return all(token.tag != "A" and not verb_form(token.lower)[1] for token in tokens[i + 1 :])


def _acts(tokens: list[Token], i: int) -> bool:
    """Whether a bare plural is the subject: in "that customers buy less", "sanctions ban the sale"."""
    if i > 0 and tokens[i - 1].lower in listed("subordinators"):
        return True
    return i + 2 < len(tokens) and tokens[i + 2].tag in "DS" and all(t.tag not in "VA" for t in tokens[:i])


def _is_awaited(tokens: list[Token], i: int) -> bool:
    """Whether a "was" or "are" of the clause still has no verb: "what were people chanting?"."""
    if i + 1 < len(tokens) and tokens[i + 1].tag not in ".PDSRN":
        return False
    before = next((t for t in reversed(tokens[:i]) if t.tag in "AV."), None)
    return before is not None and before.tag == "A" and before.lower in listed("be")


def _opens_clause(form: str, before: Token | None) -> bool:
    if before is not None and before.lower in ("which", "who"):
        return form != "base"
    return form in ("past", "base") or (form == "ing" and before is not None)


def _follows_demonstrative(tokens: list[Token], i: int, j: int, form: str, waits: bool) -> bool:
    """As in "the vow that includes ..." and "did that end up ...", not in "did that film win"."""
    if tokens[j].lower == "that" and j and tokens[j - 1].tag in "NO" and form in ("s", "past"):
        return True
    later = any(verb_form(token.lower)[1] == "base" for token in tokens[i + 1 : i + 4])
    return waits and form == "base" and not later


def _follows_noun(form: str, waits: bool, after: Token | None) -> bool:
    if waits and form != "ing":
        return form in ("base", "past") or after is None or after.tag not in "ON"
    if form == "s":
        return after is not None and after.tag in "DSNR#"
    return form == "past" or (form == "ing" and after is not None and after.tag in "DSNP#O")


def _is_unlisted_verb(tokens: list[Token], i: int) -> bool:
    """As "cook" in "did Franklin cook it": a verb is due, no other follows, and an object or the end does."""
    rest = tokens[i + 1 : i + 7]
    if i == 0 or tokens[i - 1].tag not in "NRO" or is_adjective(tokens[i].lower):
        return False
    if any(verb_form(token.lower)[1] == "base" for token in rest):
        return False
    return not rest or rest[0].tag in "DSRP." or rest[0].lower in DEMONSTRATIVES


def _ending(tokens: list[Token], i: int) -> str:
    """Whether "'s" is a possessive: after a noun, unless what follows cannot be owned; else it is "is"."""
    if i == 0:
        return "."
    owner, owned = tokens[i - 1], tokens[i + 1] if i + 1 < len(tokens) else None
    if tokens[i].lower == "'":
        return "'" if owner.lower.endswith("s") and owned is not None else "."
    if owner.tag in "WKRCA":
        return "A"
    can_be = owned is None or owned.tag in "ON#V" or owned.lower in ("own", "first", "last", "next", "most")
    return "'" if can_be else "A"


def _determiner_or_pronoun(tokens: list[Token], i: int) -> str:
    word, after = tokens[i].lower, tokens[i + 1] if i + 1 < len(tokens) else None
    leads = after is not None and (after.tag in "ON#" or after.lower in ("first", "most", "very", "next", "own"))
    leads = leads or (after is not None and after.lower == "other")
    if word in ("her", "his"):
        return "S" if leads or (word == "his" and after is not None and after.tag not in ".PCA") else "R"
    if word == "that" and i and not _points(tokens, i):
        return "C"
    return "D" if leads or (word not in DEMONSTRATIVES and after is not None and after.tag in "DS") else "R"


def _points(tokens: list[Token], i: int) -> bool:
    """Whether "that" points, rather than opening a clause ("said that ...", "the film that he made")."""
    before = next((token for token in reversed(tokens[:i]) if token.tag != "X"), tokens[i - 1])
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    if after is None or after.tag == ".":
        return True
    if before.lower in listed("saying"):
        return False
    if after.lower in listed("times"):
        return True
    if before.tag in "NO#":
        return after.tag not in "RDSNOAVWX#"
    return before.tag in "APFVWCX."
