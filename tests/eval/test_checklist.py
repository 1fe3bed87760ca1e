"""Every line of the evaluation's checklist has a test named after it: test_line_NN_..."""

from __future__ import annotations

import re
from pathlib import Path

N_LINES = 30


def test_every_line_has_a_test() -> None:
    texts = [path.read_text(encoding="utf-8") for path in Path(__file__).parent.rglob("test_*.py")]
    shown = {int(n) for text in texts for n in re.findall(r"^def test_line_(\d+)", text, re.MULTILINE)}
    assert set(range(1, N_LINES + 1)) - shown == set()
