"""Which words of a question point back into the conversation: pronouns, "that album", "there", "the first one".

Promise: a word that finds its antecedent inside the question, or that points at nothing ("is it true that ...",
"there is", "the film that he made"), is no gap. It decides on the question alone and needs no history; what is left
out of a question ("and Putin?", "why?") is `ellipsis`'s.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from bot.answerers.name_kinds import words as names
from bot.conversation.grammar import Phrase, Sentence
from bot.conversation.words import listed

Kind = Literal["he", "she", "it", "they", "this", "these", "there", "then", "one", "both", "the"]
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
    "true|possible|impossible|likely|unlikely|important|hard|easy|necessary|legal|illegal|safe|dangerous|wrong|right|good|"
    "bad|fair|common|clear|difficult|worth|better|best|allowed|ok|okay|normal|usual|enough|fun|nice|rare|correct|time"
)
_PLEONASTIC = re.compile(
    rf"\b(?:it(?: is| was| be|'s)?(?: not| really| still| so| too| very)? (?:{_EVALUATIVE})(?: for [a-z ]{{1,30}})? (?:to|that|if)\b"
    r"|(?:what|which) (?:time|day|date|year) (?:is|was) it\b|it (?:rain|snow)(?:s|ed|ing)?\b|it (?:seems?|appears?|turns? out)"
    r"|it (?:takes?|took|costs?|feels?|means?|like|felt|meant)(?: [a-z]+){0,4} to (?!him|her|it|them|you|me|the|his|their)"
    r"|(?:who|what) (?:is|was) it (?:that|who)\b|how (?:is|was|come) it that|how far is it)"
)
_EXISTENTIAL_BEFORE = re.compile(r"(?:is|are|was|were|be|been|has|have|had|isn't|aren't|wasn't|weren't)$")
_DEICTIC = frozenset("week month year morning afternoon evening century weekend article story text page document site".split())


@dataclass(frozen=True, slots=True)
class Gap:
    """Characters [start:end] of a question that stand for something in the history.

    `noun` is the head of "that album" (then the gap is the whole phrase), `verb` the verb that governs it, or "about".
    """

    kind: Kind
    case: Case
    start: int
    end: int
    token: int
    noun: str = ""
    plural: bool = False
    verb: str = ""
    passive: bool = False
    """Whether the verb is done to it: "when was it signed?"."""
    human: bool = False
    """Whether the verb is one that people do: "where did they meet?"."""


def gaps(sentence: Sentence) -> list[Gap]:
    """All gaps of a question, in order."""
    found: list[Gap] = []
    lower = sentence.text.lower().replace("’", "'")
    pleonastic = [match.span() for match in _PLEONASTIC.finditer(lower)]
    for i, token in enumerate(sentence.tokens):
        if token.lower == "it" and any(start <= token.start < end for start, end in pleonastic):
            continue
        gap = _gap_at(sentence, i) or _definite(sentence, i)
        if gap is not None:
            found.append(gap)
    return found


def _gap_at(sentence: Sentence, i: int) -> Gap | None:
    token = sentence.tokens[i]
    if token.lower in _PRONOUNS and token.tag in "RS":
        return _pronoun(sentence, i)
    if token.lower in ("this", "that", "these", "those"):
        return _demonstrative(sentence, i)
    if token.lower == "there" and _is_locative(sentence, i):
        return _gap(sentence, i, "there", "object")
    if token.lower == "then" and _is_temporal(sentence, i):
        return _gap(sentence, i, "then", "object")
    if token.lower in ("one", "ones") and _is_substitute(sentence, i):
        return _gap(sentence, i, "one", "object", plural=token.lower == "ones")
    if token.lower in ("both", "either", "neither") and token.tag == "R" and not _enumerates(sentence, i):
        return _gap(sentence, i, "both", "subject", plural=True)
    return None


def _gap(sentence: Sentence, i: int, kind: Kind, case: Case, *, noun: str = "", plural: bool = False) -> Gap:
    token = sentence.tokens[i]
    verb, passive = _verb_of(sentence, i, case)
    did = any(t.lower in ("did", "didn't") for t in sentence.tokens) and verb not in listed("lifeless verbs")
    human = case == "subject" and not passive and bool(verb) and (did or verb in listed("clause verbs"))
    return Gap(kind, case, token.start, token.end, i, noun, plural, verb, passive, human)


def _verb_of(sentence: Sentence, i: int, case: Case) -> tuple[str, bool]:
    """The verb that governs token i, and whether in the passive."""
    tokens, tags = sentence.tokens, sentence.tags
    if case == "subject":
        at = tags.find("V", i)
        if at < 0:
            return ("about" if tokens[-1].lower == "about" or (len(tokens) > 1 and tokens[-2].lower == "about") else ""), False
        aux = next((t.lower for t in reversed(tokens[:at]) if t.tag == "A"), "")
        return tokens[at].base, aux in listed("be") and not tokens[at].lower.endswith("ing")
    at = tags.rfind("V", 0, i)
    return (tokens[at].base if at >= 0 else ""), False


def _pronoun(sentence: Sentence, i: int) -> Gap | None:
    token = sentence.tokens[i]
    kind, case = _PRONOUNS[token.lower]
    after = sentence.tags[i + 1 : i + 2]
    if token.tag == "S":
        case = "possessive"
    elif token.lower == "it":
        before = sentence.tags[i - 1 : i] if i else ""
        case = "subject" if after in ("V", "A", "'") or before == "A" else "object"
    gap = _gap(sentence, i, kind, case, plural=kind == "they")
    return None if _has_antecedent(sentence, gap) else gap


def _has_antecedent(sentence: Sentence, gap: Gap) -> bool:
    """Whether an earlier phrase of the same question is what the pronoun stands for.

    A subject or an owner may be a phrase before a verb that stands between ("What did Kim say he wanted?"); an object
    never is the subject of its own clause ("Did Kim like him?").
    """
    between_clauses = sentence.tags[: gap.token]
    for phrase in sentence.phrases:
        if phrase.last > gap.token or not _can_be(phrase, gap):
            continue
        between = between_clauses[phrase.last :]
        if gap.case == "possessive" and phrase.last == gap.token - 1 - (between == "C") and between == "C":
            return True
        other_clause = any(tag in ".CWK" for tag in between)
        if other_clause and ("V" in between or "A" in between or "," in sentence.text[phrase.end : gap.start]):
            return True
        if gap.case != "object" and "V" in between and phrase.role in ("subject", "object") and gap.kind != "it":
            return True
        if gap.case == "possessive" and ("V" in between or "A" in between) and phrase.role == "subject":
            return True
    return gap.kind == "they" and bool(re.search(r"\b(?:any|every|some)(?:one|body)\b", sentence.text[: gap.start].lower()))


def _can_be(phrase: Phrase, gap: Gap) -> bool:
    """Whether number and kind agree."""
    if phrase.determiner in ("what", "which", "whose") or phrase.head in listed("vague") or phrase.head in listed("times"):
        return False
    person = phrase.noun in listed("people") and phrase.head not in listed("groups")
    if gap.kind in ("he", "she"):
        return not phrase.plural and (person or (bool(phrase.name) and _may_be_person(phrase)))
    if gap.kind == "they":
        return phrase.plural or phrase.noun in listed("groups")
    return not phrase.plural and not person and (not phrase.name or not _may_be_person(phrase) or phrase.determiner == "the")


def _may_be_person(phrase: Phrase) -> bool:
    if phrase.name in names("places") or phrase.name in names("organisations") or phrase.determiner == "the":
        return False
    parts = phrase.name.split()
    return not any(part in names("organisation words") for part in parts) and "of" not in parts and parts[0] != "The"


def _demonstrative(sentence: Sentence, i: int) -> Gap | None:
    token = sentence.tokens[i]
    plural = token.lower in ("these", "those")
    kind: Kind = "these" if plural else "this"
    if token.tag == "D":
        phrase = next((p for p in sentence.phrases if p.first == i), None)
        if phrase is None or phrase.name or (phrase.head in _DEICTIC and token.lower == "this"):
            return None
        verb, _ = _verb_of(sentence, i, "object")
        return Gap(kind, "object", phrase.start, phrase.end, i, phrase.head, plural, verb)
    if token.tag != "R":
        return None
    after = sentence.tokens[i + 1] if i + 1 < len(sentence.tokens) else None
    if plural and after is not None and (after.lower in ("who", "that", "with", "in", "of", "whose", "days") or after.tag == "V"):
        return None
    if token.lower == "this" and re.search(r"\bthis\b[^a-z]*(?:all )?about\W*$", sentence.text.lower()):
        return None
    before = sentence.tags[i - 1 : i] if i else ""
    case: Case = "subject" if before == "A" or (after is not None and after.tag in "VA") else "object"
    gap = _gap(sentence, i, kind, case, plural=plural)
    return None if before in "C." and _has_antecedent(sentence, gap) else gap


def _definite(sentence: Sentence, i: int) -> Gap | None:
    """ "The album" with nothing that says which: a gap, where the conversation can tell more of it."""
    if sentence.tokens[i].lower != "the":
        return None
    phrase = next((p for p in sentence.phrases if p.first == i and p.last == i + 2 and not p.name), None)
    if phrase is None or not any(phrase.head in listed(kind) for kind in ("works", "named groups", "documents", "events")):
        return None
    after = sentence.tokens[phrase.last] if phrase.last < len(sentence.tokens) else None
    if after is not None and (after.tag in "FNC'" or after.lower in ("with", "between", "about", "on", "in", "who", "which")):
        return None
    verb, _ = _verb_of(sentence, i, "object")
    return Gap("the", "object", phrase.start, phrase.end, i, phrase.head, phrase.plural, verb)


def _is_locative(sentence: Sentence, i: int) -> bool:
    """ "There" as a place, not as in "there is" or "are there"."""
    before = sentence.tokens[i - 1].lower if i else ""
    after = sentence.tokens[i + 1] if i + 1 < len(sentence.tokens) else None
    if after is not None and (after.tag == "A" or after.lower in ("exist", "exists", "existed", "remain", "seem", "been")):
        return False
    if _EXISTENTIAL_BEFORE.search(before) or (before in listed("auxiliaries") and after is not None):
        # "Who was there?" ends with it; "what is there to do" and "is there a deal" do not.
        return after is None or after.tag == "."
    return i > 0


def _is_temporal(sentence: Sentence, i: int) -> bool:
    before = sentence.tokens[i - 1].lower if i else ""
    after = sentence.tags[i + 1 : i + 2]
    if before in ("since", "by", "until", "till", "before", "from"):
        return True
    return i > 1 and after in ("", ".") and " if " not in f" {sentence.text.lower()[: sentence.tokens[i].start]}"


def _is_substitute(sentence: Sentence, i: int) -> bool:
    """ "One" for a noun: "which one", "the first one", "another one"."""
    before = sentence.tokens[i - 1] if i else None
    after = sentence.tokens[i + 1] if i + 1 < len(sentence.tokens) else None
    if before is None or before.lower in ("no", "any", "every", "some", "at", "only", "than", "of") or before.tag in "AWVC.":
        return False
    if after is not None and after.tag in "ON#F":
        return False
    return before.tag in "DKXOS#"


def _enumerates(sentence: Sentence, i: int) -> bool:
    """ "Both A and B" names them itself."""
    return bool(re.search(r"\b(?:and|or|nor)\b", sentence.text[sentence.tokens[i].end :].lower()))
