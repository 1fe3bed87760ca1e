"""Questions as JSON Lines, schema 1: a header (may be left out), then a question, a dialogue or a statement a line.

    {"footnote_eval": 1, "name": "news", "articles": "articles.jsonl"}
    {"id": "q1", "question": "who signed?", "answers": ["Ana Ruiz"], "relevant": [{"article_id": "a"}]}
    {"id": "t1", "turns": [{"question": "who signed?"}, {"question": "and when?", "answers": ["in May"]}]}

Promise: a bad line is named by file and number with the reason, ids are unique, and a set is never empty; what is
written here reads back equal. `articles` in the header: `samples` (the bundled ones), a JSONL file beside the set, or
nothing: the library in use.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.errors import UsageError
from bot.types import Article, Exchange
from eval.items import EvalSet, Gold, Item, make_article
from eval.lines import bad_line, parse, read_lines, write_lines

VERSION = 1
Text = Annotated[str, Field(min_length=1, pattern=r"\S")]


class _Line(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class HeaderLine(_Line):
    """What the file is. `footnote_eval` is the version of the schema."""

    footnote_eval: Literal[1]
    name: Text
    about: str = ""
    use: Literal["train", "tune", "measure", "own"] = "own"
    articles: Text | None = None
    settings: dict[str, str | int | float | bool] = {}


class GoldLine(_Line):
    """An article that answers, and where: `start` and `end` in code points, `quote` the words there, to be checked."""

    article_id: Text
    grade: Annotated[int, Field(ge=0)] = 1
    start: Annotated[int, Field(ge=0)] | None = None
    end: Annotated[int, Field(gt=0)] | None = None
    quote: str | None = None

    @model_validator(mode="after")
    def _whole(self) -> GoldLine:
        if (self.start is None) != (self.end is None):
            raise ValueError("start and end go together")
        if self.start is not None and self.end is not None and self.end <= self.start:
            raise ValueError(f"end {self.end} is not after start {self.start}")
        return self


class Asked(_Line):
    """What a question and a turn of a dialogue have in common."""

    answers: list[Text] = []
    relevant: list[GoldLine] = []
    answerable: bool | None = None
    tags: list[Text] = []
    rewrite: str = ""

    @model_validator(mode="after")
    def _at_one(self) -> Asked:
        if self.answerable is False and self.answers:
            raise ValueError("answerable is false, yet there are answers")
        return self


class TurnLine(Asked):
    """One turn of a dialogue; its history is what came before."""

    question: Text


class PastLine(_Line):
    """A turn that is given, not asked."""

    question: str
    answer: str = ""


class ItemLine(Asked):
    """A question, a statement, or a dialogue of turns."""

    id: Text
    question: Text | None = None
    statement: Text | None = None
    turns: Annotated[list[TurnLine], Field(min_length=1)] | None = None
    history: list[PastLine] = []
    articles: list[Text] | None = None
    group: str = ""

    @model_validator(mode="after")
    def _one_kind(self) -> ItemLine:
        if sum(kind is not None for kind in (self.question, self.statement, self.turns)) != 1:
            raise ValueError("one of question, statement and turns is needed, and only one")
        whole = (self.answers, self.relevant, self.history, self.rewrite, self.answerable is not None)
        if self.turns is not None and any(whole):
            raise ValueError("answers, relevant, answerable, rewrite and history belong to the turns")
        return self


class ArticleLine(_Line):
    """An article of a set's own."""

    id: Text
    text: str
    title: str = ""
    published: Annotated[str, Field(pattern=r"^(\d{4}-\d{2}-\d{2}|--\d{2}-\d{2})$")] | None = None


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a line."""
    schema = ItemLine.model_json_schema()
    kinds: list[dict[str, Any]] = [
        {"required": [name], "properties": {name: {"not": {"type": "null"}}}} for name in _KINDS
    ]
    empty: dict[str, Any] = {name: {"maxItems": 0} for name in ("answers", "relevant", "history")}
    kinds[-1]["properties"] |= {**empty, "rewrite": {"maxLength": 0}, "answerable": {"type": "null"}}
    schema |= {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A line of a Footnote set, schema 1"}
    no_answers = {"properties": {"answers": {"maxItems": 0}}}
    refused = {"if": {"properties": {"answerable": {"const": False}}, "required": ["answerable"]}, "then": no_answers}
    return schema | {"oneOf": kinds} | refused


_KINDS = ("question", "statement", "turns")


def read_set(path: Path) -> EvalSet:
    """A set from its file. Articles beside it are read, `samples` are left for `eval.sets` to fill in.

    Raises:
        UsageError: no such file, a bad line (with its number), an id twice, or nothing in it.

    """
    lines = list(read_lines(path))
    header = HeaderLine(footnote_eval=1, name=path.stem)
    if lines and "footnote_eval" in lines[0][1]:
        header = parse(HeaderLine, path, *lines.pop(0))
    items: dict[str, Item] = {}
    for n, line in lines:
        for item in _items(parse(ItemLine, path, n, line)):
            if item.id in items:
                raise bad_line(path, n, f"id {item.id!r} is there twice")
            items[item.id] = item
    if not items:
        raise UsageError(f"{path} holds no question", hint="footnote eval schema shows what a line looks like")
    articles = None
    if header.articles not in (None, "samples"):
        beside = Path(str(header.articles))
        if beside.is_absolute() or ".." in beside.parts:
            raise UsageError(
                f"{path}: articles {str(beside)!r} is not beside the set", hint="put the file into its folder"
            )
        articles = read_articles(path.parent / beside)
    return EvalSet(
        header.name, tuple(items.values()), articles, header.use, header.about, header.settings, header.articles or ""
    )


def read_articles(path: Path) -> tuple[Article, ...]:
    """Articles from a JSONL file, one a line."""
    found: dict[str, Article] = {}
    for n, line in read_lines(path):
        one = parse(ArticleLine, path, n, line)
        if one.id in found:
            raise bad_line(path, n, f"article {one.id!r} is there twice")
        found[one.id] = make_article(one.id, one.title, one.text, one.published)
    return tuple(found.values())


def write_set(path: Path, made: EvalSet, articles: str | None = None) -> None:
    """A set as a file that `read_set` reads back equal; `articles` is what stands in its header."""
    header = {"footnote_eval": VERSION, "name": made.name, "use": made.use, "articles": articles}
    header |= {"about": made.about, "settings": dict(made.settings)}
    rows: dict[str, dict[str, Any]] = {}
    for item in made.items:
        line = item_line(item)
        if item.dialogue:
            scope = {} if item.articles is None else {"articles": line.pop("articles")}
            whole = {"id": item.dialogue, "group": line.pop("group", ""), "turns": []} | scope
            rows.setdefault(item.dialogue, whole)["turns"].append({k: v for k, v in line.items() if k != "id"})
        else:
            rows[item.id] = line
    write_lines(path, [header, *rows.values()])


def item_line(item: Item) -> dict[str, Any]:
    """An item as a line, without what it leaves at its default."""
    line: dict[str, Any] = {"id": item.id, "statement" if item.is_statement else "question": item.question}
    line |= {"answers": list(item.answers), "answerable": item.answerable, "tags": list(item.tags)}
    line |= {"relevant": [_gold_line(gold) for gold in item.relevant], "group": item.group, "rewrite": item.rewrite}
    line["history"] = [{"question": past.question, "answer": past.answer} for past in item.history]
    kept = {name: value for name, value in line.items() if value not in ([], "", None)}
    return kept if item.articles is None else kept | {"articles": list(item.articles)}


def _items(line: ItemLine) -> list[Item]:
    scope = None if line.articles is None else tuple(line.articles)
    if line.turns is not None:
        whole: dict[str, Any] = {"group": line.group or line.id, "dialogue": line.id, "articles": scope}
        turns = enumerate(line.turns, 1)
        return [Item(f"{line.id}#{n}", turn.question, **_common(turn, line.tags), **whole) for n, turn in turns]
    item = Item(
        line.id,
        line.statement or line.question or "",
        **_common(line),
        group=line.group,
        history=tuple(Exchange(past.question, past.answer) for past in line.history),
        articles=scope,
        is_statement=line.statement is not None,
    )
    return [item]


def _common(line: Asked, tags: Sequence[str] = ()) -> dict[str, Any]:
    known = bool(line.answers or any(gold.grade for gold in line.relevant))
    return {
        "answers": tuple(line.answers),
        "relevant": tuple(Gold(g.article_id, g.start, g.end, g.grade, g.quote or "") for g in line.relevant),
        "answerable": True if line.answerable is None and known else line.answerable,
        "tags": tuple(dict.fromkeys([*tags, *line.tags])),
        "rewrite": line.rewrite,
    }


def _gold_line(gold: Gold) -> dict[str, Any]:
    line: dict[str, Any] = {"article_id": gold.article_id}
    if gold.grade != 1:
        line["grade"] = gold.grade
    if gold.start is not None:
        line |= {"start": gold.start, "end": gold.end}
    return line | {"quote": gold.quote} if gold.quote else line
