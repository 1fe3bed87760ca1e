"""What an answer says of the world, without what it says of itself or of the library.

Promise: words of the answer in their order; whether it comes out of the memory or out of a replayed history, the same.
"""

from __future__ import annotations

import re

from bot.conversation.words import listed

_MARKERS = re.compile(r"\s?\[\d+\]")
_DATELINE = re.compile(r"(?:^|(?<=\] ))[A-Z][A-Z.' ]+(?:, [A-Z]\w+)? [-–—] ")
_LIST = re.compile(r"^- .*$", re.MULTILINE)
_REMOVED = re.compile(r"\(removed with its article\)")
_OF_ITSELF = (
    "the articles don't say",
    "hello. ask me",
    "you are welcome",
    "goodbye",
    "good. ask on",
    "i answer questions about the articles",
)
"""How answers begin that are about the program: a refusal, and `bot.answerers.service`'s replies."""


def said_in(answer: str) -> str:
    """The answer without markers, datelines and lists of articles; "" for a refusal or a greeting."""
    cited = _MARKERS.search(answer)
    said = _MARKERS.sub("", _DATELINE.sub("", _REMOVED.sub("", answer if cited else _LIST.sub("", answer))))
    bare = said.strip(" .!").lower().replace("’", "'")
    return "" if bare in listed("no answer") or bare.startswith(_OF_ITSELF) else said
