"""Seals one generation of the indexes: every file's size and checksum, written down and forced to disk.

Promise: a folder that `check` accepts holds exactly the bytes that `seal` saw. Native index readers do not survive
garbage (Chroma's reads links out of a file without looking), so nothing is opened before it was checked.
CRC-32: 27 MB in 10 ms; the point is decay and truncation, not an attacker.
"""

from __future__ import annotations

import json
import os
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.store.faults import damaged, no_space

MANIFEST = "manifest.json"
_BLOCK = 1 << 20
_SPARE_BYTES = 1_000_000


def seal(folder: Path, facts: dict[str, Any]) -> None:
    """Write the manifest of a finished folder, with `facts` beside it, and flush everything to the disk."""
    files = {str(path.relative_to(folder)): [path.stat().st_size, _checksum(path)] for path in _files(folder)}
    text = json.dumps({**facts, "files": files}, indent=1, sort_keys=True)
    (folder / MANIFEST).write_text(text + "\n", encoding="ascii")
    for path in (*_files(folder), folder / MANIFEST, *(p for p in folder.rglob("*") if p.is_dir()), folder):
        flush(path)


def check(folder: Path, part: str = "") -> dict[str, Any]:
    """The facts of a sealed folder, after comparing every file under `part`.

    Raises:
        StoreDamaged: a file, or the folder, is missing or not the one that was sealed.

    """
    try:
        facts: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="ascii"))
        for name, (size, checksum) in facts["files"].items():
            path = folder / name
            if not name.startswith(part):
                continue
            if path.stat().st_size != size or _checksum(path) != checksum:
                raise damaged(path, "it is not as it was written")
    except FileNotFoundError as error:
        raise damaged(error.filename, "it is missing") from error
    except (KeyError, TypeError, ValueError) as error:
        raise damaged(folder / MANIFEST, error) from error
    return facts


def require_space(home: Path, needed_bytes: int) -> None:
    """Refuse at once what would fill the disk: native writers fail late there, and unclearly.

    Raises:
        StoreReadOnly: less than `needed_bytes` and a little more are free.

    """
    if shutil.disk_usage(home).free < needed_bytes + _SPARE_BYTES:
        raise no_space(home, needed_bytes + _SPARE_BYTES)


def size_of(folder: Path) -> int:
    """Bytes in all files of a folder; 0 where there is none."""
    return sum(path.stat().st_size for path in _files(folder)) if folder.is_dir() else 0


def _files(folder: Path) -> Iterator[Path]:
    # tantivy's lock files are opened by its readers; they are empty and stay so.
    return (p for p in sorted(folder.rglob("*")) if p.is_file() and p.suffix != ".lock" and p.name != MANIFEST)


def _checksum(path: Path) -> int:
    checksum = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            checksum = zlib.crc32(block, checksum)
    return checksum


def flush(path: Path) -> None:
    """Force a file or folder to the disk."""
    # A folder cannot be flushed everywhere (Windows refuses to open one); a file can.
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except PermissionError:
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
