"""What a question asks for: its content terms, the kind of answer, the head noun, and who does what to whom.

Promise: pure and quick (well under a millisecond); any text gives an `Asked`, never an error. It reads the wording
only: whether the articles answer is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from bot.answerers.kinds import Kind
from bot.answerers.roles import Roles, read_roles
from bot.english.terms import Token, alternatives, is_namelike, lexicon, rarity, root, stem, tokens


@dataclass(frozen=True, slots=True)
class Term:
    """A content word of the question; `position` counts all its words."""

    text: str
    stem: str
    weight: float
    alternatives: dict[str, float]
    root: str
    position: int
    name: bool
    number: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as read. `head` are the stems of X in "what X"/"which X" and their alternatives."""

    text: str
    terms: tuple[Term, ...]
    kind: Kind
    head: frozenset[str] = frozenset()
    roles: Roles = field(default_factory=Roles)
    plural: bool = False
    stems: frozenset[str] = field(default_factory=frozenset)


_WH = re.compile(
    r"\bhow\s+(?:many|much|long|old|often|far|big|large|tall|high|fast|heavy|wide|deep|soon|late)\b|\bhow\s+come\b|\bwhat\s+(?:time|year|day|date|month|century)\b"
    r"|\b(?:who|whom|whose|when|where|why|which|what|how)\b|\bwhat's\b",
    re.IGNORECASE,
)
_AUXILIARIES = frozenset(
    "is are was were am do does did has have had can could will would shall should "
    "may might must be been being isn't aren't wasn't weren't doesn't don't didn't hasn't haven't hadn't won't".split()
)
_PREPOSITIONS = frozenset(
    ["in", "on", "at", "by", "for", "with", "from", "to", "of", "about", "since", "until", "during"]
)
_DEFINE = re.compile(
    r"\s*(?:[Ww]ho(?:'s|’s| is| are| was| were)\s+(?:[A-Z][\w.'’-]*\s?)+|[Ww]hat(?:'s|’s| is| are)\s+(?:an?\s+|the\s+)?(?!\w+(?:ed|en)\b)[\w-]+(?:\s(?!of\b|in\b)[\w-]+)?)\s*\?*\s*"
)
"""Asks for a description: "who is" with nothing but a name, "what is" with a noun or two."""
_HOW: dict[str, Kind] = {
    "many": "number", "much": "money", "long": "duration", "old": "age", "often": "number", "far": "number", "big": "number",
    "large": "number", "tall": "number", "high": "number", "fast": "number", "heavy": "number", "wide": "number", "deep": "number",
    "soon": "date", "late": "date", "come": "reason",
}  # fmt: skip
_WORDS: dict[str, Kind] = {
    "who": "person",
    "whom": "person",
    "whose": "person",
    "when": "date",
    "where": "place",
    "why": "reason",
    "how": "manner",
}
_IMPERATIVE = re.compile(
    r"^\s*(?:please\s+)?(?:describe|explain|tell\s+me|list|name|give\s+me|identify|quote)\b(?:\s+about)?", re.IGNORECASE
)
_SAYING = frozenset(
    stem(word)
    for word in [
        "say",
        "said",
        "tell",
        "told",
        "state",
        "call",
        "describe",
        "think",
        "comment",
        "claim",
        "promise",
        "vow",
        "announce",
        "warn",
    ]
)
_REASON_NOUNS = frozenset(stem(word) for word in ["reason", "cause", "purpose", "motive", "goal", "aim"])


@cache
def read(question: str) -> Asked:
    """Take a question apart.

    >>> asked = read("What did Kim give Putin?")
    >>> asked.kind, sorted(asked.roles.agent), sorted(asked.roles.patient), [term.stem for term in asked.terms]
    ('thing', ['kim'], ['putin'], ['kim', 'giv', 'putin'])
    >>> read("How many people were killed in Russia?").kind
    'number'
    """
    words = tokens(question)
    kind, at = _kind_of(question, words)
    head = _head(words, at) if kind in ("thing", "number", "money", "date") else []
    kind = _refine(kind, head, question, words)
    asking = _asking(question, words)
    terms = tuple(_term(token, i, words) for i, token in enumerate(words) if not token.is_stopword and i not in asking)
    roles = read_roles(words, [term.position for term in terms if term.name], words.index(head[-1]) + 1 if head else at)
    return Asked(
        text=question,
        terms=terms,
        kind=kind,
        head=frozenset(stem for token in head for stem in alternatives(token.stem)),
        roles=roles,
        plural=_is_plural(head, question),
        stems=frozenset(token.stem for token in words),
    )


def _term(token: Token, i: int, words: Sequence[Token]) -> Term:
    lower_case = not any(word.capital for word in words[1:])
    name = (
        (token.capital and i > 0)
        or (token.capital and i == 0 and is_namelike(token.stem))
        or (lower_case and is_namelike(token.stem))
    )
    return Term(
        token.text, token.stem, rarity(token.stem), alternatives(token.stem), root(token.stem), i, name, token.is_number
    )


def _kind_of(question: str, words: Sequence[Token]) -> tuple[Kind, int]:
    """Kind by the question word, and the index of the first token after it (0 where there is none)."""
    match = _question_word(question)
    opener = words[0].text.lower() if words else ""
    if match is None or (opener in _AUXILIARIES and match.start() > 0):
        return ("yesno" if opener in _AUXILIARIES else "list" if _IMPERATIVE.match(question) else "thing"), 0
    after = next((i for i, token in enumerate(words) if token.start >= match.end()), len(words))
    found = match.group().lower().split()
    if found[0] == "how" and len(found) > 1:
        return _HOW[found[1]], after
    if found[0] in ("what", "which") and len(found) > 1:
        return "date", after - 1
    return _WORDS.get(found[0], "thing"), after


def _question_word(question: str) -> re.Match[str] | None:
    """The one that asks: the last word of the question, else the first that is not "when" or "where" opening a clause."""
    found = list(_WH.finditer(question))
    if found and not question[found[-1].end() :].strip(" ?.!\"'”"):
        return found[-1]
    asking = [
        match
        for match in found
        if match.group().lower() not in ("when", "where", "who", "whose") or _asks_by_place(question, match)
    ]
    best = asking or found
    return best[0] if best else None


def _asks_by_place(question: str, match: re.Match[str]) -> bool:
    """Whether "when" or "who" asks here: it opens the question, or follows a comma or a preposition, and a verb form follows."""
    before, after = question[: match.start()].rstrip(), question[match.end() :].split()
    opens = not before or before.endswith(",") or before.split()[-1].lower() in _PREPOSITIONS
    return opens and (
        match.group().lower() in ("who", "whose") or bool(after and after[0].lower().strip("?,") in _AUXILIARIES)
    )


def _head(words: Sequence[Token], at: int) -> list[Token]:
    """The noun asked for: "gifts" of "what gifts were ...", "capital" of "what is the capital of ...", "limo" of "what kind of limo"."""
    run = _noun_run(words, at)
    if not run and at < len(words) and words[at].text.lower() in ("is", "are", "was", "were"):
        run = _noun_run(words, at + 1, determined=True)
    if run and run[-1].stem in _leads_on():
        following = words.index(run[-1]) + 1
        if following < len(words) and words[following].text.lower() == "of":
            return (
                _noun_run(words, following + 1)[-1:]
                or _noun_run(words, following + 1, determined=True)[-1:]
                or run[-1:]
            )
    return run[-1:]


def _noun_run(words: Sequence[Token], at: int, determined: bool = False) -> list[Token]:
    """Content words in a row from `at`, behind "the" or "his" if `determined`; verbs that follow "what" are not told apart."""
    i = at + determined
    if determined and words[at:i] and words[at].text.lower() not in _DETERMINERS:
        return []
    run: list[Token] = []
    while i < len(words) and not words[i].is_stopword and not (run and words[i].capital and not run[-1].capital):
        run.append(words[i])
        i += 1
    return run[:3]


_DETERMINERS = ("the", "a", "an", "its", "his", "her", "their", "some")


@cache
def _leads_on() -> frozenset[str]:
    """Nouns that only introduce the real head: "what kind of car", "what is the name of the ship"."""
    return frozenset(
        stem(word)
        for word in [
            "kind",
            "type",
            "sort",
            "form",
            "name",
            "term",
            "word",
            "title",
            "example",
            "number",
            "amount",
            "part",
            "range",
            "set",
            "group",
            "lot",
        ]
    )


def _refine(kind: Kind, head: Sequence[Token], question: str, words: Sequence[Token]) -> Kind:
    """The head noun says more than "what" does, and some phrases say more than their question word."""
    lower = question.lower()
    if (
        kind == "money"
        and head
        and head[0].stem not in _head_kinds().get("money", frozenset())
        and not re.search(r"\b(?:cost|pay|paid|spen[dt]|worth|money|price)\b", lower)
    ):
        return "number"
    if kind == "number" and head and head[-1].stem in ("percent", "percentag", "proportion", "shar"):
        return "percent"
    if _DEFINE.fullmatch(question) and (kind == "person" or len(words) <= 6):
        return "definition"
    if kind != "thing":
        return kind
    stems = {token.stem for token in words}
    if head and head[-1].stem in _REASON_NOUNS:
        return "reason"
    for name, nouns in _head_kinds().items():
        if head and head[-1].stem in nouns:
            return name  # type: ignore[return-value]
    if re.search(r"\bwhat (?:does|did) \w+ (?:mean|stand for)\b|\bwhat (?:does|did) .* mean\b", lower):
        return "definition"
    if not head and stems & _SAYING and re.search(r"\bwhat (?:did|does|do|has|have|was|were)\b", lower):
        return "quote"
    return kind


def _asking(question: str, words: Sequence[Token]) -> set[int]:
    """Indices of tokens that only ask ("describe", "tell me about")."""
    match = _IMPERATIVE.match(question)
    end = match.end() if match else 0
    return {i for i, token in enumerate(words) if token.end <= end}


def _is_plural(head: Sequence[Token], question: str) -> bool:
    """Whether several answers are expected."""
    word = head[-1].text.lower() if head else ""
    return (word.endswith("s") and not word.endswith(("ss", "us", "is"))) or bool(
        re.search(r"\bwho (?:are|were)\b|^\s*(?:list|name)\b", question.lower())
    )


@cache
def _head_kinds() -> dict[str, frozenset[str]]:
    return {kind: frozenset(stem(noun) for noun in nouns) for kind, nouns in lexicon()["heads"].items()}
