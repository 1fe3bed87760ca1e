"""What the user names, as a list of single sources to read: files, folders, http(s) URLs and `-`.

Promise: folders are walked in sorted order, hidden entries skipped, linked folders not followed (so no circle can
trap a walk); each source comes once; reading never hangs on a pipe or a device and never takes more than the limit.
Nothing here looks inside a file. One source's failure is a value, never an exception.

Error codes: not_found, vanished (listed a moment ago), not_a_file (pipe, device, socket), unreadable, too_large,
no_files (a folder without articles), bad_name; those of `ingest.fetch` for URLs and `unsupported_type`.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from bot.errors import FootnoteError, SourceError
from ingest.extract import FORMATS, SUFFIXES, SUPPORTED, Given, format_of_suffix, shown, too_large
from ingest.fetch import fetch
from ingest.report import HINTS, Failed
from ingest.urls import canonical_url, is_url

SAMPLES = Path(__file__).parent / "samples"
MAX_FILE_BYTES = max(form.max_bytes for form in FORMATS.values())
STDIN = "-"
_HOST = re.compile(r"(?:www\.[\w-]+\.\w+|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,12}/)[^\s]*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """One thing to read. `name` is for people; `canonical` decides the article's id ("" for stdin: its text does)."""

    name: str
    kind: Literal["file", "url", "stdin"]
    canonical: str
    listed: bool = False
    """Found in a folder, not named by the user."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that was walked. `complete`: all of it could be listed; `files`: canonical names of what it holds."""

    root: str
    complete: bool
    files: frozenset[str]


@dataclass(slots=True)
class Found:
    """What the names stand for."""

    sources: list[Source] = field(default_factory=list)
    folders: list[Folder] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A source's bytes and what is known about them."""

    raw: bytes
    given: Given


def find(names: Sequence[str]) -> Found:
    """The sources that these names stand for, in their order, each once."""
    found = Found()
    for name in dict.fromkeys(names):
        try:
            _add(name, found)
        except FootnoteError as error:
            found.failed.append(failure(name, error))
    unique: dict[tuple[str, str], Source] = {}
    for source in found.sources:
        unique.setdefault((source.kind, source.canonical), source)
    found.sources = list(unique.values())
    found.failed = list(dict.fromkeys(found.failed))
    return found


def load(source: Source, *, allow_private: bool = True) -> Loaded:
    """A source's bytes.

    Raises:
        SourceError: see the module; and those of `fetch`.

    """
    if source.kind == "url":
        page = fetch(source.canonical, allow_private=allow_private)
        suffix = Path(page.url.partition("?")[0]).suffix.lower()
        known = suffix if page.content_type in ("", "text/plain") and suffix in SUFFIXES else ""
        return Loaded(page.body, Given(known, page.content_type, page.charset, page.url))
    if source.kind == "stdin":
        return Loaded(_read_stdin(), Given())
    path = file_of(source.canonical)
    return Loaded(read_file(path, listed=source.listed), Given(path.suffix.lower()))


def failure(name: str, error: FootnoteError) -> Failed:
    """The error as a value for the report."""
    return Failed(name, error.code, " ".join(error.message.split()), error.hint or HINTS.get(error.code, ""))


def canonical_path(path: Path) -> str:
    """`sample:NAME` for a bundled sample, else the absolute path with links resolved.

    Raises:
        SourceError: `bad_name`: the name is not text, so it could not be stored.

    """
    real = Path(os.path.realpath(path))
    try:
        str(real).encode("utf-8")
    except UnicodeEncodeError as error:
        raise SourceError(f"its name is not valid UTF-8: {os.fsencode(path)!r}", code="bad_name") from error
    return f"sample:{real.stem}" if real.parent == Path(os.path.realpath(SAMPLES)) else str(real)


def file_of(canonical: str) -> Path:
    """The file behind a canonical name."""
    name = canonical.removeprefix("sample:")
    if name == canonical:
        return Path(canonical)
    return next((p for p in sorted(SAMPLES.glob("*")) if p.stem == name), SAMPLES / name)


def read_file(path: Path, *, listed: bool = False, max_bytes: int = MAX_FILE_BYTES) -> bytes:
    """The bytes of a regular file. Opened without blocking and checked again once open: names can change hands.

    Raises:
        SourceError: see the module.

    """
    try:
        _require_regular(path.stat().st_mode)
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as file:
            status = os.fstat(handle)
            _require_regular(status.st_mode)
            form = FORMATS[format_of_suffix(path.suffix)] if path.suffix else None
            # A PDF under another name is recognised by content, so its limit holds until the content is known.
            if status.st_size > max_bytes:
                raise too_large(status.st_size, form.max_bytes if form else max_bytes, "this type")
            raw = file.read(max_bytes + 1)
    except FileNotFoundError as error:
        if listed:
            raise SourceError("it is gone, or a link that leads nowhere", code="vanished", retryable=True) from error
        raise SourceError("there is no such file or folder", code="not_found") from error
    except PermissionError as error:
        raise SourceError("no permission to read it", code="unreadable") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceError(f"it cannot be read: {reason}", code="unreadable") from error
    if len(raw) > max_bytes:
        raise too_large(len(raw), max_bytes, "this type")
    return raw


def _add(name: str, found: Found) -> None:
    if name == STDIN:
        found.sources.append(Source("standard input", "stdin", ""))
    elif is_url(name):
        found.sources.append(Source(name, "url", canonical_url(name)))
    elif "\0" in name or not name:
        raise SourceError("it is not a file name", code="bad_name")
    elif os.path.isdir(name):  # noqa: PTH112  Path("") would be the current folder
        _add_folder(Path(name), found)
    else:
        path = Path(name)
        _require_target(name)
        if path.suffix and os.path.exists(name):  # noqa: PTH110
            format_of_suffix(path.suffix)
        found.sources.append(Source(name, "file", canonical_path(path)))


def _add_folder(folder: Path, found: Found) -> None:
    root = os.path.realpath(folder)
    n_failed, other = len(found.failed), Counter[str]()
    files = []
    for path in _walk(folder, found):
        if path.suffix.lower() not in SUFFIXES:
            other[shown(path.suffix.lower()) or "without a suffix"] += 1
            continue
        try:
            files.append(Source(str(path), "file", canonical_path(path), listed=True))
        except SourceError as error:
            found.failed.append(failure(str(path), error))
    found.folders.append(Folder(root, len(found.failed) == n_failed, frozenset(s.canonical for s in files)))
    found.sources.extend(files)
    if other:
        kinds = ", ".join(f"{n} {kind}" for kind, n in other.most_common(6))
        n = other.total()
        what = "1 file of another type was" if n == 1 else f"{n} files of other types were"
        found.warnings.append(f"{folder}: {what} left out ({kinds})")
    if not files and len(found.failed) == n_failed:
        raise SourceError(f"there are no articles in this folder; supported: {SUPPORTED}", code="no_files")


def _walk(folder: Path, found: Found) -> Iterator[Path]:
    """Files below a folder, sorted; what cannot be listed is noted and passed over."""
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError as error:
        code = "unreadable" if isinstance(error, PermissionError) else "vanished"
        found.failed.append(Failed(str(folder), code, f"the folder cannot be listed: {error.strerror}", HINTS[code]))
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path), found)
        elif entry.is_symlink() and os.path.isdir(entry.path):  # noqa: PTH112  entry.is_dir raises for a link to itself
            found.warnings.append(f"{entry.path}: linked folders are not followed")
        else:
            yield Path(entry.path)


def _require_target(name: str) -> None:
    """Raises where a name leads nowhere and can be told why: a broken link, an address without its scheme."""
    if os.path.exists(name):  # noqa: PTH110  Path.exists raises for names too long
        return
    if os.path.islink(name):  # noqa: PTH114
        where = os.readlink(name)  # noqa: PTH115
        hint = f"ls -l {name!r}, and name the file itself"
        raise SourceError(f"it is a link to {where!r}, which leads nowhere", hint=hint, code="not_found")
    if _HOST.match(name):
        hint = f"if it is a web page: footnote ingest https://{name}"
        raise SourceError("there is no such file or folder", hint=hint, code="not_found")


def _require_regular(mode: int) -> None:
    if stat.S_ISREG(mode):
        return
    if stat.S_ISDIR(mode):
        raise SourceError("it is a folder now", code="vanished", retryable=True)
    raise SourceError(
        "it is a pipe or a device, not a file", hint="pipe it in: ... | footnote ingest -", code="not_a_file"
    )


def _read_stdin() -> bytes:
    try:
        raw = sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
    except (OSError, AttributeError, ValueError) as error:
        raise SourceError(f"standard input cannot be read: {error}", code="unreadable") from error
    if len(raw) > MAX_FILE_BYTES:
        raise too_large(len(raw), MAX_FILE_BYTES, "this type")
    return raw
