from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.embed.minilm import MiniLM
from bot.embed.weights import package_folder

TEXTS = (
    "what gifts were exchanged?",
    "Putin gave Kim a Russian-made Aurus limousine, a tea set and a naval officer's dagger. " * 30,
    "x",
    "",
    "\x00\x01\x02\x1f\x7f",
    "   \n\t ",
    "Ünïcödé — “quotes”, 中文字符, עברית, emoji 🎁🎁 and\u200bzero width",
    "No. 10 said on Jan. 6 that Gen. Smith left Washington, D.C.",
    "a" * 5000,
)


@pytest.fixture(scope="session")
def minilm() -> MiniLM:
    return MiniLM()


@pytest.fixture(scope="session")
def reference() -> Any:
    """The model as sentence-transformers computes it: what every path must equal."""
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(package_folder()), device="cpu", local_files_only=True)


@pytest.fixture
def copied_model(tmp_path: Path) -> Path:
    """The model's folder, to be damaged: links, but for the files that a test replaces."""
    for path in package_folder().iterdir():
        (tmp_path / path.name).symlink_to(path)
    return tmp_path
