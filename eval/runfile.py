"""A run on disk: JSON Lines, a header and a prediction a line; while it goes on, in a file of its own beside it.

Promise: `RUN.jsonl` exists only whole: predictions are appended to `RUN.jsonl.part`, each line at once, and the file
takes its name when the last one is in. A half-written last line (killed in the middle) is cut off when it goes on.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.errors import FootnoteError, UsageError
from eval.lines import bad_line, parse, read_lines
from eval.system import Prediction
from eval.writing import write_whole

VERSION = 1
RUN_MARK = b'"footnote_run"'
HINT = "run it again: footnote eval run SET -o RUN.jsonl --overwrite"
SAME = ("set_digest", "corpus_digest", "selection", "config_digest", "code_digest", "model", "versions")
"""What two halves of one run share, beside the articles."""
Header = dict[str, Any]


def corpus_id(header: Mapping[str, Any]) -> str:
    """Which articles a run was made over: the set's own, or those that the user's library held."""
    return str(header.get("corpus_digest") or header.get("index", {}).get("id", ""))


class HeaderLine(BaseModel):
    """What a header must have; the rest is for reading."""

    model_config = ConfigDict(extra="allow")
    footnote_run: Literal[1]
    set: str
    set_source: str
    set_digest: str
    corpus_digest: str
    n_items: int
    partial: bool
    selection: dict[str, Any]


Milliseconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="allow", strict=True)


class PlaceLine(_Strict):
    """A passage: where in which article."""

    article_id: str
    start: int
    end: int


class QuoteLine(PlaceLine):
    """A citation, or the closest passage of a refusal."""

    quote: str


class CitationLine(QuoteLine):
    """A citation with its number."""

    n: int


class StatementLine(_Strict):
    """What is said, and which citations it names."""

    text: str
    citations: list[int]


class AnswerLine(_Strict):
    """The fields of an answer that scoring reads; the contract has more."""

    status: Literal["answered", "partial", "refused"]
    passages: list[PlaceLine]
    statements: list[StatementLine]
    citations: list[CitationLine]
    spans: list[str]
    confidence: Annotated[float, Field(ge=0, le=1)]
    closest: QuoteLine | None = None


class PredictionLine(BaseModel):
    """A prediction as it was written."""

    model_config = ConfigDict(extra="forbid")
    id: str
    answer: AnswerLine | None
    error: dict[str, str] | None = None
    cached: bool = False
    first_ms: Milliseconds | None = None
    total_ms: Milliseconds | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A run as read: its header, and a prediction by item id."""

    header: Header
    predictions: Mapping[str, Prediction]

    @property
    def n_errors(self) -> int:
        """Predictions that failed."""
        return sum(one.error is not None for one in self.predictions.values())


def read_run(path: Path) -> Run:
    """A run from its file.

    Raises:
        UsageError: no such file, not a run, or a line that is none, with its number.

    """
    lines = list(read_lines(path, HINT))
    if not lines or "footnote_run" not in lines[0][1]:
        raise UsageError(f"{path} is not a run: it has no header", hint=f"footnote eval run SET -o {path.name}")
    header = parse(HeaderLine, path, *lines[0], hint=HINT).model_dump()
    found: dict[str, Prediction] = {}
    for n, line in lines[1:]:
        checked = parse(PredictionLine, path, n, line, hint=HINT).model_dump(exclude={"answer"})
        one = Prediction(**checked, answer=line["answer"])
        if one.id in found:
            raise bad_line(path, n, f"id {one.id!r} is there twice", HINT)
        found[one.id] = one
    return Run(header, found)


def part_of(path: Path) -> Path:
    """The file that a run is in until it is whole."""
    return path.with_name(path.name + ".part")


def kept(path: Path, header: Header, *, retry_errors: bool, overwrite: bool = False) -> dict[str, Prediction]:
    """Predictions of an earlier go at the same run, which need not be made again.

    Raises:
        UsageError: the file holds another run, which would be lost.

    """
    _refuse_other_files(path)
    source = next((file for file in (part_of(path), path) if file.exists()), None)
    if source is None or overwrite:
        return {}
    if source != path:
        _cut_half_line(source)
    run = read_run(source)
    different = [name for name in SAME if run.header.get(name) != header.get(name)]
    different += ["library"] if corpus_id(run.header) != corpus_id(header) else []
    if different:
        message = f"{source} holds a run with another {different[0].replace('_', ' ')}"
        raise UsageError(message, hint="give another file with -o, or say --overwrite")
    return {i: one for i, one in run.predictions.items() if not (retry_errors and one.error)}


def _refuse_other_files(path: Path) -> None:
    """What is no run is never replaced by one: it may be somebody's set."""
    head = b""
    if path.is_file():
        with path.open("rb") as file:
            head = file.readline(10_000)
    if path.is_dir() or (head and RUN_MARK not in head):
        raise UsageError(f"{path} is there and is no run", hint="give another file with -o")


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One process at a time writes a run.

    Raises:
        UsageError: another one does.

    """
    from filelock import FileLock, Timeout

    lock = path.with_name(f".{path.name}.lock")
    try:
        with FileLock(lock, timeout=0):
            try:
                yield
            finally:
                lock.unlink(missing_ok=True)
    except Timeout:
        raise UsageError(f"another run writes {path}", hint="wait for it, or give another file with -o") from None


class Recorder:
    """Writes predictions down one by one."""

    def __init__(self, file: Any) -> None:
        """`file` is open for appending."""
        self._file = file

    def write(self, line: Mapping[str, Any]) -> None:
        """One line, handed to the system at once."""
        self._file.write((json.dumps(line) + "\n").encode())
        self._file.flush()


@contextmanager
def recording(path: Path, header: Header, before: Mapping[str, Prediction]) -> Iterator[Recorder]:
    """Begin or go on with a run; where the body ends well, the file takes its name.

    Raises:
        FootnoteError: the file cannot be written.

    """
    part = part_of(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _alone(path):
            rows = [header, *(one.as_json() for one in before.values())]
            write_whole(part, "".join(json.dumps(row) + "\n" for row in rows))
            with part.open("ab") as file:
                yield Recorder(file)
                os.fsync(file.fileno())
            part.replace(path)
    except OSError as error:
        raise FootnoteError(f"cannot write {path}: {error.strerror}", hint="choose another file with -o") from error


def _cut_half_line(part: Path) -> None:
    data = part.read_bytes()
    whole = data.rfind(b"\n") + 1
    if whole != len(data):
        with part.open("r+b") as file:
            file.truncate(whole)
