from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.embed import openvino
from bot.embed.minilm import BULK, MiniLM
from tests.bot.embed.test_minilm import run_python

TEXTS = [f"On day {n} the two leaders met, exchanged gifts and signed a pact. " * (1 + n % 4) for n in range(BULK)]


@pytest.fixture(scope="module")
def accelerated() -> MiniLM:
    embedder = MiniLM(accelerate=True)
    if not embedder.accelerated:
        pytest.skip("openvino is not installed, or this processor has no bf16")
    return embedder


def test_many_texts_give_the_same_vectors(accelerated: MiniLM, minilm: MiniLM) -> None:
    fast, exact = accelerated.encode(TEXTS), minilm.encode(TEXTS)
    assert (fast * exact).sum(axis=1).min() > 0.999
    assert np.allclose(np.linalg.norm(fast, axis=1), 1, atol=1e-4)


def test_a_question_is_not_computed_by_it(accelerated: MiniLM, minilm: MiniLM) -> None:
    assert np.array_equal(accelerated.encode(TEXTS[:3]), minilm.encode(TEXTS[:3]))


def test_failure_of_its_own_leaves_the_work_to_onnxruntime(tmp_path: Path) -> None:
    assert openvino.load(tmp_path / "no weights", b"no graph") is None


COMPILE = """
import socket, sys
def refuse(*_): raise SystemExit("a socket was opened")
socket.socket.connect = socket.getaddrinfo = refuse
from bot.embed.minilm import MiniLM
embedder = MiniLM(accelerate=True)
embedder.encode(["text"] * 64)
print(embedder.accelerated, "openvino_telemetry" in sys.modules)
"""


def test_it_reports_to_nobody(accelerated: MiniLM, tmp_path: Path) -> None:
    assert run_python(COMPILE, tmp_path) == "True False"
    assert list(tmp_path.iterdir()) == []
