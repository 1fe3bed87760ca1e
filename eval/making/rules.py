"""When, where, how many, how much, why: what goes with the verb, asked for.

Promise: a rule says nothing about whether its question stands alone; `standing` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.conversation.words import is_plural, listed
from eval.making.clauses import DAY, MONTHS, PERIOD, WEEKDAY, Clause
from eval.making.wording import Made, Reading, inverted, made, rest_is_day, said
from eval.making.words import word_list

_FOLLOWS = r"(?=$|,|\.| (?:to|in|at|on|with|for|from|after|by|before|during|because|as|when|where|and|over)\b)"
_PART = "(?: morning| afternoon| evening| night)?"
_WHEN = re.compile(rf"(?<= )(?:on (?P<day>{DAY}|{WEEKDAY}{_PART})|in (?P<period>{PERIOD})){_FOLLOWS}")
_DATED = re.compile(rf"\b(?:{WEEKDAY}|{MONTHS}|(?:1[5-9]|20)\d\d)\b")
_MORE = (
    r"(?:(?:at least|more than|less than|fewer than|about|around|nearly|almost|some|over|up to|as many as|roughly|"
    r"approximately|only|just|an estimated) )"
)
_FIGURE = (
    r"(?:\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|"
    r"thirty|forty|fifty)(?: (?:hundred|thousand|million|billion))?"
)
_COUNT = re.compile(rf"{_MORE}?(?P<n>{_FIGURE}) (?=[a-z])", re.IGNORECASE)
_SUM = r"(?:US|A|C)?[$£€]\d[\d,.]*\d?(?: ?(?:million|billion|trillion|m|bn)\b)?"
_MONEY = re.compile(rf"{_MORE}?(?P<n>{_SUM})(?![\w-])", re.IGNORECASE)
_CAUSE = re.compile(r",? because (?:of )?(?P<why>.+?)(?:, [^,]* (?:said|says|added))?\.$")
_PAYING = word_list(
    "pay spend raise cost donate invest lose owe fine award receive earn offer pledge borrow give contribute"
)
_TAKING_PLACE = word_list(
    "meet die live speak open hold bear kill arrest find land play grow study launch sign crash perform gather "
    "work win marry build discover shoot start begin end make record film train teach base arrive bury host "
    "stage celebrate serve race compete hide settle stay erupt explode happen occur"
)
_INTENDING = word_list("say expect hope plan schedule want")
_NO_COUNT = word_list("percent per cent point pence degree o'clock")
_TIMES = word_list("seconds minutes hours days weeks months years decades centuries times goals")


def when(reading: Reading, clause: Clause) -> Iterator[Made]:
    """As in: When did X sign the treaty?."""
    if _reports(clause):
        return
    start, end = clause.predicate
    found = [m for m in _WHEN.finditer(clause.text, start, end) if m.start() > clause.tokens[clause.verb].end]
    if clause.lead and not found:
        at, drop = clause.lead, (0, 0)
    elif len(found) == 1 and not clause.lead and _is_adverbial(clause, found[0]):
        at, drop = found[0].span("day" if found[0]["day"] else "period"), found[0].span()
    else:
        return
    if len(_DATED.findall(clause.text[slice(*at)])) == len(_DATED.findall(clause.text)):
        yield made("when", clause, inverted(reading, clause, "When", drop), at)


def _reports(clause: Clause) -> bool:
    """Whether it says what somebody says or plans: then a date or place may go with either verb."""
    verbs = {token.base for token in clause.tokens[clause.verb : clause.end] if token.tag == "V"}
    return bool(verbs & (listed("clause verbs") | _INTENDING))


def _is_adverbial(clause: Clause, found: re.Match[str]) -> bool:
    """Whether the date goes with the verb: a day does; a month or year may go with a noun before it."""
    between = [t for t in clause.tokens[clause.verb + 1 : clause.end] if t.start < found.start()]
    if sum(token.tag == "V" for token in between) > clause.is_helped:
        return False
    return bool(found["day"]) or (len(between) <= 6 and all(token.tag != "F" for token in between))


def where(reading: Reading, clause: Clause) -> Iterator[Made]:
    """As in: Where did X die?."""
    if clause.main not in _TAKING_PLACE or _reports(clause):
        return
    start, end = clause.predicate
    places = []
    for match in re.finditer(r" (?:in|at) (?:the )?(?=[A-Z])", clause.text[start:end]):
        mention = reading.names.get(clause.offset + start + match.end())
        if mention and mention[1].kind == "place":
            places.append((start + match.start(), start + match.end(), mention[0] - clause.offset))
    if len(places) == 1 and rest_is_day(clause.text[places[0][2] : end]):
        before, at, after = places[0]
        yield made("where", clause, inverted(reading, clause, "Where", (before, after)), (at, after))


def how_many(reading: Reading, clause: Clause) -> Iterator[Made]:
    """As in: How many people were killed in X? How many jobs did X create?."""
    counted = _COUNT.match(clause.text, clause.subject[0])
    if counted and counted.end() < clause.subject[1]:
        noun = clause.text[counted.end() : clause.subject[1]]
        if _countable(noun) and not _is_year(counted["n"]):
            rest = said(reading, clause, *clause.predicate)
            yield made("how many", clause, f"How many {noun} {rest}", counted.span("n"))
        return
    counted = _COUNT.match(clause.text, clause.object_at) if clause.object_at else None
    noun = _noun_at(clause, counted.end()) if counted else ""
    if counted and noun and not _is_year(counted["n"]) and noun.split()[-1] not in _TIMES:
        drop = (counted.start(), counted.end() + len(noun))
        yield made("how many", clause, inverted(reading, clause, f"How many {noun}", drop), counted.span("n"))


def _noun_at(clause: Clause, start: int) -> str:
    """The counted noun there, "" where it is not clear how far it goes."""
    run = [token for token in clause.tokens[: clause.end] if token.start >= start]
    n = next((i for i, token in enumerate(run) if token.tag != "O"), len(run))
    following = run[n].tag if n < len(run) else "."
    noun = clause.text[run[0].start : run[n - 1].end] if n else ""
    return noun if 0 < n < 4 and following not in "N'V#X" and _countable(noun) else ""


def how_much(reading: Reading, clause: Clause) -> Iterator[Made]:
    """As in: How much did X pay for Y?."""
    money = _MONEY.match(clause.text, clause.object_at) if clause.object_at else None
    if money is None or clause.main not in _PAYING:
        return
    following = clause.text[money.end() : clause.predicate[1]].split()[:1]
    if not following or following[0] in ("for", "to", "on", "in", "from", "by"):
        yield made("how much", clause, inverted(reading, clause, "How much", money.span()), money.span("n"))


def why(reading: Reading, clause: Clause) -> Iterator[Made]:
    """As in: Why did X resign? From "because ..."."""
    cause = _CAUSE.match(clause.text, clause.predicate[1])
    if cause and len(cause["why"].split()) in range(2, 30):
        yield made("why", clause, inverted(reading, clause, "Why", (0, 0)), cause.span("why"))


def _countable(noun: str) -> bool:
    parts = noun.lower().split()
    plural = bool(parts) and is_plural(parts[-1])
    return plural and len(parts) < 5 and " of " not in noun and not _NO_COUNT & {part.rstrip("s") for part in parts}


def _is_year(number: str) -> bool:
    return number.isdigit() and 1400 < int(number) < 2100
