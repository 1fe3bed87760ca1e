"""Who, which country, what: the subject, the object or the description of a name, asked for.

Promise: "who" only where the word lists tell a person, an organisation or a country; where the lists disagree nothing
is asked. Whether a question stands alone is for `standing`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.answerers.names import Name, words
from bot.conversation.tagging import Token
from bot.conversation.words import listed, singular
from eval.making.clauses import WEEKDAY, Clause
from eval.making.wording import Made, Reading, inverted, made, may_precede, said, subject_of
from eval.making.words import word_list

NOUN_PHRASE = re.compile(r"D[ONX#F'DPC]*[ON]")
"""Of tags."""
_BE = ("is", "are", "was", "were")
_SINGULAR = {"are": "is", "were": "was", "have": "has"}
_AGENT = ("er", "or", "ist", "ian", "man", "men", "ers", "ors")
_OPENS_OBJECT = ("a", "an", "the", "its", "his", "her", "their")
_LIGHT = word_list(
    "have make take give get put do become remain seem be go come let keep show leave lead see feel appear "
    "turn use play run call"
)
_WEATHER = ("rain", "snow", "smoke", "wind")


def who(reading: Reading, clause: Clause) -> Iterator[Made]:
    """As in: Who won the race in X? Which country ...? What left the port of Y?."""
    start, end = clause.offset + clause.subject[0], clause.offset + clause.subject[1]
    verb, after = clause.tokens[clause.verb], clause.tokens[clause.verb + 1]
    describes = verb.lower in _BE and after.lower in ("a", "an")
    if describes or any(token.tag in "CP'#" for token in clause.tokens[clause.first : clause.verb]):
        return
    asks, at = _asks_for(reading, start, end, clause)
    if asks:
        rest = re.sub(r"^(are|were|have)\b", lambda m: _SINGULAR[m[1]], said(reading, clause, *clause.predicate))
        names = (reading.names[at][1].text,) if at in reading.names else ()
        yield Made("what" if asks == "What" else "who", f"{asks} {rest}?", at, end, (*names, reading.text[start:end]))


def _asks_for(reading: Reading, start: int, end: int, clause: Clause) -> tuple[str, int]:
    """The question word for the subject at [start:end], and where the answer begins; "" where it is not sure."""
    at = next((s for s, (e, _) in reading.names.items() if start <= s and e == end), None)
    if at is None:
        return _asks_for_thing(clause), start
    name, before = reading.names[at][1], reading.text[start:at].split()
    odd = any(_has_capital(word) and not may_precede(word) for word in before[1:]) or len(name.text) < 4
    opening = before[:1]
    odd = odd or any(_has_capital(w) and not may_precede(w) and w.lower() not in reading.lower for w in opening)
    alone = not before or [word.lower() for word in before] == ["the"]
    if odd or (name.kind != "person" and not alone):
        return "", at
    if name.text in words("places/countries"):
        return "Which country", at
    return ("Who" if name.kind in ("person", "organisation") else ""), at


def _has_capital(word: str) -> bool:
    return any(letter.isupper() for letter in word)


def _asks_for_thing(clause: Clause) -> str:
    """What, where the subject is told to be no person and says something by itself."""
    subject = clause.tokens[clause.first : clause.verb]
    head = singular(subject[-1].lower)
    unfit = any(head in listed(kind) for kind in ("people", "groups", "vague", "relational")) or head in words("roles")
    verbs = [t.base for t in clause.tokens[clause.verb : clause.end] if t.tag == "V"]
    acting = clause.tokens[clause.verb].tag == "V" and set(verbs) & (listed("human verbs") | listed("clause verbs"))
    bare = subject[0].tag != "D" or subject[0].lower not in ("the", "a", "an")
    bare = bare and not (len(subject) > 1 and head in _WEATHER)
    named = any(token.tag == "N" for token in subject)
    unfit = unfit or named or head.endswith(_AGENT) or not (_tells(subject) or head in listed("events"))
    return "" if unfit or acting or bare else "What"


def _tells(phrase: Sequence[Token]) -> bool:
    """Whether a noun phrase says something by itself: not "the event", "the deal"."""
    return sum(token.tag in "ON#" for token in phrase) > 1


def what(reading: Reading, clause: Clause) -> Iterator[Made]:
    """As in: What did X cancel? From "X cancelled its congress"."""
    by_be = clause.is_helped and clause.tokens[clause.verb].lower in _BE
    unfit = _LIGHT | listed("clause verbs") | {"say", ""}
    if not clause.object_at or by_be or clause.main in unfit:
        return
    i = next(i for i, token in enumerate(clause.tokens) if token.start == clause.object_at)
    match = re.match(r"[DS][ONX#]*[ON](?:FD?[ON#]*[ON])*", clause.tags[i : clause.end])
    if match is None or clause.tokens[i].lower not in _OPENS_OBJECT or clause.tokens[i - 1].tag != "V":
        return
    stop = i + match.end()
    phrase, rest = clause.tokens[i:stop], clause.tokens[stop : clause.end]
    tells = _tells(phrase) or phrase[0].tag == "S"
    dated = re.search(rf"\b{WEEKDAY}\b", clause.text[phrase[0].start : phrase[-1].end])
    if tells and not dated and (not rest or rest[0].tag == "P") and all(token.tag != "V" for token in rest):
        at = (clause.object_at, clause.tokens[stop - 1].end)
        yield made("what", clause, inverted(reading, clause, "What", at), at)


def what_is(reading: Reading, clause: Clause) -> Iterator[Made]:
    """As in: What is X? From "X is a ..."."""
    start, end = clause.offset + clause.subject[0], clause.offset + clause.subject[1]
    mention = reading.names.get(start) or reading.names.get(start + 4)
    verb, after = clause.tokens[clause.verb], clause.tokens[clause.verb + 1]
    tags = clause.tags[clause.verb + 1 : clause.end]
    if not mention or mention[0] != end or verb.lower not in ("is", "was") or after.lower not in ("a", "an"):
        return
    if len(tags) > 2 and NOUN_PHRASE.fullmatch(tags):
        at = (after.start, clause.predicate[1])
        asks = who_or_what(mention[1], clause.text[slice(*at)])
        if asks:
            yield made("what is", clause, f"{asks} {verb.lower} {subject_of(reading, clause)}", at)


_HEAD_ENDS = re.compile(r" (?:of|in|at|for|from|on|to|with|near|outside|by|that|and|behind|between) |$")


def who_or_what(name: Name, description: str) -> str:
    """By the noun of the description before the kind of the name; "" where they disagree."""
    head = _HEAD_ENDS.split(description)[0].split()[-1].lower()
    person = singular(head) in listed("people") or singular(head) in words("roles")
    if name.kind == "person":
        thing = any(head in listed(kind) for kind in ("groups", "works", "events"))
        return "Who" if person or (" " in name.text and not thing) else ""
    several = name.kind == "other" and name.text.endswith("s")
    if several or re.search(r"\b(?:former|retired|veteran|late|chair|head)\b", description):
        return ""
    if person or head.endswith(_AGENT):
        return "Who" if person and " " in name.text and name.kind == "other" else ""
    return "What"
