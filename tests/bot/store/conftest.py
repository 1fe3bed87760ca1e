"""Folders for libraries, on a memory disk where there is one: each commit flushes some thirty files."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

MEMORY_DISK = Path("/dev/shm")


@pytest.fixture
def home() -> Iterator[Path]:
    where = MEMORY_DISK if os.access(MEMORY_DISK, os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="footnote-test-", dir=where))
    yield folder / "home"
    shutil.rmtree(folder, ignore_errors=True)
