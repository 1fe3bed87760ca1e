"""The small world as a folder of data sets."""

from __future__ import annotations

import json
import lzma
import random
from pathlib import Path

import pytest
from reader_world import FILES, article


@pytest.fixture(scope="session")
def small_world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of data sets: 640 questions."""
    folder, rng = tmp_path_factory.mktemp("data"), random.Random(7)
    for name, n in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        made = {"version": "1.1", "data": [article(rng, f"{path.stem}-{i}") for i in range(n)]}
        with lzma.open(path, "wt", encoding="utf-8") as file:
            json.dump(made, file)
    return folder
