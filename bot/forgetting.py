"""What a removed article leaves in stored conversations: nothing but a note.

Promise: works on rows, opens and commits nothing; `bot.memory` sees to the file and its bytes.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, fields, replace

from bot.types import Citation, Turn

REMOVED = "(removed with its article)"
TELLING_WORDS = 3
"""A shorter title or byline ("AP") stands in other articles' answers too: it is removed only beside a quote."""
COLUMNS = "question, standalone_question, answer, status, citations, asked"
_MARKERS = re.compile(r"((?:\s?\[\d+\])+)[.,;]?[ \t]*")
_CITATION_FIELDS = frozenset(field.name for field in fields(Citation))


def turn_of(row: tuple[str, ...]) -> Turn:
    """A stored row as a turn, in the order of COLUMNS."""
    question, standalone, answer, status, citations, asked = row
    known = [{k: v for k, v in item.items() if k in _CITATION_FIELDS} for item in json.loads(citations)]
    return Turn(question, standalone, answer, status, tuple(Citation(**item) for item in known), asked)  # type: ignore[arg-type]


def forget(connection: sqlite3.Connection, article_id: str, also: Sequence[str]) -> int:
    """Rewrite every turn that leans on the article; gives how many. See `Memory.forget_article`."""
    changed = 0
    quoted_before: set[str] = set()
    for key, session, *row in connection.execute(f"SELECT id, session, {COLUMNS} FROM turns ORDER BY id").fetchall():  # noqa: S608
        turn = turn_of(tuple(row))
        cleaned = _without(turn, article_id, also, resolved_from_it=session in quoted_before)
        if any(citation.article_id == article_id for citation in turn.citations):
            quoted_before.add(session)
        if cleaned != turn:
            changed += 1
            citations = json.dumps([asdict(citation) for citation in cleaned.citations], ensure_ascii=False)
            connection.execute(
                "UPDATE turns SET standalone_question = ?, answer = ?, citations = ? WHERE id = ?",
                (cleaned.standalone_question, cleaned.answer, citations, key),
            )
    return changed


def _without(turn: Turn, article_id: str, also: Sequence[str], resolved_from_it: bool) -> Turn:
    gone = {citation.n: citation.quote for citation in turn.citations if citation.article_id == article_id}
    answer = _without_pieces(turn.answer, frozenset(gone))
    telling = [text for text in also if gone or len(text.split()) >= TELLING_WORDS]
    for text in sorted(filter(None, (*gone.values(), *telling)), key=len, reverse=True):
        answer = re.sub(rf"(?<!\w){re.escape(text)}(?!\w)", REMOVED, answer)
    citations = tuple(
        replace(citation, quote=REMOVED, title=REMOVED) if citation.article_id == article_id else citation
        for citation in turn.citations
    )
    standalone = turn.question if resolved_from_it else turn.standalone_question
    return replace(turn, answer=answer, citations=citations, standalone_question=standalone)


def _without_pieces(answer: str, gone: frozenset[int]) -> str:
    """The answer with a note for each piece, up to its markers, that cites one of these numbers.

    >>> _without_pieces("It rained. [1] It snowed. [2][3] Unmarked.", frozenset({3}))
    'It rained. [1] (removed with its article) [2][3] Unmarked.'
    """
    pieces: list[str] = []
    done = 0
    for match in _MARKERS.finditer(answer):
        begun = max(done, answer.rfind("\n", done, match.start()) + 1)
        cites = {int(n) for n in re.findall(r"\d+", match.group(1))}
        kept = f"{REMOVED} {match.group(1).strip()} " if cites & gone else answer[begun : match.end()]
        pieces += answer[done:begun], kept
        done = match.end()
    cleaned = "".join((*pieces, answer[done:]))
    return cleaned if cleaned == answer else cleaned.rstrip(" ")
