"""What a shell's TAB offers behind a command: ids of articles and of conversations.

Promise: reads the catalogue or the conversations, loads no model, and offers nothing where they cannot be read.
"""

from __future__ import annotations

from collections.abc import Iterator

MAX_OFFERED = 200
Offers = list[tuple[str, str]]


def article_ids(incomplete: str) -> Offers:
    """Ids that begin so, with their titles."""
    from bot.errors import FootnoteError
    from bot.settings import load_settings
    from bot.surfaces.library import catalogue
    from bot.surfaces.render import one_line

    try:
        with catalogue(load_settings(_home())) as store:
            found = [(info.id, one_line(info.title)) for info in store.articles() if info.id.startswith(incomplete)]
    except (FootnoteError, OSError):
        return []
    return found[:MAX_OFFERED]


def session_ids(incomplete: str) -> Offers:
    """Ids and names that begin so, with the first question."""
    from bot.errors import FootnoteError
    from bot.settings import load_settings
    from bot.surfaces.library import conversations
    from bot.surfaces.render import one_line

    try:
        infos = conversations(load_settings(_home())).sessions()
    except (FootnoteError, OSError):
        return []
    named = [(word, one_line(info.opening)) for info in infos for word in (info.session, info.name) if word]
    return [offer for offer in named if offer[0].startswith(incomplete)][:MAX_OFFERED]


def _home() -> str | None:
    """What stands behind --home on the line that is being completed."""
    from bot.settings import from_environment

    words: Iterator[str] = iter((from_environment("COMP_WORDS") or "").split())
    for word in words:
        if word == "--home":
            return next(words, None)
        if word.startswith("--home="):
            return word.partition("=")[2]
    return None
