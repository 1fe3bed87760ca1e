"""The parts of a sentence, told without a model: a tag for every word, and the noun phrases.

Promise: deterministic, linear in the length of the text, and every token and phrase is an exact range of it. English
only, and shallow: it sees a name by its capital (or because the conversation has it), a verb by its form and its
neighbours. Tags: W wh-word (K: what, which, whose), A auxiliary, V verb, N name, O other open word, # number, D determiner, S possessive
pronoun, R pronoun, P preposition, F "of", C conjunction, X adverb, ' possessive ending, . punctuation.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache

from bot.answerers.name_kinds import words as names
from bot.answerers.terms import is_namelike, stem
from bot.conversation.words import is_adjective, is_plural, listed, singular, verb_form

_TOKEN = re.compile(
    r"(?:Mr|Mrs|Ms|Dr|Gen|St|Jr|Sr|Sen|Rep|Lt|Col|Prof|No|vs)\.(?=\s)|(?:[^\W\d_]\.){2,}|\b[A-Z]\.(?=\s[A-Z])"
    r"|[$£€]?\d+(?:[.,:]\d+)*(?:[^\W_]+)?(?:[-–]\d+)?|[^\W\d_]['’][A-Z][^\W_]+"
    r"|(?:is|are|was|were|do|does|did|has|have|had|could|would|should|must|ca|wo)n['’]t"
    r"|[^\W_]+(?:[-&][^\W_]+)*|['’](?:s|re|ve|d|ll|m)\b|['’](?=\s)|[^\w\s]",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_QUOTES = frozenset("\"“”‘`«»")
_PHRASE = re.compile(r"(?:K(?=[DO#N]))?[DS]*(?:[ON#]|(?<=[ONX#])'|(?<=[DSX])X(?=O)|(?<=N)F(?=D?N)|(?<=F)D(?=N))*[ON#]")
_SUBJECT_PRONOUNS = frozenset("i you he she it we they who".split())
_ARTICLES = frozenset("the a an his her its their my your our this that these those".split())
_DEMONSTRATIVES = frozenset(("this", "that", "these", "those"))


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
    role: str
    """subject, object, oblique (after a preposition), of (after "of"), owner (before 's)."""
    verb: str
    preposition: str
    clause: int


@dataclass(slots=True)
class Sentence:
    """A tagged text with its phrases; `tags` is one letter per token."""

    text: str
    tokens: list[Token]
    tags: str = ""
    phrases: list[Phrase] = field(default_factory=list)


def parse(text: str, known: Collection[str] = (), limit: int = 400) -> Sentence:
    """Tag the first `limit` tokens of a text and find its noun phrases.

    Args:
        text: one or several sentences.
        known: words that the conversation has used as names: "kim" is one even without its capital, and "Price" even
            where it opens a sentence.
        limit: what lies beyond is not looked at.

    """
    words = frozenset((*_WORD.findall(text), *_WORD.findall(text.lower()))) if known else frozenset()
    return _parse(text, words.intersection(known), limit)


@lru_cache(maxsize=512)
def _parse(text: str, known: frozenset[str], limit: int) -> Sentence:
    """Cached, because every question of a conversation reads the same turns again: 3 ms for eight of them."""
    sentence = Sentence(text, _tokens(text, limit))
    _tag(sentence, known)
    sentence.tags = "".join(token.tag for token in sentence.tokens)
    sentence.phrases = _phrases(sentence)
    return sentence


def _tokens(text: str, limit: int) -> list[Token]:
    found: list[Token] = []
    first = True
    for match in _TOKEN.finditer(text):
        word = match.group()
        if word in _QUOTES:
            continue
        found.append(Token(word, word.lower().replace("’", "'"), match.start(), match.end(), first))
        first = word in ".!?:;" or (first and word in "-–—(…")
        if len(found) >= limit:
            break
    return found


def _tag(sentence: Sentence, known: Collection[str]) -> None:
    tokens = sentence.tokens
    long_words = [token for token in tokens if len(token.text) > 3 and token.text[0].isalpha()]
    cased = len(long_words) < 3 or any(token.text[0].islower() for token in long_words)
    cased = cased or any(token.text[0].islower() and token.lower in listed("auxiliaries") for token in tokens)
    for i, token in enumerate(tokens):
        token.tag = _closed_class(tokens, i, cased) or ("N" if _is_name(tokens, i, known, cased) else "O")
    waits = False  # for the verb that goes with do, can, will ...
    for i, token in enumerate(tokens):
        if token.tag in "OP" and _is_verb(tokens, i, waits):
            token.tag = "V"
            token.base = verb_form(token.lower)[0] or token.lower
        elif token.tag == "A" and waits and token.lower in ("do", "have", "be"):
            token.tag, token.base = "V", token.lower
        elif token.tag == "A" and token.lower not in listed("be"):
            waits = True
        if token.tag in "V.":
            waits = False
    for i, token in enumerate(tokens):
        if token.lower in ("'s", "'"):
            token.tag = _clitic(tokens, i)
        elif token.lower in _DEMONSTRATIVES or token.lower in ("her", "his", "all", "both", "each", "either", "more"):
            token.tag = _determiner_or_pronoun(tokens, i)


def _closed_class(tokens: list[Token], i: int, cased: bool) -> str:
    token = tokens[i]
    word = token.lower
    if not word[0].isalnum() and word[0] not in "'$£€":
        return "."
    if any(letter.isdigit() for letter in word):
        return "#"
    if cased and token.text[0].isupper() and not token.first and word != "i" and _stands_in_a_name(tokens, i):
        return ""
    if word == "of":
        return "F"
    for section, tag in _CLOSED:
        if word in listed(section):
            return tag
    return "#" if word in _NUMBER_WORDS else ""


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
)
_NUMBER_WORDS = frozenset("two three four five six seven eight nine ten eleven twelve dozen hundred thousand".split())


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
    if token.text[0].isupper() and cased and not (token.text.isupper() and len(token.text) > 4):
        if not token.first:
            return not token.text.endswith(("-led", "-made", "-based", "-style"))
        after = tokens[i + 1] if i + 1 < len(tokens) else None
        beside = after is not None and after.text[0].isupper() and not verb_form(token.lower)[0]
        return beside or token.text in known or token.lower in known or (is_namelike(stem(token.lower)) and not verb_form(token.lower)[0])
    return token.lower in known or (not verb_form(token.lower)[0] and token.lower in _lower_places())


def _lower_places() -> frozenset[str]:
    return _PLACES or _load_places()


_PLACES: frozenset[str] = frozenset()


def _load_places() -> frozenset[str]:
    global _PLACES
    _PLACES = frozenset(name.lower() for name in names("places") if " " not in name and len(name) > 3)
    return _PLACES


def _is_verb(tokens: list[Token], i: int, waits: bool) -> bool:
    """Whether an open word is a verb, by its form and what stands before it."""
    base, form = verb_form(tokens[i].lower)
    if not base:
        return waits and tokens[i].tag == "O" and _is_unlisted_verb(tokens, i)
    j = i - 1
    while j >= 0 and tokens[j].tag == "X":
        j -= 1
    before = tokens[j] if j >= 0 else None
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    if tokens[i].tag == "P":
        return waits and tokens[i].lower == "like" and before is not None and before.tag in "NORA"
    if before is None or before.tag in ".C":
        if before is not None and before.lower in ("that", "which", "who"):
            return form != "base"
        return form in ("past", "base") or (form == "ing" and before is not None)
    if before.lower == "that" and j and tokens[j - 1].tag in "NO" and form in ("s", "past"):
        return True
    if before.lower in ("this", "that") and waits and form == "base":
        return not any(verb_form(t.lower)[1] == "base" for t in tokens[i + 1 : i + 4])
    if before.tag == "A":
        return (form == "base") == (before.lower not in listed("be")) or form == "past"
    if before.tag in "WK":
        noun = before.tag == "K" and after is not None and after.tag in "ANV"
        return form != "base" and not noun or before.lower == "who"
    if before.tag == "R" or before.lower in _SUBJECT_PRONOUNS:
        return True
    if before.tag in "NO'":
        unchanged = base == tokens[i].lower  # "put": its past is its base, and often it is a noun ("tea set")
        return _is_verb_after_noun("s" if unchanged and form == "past" else form, waits, before, after)
    if before.lower == "to":
        return form == "base"
    return form == "ing" and before.tag in "PF"


def _is_unlisted_verb(tokens: list[Token], i: int) -> bool:
    """ "Cook" in "did Franklin cook it": where a verb is due, no other follows, and an object or the end does."""
    rest = tokens[i + 1 :]
    if i == 0 or tokens[i - 1].tag not in "NRO" or is_adjective(tokens[i].lower):
        return False
    if any(verb_form(token.lower)[1] == "base" for token in rest[:6]):
        return False
    return not rest or rest[0].tag in "DSRP." or rest[0].lower in _DEMONSTRATIVES


def _is_verb_after_noun(form: str, waits: bool, before: Token, after: Token | None) -> bool:
    if before.tag == "'":
        return False
    if waits and form != "ing":
        return form in ("base", "past") or after is None or after.tag not in "ON"
    if form == "s":
        return after is not None and after.tag in "DSNR#"
    return form == "past" or (form == "ing" and after is not None and after.tag in "DSNP#O")


def _clitic(tokens: list[Token], i: int) -> str:
    """A possessive after a noun, unless what follows cannot be owned."""
    if i == 0:
        return "."
    owner, owned = tokens[i - 1], tokens[i + 1] if i + 1 < len(tokens) else None
    if tokens[i].lower == "'":
        return "'" if owner.lower.endswith("s") and owned is not None else "."
    if owner.tag in "WKRCA" or owned is None:
        return "A" if owner.tag in "WKRCA" else "'"
    return "'" if owned.tag in "ON#V" or owned.lower in ("own", "first", "last", "next", "most") else "A"


def _determiner_or_pronoun(tokens: list[Token], i: int) -> str:
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    owned = after is not None and (after.tag in "ON#" or after.lower in ("first", "most", "very", "next", "other", "own"))
    word = tokens[i].lower
    if word in ("her", "his"):
        return "S" if owned or (word == "his" and after is not None and after.tag not in ".PCA") else "R"
    if word == "that" and i and not _demonstrative(tokens, i):
        return "C"
    return "D" if owned or (after is not None and after.tag in "DS" and word not in _DEMONSTRATIVES) else "R"


def _demonstrative(tokens: list[Token], i: int) -> bool:
    """Whether "that" points, rather than opening a clause ("said that", "the film that he made")."""
    before, after = tokens[i - 1], tokens[i + 1] if i + 1 < len(tokens) else None
    if after is None or after.tag == ".":
        return True
    if before.lower in listed("saying") or before.tag in "NO#":
        return before.tag in "NO#" and after.tag not in "RDSNOAVWX#" and before.lower not in listed("saying")
    return before.tag in "APFVWC." or before.tag == "X"


def _phrases(sentence: Sentence) -> list[Phrase]:
    found: list[Phrase] = []
    clause, at = 0, 0
    for match in _PHRASE.finditer(sentence.tags):
        for token in sentence.tokens[at : match.start()]:
            clause += token.tag in ".C" or (token.tag in "WK" and token.start > 0)
        at = match.end()
        last = _without_predicate(sentence, match.start(), at)
        relative = match.group().startswith("K") and sentence.tokens[match.start() + 1].lower in _ARTICLES
        found.extend(_split_at_owners(sentence, match.start() + relative, last, clause))
    return found


def _without_predicate(sentence: Sentence, first: int, last: int) -> int:
    """Where the phrase ends that has no adjective after its noun: "was [that album] successful"."""
    while last - first > 1 and sentence.tags[last - 1] == "O" and is_adjective(sentence.tokens[last - 1].lower):
        if sentence.tags[last - 2] not in "ONR":
            break
        last -= 1
    return last


def _split_at_owners(sentence: Sentence, first: int, last: int, clause: int) -> list[Phrase]:
    """The whole phrase, after each owner inside it: "Kim's presents" has "Kim", then the whole."""
    owners = [
        _phrase(sentence, first, i, clause, "owner") for i in range(first + 1, last) if sentence.tags[i] == "'"
    ]
    return [*owners, _phrase(sentence, first, last, clause, "")]


def _phrase(sentence: Sentence, first: int, last: int, clause: int, role: str) -> Phrase:
    tokens, tags = sentence.tokens, sentence.tags[first:last]
    run = re.search(r"N(?:[NF#]|(?<=F)D(?=N)|(?<=N)D(?=N))*$", tags)
    name_at = first + run.start() if run else last
    while last - name_at > 1 and _is_title(tokens, name_at, last):
        name_at += 1
    nouns = [t for t in tokens[first:name_at] if t.tag in "ON"]
    name = sentence.text[tokens[name_at].start : tokens[last - 1].end] if run else ""
    head = tokens[last - 1].lower
    noun = nouns[-1].lower if nouns else ""
    counted = any(t.tag == "#" and t.lower not in ("1", "one") for t in tokens[first:name_at]) and not name
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
        clause=clause,
    )


def _is_title(tokens: list[Token], i: int, last: int) -> bool:
    """Whether the name's first word only says what its bearer is: "President", "Foreign" before "Minister"."""
    if tokens[last - 1].text in names("organisation words") or tokens[last - 1].text in names("organisations"):
        return False
    two = f"{tokens[i].text} {tokens[i + 1].text}"
    return tokens[i].text in names("titles") or (last - i > 2 and two in names("titles")) or tokens[i].text == "Former"


def _governor(sentence: Sentence, first: int, last: int) -> tuple[str, str, str]:
    """Verb, preposition and role of the phrase of tokens [first:last]."""
    tokens, tags = sentence.tokens, sentence.tags
    stop = max(tags.rfind(".", 0, first), 0)
    before = tags[stop:first]
    verb_before = next((tokens[i].base for i in range(first - 1, stop - 1, -1) if tags[i] == "V"), "")
    if first and tags[first - 1] in "PF":
        return verb_before, tokens[first - 1].lower, "of" if tags[first - 1] == "F" else "oblique"
    end = tags.find(".", last)
    after = tags[last : end if end >= 0 else len(tags)]
    next_verb = last + after.find("V") if "V" in after else -1
    verb_after = tokens[next_verb].base if next_verb >= 0 else ""
    inverted = before.endswith("A") and "V" not in before
    if inverted or not ("V" in before or "A" in before):
        asked = bool(re.match(r"A[DSNORX#]", after)) and tags[first] == "K"
        return verb_after, "", "object" if asked else "subject"
    return verb_before, "", "object"
