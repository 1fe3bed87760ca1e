"""The JSON of the command line, exactly as the contract has it: fields are only ever added.

Promise: one object is one line of ASCII (control characters and the like come out escaped, so that any terminal and
any encoding can carry it), and decoding it gives every text back exactly.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from bot.as_json import Json
from bot.errors import FootnoteError


def print_json(value: Any) -> None:
    """One line on stdout, sent off at once."""
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def error_json(failure: FootnoteError, line_id: str | int | None = None) -> Json:
    """What stands in place of an answer."""
    return {"id": line_id, "error": failure.as_dict()}
