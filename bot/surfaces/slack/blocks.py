"""The blocks of an answer: its sources with links and exact quotes, what a refusal has, feedback, a whole passage.

Promise: built through the SDK's models, which check them; within Slack's limits whatever the texts are; all that is
foreign goes through `inert`. Sources and feedback are there however long the answer is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from bot.surfaces.links import link_of
from bot.surfaces.render import cut, one_line
from bot.surfaces.slack.markup import inert, link
from bot.surfaces.view import around, shown_date
from bot.types import Answer, Article, Citation, Closest

if TYPE_CHECKING:
    from slack_sdk.models.blocks import Block

PASSAGE, OPINION = "passage", "opinion"
"""Action ids of the buttons."""
MAX_SOURCES, SOURCES_CHARS, QUOTE_CHARS, TITLE_CHARS = 20, 3_500, 600, 150
PASSAGE_CHARS, AROUND_CHARS = 2_800, 1_000
Blocks = list[dict[str, Any]]


def answer_blocks(answer: Answer, session: str) -> Blocks:
    """What stands below the text."""
    blocks = [*_understood(answer), *_sources(answer.citations, session)]
    if answer.status == "refused" and answer.closest:
        blocks += _closest(answer.closest)
    return [*_checked(blocks), *_checked([_opinion()])]


def text_blocks(pieces: Sequence[str]) -> Blocks:
    """Markdown as blocks, for a message that is not streamed."""
    from slack_sdk.models.blocks import MarkdownBlock

    return _checked([MarkdownBlock(text=piece) for piece in pieces if piece.strip()])


def passage_view(citation: Citation, article: Article | None) -> dict[str, Any]:
    """A modal with the passage around a quote; where the article changed or is gone, as much as may be shown."""
    from slack_sdk.models.views import View

    if article is None:
        parts = ["_The article was removed, and its words with it._"]
    elif article.version != citation.version:
        parts = ["_The article has changed since._", _quoted(citation.quote, PASSAGE_CHARS)]
    else:
        parts = _around(article.text, citation)
    blocks = [_section(part) for part in (_named(citation, TITLE_CHARS), *parts) if part]
    title = f"Source {citation.n}"
    return View(type="modal", title=title, close="Close", blocks=[b.to_dict() for b in blocks]).to_dict()


def shown_source(source: str) -> str:
    """A web address as it is; of a file its name, not where it lies on our disk.

    >>> shown_source("/srv/articles/summit.txt"), shown_source("https://a.example/x")
    ('summit.txt', 'https://a.example/x')
    """
    return (
        source if re.match(r"https?://", source, re.IGNORECASE) else PurePath(source.replace("\\", "/")).name or source
    )


def _understood(answer: Answer) -> list[Block]:
    from slack_sdk.models.blocks import ContextBlock

    understood = one_line(answer.standalone_question)
    if not understood or understood == one_line(answer.question):
        return []
    return [ContextBlock(elements=[_mrkdwn(f"Understood as: {inert_within(understood, 1_000)}")])]


def _sources(citations: Sequence[Citation], session: str) -> list[Block]:
    """A section each, with a button that opens the passage; the room is shared among them."""
    from slack_sdk.models.blocks import ButtonElement, ContextBlock, SectionBlock

    if not citations:
        return [ContextBlock(elements=[_mrkdwn("No sources are cited.")])]
    shown = citations[:MAX_SOURCES]
    room = max(SOURCES_CHARS // len(shown) - TITLE_CHARS, 40)
    blocks: list[Block] = [
        SectionBlock(
            text=_mrkdwn(f"{_named(one, min(TITLE_CHARS, room))}\n{_quoted(one.quote, min(QUOTE_CHARS, room))}"),
            accessory=ButtonElement(text="Passage", action_id=f"{PASSAGE}-{one.n}", value=f"{session}|{one.n}"),
        )
        for one in shown
    ]
    if len(citations) > len(shown):
        blocks.append(ContextBlock(elements=[_mrkdwn(f"and {len(citations) - len(shown)} more")]))
    return blocks


def _named(citation: Citation, room: int) -> str:
    title = cut(one_line(citation.title) or "Untitled", room)
    address = link_of(citation)
    # A link to the sentence may be long: the page alone will do, and where even that is long, its name.
    if len(address) > 2 * room:
        address = address.partition("#:~:text=")[0] if len(address.partition("#:~:text=")[0]) <= 2 * room else ""
    published, page = shown_date(citation.published), f"page {citation.page}" if citation.page else ""
    source = "" if address else inert_within(shown_source(one_line(citation.source)), room)
    changed = "changed since" if citation.changed else ""
    return ", ".join(
        filter(None, (f"*[{citation.n}]* {link(address, title)}", inert_within(published, 40), page, source, changed))
    )


def _closest(closest: Closest) -> list[Block]:
    from slack_sdk.models.blocks import SectionBlock

    title = inert_within(one_line(closest.title), TITLE_CHARS)
    text = f"The closest passage, in {title}:\n{_quoted(closest.quote, QUOTE_CHARS)}"
    return [SectionBlock(text=_mrkdwn(text))]


def _opinion() -> Block:
    from slack_sdk.models.blocks import ContextActionsBlock, FeedbackButtonObject, FeedbackButtonsElement

    buttons = FeedbackButtonsElement(
        action_id=OPINION,
        positive_button=FeedbackButtonObject(text="Good answer", value="up"),
        negative_button=FeedbackButtonObject(text="Bad answer", value="down"),
    )
    return ContextActionsBlock(elements=[buttons])


def _around(text: str, citation: Citation) -> list[str]:
    before, after = around(text, citation, AROUND_CHARS)
    quote = inert_within(" ".join(citation.quote.split()), PASSAGE_CHARS)
    return [
        inert_within(before.strip(), PASSAGE_CHARS),
        f"*{quote.replace('*', '∗')}*",
        inert_within(after.strip(), PASSAGE_CHARS),
    ]


def _quoted(quote: str, room: int) -> str:
    return f"> “{inert_within(' '.join(quote.split()), room)}”"


def inert_within(text: str, room: int) -> str:
    """Foreign text in at most `room` characters of markup, where each sign may take five."""
    raw = cut(text, room)
    while len(shown := inert(raw)) > room:
        raw = cut(raw, max(len(raw) * room // len(shown), 1) if len(raw) > 1 else 0)
    return shown


def _section(text: str) -> Block:
    from slack_sdk.models.blocks import SectionBlock

    return SectionBlock(text=_mrkdwn(text))


def _mrkdwn(text: str) -> Any:
    from slack_sdk.models.blocks import MarkdownTextObject

    return MarkdownTextObject(text=cut(text, 2_990), verbatim=True)


def _checked(blocks: Sequence[Block]) -> Blocks:
    return [block.to_dict() for block in blocks]
