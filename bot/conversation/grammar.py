"""Noun phrases of a tagged text, each with its head, its number, and its place in the sentence.

Promise: every phrase is an exact range of the text. Shallow: phrases are runs of tags, the role of one is told by
the verbs, auxiliaries and prepositions around it, and a relative clause is not understood.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from bot.conversation.tagging import Token, tag
from bot.conversation.words import is_adjective, is_plural, listed, singular
from bot.english.name_kinds import words as names

Role = Literal["subject", "object", "oblique", "of", "owner"]

MAX_TOKENS = 400
"""What lies beyond is not looked at: a question is shorter, and an answer says early what a follow-up is about."""
WH_DETERMINERS = ("what", "which", "whose")
_WORD = re.compile(r"[^\W\d_]+")
_PHRASE = re.compile(r"(?:K(?=[DO#N]))?[DS]*(?:[ON#]|(?<=[ONX#])'|(?<=[DSX'])X(?=O)|(?<=N)F(?=D?N)|(?<=F)D(?=N))*[ON#]")
_NAME_RUN = re.compile(r"N(?:[NF#]|(?<=F)D(?=N)|(?<=N)D(?=N))*$")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: tokens [first:last], text [start:end]."""

    first: int
    last: int
    start: int
    end: int
    text: str
    head: str
    """The noun that carries it, in the singular and lower case; of a name its last word."""
    name: str
    """The name in it ("Kim Jong Un" in "North Korean leader Kim Jong Un"), else ""."""
    noun: str
    """The common noun that goes with the name ("leader"), or the head."""
    determiner: str
    plural: bool
    role: Role
    """oblique: after a preposition; of: after "of"; owner: before 's."""
    verb: str
    """Base form of the verb it goes with, or ""."""
    preposition: str


@dataclass(slots=True)
class Sentence:
    """A tagged text with its phrases; `tags` is one letter per token. Shared by a cache: not to be changed."""

    text: str
    tokens: list[Token]
    tags: str
    phrases: list[Phrase] = field(default_factory=list)

    def rest(self, phrase: Phrase) -> str:
        """The tags after a phrase, without the final punctuation."""
        return self.tags[phrase.last :].strip(".")


def parse(text: str, known: Collection[str] = ()) -> Sentence:
    """Tag a text and find its noun phrases.

    >>> [(p.text, p.role, p.verb) for p in parse("Kim's presents included art.").phrases]
    [('Kim', 'owner', 'include'), ("Kim's presents", 'subject', 'include'), ('art', 'object', 'include')]

    Args:
        text: one or several sentences.
        known: words that the conversation has used as names: "kim" is one even without its capital, and "Price" even
            where it opens a sentence.

    """
    words = frozenset((*_WORD.findall(text), *_WORD.findall(text.lower()))) if known else frozenset()
    return _parse(text, words.intersection(known))


@lru_cache(maxsize=512)
def _parse(text: str, known: frozenset[str]) -> Sentence:
    """Cached, because every question of a conversation reads the same turns again: 3 ms for eight of them."""
    tokens = tag(text, known, MAX_TOKENS)
    sentence = Sentence(text, tokens, "".join(token.tag for token in tokens))
    for match in _PHRASE.finditer(sentence.tags):
        first, last = match.span()
        first += match.group().startswith("K") and tokens[first + 1].lower in listed(
            "leads"
        )  # "which the leaders signed"
        last = _without_predicate(sentence, first, last)
        owners = [_phrase(sentence, first, i, "owner") for i in range(first + 1, last) if sentence.tags[i] == "'"]
        sentence.phrases += [*owners, _phrase(sentence, first, last)]
    return sentence


def _without_predicate(sentence: Sentence, first: int, last: int) -> int:
    """Where the phrase ends that has no adjective after its noun: "was [that album] successful"."""
    while last - first > 1 and sentence.tags[last - 1] == "O" and is_adjective(sentence.tokens[last - 1].lower):
        if sentence.tags[last - 2] not in "ON":
            break
        last -= 1
    return last


def _phrase(sentence: Sentence, first: int, last: int, role: Role | None = None) -> Phrase:
    tokens = sentence.tokens
    run = _NAME_RUN.search(sentence.tags[first:last])
    name_at = first + run.start() if run else last
    while last - name_at > 1 and _is_title(tokens, name_at, last):
        name_at += 1
    name = sentence.text[tokens[name_at].start : tokens[last - 1].end] if run else ""
    noun = next((t.lower for t in reversed(tokens[first:name_at]) if t.tag in "ON"), "")
    head = tokens[last - 1].lower
    counted = any(t.tag == "#" and t.lower != "1" for t in tokens[first:name_at])
    verb, preposition, found_role = _governor(sentence, first, last)
    return Phrase(
        first=first,
        last=last,
        start=tokens[first].start,
        end=tokens[last - 1].end,
        text=sentence.text[tokens[first].start : tokens[last - 1].end],
        head=head if name else singular(head),
        name=name,
        noun=singular(noun),
        determiner=tokens[first].lower if tokens[first].tag in "DSK" else "",
        plural=not name and (is_plural(head) or counted),
        role=role or found_role,
        verb=verb,
        preposition=preposition,
    )


def _is_title(tokens: list[Token], i: int, last: int) -> bool:
    """Whether the name's first word only says what its bearer is: "President", "Foreign" before "Minister"."""
    if tokens[last - 1].text in names("organisation words") or tokens[last - 1].text in names("organisations"):
        return False
    two = f"{tokens[i].text} {tokens[i + 1].text}"
    if last - i > 2 and tokens[i].text in names("demonyms") and tokens[i + 1].text in names("titles"):
        return True  # "Russian President"
    return tokens[i].text in names("titles") or (last - i > 2 and two in names("titles")) or tokens[i].text == "Former"


def _governor(sentence: Sentence, first: int, last: int) -> tuple[str, str, Role]:
    """Verb, preposition and role of the phrase of tokens [first:last]; that of "Kim" in "Putin and Kim" is Putin's."""
    tokens, tags = sentence.tokens, sentence.tags
    while first > 1 and tokens[first - 1].lower in ("and", "or") and tags[first - 2] in "NO#":
        first -= 2
        while first and tags[first - 1] in "DSONX#'":
            first -= 1
    stop = _clause_start(sentence, first)
    before = tags[stop:first]
    verb_before = next((tokens[i].base for i in range(first - 1, stop - 1, -1) if tags[i] == "V"), "")
    if first and tags[first - 1] in "PF":
        return verb_before, tokens[first - 1].lower, "of" if tags[first - 1] == "F" else "oblique"
    end = tags.find(".", last)
    after = tags[last : end if end >= 0 else len(tags)]
    inverted = before.endswith("A") and "V" not in before  # "did Putin ..."
    reported = before.endswith("V") and verb_before in listed("clause verbs") and "V" in after  # "said Putin gave ..."
    if not reported and ("V" in before or ("A" in before and not inverted)):
        return verb_before, "", "object"
    verb_after = tokens[last + after.index("V")].base if "V" in after else ""
    asked = tags[first] == "K" and re.match(r"A[DSNORX#]", after)  # "what gifts did Kim ..."
    return verb_after, "", "object" if asked else "subject"


def _clause_start(sentence: Sentence, first: int) -> int:
    """Where the clause of token `first` begins: at a comma or stop, or at the "that" of what is said."""
    for i in range(first - 1, 0, -1):
        token = sentence.tokens[i]
        if token.tag == "." or (token.tag == "C" and token.lower in listed("subordinators")):
            return i
    return 0


def content(phrase: Phrase) -> bool:
    """Whether the phrase names a thing, rather than a kind of answer ("the way", "the year", "the people")."""
    return not any(phrase.head in listed(kind) for kind in ("vague", "times", "people"))
