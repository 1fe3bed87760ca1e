"""What stands around an article and is not of it: comment forms, sign-ups, share buttons, cookie notices, separators.

Promise: only whole paragraphs go, each of a known form; `drop_furniture` of its own result is the same. Prose that
speaks of cookies or newsletters stays: the forms are short and anchored. English pages only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_MAX_CHARS = 400

_SEPARATOR = re.compile(r"[\W_]+")
_ANYWHERE = re.compile(
    r"(?:skip to (?:main )?content|advertise?ments?|sponsored(?: content)?|(?:article|story) continues below(?: this)?(?: ad(?:vertisement)?)?"
    r"|share(?: (?:this|on|via)(?: (?:article|story|post|page|facebook|twitter|x|whatsapp|linkedin|email))?)?:?|tweet|pin it|print(?: this)?|save"
    r"|(?:facebook|twitter|whatsapp|linkedin|reddit|telegram|email|copy link|print)(?:[ ,|/•·]+(?:facebook|twitter|x|whatsapp|linkedin|reddit|telegram|email|copy link|print))*"
    r"|click to share on [\w ()]{2,60}|listen to (?:this )?article|\d{1,2} min(?:ute)?s? read|follow us(?: on [\w, ]{2,60})?|subscribe(?: now)?|sign (?:up|in)|log in|menu|search"
    r"|loading\.{0,3}|play video|close|accept(?: all)?(?: cookies)?|reject all|manage (?:cookies|preferences)|cookie (?:settings|policy|preferences))",
    re.IGNORECASE,
)
_FORM = re.compile(
    r"(?:your email address will not be published.*|required fields are marked.*|(?:name|email|e-mail|website|comment)\s?\*?"
    r"|save my name,? email,? and website in this browser.*|post comment|submit(?: comment)?|cancel reply|log in to (?:leave a )?(?:comment|reply)"
    r"|you must be logged in to post a comment\.?|this site uses akismet.*|learn how your comment data is processed\.?|Δ|notify me of .* by email\.?)",
    re.IGNORECASE,
)
_SIGN_UP = re.compile(
    r"(?:(?:sign up|subscribe|register)\b.{0,80}\b(?:newsletters?|e-?mail|inbox|updates|alerts)\b.{0,160}"
    r"|get .{0,80}\b(?:delivered|sent|straight|direct(?:ly)?) (?:in)?to your inbox.{0,120}"
    r"|.{0,40}\bprivacy policy and terms of service apply\.?|all rights reserved\.?|(?:copyright )?©.{0,160}|copyright (?:©|\(c\)|\d{4}).{0,160})",
    re.IGNORECASE,
)
_COOKIES = re.compile(
    r"(?:we|this (?:web)?site|our (?:web)?site|by (?:continuing|clicking|using)|we and our (?:\d+ )?partners)\b[^\n]{0,200}\bcookies?\b[^\n]{0,200}",
    re.IGNORECASE,
)
_COOKIE_WORDS = re.compile(
    r"\b(?:consent|accept|agree|privacy|cookie policy|preferences|experience|browsing|personali[sz]e|settings)\b",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"(?:leave a (?:reply|comment)(?: cancel reply)?|post a comment|add a comment|write a comment|\d{1,6} comments?|join the (?:conversation|discussion))",
    re.IGNORECASE,
)
_LINKS = re.compile(
    r"(?:related(?: (?:articles?|stor(?:y|ies)|posts?|topics?|content|news|coverage))?|you (?:may|might) also (?:like|be interested in)|more from .{2,40}"
    r"|read (?:more|next)|recommended(?: for you)?|most (?:read|popular|viewed)|trending(?: now)?|popular (?:now|posts|stories)|latest (?:news|stories)|more (?:stories|news)|tags?):?",
    re.IGNORECASE,
)
_MAX_LINK_CHARS = 140


def is_furniture(paragraph: str) -> bool:
    """Whether a line or paragraph is of one of the known forms."""
    if len(paragraph) > _MAX_CHARS:
        return False
    forms = (_SEPARATOR, _ANYWHERE, _FORM, _SIGN_UP, _CUT)
    return any(form.fullmatch(paragraph) for form in forms) or is_cookie_notice(paragraph)


def is_cookie_notice(paragraph: str) -> bool:
    """A site speaking of its own cookies, and asking."""
    return len(paragraph) <= _MAX_CHARS and bool(_COOKIES.match(paragraph) and _COOKIE_WORDS.search(paragraph))


def drop_furniture(paragraphs: Sequence[str]) -> list[str]:
    """The paragraphs of the article itself.

    A comment form or a list of comments takes everything below it along, a list of related stories too where nothing
    but link titles follows.
    """
    kept: list[str] = []
    for i, paragraph in enumerate(paragraphs):
        if kept and _CUT.fullmatch(paragraph):
            break
        if kept and _LINKS.fullmatch(paragraph) and _only_links(paragraphs[i + 1 :]):
            break
        if not is_furniture(paragraph):
            kept.append(paragraph)
    return kept


def _only_links(paragraphs: Sequence[str]) -> bool:
    return all(len(p) <= _MAX_LINK_CHARS and not p.endswith(".") or is_furniture(p) for p in paragraphs)
