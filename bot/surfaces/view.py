"""The layout of an answer: its statements with their numbers, below them the sources they stand on.

Promise: a number shown is a citation that was verified; a refusal says so and shows the closest passage.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.answerers.metadata import spoken_date
from bot.cite import with_markers
from bot.surfaces.links import link_of
from bot.surfaces.render import Screen, one_line
from bot.types import Answer, Article, Citation, Closest, Delta, Done, Event, Found, Statement

AROUND_CHARS = 2_000
"""Shown of a paragraph before a quote, and after it: some articles are a single one."""


def show_answer(screen: Screen, question: str, events: Iterable[Event], *, stream: bool = True) -> Answer:
    """Show the events as they come, or (`stream` no) all at the end, and give the answer that ends them.

    How the question was understood stands above the answer; where there was no search it is only known at the end.
    """
    searched, n_shown = False, 0
    for event in events:
        match event:
            case Found(standalone_question=understood):
                show_understood(screen, question, understood)
                searched = True
            case Delta(statement=statement) if searched and stream:
                show_statement(screen, statement)
                n_shown += 1
            case Done(answer=answer):
                if not searched:
                    show_understood(screen, question, answer.standalone_question)
                show_rest(screen, answer, n_shown)
                return answer
    raise AssertionError("events end with Done")


def show_understood(screen: Screen, question: str, understood: str) -> None:
    """What a follow-up was taken to mean, where that differs from what was typed."""
    if understood and one_line(understood) != one_line(question):
        screen.note(f"understood: {one_line(understood)}")


def show_statement(screen: Screen, statement: Statement) -> None:
    """One sentence and its markers, as in the answer's text."""
    screen.out.say(with_markers(statement))


def show_rest(screen: Screen, answer: Answer, n_shown: int) -> None:
    """What follows once the answer is complete."""
    for statement in answer.statements[n_shown:]:
        show_statement(screen, statement)
    if not answer.statements:
        screen.out.say(answer.text)
    if answer.citations:
        screen.out.say()
        show_sources(screen, answer.citations)
    if answer.closest and answer.status == "refused":
        screen.out.say()
        show_closest(screen, answer.closest)
    if answer.passages and answer.status == "refused":
        n_articles = len({passage.chunk.article_id for passage in answer.passages})
        screen.note(
            f"searched: {_count(len(answer.passages), 'passage')} of {_count(n_articles, 'article')} came nearest"
        )
        screen.note("try: other words, or a narrower question; `footnote articles` shows what there is")
    if answer.status == "partial":
        screen.note("the articles answer this only in part")
    for warning in answer.warnings:
        screen.note(one_line(warning))


def _count(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


def show_sources(screen: Screen, citations: Sequence[Citation]) -> None:
    """Number, title, date, source, and the words cited."""
    screen.out.say("Sources", "bold")
    for citation in citations:
        link = link_of(citation) if screen.links else ""
        screen.out.say(source_line(citation), f"link {link}" if link else "", hang=4)
        screen.out.say(f"\u201c{citation.quote}\u201d", "dim", indent=4)


def source_line(citation: Citation) -> str:
    """A citation without its quote."""
    parts = [f"[{citation.n}] {one_line(citation.title)}", shown_date(citation.published), one_line(citation.source)]
    if citation.page:
        parts.insert(2, f"page {citation.page}")
    return ", ".join(part for part in parts if part) + (" (changed since)" if citation.changed else "")


def shown_date(published: str | None) -> str:
    """As stored; a date without a year in words."""
    date = one_line(published or "")
    return spoken_date(date) if date.startswith("-") else date


def show_closest(screen: Screen, closest: Closest) -> None:
    """What comes nearest to a question that was refused."""
    screen.out.say(f"The closest passage, in {one_line(closest.title)}, {one_line(closest.source)}:")
    screen.out.say(f"\u201c{closest.quote}\u201d", "dim", indent=4)


def show_passage(screen: Screen, citation: Citation, article: Article | None) -> None:
    """The paragraph a quote stands in; the quote alone where its article changed, no word of it where that is gone."""
    screen.out.say(source_line(citation), "bold", hang=4)
    if article is None:
        screen.note("the article was removed, and its words with it")
        return
    if article.version != citation.version:
        screen.note("the article has changed since")
        screen.out.say(f"\u201c{citation.quote}\u201d", indent=4)
        return
    text = article.text
    before, after = around(text, citation, AROUND_CHARS)
    screen.out.say_parts([(before, ""), (citation.quote, "bold"), (after, "")], indent=4)


def around(text: str, citation: Citation, room: int) -> tuple[str, str]:
    """What stands before a quote and after it in its paragraph, at most `room` characters each, whole words."""
    before, after = text[max(citation.start - room, 0) : citation.start], text[citation.end : citation.end + room]
    last, first = before.rpartition("\n\n")[2], after.partition("\n\n")[0]
    return (
        f"… {last.partition(' ')[2]}" if len(last) == room else last,
        f"{first.rpartition(' ')[0]} …" if len(first) == room else first,
    )
