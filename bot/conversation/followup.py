"""Which words of a question point back into the conversation: pronouns, "that album", "there", "the first one".

Promise: a word that finds its antecedent inside the question, or that points at nothing ("is it true that ...",
"there is", "the film that he made"), is no gap. It decides on the question alone and needs no history; what is left
out of a question ("and Putin?", "why?") is `ellipsis`'s.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from bot.conversation.grammar import WH_DETERMINERS, Phrase, Sentence
from bot.conversation.tagging import Token
from bot.conversation.words import listed
from bot.english.name_kinds import words as names

Kind = Literal["he", "she", "it", "they", "this", "these", "the", "there", "then", "one", "both"]
Case = Literal["subject", "object", "possessive"]

_PRONOUNS: dict[str, tuple[Kind, Case]] = {
    "he": ("he", "subject"),
    "him": ("he", "object"),
    "his": ("he", "possessive"),
    "she": ("she", "subject"),
    "her": ("she", "object"),
    "hers": ("she", "possessive"),
    "it": ("it", "object"),
    "its": ("it", "possessive"),
    "they": ("they", "subject"),
    "them": ("they", "object"),
    "their": ("they", "possessive"),
    "thier": ("they", "possessive"),
    "theirs": ("they", "possessive"),
}
_EVALUATIVE = (
    "true|possible|impossible|likely|unlikely|important|hard|easy|necessary|legal|illegal|safe|dangerous|wrong|right|"
    "good|bad|fair|common|clear|difficult|worth|better|best|allowed|ok|okay|normal|usual|enough|rare|correct|time"
)
_POINTS_AT_NOTHING = re.compile(
    rf"\b(?:it(?: is| was| be|'s)?(?: not| really| still| so| too| very)? (?:{_EVALUATIVE})(?: for [a-z ]{{1,30}})? "
    r"(?:to|that|if)\b|(?:what|which) (?:time|day|date|year) (?:is|was) it\b|it (?:rain|snow)(?:s|ed|ing)?\b"
    r"|it (?:seems?|appears?|turns? out)|(?:who|what) (?:is|was) it (?:that|who)\b|how (?:is|was|come) it that"
    r"|how far is it|it (?:takes?|took|costs?|feels?|means?|like|felt|meant)(?: [a-z]+){0,4} to "
    r"(?!him|her|it|them|you|me|the|his|their)(?![a-z]+\W*$))"  # "how long did it take to build?" has no other object
)
_ABOUT_THIS = re.compile(r"\bthis (?:all )?about\W*$", re.IGNORECASE)
_SOMEBODY = re.compile(r"\b(?:any|every|some)(?:one|body)\b")


@dataclass(frozen=True, slots=True)
class Gap:
    """Characters [start:end] of a question that stand for something in the history."""

    kind: Kind
    case: Case
    start: int
    end: int
    token: int
    noun: str = ""
    """The head of "that album" and "the album"; then the gap is the whole phrase."""
    plural: bool = False
    verb: str = ""
    """Base form of the verb that governs it; "about" in "what is it about?"."""
    passive: bool = False
    """Whether the verb is done to it: "when was it signed?"."""
    human: bool = False
    """Whether it does what mostly people do: "where did they meet?"."""


def gaps(sentence: Sentence) -> list[Gap]:
    """All gaps of a question, in order."""
    lower = sentence.text.lower().replace("’", "'")
    empty = [match.span() for match in _POINTS_AT_NOTHING.finditer(lower)]
    found = (
        _gap_at(sentence, i)
        for i, token in enumerate(sentence.tokens)
        if not (token.lower == "it" and any(start <= token.start < end for start, end in empty))
    )
    return [
        gap for gap in found if gap is not None and gap.verb not in listed("asked of articles")
    ]  # "summarise it": the article


def _gap_at(sentence: Sentence, i: int) -> Gap | None:
    token = sentence.tokens[i]
    word = token.lower
    if word in _PRONOUNS and token.tag in "RS":
        return _pronoun(sentence, i)
    if word in ("this", "that", "these", "those"):
        return _demonstrative(sentence, i)
    if word == "the":
        return _definite(sentence, i)
    if word == "there" and _is_place(sentence, i):
        return _gap(sentence, i, "there", "object")
    if word == "then" and _is_time(sentence, i):
        return _gap(sentence, i, "then", "object")
    if word in ("one", "ones") and _is_substitute(sentence, i):
        return _gap(sentence, i, "one", "object", plural=word == "ones")
    if word == "both" and token.tag == "R" and not re.search(r"\band\b", sentence.text[token.end :].lower()):
        return _gap(sentence, i, "both", "subject", plural=True)
    return None


def _gap(sentence: Sentence, i: int, kind: Kind, case: Case, *, plural: bool = False) -> Gap:
    token = sentence.tokens[i]
    verb, passive = _verb_of(sentence, i, case)
    did = any(t.lower in ("did", "didn't") for t in sentence.tokens) and verb not in listed("lifeless verbs")
    human = case == "subject" and not passive and bool(verb) and (did or verb in listed("clause verbs"))
    return Gap(kind, case, token.start, token.end, i, "", plural, verb, passive, human)


def _noun_gap(sentence: Sentence, kind: Kind, phrase: Phrase, plural: bool) -> Gap:
    verb, _ = _verb_of(sentence, phrase.first, "object")
    return Gap(kind, "object", phrase.start, phrase.end, phrase.first, phrase.head, plural, verb)


def _verb_of(sentence: Sentence, i: int, case: Case) -> tuple[str, bool]:
    """The verb that governs token i, and whether in the passive."""
    tokens, tags = sentence.tokens, sentence.tags
    if case != "subject":
        at = tags.rfind("V", 0, i)
        return (tokens[at].base if at >= 0 else ""), False
    at = tags.find("V", i)
    if at < 0:
        return ("about" if "about" in (token.lower for token in tokens[-2:]) else ""), False
    aux = next((t.lower for t in reversed(tokens[:at]) if t.tag == "A"), "")
    return tokens[at].base, aux in listed("be") and not tokens[at].lower.endswith("ing")


def _pronoun(sentence: Sentence, i: int) -> Gap | None:
    token = sentence.tokens[i]
    kind, case = _PRONOUNS[token.lower]
    if token.tag == "S":
        case = "possessive"
    elif token.lower == "it":
        before, after = sentence.tags[max(i - 1, 0) : i], sentence.tags[i + 1 : i + 2]
        case = "subject" if after in ("V", "A") or before == "A" else "object"
    gap = _gap(sentence, i, kind, case, plural=kind == "they")
    return None if _has_antecedent(sentence, gap) else gap


def _has_antecedent(sentence: Sentence, gap: Gap) -> bool:
    """Whether an earlier phrase of the same question is what the pronoun stands for.

    A subject or an owner may be a phrase before a verb that stands between ("What did Kim say he wanted?"); an object
    never is the subject of its own clause ("Did Kim like him?").
    """
    for phrase in sentence.phrases:
        if phrase.last > gap.token or not _agrees(phrase, gap):
            continue
        between = sentence.tags[phrase.last : gap.token]
        acts = "V" in between or "A" in between
        comma = "," in sentence.text[phrase.end : gap.start]
        if any(tag in ".CWK" for tag in between) and (acts or comma):
            return True
        if gap.case != "object" and "V" in between and phrase.role in ("subject", "object") and gap.kind != "it":
            return True
        if gap.case == "possessive" and (between == "C" or (acts and phrase.role == "subject")):
            return True
    return gap.kind == "they" and bool(_SOMEBODY.search(sentence.text[: gap.start].lower()))


def _agrees(phrase: Phrase, gap: Gap) -> bool:
    """Whether number and kind of the phrase are those of the pronoun."""
    if phrase.determiner in WH_DETERMINERS or phrase.head in listed("vague") or phrase.head in listed("times"):
        return False
    person = phrase.noun in listed("people") and phrase.head not in listed("groups")
    if gap.kind in ("he", "she"):
        return not phrase.plural and (person or _may_be_person(phrase))
    if gap.kind == "they":
        return phrase.plural or phrase.noun in listed("groups")
    return not phrase.plural and not person and not _may_be_person(phrase)


def _may_be_person(phrase: Phrase) -> bool:
    if not phrase.name or phrase.determiner == "the":
        return False
    if phrase.name in names("places") or phrase.name in names("organisations"):
        return False
    parts = phrase.name.split()
    return not any(part in names("organisation words") for part in parts) and "of" not in parts and parts[0] != "The"


def _demonstrative(sentence: Sentence, i: int) -> Gap | None:
    token = sentence.tokens[i]
    plural = token.lower in ("these", "those")
    kind: Kind = "these" if plural else "this"
    if token.tag == "D":
        phrase = next((p for p in sentence.phrases if p.first == i), None)
        here = phrase is not None and phrase.text.lower() == "this time" and not phrase.preposition
        deictic = here or (phrase is not None and phrase.head in listed("deictic") and token.lower == "this")
        return None if phrase is None or phrase.name or deictic else _noun_gap(sentence, kind, phrase, plural)
    after = _next(sentence, i)
    if token.tag != "R" or (plural and _is_defined(after)) or _ABOUT_THIS.search(sentence.text, token.start):
        return None
    before = sentence.tags[max(i - 1, 0) : i]
    acts = after is not None and after.tag in "VA"
    gap = _gap(sentence, i, kind, "subject" if before == "A" or acts else "object", plural=plural)
    return None if before in ("C", ".") and _has_antecedent(sentence, gap) else gap


def _is_defined(after: Token | None) -> bool:
    """Whether "those" goes on to say which: "those who ...", "those killed ..."."""
    if after is None:
        return False
    return after.lower in ("who", "that", "with", "in", "of", "whose", "days") or after.tag == "V"


def _definite(sentence: Sentence, i: int) -> Gap | None:
    """A gap for "the album" with nothing that says which: the conversation may tell more of it."""
    phrase = next((p for p in sentence.phrases if p.first == i and p.last == i + 2 and not p.name), None)
    kinds = ("works", "named groups", "documents", "events")
    if phrase is None or not any(phrase.head in listed(kind) for kind in kinds):
        return None
    after = _next(sentence, phrase.last - 1)
    if after is not None and (after.tag in "FNC'" or after.lower in listed("restricts")):
        return None
    return _noun_gap(sentence, "the", phrase, phrase.plural)


def _next(sentence: Sentence, i: int) -> Token | None:
    return sentence.tokens[i + 1] if i + 1 < len(sentence.tokens) else None


def _is_place(sentence: Sentence, i: int) -> bool:
    """Whether "there" is a place: not in "there is" and "are there", but at the end of "who was there?"."""
    before, after = sentence.tokens[i - 1].lower if i else "", _next(sentence, i)
    if after is not None and (after.tag == "A" or after.lower in ("exist", "exists", "existed", "remain", "seem")):
        return False
    ends = after is None or after.tag == "."
    counts = sentence.tokens[0].lower in ("how", "what", "which") and before in listed("be")  # "how many are there?"
    return i > 0 and not counts and (ends or before not in listed("auxiliaries"))


def _is_time(sentence: Sentence, i: int) -> bool:
    """Whether "then" is a time: "since then", "what happened then?", not "if ... then" and "then what?"."""
    token, after = sentence.tokens[i], _next(sentence, i)
    if i and sentence.tokens[i - 1].lower in ("since", "by", "until", "till", "before", "from"):
        return True
    ends = after is None or after.tag == "."
    return i > 1 and ends and " if " not in f" {sentence.text.lower()[: token.start]}"


def _is_substitute(sentence: Sentence, i: int) -> bool:
    """Whether "one" stands for a noun: "which one", "the first one", not "one of" and "one day"."""
    before, after = sentence.tokens[i - 1] if i else None, _next(sentence, i)
    if before is None or before.lower in ("no", "any", "every", "some", "at", "only", "than", "of"):
        return False
    return before.tag in "DKXOS#" and (after is None or after.tag not in "ON#F")
