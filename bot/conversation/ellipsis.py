"""Questions that leave most of themselves out: "and Putin?", "why?", "how many?", "who else?", "did Kim?".

Promise: what is put back is the last standalone question, with the part swapped that the fragment names; only words
of the two questions and of the last answer are used. None where the last question has no place for the fragment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.answerers.name_kinds import words as names
from bot.conversation.discourse import Discourse, Exchanged
from bot.conversation.grammar import Phrase, Sentence, parse
from bot.conversation.words import listed

_OPENERS = re.compile(r"^\W*(?:(?:and|but|so|or|ok|okay|well|also|then|plus|hm+|oh|yes|no)\b\W*)+", re.IGNORECASE)
_ABOUT = re.compile(r"^(?:(?:what|how|wh?at's) about|same for|as for) ", re.IGNORECASE)
_POINTS_BACK = (
    r"(?: (?:was|is|did|does|has) (?:that|this|it(?= happen| occur| take))(?: (?:happen|be|occur|take place|so))?)?"
)
_BARE_WH = re.compile(
    r"^(why not|how come|how so|since when|until when|where to|where from|(?:in|on|at|by|with|to|from|for|against|during)? ?"
    r"(?:why|when|where|how (?:many|much|long|often|old|far|big|large|exactly)|how|whom|who|what for|what exactly|what|"
    rf"(?:what|which) (?:year|day|date|month|time|country|city|place|one|ones|way)))(?: exactly)?{_POINTS_BACK}$"
)
_ELSE = re.compile(
    r"^(?:(who|whom|what|where|when|why|how) else|(?:any|some)(one|body|thing|where) else|any (?:others?|more)|others?)"
    r"(?: was there| is there| were there)?$"
)
_ANY = re.compile(
    r"\b(?:any|some)(?:one|body|thing|where)(?: else)?\b|\b(?:any|some) (?:other )?(?=\w)(?!kind|sort|type)"
)
_WHAT_NOUN = re.compile(r"[PF]?K[ON]+(?:F[DON]+)?")
_CONDITION = re.compile(r"\b(?:if|because|while|although|unless)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Parts:
    """A question cut into question words, auxiliary, and the rest; `noun` is what "which" asks the kind of."""

    wh: str
    noun: str
    aux: str
    rest: str
    subject_asked: bool
    """Whether the question word is the subject: "who won the prize", "what gifts were exchanged"."""


def complete(question: str, filled: str, discourse: Discourse) -> str | None:
    """The whole question that a fragment stands for, or None where it is no fragment or cannot be completed.

    Args:
        question: as asked; whether it is a fragment is decided on it.
        filled: the same with its pronouns resolved; what is put into the last question is taken from it.
        discourse: the conversation.

    """
    last = discourse.turns[-1]
    core = _OPENERS.sub("", question).strip().rstrip("?!. ").strip()
    lower = core.lower().replace("’", "'")
    if not core or len(core) > 120 or len(last.question.text) > 300:
        return None
    if match := _ELSE.match(lower):
        return _opened(_else(match, last))
    if match := _BARE_WH.match(lower):
        return _opened(_swap_wh(match.group(1).strip(), last))
    if lower in ("such as", "like what", "like who", "for example", "for instance", "namely", "specifically"):
        return _opened(_swap_wh("who" if lower == "like who" else "what", last) or f"{_body(last)}, such as what?")
    if _WHAT_NOUN.fullmatch(parse(core, discourse.known).tags):
        return _opened(_swap_wh(core, last))
    named = _ABOUT.sub("", core)
    opened = named != core or core != question.strip().rstrip("?!. ").strip()
    if not _is_fragment(
        parse(named, discourse.known), opened or (question.rstrip().endswith("?") and len(named.split()) < 5)
    ):
        return None
    return _opened(_fragment(_ABOUT.sub("", _OPENERS.sub("", filled)).strip().rstrip("?!. "), last, discourse))


def _opened(completed: str | None) -> str | None:
    """Without the "and" that the last question itself began with."""
    return _OPENERS.sub("", completed) if completed else None


def _else(match: re.Match[str], last: Exchanged) -> str | None:
    parts = _cut(last.question)
    if parts is None:
        return None
    who = match.group(1) in ("who", "whom") or match.group(2) in ("one", "body")
    if not parts.wh:
        moved = _swap_thing(f"{match.group(1) or ('who' if who else 'what')} else", parts, last)
        return moved or f"{_body(last)}, and {match.group()}?"
    if who and not parts.wh.lower().startswith("who"):
        return f"{_body(last)} with regard to anyone else?"
    if parts.noun:
        return f"{parts.wh} other {parts.noun} {parts.aux} {parts.rest}".replace("  ", " ").strip() + "?"
    tail = f"{parts.aux} {parts.rest}".strip()
    return f"{match.group(1) or parts.wh} else {tail}?"


def _swap_wh(wh: str, last: Exchanged) -> str | None:
    """The last question with other question words."""
    parts = _cut(last.question)
    if parts is None:
        return None
    wh = {"how come": "why", "how so": "how", "what for": "why"}.get(wh, wh)
    if wh.startswith(("who", "what", "which one")) and " " not in wh:
        return _swap_thing(wh, parts, last)
    if wh in ("how many", "how much"):
        return _swap_count(wh, parts, last.question)
    negated = wh == "why not"
    subject, verb = _subject_and_rest(parts, last)
    if negated:
        wh, subject = "why", f"{subject} not"
    return " ".join(f"{wh} {verb.replace('{}', subject)}".split()) + "?"


def _swap_thing(wh: str, parts: _Parts, last: Exchanged) -> str | None:
    """ "Did he meet anyone?" "Who?": who did he meet; "Was anyone hurt?" "Who?": who was hurt."""
    if parts.wh or not _ANY.search(_body(last)):
        return None
    match = _ANY.search(parts.rest)
    if match is None:
        return None
    noun = (
        ""
        if match.group().strip()[3:] or match.group().strip()[:4] == "some"
        else parts.rest[match.end() :].split(" ")[0]
    )
    rest = (parts.rest[: match.start()] + parts.rest[match.end() + len(noun) :]).strip()
    return " ".join(f"{wh} {noun} {parts.aux} {rest}".split()) + "?"


def _swap_count(wh: str, parts: _Parts, question: Sentence) -> str | None:
    if parts.noun:
        return f"{wh} {parts.noun} {parts.aux} {parts.rest}".strip() + "?"
    counted = next((p for p in question.phrases if p.plural and p.role in ("object", "subject")), None)
    if counted is None or parts.wh:
        return None
    noun = re.sub(r"^(?:any|some|the|his|her|their|its|many|several) ", "", counted.text, flags=re.IGNORECASE)
    rest = " ".join(parts.rest.replace(counted.text, "").split())
    return f"{wh} {noun} {parts.aux} {rest}".strip() + "?"


def _subject_and_rest(parts: _Parts, last: Exchanged) -> tuple[str, str]:
    """The subject, and the words around it with "{}" in its place: ("gifts", "were {} exchanged")."""
    if not parts.subject_asked:
        first = _first_phrase(parts.rest)
        noun = _what(last) if parts.wh.lower() == "what" and parts.aux in listed("do") and not parts.noun else ""
        noun = f" the {parts.noun}" if parts.noun and "the " + parts.noun not in parts.rest else noun
        words_after = parts.rest[len(first) :].strip()
        verb, _, tail = words_after.partition(" ")
        placed = f"{verb}{noun} {tail}" if noun else words_after
        return first, f"{parts.aux} {{}} {placed}"
    subject = f"the {parts.noun}" if parts.noun else _who(last)
    if parts.aux:
        return subject, f"{parts.aux} {{}} {parts.rest}"
    verb, _, tail = parts.rest.partition(" ")
    tagged = next((t for t in last.question.tokens if t.text == verb and t.base), None)
    base = tagged.base if tagged else verb
    return subject, f"{'does' if verb.endswith('s') else 'did'} {{}} {base} {tail}"


def _what(last: Exchanged) -> str:
    """What the last answer says was wanted, made ..., where it is a short phrase; else "that"."""
    phrases = last.answer.phrases
    short = len(phrases) == 1 and phrases[0].first == 0 and last.answer.tags[phrases[0].last :].strip(".") == ""
    return f" {phrases[0].text}" if short else " that"


def _who(last: Exchanged) -> str:
    """Who the last answer names, where it is short; else somebody."""
    phrase = next((p for p in last.answer.phrases if p.name), None)
    return phrase.name if phrase is not None and len(last.answer.tokens) <= 12 else "someone"


def _first_phrase(rest: str) -> str:
    sentence = parse(rest)
    if sentence.tags.startswith("R"):
        return sentence.text[: sentence.tokens[0].end]
    if not sentence.phrases or sentence.phrases[0].start > 0:
        return ""
    phrases = [p for p in sentence.phrases if p.role != "owner"]
    end = phrases[0].end
    for one, other in zip(phrases, phrases[1:], strict=False):
        if rest[one.end : other.start].strip() not in ("and", "of"):
            break
        end = other.end
    return rest[:end]


def first_cut(question: Sentence) -> bool:
    """Whether the text is a question that can be taken apart."""
    return _cut(question) is not None


def _cut(question: Sentence) -> _Parts | None:
    """None for what is no question that can be turned: "Tell me about sharks."."""
    tokens, tags = question.tokens, question.tags.rstrip(".")
    if not tokens or "." in tags:
        return None
    text = question.text[: tokens[len(tags) - 1].end]
    if tags[0] == "A":
        return _Parts("", "", tokens[0].text.lower(), text[tokens[0].end :].strip(), False)
    start = 1 if tags[0] in "PC" else 0
    match = re.match(r"(W[DX]?|K)((?:[ONX#DS'F](?!$))*)(A?)", tags[start:])
    if match is None or (not match.group(3) and not re.match(r"[V]", tags[start + match.end() :])):
        return None
    wh_end, noun_end, end = (start + match.end(i) for i in (1, 2, 3))
    aux = tokens[noun_end].text if end > noun_end else ""
    rest = text[tokens[end].start :] if end < len(tags) else ""
    noun = text[tokens[wh_end].start : tokens[noun_end - 1].end] if noun_end > wh_end else ""
    lead = text[: tokens[wh_end - 1].end]
    adverbial = tokens[start].lower in ("when", "where", "why", "how") and not noun
    asked = (
        not adverbial
        and start == 0
        and (not aux or (tags[end : end + 1] in ("V", "") and tokens[noun_end].lower not in listed("do")))
    )
    return _Parts(lead, noun if start == 0 else "", aux, rest, asked)


def _body(last: Exchanged) -> str:
    return last.question.text.rstrip("?!. ")


def _is_fragment(sentence: Sentence, meant: bool) -> bool:
    """A noun phrase with at most a preposition or an auxiliary before it: nothing is said of it."""
    tags = sentence.tags
    if not meant or not 0 < len(tags) <= 10 or sentence.tokens[0].lower in listed("interjections"):
        return False
    return bool(re.fullmatch(r"(?:A(?:R|[DS]*[ON#']*[N#])|[PF]?[DSXONF#'PC]*(?:[ON#]|R))", tags)) and tags != "R"


def _fragment(named: str, last: Exchanged, discourse: Discourse) -> str | None:
    """ "And Putin?", "what about the dagger?", "in Russia?", "did Kim?"."""
    sentence = parse(named, discourse.known)
    if sentence.tags.startswith("A"):
        named = named[sentence.tokens[1].start :]
        sentence = parse(named, discourse.known)
    phrases = [p for p in sentence.phrases if p.role != "owner"]
    if not phrases:
        return None
    if sentence.tags[0] in "PF":
        return _with_prepositional(named, sentence, last)
    slot = _parallel(phrases[0], last.question)
    if slot is None:
        return f"{_body(last)} with regard to {named}?" if _cut(last.question) else None
    return _replaced(slot, named, phrases[0], last)


def _parallel(phrase: Phrase, question: Sentence) -> Phrase | None:
    """The part of the last question that a fragment takes the place of."""
    best, best_score = None, 1.0
    for slot in question.phrases:
        if slot.text.lower() == phrase.text.lower():
            return None
        if _CONDITION.search(question.text, 0, slot.start):
            continue
        if slot.determiner in ("what", "which", "whose") and phrase.determiner in (
            "the",
            "this",
            "that",
            "his",
            "her",
            "their",
        ):
            continue
        score = 0.2 * (slot.role in ("subject", "object")) + 0.1 * (slot.role == "object")
        score += 1.5 * (not phrase.name and not slot.name and slot.head == phrase.head)
        score += 1.0 * (_kind(slot) == _kind(phrase)) + 0.4 * (slot.determiner == phrase.determiner and not phrase.name)
        score += 0.3 * (slot.determiner in ("any", "what", "which") and not phrase.name)
        if score > best_score:
            best, best_score = slot, score
    return best


def _kind(phrase: Phrase) -> str:
    if not phrase.name:
        return "number" if phrase.text.replace(",", "").isdigit() else f"noun{phrase.plural}"
    if phrase.name in names("places"):
        return "place"
    return "date" if phrase.name.split()[0] in names("calendar") else "name"


def _replaced(slot: Phrase, named: str, phrase: Phrase, last: Exchanged) -> str:
    text = _body(last)
    start = slot.end - len(slot.name) if slot.name and phrase.name else slot.start
    if slot.determiner in ("what", "which", "whose") and not phrase.determiner:
        named = f"{text[slot.start : slot.start + len(slot.determiner)]} {named}"
    return f"{text[:start]}{named}{text[slot.end :]}?"


def _with_prepositional(named: str, sentence: Sentence, last: Exchanged) -> str | None:
    """ "In Russia?": in place of what the last question says with the same preposition, else at its end."""
    text = _body(last)
    preposition = sentence.tokens[0].lower
    if not _cut(last.question):
        return None
    for slot in last.question.phrases:
        if slot.preposition == preposition and _kind(slot) == _kind(sentence.phrases[0]):
            return f"{text[: slot.start]}{named[sentence.tokens[1].start :]}{text[slot.end :]}?"
    return f"{text} {named}?"
