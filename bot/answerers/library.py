"""Answers about the library itself: which articles there are, how many, and which mention something.

Promise: what the catalogue holds within the scope, never more than MAX_LISTED titles at once, and how many more there
are. An article "mentions" words when all of them stand in one of its passages; what it is about is not known here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.answerers.metadata import spoken_date
from bot.answerers.service import service
from bot.answerers.which import mentioning
from bot.types import Draft

if TYPE_CHECKING:
    from bot.store import Store
    from bot.store.layout import ArticleInfo

MAX_LISTED = 20
EMPTY = "There are no articles yet. Take some in with: footnote ingest FILE|FOLDER|URL"


def answer(wants: str, topic: str, infos: Sequence[ArticleInfo], store: Store) -> Draft | None:
    """The list or the number of `infos`, or those that mention `topic`; None where a search may do better."""
    if not infos:
        return service(EMPTY if not store.n_articles else "No article lies within the chosen scope.")
    if wants == "count":
        return service(f"There {'is 1 article' if len(infos) == 1 else f'are {len(infos)} articles'} here.")
    if wants == "mentioning":
        found = mentioning(topic, infos, store)
        verb = "articles mention" if len(found) > 1 else "article mentions"
        return service(f"{len(found)} {verb} “{topic}”:{listed(found)}") if found else None
    return service(f"There {'is 1 article' if len(infos) == 1 else f'are {len(infos)} articles'} here:{listed(infos)}")


def listed(infos: Sequence[ArticleInfo]) -> str:
    """One line for each: title, date and author, as far as known."""
    lines = [f"\n- {_line(info)}" for info in infos[:MAX_LISTED]]
    if len(infos) > MAX_LISTED:
        lines.append(f"\n- and {len(infos) - MAX_LISTED} more; all of them with: footnote articles list")
    return "".join(lines)


def _line(info: ArticleInfo) -> str:
    about = ", ".join(part for part in (spoken_date(info.published), info.byline) if part)
    return f"{info.title or info.source} ({about})" if about else info.title or info.source
