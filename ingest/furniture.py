"""What stands around an article and is not of it: comment forms, sign-ups, share buttons, cookie notices, separators.

Promise: only whole paragraphs go, each of a known form; `drop_furniture` of its own result is the same. Prose that
speaks of cookies or newsletters stays: the forms are short and anchored. English pages only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_MAX_CHARS = 400
_MAX_LINK_CHARS = 140


def _any(*forms: str) -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(forms) + ")", re.IGNORECASE)


_SITE = r"(?:facebook|twitter|x|whatsapp|linkedin|reddit|telegram|e-?mail|copy link|print)"
_ANYWHERE = _any(
    r"skip to (?:main )?content",
    r"advertise?ments?|sponsored(?: content)?",
    r"(?:article|story) continues below(?: this)?(?: ad(?:vertisement)?)?",
    rf"share(?: (?:this|on|via)(?: (?:article|story|post|page|{_SITE}))?)?:?|tweet|pin it|save|print this",
    rf"{_SITE}(?:[ ,|/•·]+{_SITE})*",
    r"click to share on [\w ()]{2,60}",
    r"listen to (?:this )?article|play video|\d{1,2} min(?:ute)?s? read",
    r"follow us(?: on [\w, ]{2,60})?",
    r"subscribe(?: now)?|sign (?:up|in)|log in|menu|search|close|loading\.{0,3}",
    r"accept(?: all)?(?: cookies)?|reject all|manage (?:cookies|preferences)|cookie (?:settings|policy|preferences)",
)
_LINK = _any(
    r"(?:read (?:more|also|next)|also read|see also|don['’]t miss|must read|related(?: (?:story|article|news))?"
    r"|recommended(?: for you)?|more on this)\s?[:|»>–—]\s?.{5,140}[^.!\"”]"
)
"""A link to another story in the midst of one; a sentence has its full stop."""
_FORM = _any(
    r"your email address will not be published.*|required fields are marked.*",
    r"(?:name|email|e-mail|website|comment)\s?\*?",
    r"save my name,? email,? and website in this browser.*",
    r"post comment|submit(?: comment)?|cancel reply|Δ",
    r"log in to (?:leave a )?(?:comment|reply)|you must be logged in to post a comment\.?",
    r"this site uses akismet.*|learn how your comment data is processed\.?",
    r"notify me of .* by email\.?",
)
_SIGN_UP = _any(
    r"(?:sign up|subscribe|register)\b.{0,80}\b(?:newsletters?|e-?mail|inbox|updates|alerts)\b.{0,160}",
    r"get .{0,80}\b(?:delivered|sent|straight|direct(?:ly)?) (?:in)?to your inbox.{0,120}",
    r".{0,40}\bprivacy policy and terms of service apply\.?",
    r"all rights reserved\.?|(?:copyright )?©.{0,160}|copyright (?:©|\(c\)|\d{4}).{0,160}",
)
_COOKIES = _any(
    r"(?:we|this (?:web)?site|our (?:web)?site|by (?:continuing|clicking|using)|we and our (?:\d+ )?partners)\b"
    r"[^\n]{0,200}\bcookies?\b[^\n]{0,200}"
)
_ASKS = _any(
    r"\b(?:consent|accept|agree|privacy|cookie policy|preferences|experience|browsing|personali[sz]e|settings)\b"
)
_COMMENTS = _any(
    r"leave a (?:reply|comment)(?: cancel reply)?",
    r"(?:post|add|write) a comment|\d{1,6} comments?",
    r"join the (?:conversation|discussion)",
)
_LINKS = _any(
    r"(?:related(?: (?:articles?|stor(?:y|ies)|posts?|topics?|content|news|coverage))?|tags?):?",
    r"(?:you (?:may|might) also (?:like|be interested in)|recommended(?: for you)?|read (?:more|next)):?",
    r"(?:more from .{2,40}|most (?:read|popular|viewed)|trending(?: now)?|popular (?:now|posts|stories)):?",
    r"(?:latest (?:news|stories)|more (?:stories|news)):?",
)
_WALL = _any(
    r"enable (?:java ?script|cookies)|(?:java ?script|cookies) (?:is|are|must be) (?:disabled|enabled|required)",
    r"ad[ -]?blocker|unusual (?:traffic|activity)|access (?:to this page )?(?:has been |is )?denied|are you a robot",
    r"(?:verify|confirm|prove) (?:that )?you(?: are|['’]re) (?:a |not a )?(?:human|robot)",
    r"subscribe (?:now )?to (?:continue|read|keep|unlock)|already a (?:subscriber|member)",
    r"(?:log|sign) in to (?:continue|read|your)|create (?:a |your )?(?:free )?account to",
    r"(?:page|article) (?:you (?:are|were) looking for |you requested )?"
    r"(?:could not be|cannot be|was not|is not|no longer) (?:found|available|exists?)|404 (?:error|not found)",
    r"we (?:and our (?:\d+ )?partners )?(?:use|store|value your privacy)\b.{0,80}"
    r"(?:cookies|privacy|information on a device)",
    r"manage (?:your )?(?:cookie|privacy) (?:settings|preferences|choices)",
    r"your (?:privacy|cookie) (?:choices|settings|preferences)",
)
_SEPARATOR = re.compile(r"[\W_]+")


def is_furniture(paragraph: str) -> bool:
    """Whether a line or paragraph is of one of the known forms."""
    if len(paragraph) > _MAX_CHARS:
        return False
    forms = (_SEPARATOR, _ANYWHERE, _LINK, _FORM, _SIGN_UP, _COMMENTS)
    return any(form.fullmatch(paragraph) for form in forms) or is_cookie_notice(paragraph)


def is_cookie_notice(paragraph: str) -> bool:
    """A site speaking of its own cookies, and asking."""
    return len(paragraph) <= _MAX_CHARS and bool(_COOKIES.match(paragraph) and _ASKS.search(paragraph))


def is_wall(paragraph: str) -> bool:
    """What a site shows instead of an article: consent, login, subscription, robot check, "not found"."""
    return bool(_WALL.search(paragraph[:1000])) or is_cookie_notice(paragraph)


def drop_furniture(paragraphs: Sequence[str]) -> list[str]:
    """The paragraphs of the article itself.

    A comment form or a list of comments takes everything below it along, a list of related stories too where nothing
    but link titles follows.
    """
    kept: list[str] = []
    n_links = _n_trailing_links(paragraphs)
    for i, paragraph in enumerate(paragraphs):
        if kept and _COMMENTS.fullmatch(paragraph):
            break
        if kept and i >= len(paragraphs) - n_links and _LINKS.fullmatch(paragraph):
            break
        if not is_furniture(paragraph):
            kept.append(paragraph)
    return kept


def _n_trailing_links(paragraphs: Sequence[str]) -> int:
    """How many paragraphs at the end are no prose: link titles and furniture."""
    n = 0
    for paragraph in reversed(paragraphs):
        is_link = len(paragraph) <= _MAX_LINK_CHARS and not paragraph.endswith(".")
        if not (is_link or is_furniture(paragraph)):
            break
        n += 1
    return n
