"""The lines above an article's first paragraph: title, byline, dateline, date, and captions anywhere.

Promise: only what stands in the text is returned; recognising a line never changes it. Every check looks at a short
line only, so a line of a million characters costs nothing. The forms are those of English-language news.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.dates import date_of_line, find_dates

N_HEAD_PARAGRAPHS = 12
PROSE_CHARS = 80
MAX_TITLE_CHARS = 200
_MAX_LINE_CHARS = 120
_MAX_CAPTION_CHARS = 600

_AGENCY = (
    r"(?:The )?Associated Press|AP|AFP|Agence France-Presse|Reuters|Thomson Reuters|Bloomberg(?: News)?|BBC(?: News)?"
    r"|CNN|UPI|PTI|ANI|IANS|DPA|dpa|EFE|ANSA|Kyodo(?: News)?|Yonhap|Xinhua|TASS|Interfax|PA Media|AAP|Agencies"
    r"|PR ?Newswire|GLOBE NEWSWIRE|GlobeNewswire|Business Wire|BUSINESS WIRE"
    r"|Press Trust of India|Canadian Press|Anadolu(?: Agency)?|Al Jazeera|Staff(?: (?:Reporter|Writer))?|News Desk"
)
_AGENCY_LINE = re.compile(rf"(?:{_AGENCY})(?:(?:,? and | & |, ?|/| \| )(?:{_AGENCY}))*")
_WORD = r"(?:[A-Z][\w.'’-]*|de|van|von|der|den|da|di|la|le|el|al|bin)"
_NAME = rf"{_WORD}(?: {_WORD}){{0,5}}"
_BYLINE = re.compile(
    rf"(?:By|BY|Written by|Reported by):?\s+(?P<who>{_NAME}(?:(?:,? and |, | & )(?!(?:{_AGENCY})\b){_NAME}){{0,4}})"
)
_PLACE = r"[A-Z][\w.'’-]*(?: [A-Z(][\w.'’)-]*){0,3}(?:, [A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,2})?"
_TOWN = r"[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3}"
_DAY_OR_MONTH = (
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?"
    r"|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.? \d)"
)
_REGION = rf"(?:, (?!{_DAY_OR_MONTH})[A-Z][\w.'’]*(?: (?!{_DAY_OR_MONTH})[A-Za-z][\w.'’]*){{0,2}})"
_SOURCE = rf" ?(?:\((?:{_AGENCY})\)|/(?:{_AGENCY})/)"
_INLINE_DATELINE = re.compile(
    rf"(?P<place>[A-Z][A-Z.'’/ -]{{2,30}}{_REGION}{{0,2}}|{_PLACE}(?=\s*\()|(?P<town>{_TOWN}{_REGION}?)(?=,? [A-Z\d]))"
    rf"(?P<first>{_SOURCE})?(?P<date>,? \(?[^()—–]{{3,30}}?\)?)?(?P<agency>{_SOURCE})?"
    r"(?P<dash>\s*(?:—|–|--|-)\s|\s?(?:—|--))"
)
_OPENING = re.compile(r"(?:On|In|At|By|Since|Until|Till|From|After|Before|Born|Died|Updated|Published|Posted|Last)\b")
_CHANGE_LABEL = re.compile(r"(?:last )?(?:updated|modified|edited|revised|corrected)(?: on| at)?\s?:?", re.IGNORECASE)
_CAPTION_CREDIT = re.compile(
    r"(?:\b(?:PHOTOS?|IMAGES?|PICTURES?|Photos?|Images?|Pictures?|Credit|CREDIT|Photograph)"
    r"(?: credit| Credit| by| courtesy(?: of)?)?[:/]\s*[^.!?]{1,60}"
    r"|\b(?:Photo|Photograph|Image|Picture) (?:by|courtesy of) [^.!?]{1,60}"
    r"|[(/](?:AP|AFP|Reuters|REUTERS|EPA|Getty)(?: Photo| Images)?(?:/[^()]{1,40})?\)?"
    r"|(?:\bAP Photo|Getty Images|\bFile [Pp]hoto|\bFILE PHOTO|EPA-EFE|Shutterstock)(?:/[^()]{1,40})?)[.)]*$"
)
_CAPTION_START = re.compile(r"(?:FILE(?: PHOTO)?|File photo|PHOTO|Photo|Caption|Pictured|Image|Picture)\s?[:—–-] ?\S")
_END = re.compile(r"[.!?…][\"'”’)\]]*$")


@dataclass(frozen=True, slots=True)
class Head:
    """What the first paragraphs tell; None where they do not."""

    title: str | None = None
    byline: str | None = None
    dateline: str | None = None
    published: str | None = None


def read_head(paragraphs: Sequence[str]) -> Head:
    """Title, byline, dateline and date from the first paragraphs of an article."""
    head = _above_the_story(paragraphs)
    title = title_of(head[0]) if head else None
    bylines = (byline_of(p) for p in head)
    datelines = [found for found in (dateline_of(p) for p in head) if found]
    dated = (p for label, p in pairwise(["", *head]) if not _CHANGE_LABEL.fullmatch(label))
    dates = [found for found in map(date_in_head, dated) if found]
    dates += [date for line in datelines for _, _, date in find_dates(line)]
    return Head(
        title=title,
        byline=next((b for b in bylines if b), None),
        dateline=datelines[0] if datelines else None,
        published=best_date(dates),
    )


def _above_the_story(paragraphs: Sequence[str]) -> list[str]:
    """The first paragraphs up to the second one of prose (the first may be a summary above the byline).

    Further down a date alone on its line heads an entry of a chronicle, and is no date of publication.
    """
    head: list[str] = []
    n_prose = 0
    for paragraph in paragraphs[:N_HEAD_PARAGRAPHS]:
        head.append(paragraph)
        n_prose += len(paragraph) >= PROSE_CHARS and ends_sentence(paragraph)
        if n_prose == 2:
            break
    return head


def best_date(dates: Sequence[str]) -> str | None:
    """The first one with a year, else the first one."""
    return next((d for d in dates if not d.startswith("--")), dates[0] if dates else None)


def ends_sentence(line: str) -> bool:
    """Whether a sentence ends with this line, closing quotes and brackets aside."""
    return bool(_END.search(line[-8:]))


def title_of(paragraph: str) -> str | None:
    """The paragraph as a title: one line, not too long, no full stop, not a date, byline, caption or dateline."""
    if "\n" in paragraph or len(paragraph) > MAX_TITLE_CHARS or is_standalone(paragraph):
        return None
    if paragraph.endswith((".", ",", ";", ":")) and not paragraph.endswith("..."):
        return None
    return paragraph if re.search(r"[^\W\d_]{2}", paragraph) else None


def byline_of(line: str) -> str | None:
    """Who wrote it: the names after "By", or an agency alone on its line."""
    if len(line) > _MAX_LINE_CHARS or "\n" in line:
        return None
    if _AGENCY_LINE.fullmatch(line):
        return line
    match = _BYLINE.match(line)
    if not match:
        return None
    rest = line[match.end() :].strip(" ,|•·-–—")
    if rest and not (
        date_of_line(rest) or _AGENCY_LINE.fullmatch(rest) or (len(rest) <= 40 and not ends_sentence(rest))
    ):
        return None
    return match["who"]


def date_in_head(line: str) -> str | None:
    """The date of a line that is a date, alone or after the byline."""
    match = _BYLINE.match(line) if len(line) <= _MAX_LINE_CHARS else None
    return date_of_line(line[match.end() :] if match else line)


def dateline_of(paragraph: str) -> str | None:
    """`Seoul, 19 Jun` where that is the whole line, or what stands before the dash: `LONDON, June 19 (Reuters) —`."""
    line = paragraph[:_MAX_LINE_CHARS]
    if is_dateline(paragraph):
        return paragraph.rstrip(" -–—:")
    match = _INLINE_DATELINE.match(line)
    if not match or not _is_inline(match):
        return None
    return re.sub(r"[\s—–-]+$", "", match.group())


def _is_inline(match: re.Match[str]) -> bool:
    """Whether date, agency or capitals bear the place out; less will do before a dash with a space behind it."""
    said = (match["date"] or "").strip(" ,()-")
    if said and not date_of_line(said):
        return False
    agency = match["first"] or match["agency"]
    if match["town"]:
        return bool(said) and not _OPENING.match(match["place"])
    if said or agency:
        return True
    return match["dash"][-1].isspace() and (match["place"] == match["place"].upper() or "," in match["place"])


def is_dateline(line: str) -> bool:
    """A place and a date and nothing else."""
    if len(line) > 80 or "\n" in line:
        return False
    found = next(find_dates(line), None)
    if not found or found[0] < 3:
        return False
    place, after = line[: found[0]].rstrip(" ,(|:–—-"), line[found[1] :]
    agency = re.sub(rf"[\s(),:–—-]|{_AGENCY}", "", after)
    if _OPENING.match(place) or agency:
        return False
    return bool(re.fullmatch(_PLACE, place)) and not date_of_line(line)


def is_caption(line: str) -> bool:
    """A photo's caption: it ends with a credit ("PHOTO: AP") or begins with "FILE PHOTO:"."""
    return len(line) <= _MAX_CAPTION_CHARS and bool(_CAPTION_START.match(line) or _CAPTION_CREDIT.search(line[-90:]))


def is_standalone(line: str) -> bool:
    """A line that is never part of a wrapped paragraph: dateline, date, byline, agency."""
    if len(line) > _MAX_LINE_CHARS:
        return False
    return bool(is_dateline(line) or date_of_line(line) or byline_of(line))
