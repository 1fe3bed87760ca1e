"""Where a run comes from: the code, its settings, the machine; what two runs must share to be compared.

Promise: nothing secret and no path of the machine goes in; outside a git checkout the commit is "". The code's digest
covers every file that an answer depends on, so that an answer kept by older code is never taken for today's.
"""

from __future__ import annotations

import hashlib
import platform
import subprocess
from dataclasses import asdict
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from bot.settings import Settings
from eval.items import sha256

PACKAGES = ("bot", "ingest", "prompts")
FILES = ("eval/metrics/support.py", "eval/system.py", "eval/statements.py", "eval/library.py")
LIBRARIES = (
    "footnote",
    "chromadb",
    "tantivy",
    "onnxruntime",
    "openvino",
    "tokenizers",
    "numpy",
    "scipy",
    "langchain-core",
)
TIME_FIELDS = ("started", "machine", "first_ms", "total_ms", "timings_ms", "latency", "cached")
"""What may differ between two runs of one code over the same questions (`cached`: whether an answer was kept from an
earlier run); everything else is equal, byte for byte."""
_NOT_HASHED = {"__pycache__", "samples", "surfaces"}
"""Surfaces show an answer, they do not make it."""
_ROOT = Path(__file__).resolve().parent.parent


def git_state() -> tuple[str, bool]:
    """The commit that is checked out, and whether files differ from it."""
    commit = _git("rev-parse", "HEAD")
    return commit, bool(commit and _git("status", "--porcelain", "--untracked-files=no"))


def _git(*words: str) -> str:
    if not (_ROOT / ".git").exists():
        return ""
    try:
        done = subprocess.run(["git", "-C", str(_ROOT), *words], capture_output=True, text=True, timeout=10, check=True)  # noqa: S603, S607
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()


def versions() -> dict[str, str]:
    """Of Python and of the libraries that answers depend on."""
    found = {"python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def config(settings: Settings) -> dict[str, Any]:
    """Every setting but the folder, which says nothing about answers."""
    return {name: value for name, value in asdict(settings).items() if name != "home"}


@cache
def code_digest() -> str:
    """Hash of all source and data files of the packages that make an answer."""
    hashed = hashlib.sha256()
    inside = [path for package in PACKAGES for path in (_ROOT / package).rglob("*") if path.is_file()]
    for path in sorted([*inside, *(_ROOT / name for name in FILES)]):
        name = path.relative_to(_ROOT)
        if not _NOT_HASHED & set(name.parts):
            hashed.update(f"{name.as_posix()}\n".encode() + hashlib.sha256(path.read_bytes()).digest())
    return "sha256-" + hashed.hexdigest()


def config_digest(settings: Settings) -> str:
    """Hash of the settings."""
    return sha256(config(settings))


def machine() -> str:
    """System, processor and Python: enough to read a latency by."""
    import os

    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
