"""Plain clauses of an article: who or what, a verb, and the rest, each at its place in the text.

Promise: a clause is a whole sentence or its beginning up to where another clause or a remark starts; everything of
which the shape is not certain is left out. `text[start:end]` is exact. Word order only, English only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.conversation.tagging import Token, tag
from bot.conversation.words import listed, verb_form
from bot.sentences import split_sentences
from eval.making.words import word_list

MAX_CHARS = 60_000
"""Of an article; what lies beyond is not looked at."""
SENTENCE_CHARS = range(30, 320)
_SURROGATES = re.compile("[\ud800-\udfff]")
"""Halves of characters, which no splitter takes; one for one, so that offsets stay."""
MAX_TOKENS = 70
MAX_SUBJECT_TOKENS = 8
WEEKDAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
MONTHS = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Aug|Sept|Oct|"
    "Nov|Dec)"
)
DAY = (
    rf"(?:(?:{WEEKDAY},? )?(?:\d{{1,2}}(?:st|nd|rd|th)? {MONTHS}|{MONTHS}\.? \d{{1,2}}(?:st|nd|rd|th)?)"
    r"(?:,? (?:19|20)\d\d)?)"
)
PERIOD = rf"(?:(?:early |late |mid-)?(?:{MONTHS}(?: (?:19|20)\d\d)?|(?:1[5-9]|20)\d\d))"
_LEAD = re.compile(rf"(?:On|In) (?P<date>{DAY}|{WEEKDAY}|{PERIOD})(?:, | (?=[A-Z]|the [A-Z]))")
_ODD = re.compile(r"[“”\"«»()\[\]{}|:;?!•…_=<>#*\\/@~^]|\s[-–—]|[-–—]\s|—|\.\.|'[^a-z]|\s['‘’]|\n|https?|www\.")
_OPENING = re.compile(
    r"(?:Meanwhile|However|Also|Then|Later|Earlier|Eventually|Finally|Separately|Instead|Now), "
    r"|(?:But|And|Yet) (?=[A-Z0-9])"
)
_DATELINE = re.compile(r"[A-Z]{3,}[A-Za-z, .]{0,30} ?(?:\([A-Z][A-Za-z]+\) )?[-–—] ")
_CUTS = word_list(
    "which who whom whose where when while because although though but after before as until unless since if so whether"
)
_FINAL = frozenset("NO#VX")


@dataclass(frozen=True, slots=True)
class Clause:
    """Tokens [first:verb] are the subject, [verb:end] the predicate; `cut` is what follows in the sentence.

    `lead` is the [start:end] of "In 2019," before the subject. Offsets of tokens count from `offset` in the article.
    """

    offset: int
    text: str
    tokens: tuple[Token, ...]
    first: int
    verb: int
    end: int
    lead: tuple[int, int] | None = None

    @property
    def tags(self) -> str:
        """One letter a token."""
        return "".join(token.tag for token in self.tokens)

    @property
    def subject(self) -> tuple[int, int]:
        """In the sentence."""
        return self.tokens[self.first].start, self.tokens[self.verb - 1].end

    @property
    def predicate(self) -> tuple[int, int]:
        """In the sentence, the verb included."""
        return self.tokens[self.verb].start, self.tokens[self.end - 1].end

    @property
    def is_helped(self) -> bool:
        """Whether the first verb only helps: it moves before the subject in a question."""
        token = self.tokens[self.verb]
        if token.tag != "A":
            return False
        return token.lower not in ("has", "have", "had") or self._participle_follows()

    def _participle_follows(self) -> bool:
        following = (t for t in self.tokens[self.verb + 1 : self.end] if t.tag != "X")
        after = next(following, None)
        return after is not None and (
            after.lower == "been" or (after.tag == "V" and verb_form(after.lower)[1] == "past")
        )

    @property
    def object_at(self) -> int:
        """Where what follows the verbs begins; 0 where nothing does."""
        i = self.verb + 1
        if self.is_helped:
            while i < self.end and self.tokens[i].tag in "AX":
                i += 1
            i += i < self.end and self.tokens[i].tag == "V"
        return self.tokens[i].start if i < self.end else 0

    @property
    def main(self) -> str:
        """Base form of the last verb, "" where none is told."""
        found = (token.base for token in reversed(self.tokens[self.verb : self.end]) if token.tag == "V")
        return next(found, "")

    @property
    def base(self) -> str:
        """Of the verb, where no other helps it."""
        token = self.tokens[self.verb]
        return "have" if token.tag == "A" else token.base


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Offset and text of what is written as a sentence of ordinary length."""
    for sentence in split_sentences(_SURROGATES.sub("�", text[:MAX_CHARS])):
        words = text[sentence.start : sentence.end]
        if sentence.kind == "body" and len(words) in SENTENCE_CHARS and words[0].isupper() | words[0].isdigit():
            yield sentence.start, words


def clauses(text: str) -> Iterator[Clause]:
    """Every sentence that begins with a plain clause, "In 2019, " before it or not."""
    for offset, words in sentences(text):
        found = None if not words.endswith(".") or _ODD.search(words, _body(words)) else _clause(offset, words)
        if found is not None:
            yield found


def _body(words: str) -> int:
    """Where the sentence begins behind a dateline."""
    dateline = _DATELINE.match(words)
    return dateline.end() if dateline else 0


def _clause(offset: int, words: str) -> Clause | None:
    opening = _OPENING.match(words)
    at = _body(words) or (opening.end() if opening else 0)
    before = _LEAD.match(words, at)
    at = before.end() if before else at
    tokens = tag(words, (), MAX_TOKENS)
    first = next((i for i, token in enumerate(tokens) if token.start >= at), len(tokens))
    verb = _verb(tokens, first)
    if verb is None:
        return None
    end = _end(tokens, verb)
    if end is None or _leaves_out(tokens, verb, end) or _has_second_verb(tokens, verb, end):
        return None
    return Clause(offset, words, tuple(tokens), first, verb, end, before.span("date") if before else None)


def _verb(tokens: list[Token], first: int) -> int | None:
    """The first verb, behind nothing but a noun phrase, and in a form that goes with a subject."""
    for i in range(first, min(len(tokens), first + MAX_SUBJECT_TOKENS)):
        token = tokens[i]
        if token.tag in "VA":
            finite = token.tag == "A" or verb_form(token.lower)[1] in ("past", "s")
            ok = i > first and tokens[i - 1].tag in "NO#" and finite and "'" not in token.lower
            return i if ok and token.lower not in ("be", "been", "being", "having") else None
        if token.tag not in "DON#'FCP" or (token.tag == "C" and token.lower != "and"):
            return None
        if token.tag == "P" and (i == first or token.lower not in ("in", "at", "for", "on", "from")):
            return None
    return None


def _end(tokens: list[Token], verb: int) -> int | None:
    """Where the clause ends; None where it cannot be cut cleanly."""
    for i in range(verb + 1, len(tokens)):
        token, after = tokens[i], tokens[i + 1] if i + 1 < len(tokens) else None
        if token.text == ",":
            return i if _may_cut(tokens, i) else None
        if token.tag == "." and after is None:
            return i
        joined = (
            token.lower in ("and", "or", "but") and after is not None and (after.tag in "VARS" or _acts_soon(tokens, i))
        )
        if joined or token.lower in _CUTS:
            return i if i > verb + 1 and tokens[i - 1].tag in _FINAL else None
    return None


def _acts_soon(tokens: list[Token], i: int) -> bool:
    """Whether a clause of its own follows "and"."""
    for token in tokens[i + 1 : i + 8]:
        if token.tag in "VA":
            return verb_form(token.lower)[1] != "ing"
        if token.tag in ".CP":
            return False
    return False


def _may_cut(tokens: list[Token], i: int) -> bool:
    """Whether what follows the comma is a remark, not the rest of "a long, hard road" or of a list."""
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    if after is None or tokens[i - 1].tag not in _FINAL:
        return False
    rest = [token.lower for token in tokens[i + 1 : i + 9]]
    listing = "and" in rest and after.tag in "NO#" and "," not in rest[: rest.index("and")][1:]
    doing = after.tag == "V" and verb_form(after.lower)[1] == "ing"
    return (after.tag in "WKCPD" and not listing) or doing


def _leaves_out(tokens: list[Token], verb: int, end: int) -> bool:
    """Whether the verb stands for two: "X ran 9.88 and Y 9.91"."""
    return "#CN" in "".join(token.tag for token in tokens[verb:end])


def _has_second_verb(tokens: list[Token], verb: int, end: int) -> bool:
    """Whether another verb with a subject or a past form follows: then the first one may not be the main verb."""
    helped = tokens[verb].tag == "A"
    saying = tokens[verb].tag == "V" and tokens[verb].base in listed("clause verbs") | {"say"}
    for i in range(verb + 1, end):
        token, before = tokens[i], tokens[i - 1]
        if token.tag == "A":
            if not (helped and all(t.tag in "AX" for t in tokens[verb:i])) and not saying:
                return True
        elif token.tag == "V":
            form = verb_form(token.lower)[1]
            follows = helped and all(t.tag in "AX" for t in tokens[verb:i])
            if not follows and form in ("past", "s") and not saying and before.lower != "to":
                return True
    return False
