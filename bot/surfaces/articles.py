"""`footnote articles`: list, show, remove, tag. Loads no model.

Promise: every id named is looked up before anything is changed; removing also takes an article's quotes out of stored
conversations.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.as_json import article_json
from bot.surfaces.json_output import print_json
from bot.surfaces.library import catalogue, conversations
from bot.surfaces.listing import show_rows
from bot.surfaces.options import Options, Order
from bot.surfaces.render import Screen, one_line, screen

if TYPE_CHECKING:
    from bot.memory import Memory
    from bot.store import ArticleInfo, Store, Writer
    from bot.types import Article

HEADINGS = ("id", "published", "title", "source", "tags")


def list_articles(options: Options, *, search: str = "", order: Order = Order.taken) -> int:
    """List those that the options choose."""
    scope = options.scope()
    with catalogue(options.settings()) as store:
        wanted = store.scope_ids(scope)
        infos = [info for info in store.articles() if (wanted is None or info.id in wanted) and _has(info, search)]
    infos = _ordered(infos, order)
    where = screen(options.color)
    if options.json:
        print_json([article_json(info) for info in infos])
    elif not infos:
        every = wanted is None and not search
        where.note("no articles" + ("" if every else " of that kind"))
        where.note("  try: footnote ingest FILE|FOLDER|URL" if every else "  try: footnote articles")
    else:
        show_rows(where, HEADINGS, list(map(_cells, infos)))
    return 0


def _has(info: ArticleInfo, text: str) -> bool:
    return text.casefold() in f"{info.title}\n{info.source}".casefold()


def _ordered(infos: list[ArticleInfo], order: Order) -> list[ArticleInfo]:
    """By title or source from A on, by date from the newest on; those without a date last."""
    if order is Order.published:
        return sorted(infos, key=lambda info: info.published or "", reverse=True)
    if order is Order.taken:
        return infos
    return sorted(infos, key=lambda info: str(getattr(info, order.value)).casefold())


def show_article(options: Options, name: str) -> int:
    """What is known about an article, and its text."""
    with catalogue(options.settings()) as store:
        article = store.article(name)
    if options.json:
        print_json(article_json(article))
    else:
        _show_whole(screen(options.color), article)
    return 0


def remove_articles(options: Options, names: Sequence[str], *, wait: bool) -> int:
    """Remove articles for good."""
    settings = options.settings()
    with catalogue(settings) as store:
        infos = [_known(store, name) for name in names]
        memory = conversations(settings)
        with store.writer(wait=wait) as writer:
            for info in {info.id: info for info in infos}.values():
                _remove(writer, memory, info)
    if options.json:
        print_json({"removed": list(dict.fromkeys(info.id for info in infos))})
    else:
        where = screen(options.color)
        for info in infos:
            where.out.say(f"removed {info.id}, {one_line(info.title)}")
    return 0


def tag_article(options: Options, name: str, tags: Sequence[str], *, remove: bool, wait: bool) -> int:
    """Add tags to an article, or take them away."""
    with catalogue(options.settings()) as store:
        info = _known(store, name)
        kept = [tag for tag in info.tags if tag not in tags]
        with store.writer(wait=wait) as writer:
            writer.tag(info.id, tuple(kept if remove else [*kept, *dict.fromkeys(tags)]))
        store.refresh()
        info = _known(store, info.id)
    if options.json:
        print_json(article_json(info))
    else:
        screen(options.color).out.say(f"{info.id} has the tags: {', '.join(info.tags) or 'none'}")
    return 0


def _remove(writer: Writer, memory: Memory, info: ArticleInfo) -> None:
    """Quotes first: a kill in between leaves an article that can be removed again, not quotes nobody can find."""
    memory.forget_article(info.id, also=[text for text in (info.title, info.byline) if text])
    writer.remove(info.id)


def _known(store: Store, name: str) -> ArticleInfo:
    found = store.info(store.resolve(name))
    assert found is not None  # noqa: S101 - resolve has just found it
    return found


def _cells(info: ArticleInfo) -> tuple[str, str, str, str, str]:
    return (info.id, info.published or "", one_line(info.title), one_line(info.source), ", ".join(info.tags))


def _show_whole(where: Screen, article: Article) -> None:
    where.out.say(one_line(article.title), "bold")
    for name in ("id", "version", "source", "published", "byline", "dateline", "language", "fetched"):
        value = getattr(article, name)
        if value:
            where.out.say(f"{name}: {one_line(value)}")
    if article.tags or article.private:
        where.out.say("tags: " + ", ".join([*map(one_line, article.tags), *(["(private)"] if article.private else [])]))
    where.out.say()
    where.out.say(article.text)
