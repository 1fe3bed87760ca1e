"""JSON Lines, read with care: whatever is wrong is named by file and number, and nothing is passed over in silence.

Promise: a line is a JSON object in UTF-8 in which no name stands twice; a byte order mark and blank lines are no
matter. What a line means is not known here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from bot.errors import UsageError
from eval.writing import write_whole

Model = TypeVar("Model", bound=BaseModel)


def write_lines(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    """JSON Lines, whole or not at all."""
    write_whole(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def read_lines(path: Path, hint: str = "") -> Iterator[tuple[int, dict[str, Any]]]:
    """Number and JSON object of every line that is not blank.

    Raises:
        UsageError: no such file, not UTF-8, or a line that is no JSON object.

    """
    try:
        data = path.read_bytes()
    except OSError as error:
        message = f"cannot read {path}: {error.strerror}"
        raise UsageError(message, hint=hint or "footnote eval sets lists what there is") from None
    for n, raw in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not raw.strip():
            continue
        try:
            line = json.loads(raw.decode("utf-8"), object_pairs_hook=_object)
        except UnicodeDecodeError:
            raise bad_line(path, n, "not UTF-8", hint) from None
        except (ValueError, RecursionError) as error:
            raise bad_line(path, n, f"not JSON: {error}", hint) from None
        if not isinstance(line, dict):
            raise bad_line(path, n, "not a JSON object", hint)
        yield n, line


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object in which no name stands twice: the first value would be lost without a word."""
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"{next(name for name in names if names.count(name) > 1)!r} stands twice in one object")
    return found


def parse(model: type[Model], path: Path, n: int, line: dict[str, Any], hint: str = "") -> Model:
    """The line as `model`, or the first thing that is wrong with it."""
    try:
        return model.model_validate(line)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        reason = first["msg"].removeprefix("Value error, ").lower()
        raise bad_line(path, n, f"{where}: {reason}" if where else reason, hint) from None


def bad_line(path: Path | str, n: int, reason: str, hint: str = "") -> UsageError:
    """The error of one line; without `hint`, of a set."""
    mend = hint or f"mend line {n}; footnote eval schema shows what it looks like"
    return UsageError(f"{path}:{n}: {reason}", hint=mend)
