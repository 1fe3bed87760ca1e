"""What sort of thing a stretch of text is: a date, a number, a sum of money, a name, a reason.

Promise: every span is an exact range of the text given, found by pattern and word list. It does not know meaning:
"May" in "he may" is left out by its small letter, not by understanding; the kind of a name is a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Literal

from bot.answerers.names import words
from bot.english.terms import Token, lexicon, stem

Kind = Literal[
    "person", "place", "org", "name", "date", "duration", "number", "money", "percent", "age",
    "reason", "manner", "quote", "list", "definition", "yesno", "thing",
]  # fmt: skip
"""What a question may ask for. Those from "reason" on have no short span of their own."""

_MONTHS = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|"
    r"Dec(?:ember)?)"
)
_DAYS = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_PART = r"(?:morning|afternoon|evening|night|noon|midnight)"
_SMALL = (
    r"(?i:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|"
    r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?)"
)
_ORDINAL = (
    r"(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth)"
)
_FIGURE = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SCALE = r"(?:\s(?:hundred|thousand|million|billion|trillion|dozen)s?|\s?(?:m|bn|tn|k)\b)"
_NUMBER = rf"(?:{_FIGURE}){_SCALE}?|\b{_SMALL}\b{_SCALE}?|\b(?i:tens of thousands|hundreds of thousands|dozens|hundreds?|thousands?|millions?|billions?|half|none)\b(?:\smillion|\sbillion)?"
_UNIT = r"(?:second|minute|hour|day|night|week|month|year|decade|century|centurie|season|semester|generation)s?"

PATTERNS: dict[str, re.Pattern[str]] = {
    "date": re.compile(
        rf"\b(?:(?:{_DAYS}|last|next|this)\s(?:{_PART}|week|month|year)|{_DAYS},?(?:\s{_MONTHS}\.?\s\d{{1,2}})?"
        rf"|\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?{_MONTHS}\b\.?(?:,?\s\d{{4}})?|{_MONTHS}\.?\s\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s\d{{4}})?"
        rf"|(?:(?:early|mid|late)[\s-])?{_MONTHS}(?:\.?\s(?:of\s)?\d{{4}})?(?![a-z])|(?:the\s)?(?:early\s|mid-|late\s)?\d{{3,4}}s"
        rf"|(?:early\s|mid-|late\s)?{_ORDINAL}[\s-]century|(?:the\s)?(?:same|following|next|previous)\s(?:day|night|morning|week|month|year)|(?:1\d|20)\d\d(?:\s?[-–]\s?\d{{2,4}})?|(?:in|by|since|until|after|before|around)\s\d{{3,4}}(?!,?\d)(?=[\s.,;)])(?!\s(?:people|men|miles|km|feet|metres|meters|million|\w+s\b))|\d{{2,4}}\s?(?:BCE?|AD|CE)"
        rf"|(?:yesterday|today|tonight|tomorrow)\b|\d{{1,2}}(?::\d\d)?\s?(?:am|pm|a\.m\.|p\.m\.)"
        rf"|(?:{_NUMBER})\s{_UNIT}\s(?:ago|later|earlier)|World\sWar\s(?:I+|One|Two)|(?:spring|summer|autumn|fall|winter)\s(?:of\s)?\d{{4}})"
    ),
    "duration": re.compile(rf"\b(?:{_NUMBER}|a|an|several|a few)[\s-](?:and\sa\shalf\s)?{_UNIT}\b|\bsince\s(?:\w+\s)?\d{{4}}"),
    "money": re.compile(
        rf"(?:US|A|C|HK|NZ)?[$£€¥₹]\s?(?:{_FIGURE}){_SCALE}?|\b(?:{_NUMBER})\s(?:US\s)?(?:dollars?|pounds?|euros?|yen|yuan|rupees?|rubles?|roubles?|won|"
        r"francs?|marks?|cents?|pence|shillings?)\b"
    ),
    "percent": re.compile(rf"\b(?:{_NUMBER})\s?(?:%|per\s?cent\b|percent\b|percentage points?\b)|\b(?:half|a third|a quarter|two-thirds|three-quarters)\b"),
    "age": re.compile(rf"\b(?:aged\s)?(?:{_NUMBER})[\s-]years?[\s-]old\b|\baged?\s\d{{1,3}}\b|,\s(\d{{1,3}})(?=,)|\b(?:at|by|from)?\s?(?:the\s)?age\sof\s(?:{_NUMBER})|\b(?:at|by)\sage\s(?:{_NUMBER})|\bturned\s\d{{1,3}}\b|\b(?:{_NUMBER})\s(?=at\sthe\stime)"),
    "number": re.compile(rf"(?<![\d.,])(?:{_NUMBER})(?:st|nd|rd|th)?\b|\b(?:once|twice|single|both|dozen)\b"),
    "reason": re.compile(
        r"\b(?:because|due\sto|owing\sto|in\sorder\sto|so\s(?:that|as)|as\sa\sresult|caused|causing|led\sto|leading\sto|thanks\sto|in\sresponse\sto|"
        r"prompting|prompted|to\s(?:avoid|protect|prevent|help|make|ensure|improve|reduce|allow|provide|support|stop|get|keep|create|increase)|accus\w+|"
        r"blam\w+|over\s(?:its|his|her|their|the)|after|since|for\sfear|reasons?|the\saim|aimed\sat|result(?:ed|s|ing)?\s(?:in|from)|as\s(?:it|he|she|they)|"
        r"given\sthat|in\sprotest|in\sexchange|in\sreturn|attributed|motivated|concerns?|therefore|thus|hence)\b",
        re.IGNORECASE,
    ),
    "manner": re.compile(r"\b(?:by\s\w+ing|through|using|via|with\s(?:a|an|the)|by\smeans|in\sa\s\w+\sway|\w{4,}ly)\b", re.IGNORECASE),
    "quote": re.compile(r"[“\"][^”\"]+[”\"]|\b(?:said|says|told|stated|announced|called|described|warned|added|hailed|vowed|promised|claimed)\b"),
    "list": re.compile(r"\b(?:includ\w+|such\sas|like|consist\w*\sof|comprised?|namely|e\.g\.|for\sexample|among\sthem)\b|:\s|,\s[^,.]{2,40},?\s(?:and|or)\s"),
    "definition": re.compile(r"\b(?:is|was|are|were|means?|refers?\sto|known\sas|called|defined\sas)\s(?:a|an|the|one)?\b|,\s(?:a|an|the)\s[^,]{3,80},"),
}  # fmt: skip


def find_kind(kind: str, text: str, sentence: Sequence[Token]) -> list[tuple[int, int]]:
    """Spans of the text that are of this kind; for names by the capitals of the sentence's tokens.

    >>> from bot.english.terms import tokens
    >>> text = "Putin paid $3 million in March."
    >>> [text[a:b] for k in ("money", "date", "person") for a, b in find_kind(k, text, tokens(text))]
    ['$3 million', 'March', 'Putin']
    """
    if kind in PATTERNS:
        found = [match.span() for match in PATTERNS[kind].finditer(text) if match.end() > match.start()]
        return [span for span in found if kind != "number" or not _is_date(text, span)]
    if kind in ("person", "place", "org", "name"):
        return [span for span, guess in names_in(text, sentence) if kind in ("name", guess) or guess == "name"]
    return []


def names_in(text: str, sentence: Sequence[Token]) -> list[tuple[tuple[int, int], str]]:
    """Runs of capitalised words with a guess at their kind ("name" where nothing tells)."""
    found = []
    for run in _capital_runs(text, sentence):
        start, end = run[0].start, run[-1].end
        found.append(((start, end), _guess(text, start, [token.text for token in run])))
    return found


def _capital_runs(text: str, sentence: Sequence[Token]) -> Iterable[list[Token]]:
    run: list[Token] = []
    for i, token in enumerate(sentence):
        opens = i == 0 or text[max(0, token.start - 2) : token.start].strip() in ("“", '"', "‘")
        named = token.capital and not token.is_number and not (opens and (token.is_stopword or _is_common(token.text)))
        if run and (not named or text[run[-1].end : token.start] not in (" ", "-", ". ", " of ")):
            yield run
            run = []
        if named and not token.is_stopword and not _CALENDAR.fullmatch(token.text):
            run.append(token)
    if run:
        yield run


def _guess(text: str, start: int, run: list[str]) -> str:
    """Person, place, org or name, by lists first and the word before second."""
    if run[-1] in words("organisation words") or " ".join(run) in words("organisations"):
        return "org"
    whole = " ".join(run)
    if whole in words("places") or stem(whole.lower()) in _places() or run[-1] in words("place words"):
        return "place"
    before = text[max(0, start - 14) : start].split()
    if (
        run[0] in words("given names")
        or run[0] in words("titles")
        or (before and before[-1].strip(".,") in words("titles"))
    ):
        return "person"
    if (before and before[-1] in ("in", "at", "near", "from", "across", "outside")) or before[-2:] == ["in", "the"]:
        return "place"
    if len(run) == 1 and run[0].isupper() and len(run[0]) > 1:
        return "org"
    return "name"


@cache
def _places() -> frozenset[str]:
    seats = (seat for country in lexicon()["countries"].values() for seat in country["seat"])
    return frozenset(stem(word) for word in seats if " " not in word)


def _is_common(word: str) -> bool:
    return word in words("starters")


def _is_date(text: str, span: tuple[int, int]) -> bool:
    """Whether a figure is a year or the day of a month."""
    return any(a <= span[0] and span[1] <= b and not text[a:b].endswith("ago") for a, b in _dates(text))


def _dates(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in PATTERNS["date"].finditer(text)]


_CALENDAR = re.compile(rf"{_MONTHS}\.?|{_DAYS}")
