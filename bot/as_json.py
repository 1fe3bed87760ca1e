"""Answers and articles as the JSON objects that the contract fixes: fields are only ever added.

Promise: plain values (json.dumps takes them), every text exactly as it is. Who prints them is not known here.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bot.types import Answer, Article, Passage

if TYPE_CHECKING:
    from bot.store import ArticleInfo, Store

Json = dict[str, Any]


def answer_json(answer: Answer, store: Store) -> Json:
    """The whole answer, its evidence and its provenance. `store` names the passages' articles."""
    return {
        "id": answer.id,
        "question": answer.question,
        "standalone_question": answer.standalone_question or answer.question,
        "status": answer.status,
        "answer": answer.text,
        "statements": [{"text": s.text, "kind": s.kind, "citations": list(s.citations)} for s in answer.statements],
        "citations": [asdict(citation) for citation in answer.citations],
        "spans": list(answer.spans),
        "confidence": round(answer.confidence, 4),
        "dropped": [asdict(dropped) for dropped in answer.dropped],
        "passages": [_passage(passage, store) for passage in answer.passages],
        "closest": asdict(answer.closest) if answer.closest else None,
        "session": answer.session,
        "answerer": answer.answerer,
        "prompts": dict(answer.prompts),
        "warnings": list(answer.warnings),
        "timings_ms": dict(answer.timings_ms),
    }


def article_json(article: Article | ArticleInfo) -> Json:
    """Every field of it; the text only where `article` has one."""
    return asdict(article)


def _passage(passage: Passage, store: Store) -> Json:
    chunk, info = passage.chunk, store.info(passage.chunk.article_id)
    return {
        "article_id": chunk.article_id,
        "source": info.source if info else "",  # "": removed since it was found
        "title": info.title if info else "",
        "start": chunk.start,
        "end": chunk.end,
        "score": round(passage.score, 6),
    }
