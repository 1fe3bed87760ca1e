"""Questions that leave most of themselves out: "and Putin?", "why?", "how many?", "who else?", "did Kim?".

Promise: what is put back is the last standalone question, with the part swapped that the fragment names. None where
the question is no fragment, or where the last question has no place for it.
"""

from __future__ import annotations

import re

from bot.conversation.discourse import Discourse, ParsedTurn
from bot.conversation.grammar import WH_DETERMINERS, Phrase, Sentence, parse
from bot.conversation.turning import Parts, ask_which, ask_with, cut
from bot.conversation.words import listed
from bot.english.name_kinds import words as names

MAX_CHARS = 120
"""A fragment is short; so is a question worth repeating (300)."""
MAX_FRAGMENT_TOKENS = 10
_OPENERS = re.compile(r"^\W*(?:(?:and|but|so|or|ok|okay|well|also|then|plus|hm+|oh|yes|no)\b\W*)+", re.IGNORECASE)
_ABOUT = re.compile(r"^(?:(?:what|how|wh?at's) about|same for|as for) ", re.IGNORECASE)
_POINTS_BACK = (
    r"(?: (?:was|is|did|does|has) (?:that|this|it(?= happen| occur| take))(?: (?:happen|be|occur|take place|so))?)?"
)
_BARE_WH = re.compile(
    r"(why not|how come|how so|since when|until when|where to|where from|"
    r"(?:(?:in|on|at|by|with|to|from|for|against|during) )?"
    r"(?:why|when|where|how (?:many|much|long|often|old|far|big|large|exactly)|how|whom|who|what for|what exactly|what|"
    rf"(?:what|which) (?:year|day|date|month|time|country|city|place|one|ones|way)))(?: exactly)?{_POINTS_BACK}"
)
_WHAT_NOUN = re.compile(r"[PF]?K[ON]+(?:F[DON]+)?")
_ELSE = re.compile(
    r"(?:(who|whom|what|where|when|why|how) else|(?:any|some)(one|body|thing|where) else|any (?:others?|more)|others?)"
    r"(?: was there| is there| were there)?"
)
_MORE = re.compile(
    r"(?:please )?(?:(?:can|could) you )?(?:tell me more|(?:any )?more(?: details?| info(?:rmation)?)?|go on|continue|"
    r"elaborate|explain(?: more| further)?|(?:more )?details?)(?: please)?"
)
_SUCH_AS = frozenset(("such as", "like what", "like who", "for example", "for instance", "namely", "specifically"))
_NOTHING_SAID = re.compile(r"A(?:R|[DS]*[ON#']*[N#])|[PF]?[DSXONF#'PC]*(?:[ON#]|(?<=.)R)")
_CONDITION = re.compile(r"\b(?:if|because|while|although|unless)\b", re.IGNORECASE)


def complete(question: str, filled: str, discourse: Discourse) -> str | None:
    """The whole question that a fragment stands for.

    Args:
        question: as asked; whether it is a fragment is decided on it.
        filled: the same with its pronouns resolved; what is put into the last question is taken from it.
        discourse: the conversation.

    """
    core = _core(question)
    if not core or len(core) > MAX_CHARS or len(discourse.last.question.text) > 300:
        return None
    completed = _without_name(core, discourse)
    if completed is None and _is_fragment(question, core, discourse):
        completed = _with_name(_ABOUT.sub("", _core(filled)), discourse)
    return _OPENERS.sub("", completed) if completed else None  # the "and" that the last question began with


def _core(question: str) -> str:
    return _OPENERS.sub("", question).strip().rstrip("?!. ")


def _without_name(core: str, discourse: Discourse) -> str | None:
    """Fragments that only ask: "why?", "in what year?", "who else?", "such as?", "tell me more"."""
    lower, last = core.lower().replace("’", "'"), discourse.last
    if match := _ELSE.fullmatch(lower):
        return _ask_else(match, last)
    if match := _BARE_WH.fullmatch(lower):
        return ask_with(match.group(1), last)
    if lower in _SUCH_AS:
        asked = ask_with("who" if lower == "like who" else "what", last)
        return asked or (f"{_body(last)}, such as what?" if cut(last.question) else None)
    if _MORE.fullmatch(lower):
        topic = next((e for e in discourse.entities if e.asked), None)
        return f"tell me more about {topic.text}" if topic else None
    return ask_with(core, last) if _WHAT_NOUN.fullmatch(parse(core, discourse.known).tags) else None


def _ask_else(match: re.Match[str], last: ParsedTurn) -> str | None:
    parts = cut(last.question)
    if parts is None:
        return None
    who = match.group(1) in ("who", "whom") or match.group(2) in ("one", "body")
    wh = match.group(1) or ("who" if who else "what")
    if not parts.wh:
        return ask_which(f"{wh} else", parts) or f"{_body(last)}, and {match.group()}?"
    if who and not parts.wh.lower().startswith("who"):
        return f"{_body(last)} with regard to anyone else?"
    return _ask_other(parts, match.group(1))


def _ask_other(parts: Parts, wh: str | None) -> str:
    if parts.noun:
        return parts.asked_with(parts.wh, f"other {parts.noun}")
    return parts.asked_with(f"{wh or parts.wh} else")


def _body(last: ParsedTurn) -> str:
    return last.question.text.rstrip("?!. ")


def _is_fragment(question: str, core: str, discourse: Discourse) -> bool:
    """A noun phrase with at most a preposition or an auxiliary before it: nothing is said of it.

    Without "and" or "what about" it must be short and end with a question mark: "Ukraine news" is a search.
    """
    named = _ABOUT.sub("", core)
    sentence = parse(named, discourse.known)
    opened = named != question.strip().rstrip("?!. ")
    meant = opened or (question.rstrip().endswith("?") and len(named.split()) < 5)
    if not meant or not 0 < len(sentence.tags) <= MAX_FRAGMENT_TOKENS:
        return False
    return sentence.tokens[0].lower not in listed("interjections") and bool(_NOTHING_SAID.fullmatch(sentence.tags))


def _with_name(named: str, discourse: Discourse) -> str | None:
    """Fragments that name something: "and Putin?", "what about the dagger?", "in Russia?", "did Kim?"."""
    last, sentence = discourse.last, parse(named, discourse.known)
    if sentence.tags.startswith("A"):
        named = named[sentence.tokens[0].end :].strip()
        sentence = parse(named, discourse.known)
    phrases = [p for p in sentence.phrases if p.role != "owner"]
    if not phrases or not last.question.phrases:
        return None
    if any(slot.text.lower() == phrases[0].text.lower() for slot in last.question.phrases):
        return last.question.text  # "and Kim?" after a question about Kim
    if sentence.tags[0] in "PF":
        return _with_preposition(named, sentence, last) if cut(last.question) else None
    slot = _slot(phrases[0], last.question)
    if slot is not None:
        return _replaced(slot, named, phrases[0], last)
    return f"{_body(last)} with regard to {named}?" if cut(last.question) else None


def _slot(phrase: Phrase, question: Sentence) -> Phrase | None:
    """The part of the last question that a phrase takes the place of: of its kind, best with the same noun."""
    best, best_score = None, 0.9 if phrase.name else 1.0  # a name takes any place of a name
    for slot in question.phrases:
        score = _likeness(slot, phrase)
        if score > best_score and not _CONDITION.search(question.text, 0, slot.start):
            best, best_score = slot, score
    return best


def _likeness(slot: Phrase, phrase: Phrase) -> float:
    asked = slot.determiner in WH_DETERMINERS
    if asked and phrase.determiner in listed("definite"):
        return 0.0
    score = 0.3 * (slot.role == "subject") + 0.2 * (slot.role == "object")
    score += 1.0 * (_kind(slot) == _kind(phrase))
    if not phrase.name:
        score += 1.5 * (not slot.name and slot.head == phrase.head)
        score += 0.4 * (slot.determiner == phrase.determiner) + 0.3 * (asked or slot.determiner == "any")
    return score


def _kind(phrase: Phrase) -> str:
    if not phrase.name and phrase.head in listed("people") and not phrase.plural:
        return "name"
    if not phrase.name:
        return "number" if phrase.text.replace(",", "").isdigit() else f"noun{phrase.plural}"
    if phrase.name in names("places"):
        return "place"
    return "date" if phrase.name.split()[0] in names("calendar") else "name"


def _replaced(slot: Phrase, named: str, phrase: Phrase, last: ParsedTurn) -> str:
    text = _body(last)
    start = slot.end - len(slot.name) if slot.name and phrase.name else slot.start
    if slot.determiner in WH_DETERMINERS and not phrase.determiner:
        named = f"{text[slot.start : slot.start + len(slot.determiner)]} {named}"
    return f"{text[:start]}{named}{text[slot.end :]}?"


def _with_preposition(named: str, sentence: Sentence, last: ParsedTurn) -> str:
    """Put "in Russia" in place of what the last question says with the same preposition, else at its end."""
    text, preposition = _body(last), sentence.tokens[0].lower
    for slot in last.question.phrases:
        if slot.preposition == preposition and _kind(slot) == _kind(sentence.phrases[0]):
            return f"{text[: slot.start]}{named[sentence.tokens[0].end :].strip()}{text[slot.end :]}?"
    return f"{text} {named}?"
