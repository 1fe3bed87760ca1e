"""Files of other people's formats, read strictly: what is wrong is named by file, line and field.

Promise: changes no character of a text; a file may be plain or xz-compressed. What a format has beyond the fields that
are needed is passed over.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from bot.errors import UsageError

Text = Annotated[str, Field(min_length=1, pattern=r"\S")]
"""A string that says something."""


class Record(BaseModel):
    """A row or object of a foreign format; no type is converted to another."""

    model_config = ConfigDict(strict=True, extra="ignore")


Model = TypeVar("Model", bound=BaseModel)
Value = TypeVar("Value")
_REASONS = {"missing": "missing", "string_pattern_mismatch": "empty", "string_too_short": "empty"}


def data_file(data: Path, name: str) -> Path:
    """The file of that name in the data folder, plain or with .xz after it.

    Raises:
        UsageError: it is not there.

    """
    packed = data / f"{name}.xz"
    found = next((path for path in (packed, data / name) if path.is_file()), None)
    if found is None:
        message = f"no data set at {packed}: --data DIR or FOOTNOTE_DATA names the folder that holds it"
        raise UsageError(message, hint="give the data folder with --data DIR")
    return found


def read_text(path: Path) -> str:
    """The text of a file, unpacked where its name ends in .xz.

    Raises:
        UsageError: it cannot be read, is damaged or is not UTF-8.

    """
    try:
        raw = path.read_bytes()
        return (lzma.decompress(raw) if path.suffix == ".xz" else raw).decode("utf-8-sig")
    except OSError as error:
        reason: object = error.strerror
    except (lzma.LZMAError, UnicodeDecodeError) as error:
        reason = str(error).lower()
    raise UsageError(f"cannot read {path}: {reason}", hint="footnote eval sets lists what there is")


def numbered(path: Path) -> Iterator[tuple[int, str]]:
    """Number and text of every line that is not blank."""
    for n, line in enumerate(read_text(path).split("\n"), 1):
        if line.strip():
            yield n, line.removesuffix("\r")


def rows(path: Path, model: type[Model]) -> Iterator[tuple[int, Model]]:
    """Number and content of every line of a JSON Lines file.

    Raises:
        UsageError: as `read_text`, or a line is no JSON or not as the model has it.

    """
    for n, line in numbered(path):
        yield n, as_row(path, n, parsed(path, line, n), model)


def as_row(path: Path, n: int, value: Any, model: type[Model]) -> Model:
    """The value of line n as `model`."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        bad_line(path, n, reason_of(error))


def document(path: Path, shape: type[Value]) -> Value:
    """A file that is one JSON value.

    Raises:
        UsageError: as `read_text`; it is no JSON, or not of that shape: then with the path of the field.

    """
    value = parsed(path, read_text(path))
    try:
        return TypeAdapter(shape).validate_python(value, strict=True)
    except ValidationError as error:
        raise UsageError(f"{path}: {reason_of(error)}", hint=f"mend {path}") from None


def parsed(path: Path, text: str, line: int = 1) -> Any:
    """JSON; `line` is where the text begins."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        bad_line(path, line + error.lineno - 1, f"not JSON: {error.msg.lower()} at character {error.colno}")
    except (RecursionError, ValueError) as error:
        bad_line(path, line, f"not JSON: {error}")


def bad_line(path: Path, n: int, reason: str) -> NoReturn:
    """Refuse one line."""
    raise UsageError(f"{path}:{n}: {reason}", hint=f"mend line {n} of {path}")


def reason_of(error: ValidationError) -> str:
    """The first thing that is wrong, with the path of its field: `data[3].paragraphs[0].qas[2].id: missing`."""
    first = error.errors(include_url=False)[0]
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"]).removeprefix(".")
    reason = _REASONS.get(first["type"]) or first["msg"].removeprefix("Value error, ").lower()
    return f"{where}: {reason}" if where else reason
