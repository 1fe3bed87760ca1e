"""What holds for every set, whatever it was read from.

Promise: a set that passes has questions, no id twice, and gold that stands in its articles, character for character;
what fails is named by file and line where the set is in our own schema, else by set and item.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from bot.errors import UsageError
from eval.items import EvalSet, Gold, Item
from eval.lines import read_lines

MAX_SHOWN_CHARS = 80
HINT = "footnote eval sets lists what there is"


def check(made: EvalSet, path: Path | None = None) -> None:
    """Refuse a set that is empty or at odds with itself; `path` is its file where that is in our schema.

    Raises:
        UsageError: see the module.

    """
    name = made.source or made.name
    if not made.items:
        raise UsageError(f"{name} holds no question", hint=HINT)
    for kind, ids in (("item", [i.id for i in made.items]), ("article", [a.id for a in made.articles or ()])):
        twice = next((id_ for id_, n in Counter(ids).items() if n > 1), None)
        if twice is not None:
            raise UsageError(f"{name}: {kind} id {twice!r} is there twice", hint=f"give each {kind} an id of its own")
    blank = next((item for item in made.items if not item.question.strip()), None)
    if blank is not None:
        raise UsageError(f"{_where(name, blank, path)}: the question is empty", hint="say what is asked")
    if made.articles is not None:
        check_gold(made.items, {article.id: article.text for article in made.articles}, name, path)


def check_gold(items: Iterable[Item], texts: Mapping[str, str], name: str, path: Path | None = None) -> None:
    """Refuse gold that is not in these articles: an unknown id, a place outside, other words than quoted there.

    Raises:
        UsageError: with set or file, and item or line.

    """
    for item in items:
        unknown = [id_ for id_ in item.articles or () if id_ not in texts]
        wrong = [f"unknown article {unknown[0]!r}"] if unknown else []
        wrong += [reason for gold in item.relevant if (reason := _wrong(gold, texts))]
        if wrong:
            raise UsageError(f"{_where(name, item, path)}: {wrong[0]}", hint="mend the reference, or the article")


def _wrong(gold: Gold, texts: Mapping[str, str]) -> str:
    text = texts.get(gold.article_id)
    if text is None:
        return f"unknown article {gold.article_id!r}"
    if gold.start is None or gold.end is None:
        stands = gold.quote in text
        return "" if stands else f"{_shown(gold.quote)} does not stand in article {gold.article_id!r}"
    place = f"[{gold.start}:{gold.end}] of article {gold.article_id!r}"
    if not 0 <= gold.start < gold.end <= len(text):
        return f"{place} is outside its {len(text)} characters"
    found = text[gold.start : gold.end]
    return f"{place} is {_shown(found)}, not {_shown(gold.quote)}" if gold.quote and gold.quote != found else ""


def _shown(text: str) -> str:
    return repr(text if len(text) <= MAX_SHOWN_CHARS else f"{text[:MAX_SHOWN_CHARS]}...")


def _where(name: str, item: Item, path: Path | None) -> str:
    """File and line of an item; its set and id where there is no line."""
    lines = read_lines(path) if path else ()
    number = next((n for n, line in lines if line.get("id") in (item.id, item.dialogue or item.id)), None)
    return f"{name}: item {item.id!r}" if number is None else f"{path}:{number}"
