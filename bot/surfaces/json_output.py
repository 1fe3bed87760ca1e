"""The JSON of the command line, exactly as the contract has it: fields are only ever added.

Promise: one object is one line of ASCII (control characters and the like come out escaped, and any terminal or
encoding can carry it), and decoding it gives every text back exactly.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

from bot.errors import FootnoteError
from bot.types import Answer, Article, Citation, Closest, Passage

Json = dict[str, Any]


def print_json(value: Any) -> None:
    """One line on stdout, sent off at once."""
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def error_json(failure: FootnoteError, line_id: str | int | None = None) -> Json:
    """What stands in place of an answer."""
    return {"id": line_id, "error": failure.as_dict()}


def answer_json(answer: Answer) -> Json:
    """The whole answer, its evidence and its provenance."""
    return {
        "id": answer.id,
        "question": answer.question,
        "standalone_question": answer.standalone_question or answer.question,
        "status": answer.status,
        "answer": answer.text,
        "statements": [
            {"text": s.text, "kind": s.kind, "citations": list(s.citations)} for s in answer.statements
        ],
        "citations": [_citation(c) for c in answer.citations],
        "spans": list(answer.spans),
        "confidence": round(answer.confidence, 4),
        "dropped": [{"text": d.text, "verdict": d.verdict} for d in answer.dropped],
        "passages": [],
        "closest": _closest(answer.closest) if answer.closest else None,
        "session": answer.session,
        "answerer": answer.answerer,
        "prompts": dict(answer.prompts),
        "warnings": list(answer.warnings),
        "timings_ms": dict(answer.timings_ms),
    }
