"""The last question asked again with other question words: "Where did they meet?", "Why?" gives "why did they meet?".

Promise: only words of the last question, of its short answer and of the new one are used. It knows the order of words
in English questions, no meaning; None where the last question cannot be taken apart ("Tell me about sharks.").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from bot.conversation.discourse import ParsedTurn
from bot.conversation.grammar import Phrase, Sentence, parse
from bot.conversation.words import listed

ANY = re.compile(
    r"\b(?:any|some)(?:one|body|thing|where)(?: else)?\b|\b(?:any|some) (?:other )?(?=\w)(?!kind|sort|type)"
)
_WH = re.compile(r"(W[DX]?|K)((?:[ONX#DS'F](?!$))*)(A?)")
_QUANTIFIER = re.compile(r"^(?:any|some|the|his|her|their|its|many|several) ", re.IGNORECASE)
_ROW = re.compile(r"(?<=N)\.(?=N)")
"""The comma in "Ann, Bob and Eve", which parts no clauses."""
_SAME_AS = {"how come": "why", "how so": "how", "what for": "why"}


@dataclass(frozen=True, slots=True)
class Parts:
    """A question cut into question words, auxiliary and rest; `noun` is what "which" asks the kind of."""

    wh: str
    noun: str
    aux: str
    rest: str
    asks_subject: bool
    """Whether the question word is the subject: "who won the prize", "what gifts were exchanged"."""

    def asked_with(self, wh: str, noun: str = "", rest: str | None = None) -> str:
        """The parts put together again behind other question words."""
        words = f"{wh} {noun} {self.aux} {self.rest if rest is None else rest}"
        return " ".join(words.split()) + "?"


def cut(question: Sentence) -> Parts | None:
    """The parts of a question; None for what is no single question.

    >>> cut(parse("what gifts were exchanged?"))
    Parts(wh='what', noun='gifts', aux='were', rest='exchanged', asks_subject=True)
    """
    tokens, tags = question.tokens, _ROW.sub("C", question.tags.rstrip("."))
    if not tags or "." in tags:
        return None
    text = question.text[: tokens[len(tags) - 1].end]
    if tags[0] == "A":
        return Parts("", "", tokens[0].lower, text[tokens[0].end :].strip(), False)
    start = 1 if tags[0] in "PC" else 0
    match = _WH.match(tags, start)
    if match is None or not (match.group(3) or tags[match.end() :].startswith("V")):
        return None
    wh_end, noun_end, end = match.end(1), match.end(2), match.end(3)
    if noun_end > wh_end and tokens[wh_end - 1].lower == "how":
        wh_end = noun_end  # "how strong"
    noun = text[tokens[wh_end].start : tokens[noun_end - 1].end] if noun_end > wh_end else ""
    aux = tokens[noun_end].text if end > noun_end else ""
    adverb = tokens[start].lower in ("when", "where", "why", "how") and not noun
    inverted = bool(aux) and (aux.lower() in listed("do") or tags[end : end + 1] not in ("V", ""))
    return Parts(
        wh=text[: tokens[wh_end - 1].end],
        noun=noun if start == 0 else "",
        aux=aux,
        rest=text[tokens[end].start :] if end < len(tags) else "",
        asks_subject=start == 0 and not adverb and not inverted,
    )


def ask_with(wh: str, turn: ParsedTurn) -> str | None:
    """The question of a turn with `wh` for its question words."""
    parts = cut(turn.question)
    if parts is None:
        return None
    wh = _SAME_AS.get(wh, wh)
    if " " not in wh and wh.startswith(("who", "what")):
        return ask_which(wh, parts)
    if wh in ("how many", "how much"):
        return _ask_number(wh, parts, turn.question)
    if wh == "when" and " when " in f" {parts.rest} ":
        return None
    wh, negation = ("why", " not") if wh == "why not" else (wh, "")
    subject, before, after = _around_subject(parts, turn)
    return " ".join(f"{wh} {before} {subject}{negation} {after}".split()) + "?"


def ask_which(wh: str, parts: Parts) -> str | None:
    """Ask for the "anyone" of a question: "Did he meet anyone?", "Who?" gives "who did he meet?"."""
    match = ANY.search(parts.rest)
    if parts.wh or match is None:
        return None
    before, after = parts.rest[: match.start()], parts.rest[match.end() :]
    noun = after.split(" ")[0] if match.group().endswith(" ") and match.group().startswith("any") else ""
    return parts.asked_with(wh, noun, before + after[len(noun) :])


def _ask_number(wh: str, parts: Parts, question: Sentence) -> str | None:
    if parts.noun:
        return parts.asked_with(wh, parts.noun)
    counted = next((p for p in question.phrases if p.plural and p.role in ("object", "subject")), None)
    if counted is None or parts.wh:
        return None
    return parts.asked_with(wh, _QUANTIFIER.sub("", counted.text), parts.rest.replace(counted.text, ""))


def _around_subject(parts: Parts, turn: ParsedTurn) -> tuple[str, str, str]:
    """Subject, what stands before it and what after: ("the gifts", "were", "exchanged")."""
    if not parts.asks_subject:
        subject = _opening_phrase(parts)
        degree = parts.wh[4:] if parts.wh.lower().startswith("how ") and parts.aux.lower() in listed("be") else ""
        return subject, parts.aux, _with_object(parts, f"{degree} {parts.rest[len(subject) :]}".strip(), turn)
    subject = f"the {parts.noun}" if parts.noun else _who(turn)
    if parts.aux:
        return subject, parts.aux, parts.rest
    verb, _, tail = parts.rest.partition(" ")
    base = next((t.base for t in turn.question.tokens if t.text == verb and t.base), verb)
    return subject, "does" if verb.endswith("s") else "did", f"{base} {tail}"


def _with_object(parts: Parts, rest: str, turn: ParsedTurn) -> str:
    """What was asked for ("what album did they ...") goes behind the verb: "release [the album] in 1990"."""
    if parts.noun and f"the {parts.noun}" not in rest:
        thing = f"the {parts.noun}"
    elif parts.wh.lower() == "what" and not parts.noun and parts.aux in listed("do"):
        thing = _what(turn)
    else:
        return rest
    verb, _, tail = rest.partition(" ")
    return f"{verb} {thing} {tail}"


def _what(turn: ParsedTurn) -> str:
    """What the answer says was wanted, made ..., where it is a short phrase; else "that"."""
    phrase = turn.answer.phrases[0] if len(turn.answer.phrases) == 1 else None
    whole = phrase is not None and phrase.first == 0 and not turn.answer.rest(phrase)
    return phrase.text if phrase is not None and whole else "that"


def _who(turn: ParsedTurn) -> str:
    """Who the answer names, where it is short; else somebody, or "that" for what happened."""
    if turn.wh == "what":
        return "that" if any(t.base == "happen" for t in turn.question.tokens) else "something"
    named = next((p.name for p in turn.answer.phrases if p.name), "")
    return named if named and turn.is_short else "someone"


def _opening_phrase(parts: Parts) -> str:
    """The subject that the rest of an inverted question begins with, "and ..." and "of ..." included."""
    rest, behind = parts.rest, len(parts.aux) + 1
    sentence = parse(f"{parts.aux} {rest}")  # the auxiliary tells the verb: "does [the law] cover charging"
    if sentence.tags[1:].startswith("R"):
        return rest[: sentence.tokens[1].end - behind]
    phrases: list[Phrase] = [p for p in sentence.phrases if p.role != "owner"]
    if not phrases or phrases[0].start > behind:
        return ""
    end = phrases[0].end
    for one, other in pairwise(phrases):
        if sentence.text[one.end : other.start].strip() not in ("and", "of", ",", ", and"):
            break
        end = other.end
    return rest[: end - behind]
