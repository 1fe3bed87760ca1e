"""Slack's markup: foreign text made inert on its way out, and read on its way in.

Promise: nothing that comes out of `inert` mentions anybody, is a link, or ends one; it reads as the text did.
"""

from __future__ import annotations

import html
import re

from bot.surfaces.render import clean

JOINER = "\u2060"
"""Takes no room and shows nothing; parts what Slack would read as one sign."""
_CALLS = re.compile(
    r"(?<=[<@#!])(?=[!@#\w])|(?<=\])(?=\()|(?<=@)(?=here|channel|everyone)|(?<=:)(?=//)|(?<=`)(?=`)|(?<=\[)(?=\d+\])",
    re.IGNORECASE,
)
_SENT = re.compile(r"<([^<>\s|][^<>|]*)(?:\|([^<>]*))?>")
_FENCE = "```"


def inert(text: str) -> str:
    r"""Foreign text for mrkdwn and Markdown alike.

    >>> inert("a < b & <!channel>").replace(JOINER, "~")
    'a &lt; b &amp; &lt;~!~channel&gt;'
    """
    parted = _CALLS.sub(JOINER, clean(text))
    return parted.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def link(address: str, label: str) -> str:
    """A link in mrkdwn, or the label alone where there is no address that may be one.

    >>> link("https://a.example/x", "A | title")
    '<https://a.example/x|A ¦ title>'
    """
    shown = inert(" ".join(label.split())).replace("|", "¦")
    if not re.fullmatch(r"https?://[!-~]+", address, re.IGNORECASE) or set("<>|") & set(address):
        return shown
    return f"<{address.replace('&', '&amp;')}|{shown or 'link'}>"


def read(text: str, bot_user: str) -> str:
    """What a person typed: without the mention of the bot, links and names as they see them.

    >>> read("<@U1> what does <https://a.example|this page> say &amp; mean?", "U1")
    'what does this page say & mean?'
    """

    def shown(match: re.Match[str]) -> str:
        target, label = match[1], match[2]
        if target == f"@{bot_user}":
            return " "
        if target[0] in "@#!" and not label:
            return "@" + target[1:].partition("^")[0] if target[0] == "!" else target
        return f"{target[0] if target[0] in '@#' else ''}{label}" if label else target

    return " ".join(html.unescape(_SENT.sub(shown, text)).split())


def links_in(text: str) -> list[str]:
    """Addresses of the links that Slack marked in a message."""
    found = (html.unescape(match[1]) for match in _SENT.finditer(text))
    return [one for one in found if re.match(r"https?://", one, re.IGNORECASE)]


def pieces(text: str, limit: int) -> list[str]:
    """`text` in pieces of at most `limit` characters, parted at lines, sentences or words; open fences go on in each.

    >>> pieces("one two three", 8)
    ['one two ', 'three']
    """
    found: list[str] = []
    rest = text
    while len(rest) > limit:
        room = limit - len(_FENCE) - 1 if _FENCE in rest[:limit] else limit
        cut = _cut(rest, room)
        piece, rest = rest[:cut], rest[cut:]
        if piece.count(_FENCE) % 2:
            piece, rest = f"{piece.rstrip(chr(10))}\n{_FENCE}", f"{_FENCE}\n{rest}"
        found.append(piece)
    return [*found, rest] if rest or not found else found


def _cut(text: str, room: int) -> int:
    for sign in ("\n", ". ", " "):
        at = text.rfind(sign, room // 2, room)
        if at >= 0:
            return at + len(sign)
    return room
