"""A question read again in the light of the passages found for it: typing errors, short forms, who the leader is.

Promise: only ever adds ways in which a term may be met, never a term; a word that the passages or everyday English
know is left alone. "strengh" is met by "strength", "PO" by "Presiding Officer", "the North Korean leader" by the name
that follows those words somewhere in the passages.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from bot.answerers.asked import Asked, Term
from bot.answerers.roles import Roles
from bot.english.terms import TOKEN, is_common, root, stem, tokens

MISSPELT, SHORT_FOR, ROLE_OF = 0.8, 0.9, 0.7
"""How much such a word counts beside the question's own."""
MIN_TYPO_CHARS, MIN_TWO_TYPOS_CHARS = 5, 8
_SMALL = frozenset(["of", "the", "and", "for", "on", "in", "to", "a", "de", "la"])
_ROLES = frozenset(
    stem(word)
    for word in [
        "leader",
        "president",
        "minister",
        "adviser",
        "secretary",
        "chief",
        "chancellor",
        "king",
        "queen",
        "premier",
        "sister",
        "brother",
        "wife",
        "husband",
        "son",
        "daughter",
        "spokesman",
        "spokeswoman",
        "director",
        "governor",
        "mayor",
        "ambassador",
        "general",
        "coach",
        "captain",
        "aide",
        "founder",
        "chairman",
    ]
)


def attune(asked: Asked, texts: Iterable[str], known: frozenset[str]) -> Asked:
    """The question with further alternatives for its terms. `known`: every stem of the `texts`."""
    texts = list(texts)
    holders = {term.stem: _holders(asked, term, texts) for term in asked.terms if term.stem in _ROLES}
    terms = [_attuned(term, holders.get(term.stem, set()), texts, known) for term in asked.terms]
    return replace(asked, terms=tuple(terms), roles=_named(asked, holders))


def _named(asked: Asked, holders: dict[str, set[str]]) -> Roles:
    """The roles with "the North Korean leader" also under his name."""
    roles = asked.roles
    for term in asked.terms:
        earlier = next((one.stem for one in asked.terms if one.position == term.position - 1), "")
        names = frozenset(holders.get(term.stem, ()))
        if earlier in roles.agent:
            roles = replace(roles, agent=roles.agent | names)
        elif earlier in roles.patient:
            roles = replace(roles, patient=roles.patient | names)
    return roles


def _attuned(term: Term, holders: Collection[str], texts: Sequence[str], known: frozenset[str]) -> Term:
    more: dict[str, float] = {}
    if term.stem in _ROLES:
        more = dict.fromkeys(holders, ROLE_OF)
    elif term.stem not in known and term.text.isupper() and 2 <= len(term.text) <= 6:
        more = dict.fromkeys(_spelt_out(term.text, texts), SHORT_FOR)
    elif not (
        is_common(term.stem) or term.alternatives.keys() & known or any(root(other) == term.root for other in known)
    ):
        more = {other: MISSPELT for other in known if is_typo(term.stem, other)}
    name = term.name and (term.text[0].isupper() or is_common(term.stem) or _is_capital(term.text, texts))
    return replace(term, alternatives={**more, **term.alternatives}, name=name)


def is_typo(word: str, other: str) -> bool:
    """Whether two stems differ by one slip of the hand, or two in a long word; accents aside.

    >>> is_typo("strengh", "strength"), is_typo("moncalm", "montcalm"), is_typo("iran", "iraq")
    (True, True, False)
    """
    allowed = 0 if len(word) < MIN_TYPO_CHARS else 1 if len(word) < MIN_TWO_TYPOS_CHARS else 2
    if abs(len(word) - len(other)) > allowed or word[0] != other[0] or word[0] in "=0123456789":
        return not allowed and _plain(word) == other
    return _distance(_plain(word), _plain(other)) <= allowed


def _plain(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


def _distance(a: str, b: str) -> int:
    """Edits from a to b: insert, delete, exchange, swap neighbours (optimal string alignment)."""
    rows = [list(range(len(b) + 1))]
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


def _spelt_out(letters: str, texts: Iterable[str]) -> set[str]:
    """Stem of the last word of what an abbreviation stands for: capitalised words in a row with these initials."""
    found = set()
    for text in texts:
        words = [word for word in TOKEN.findall(text) if word not in _SMALL]
        initials = "".join(word[0] if word[0].isupper() and not word.isupper() else "." for word in words)
        found |= {stem(words[m.end() - 1].lower()) for m in re.finditer(letters, initials)}
    return found


def _holders(asked: Asked, term: Term, texts: Iterable[str]) -> set[str]:
    """Last names of those called by this role in the texts, with the same word before it if the question has one."""
    earlier = next((one.stem for one in asked.terms if one.position == term.position - 1), "")
    found = set()
    for text in texts:
        if term.text.lower()[:5] not in text.lower():
            continue
        words = tokens(text)
        for i in range(1, len(words) - 1):
            if words[i].stem == term.stem and words[i + 1].capital and earlier in ("", words[i - 1].stem):
                last = i + 1
                while (
                    last + 1 < len(words) and words[last + 1].capital and words[last + 1].start == words[last].end + 1
                ):
                    last += 1
                found |= {word.stem for word in words[i + 1 : last + 1] if not word.is_stopword}
    return found


def _is_capital(word: str, texts: Iterable[str]) -> bool:
    """Whether a word typed in small letters is written with a capital in the texts."""
    return any(word.capitalize() in text for text in texts)
