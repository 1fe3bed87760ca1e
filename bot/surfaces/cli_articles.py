"""`footnote articles`: what its subcommands take."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.surfaces.options import EVERYWHERE, Options, Order, takes
from bot.surfaces.shell_completion import article_ids

articles = typer.Typer(rich_markup_mode=None)
Strings = list[str]
SEARCH = Annotated[str | None, typer.Option("--search", metavar="TEXT", help="Only titles and sources that have it.")]
SORT = Annotated[Order, typer.Option("--sort", help="By what they are ordered.")]


@articles.callback(invoke_without_command=True)
@takes("json", "tag", "since", "until", *EVERYWHERE)
def articles_default(
    options: Options,
    *,
    search: SEARCH = None,
    sort: SORT = Order.taken,
) -> int:
    """List the articles, show one, remove or tag some."""
    from bot.surfaces.articles import list_articles

    return list_articles(options, search=search or "", order=sort)


@articles.command("list")
@takes("json", "tag", "since", "until", *EVERYWHERE)
def articles_list(
    options: Options,
    *,
    search: SEARCH = None,
    sort: SORT = Order.taken,
) -> int:
    """List the articles."""
    from bot.surfaces.articles import list_articles

    return list_articles(options, search=search or "", order=sort)


@articles.command("show")
@takes("json", *EVERYWHERE)
def articles_show(
    options: Options,
    article: Annotated[
        str, typer.Argument(metavar="ID", help="Id, its beginning, or the source.", autocompletion=article_ids)
    ],
) -> int:
    """Show one article, whole."""
    from bot.surfaces.articles import show_article

    return show_article(options, article)


@articles.command("remove")
@takes("json", *EVERYWHERE)
def articles_remove(
    options: Options,
    ids: Annotated[
        Strings, typer.Argument(metavar="ID...", help="What to remove, for good.", autocompletion=article_ids)
    ],
    *,
    wait: Annotated[bool, typer.Option("--wait", help="Wait while another process writes.")] = False,
) -> int:
    """Remove articles, their index entries and their quotes in stored conversations."""
    from bot.surfaces.articles import remove_articles

    return remove_articles(options, ids, wait=wait)


@articles.command("tag")
@takes("json", *EVERYWHERE)
def articles_tag(
    options: Options,
    article: Annotated[str, typer.Argument(metavar="ID", autocompletion=article_ids)],
    tags: Annotated[Strings, typer.Argument(metavar="T...", help="Tags to add.")],
    *,
    remove: Annotated[bool, typer.Option("--remove", help="Take the tags away instead.")] = False,
    wait: Annotated[bool, typer.Option("--wait", help="Wait while another process writes.")] = False,
) -> int:
    """Tag an article."""
    from bot.surfaces.articles import tag_article

    return tag_article(options, article, tags, remove=remove, wait=wait)
