"""Large libraries are searched through Chroma: nearly exact, and without writing to the library's folder."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
from store_material import encode, opened, parts, put

from bot.store import index, matrix, vectors
from bot.store.matrix import Matrix


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_chroma_answers_like_the_exact_product(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    everything = [parts(f"n{i}", n=6) for i in range(60)]
    put(opened(home), *everything[:40])
    put(opened(home), *everything[40:])
    with opened(home).writer() as writer:
        for article, _, _ in everything[:5]:
            writer.remove(article.id)
    questions = encode([f"question {i}" for i in range(20)])
    exact = [opened(home).nearest(question, 10) for question in questions]
    before = contents(home)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(index, "EXACT_UP_TO", 0)
    store = opened(home)
    for question, expected in zip(questions, exact, strict=True):
        found = store.nearest(question, 10)
        assert [key for key, _ in found] == [key for key, _ in expected]
        assert np.allclose([cosine for _, cosine in found], [cosine for _, cosine in expected], atol=1e-5)
    assert len(store.nearest(questions[0], 1000)) == 55 * 6
    assert list(tmp_path.glob("footnote-*")), "Chroma was not asked"
    store.close()
    assert contents(home) == before
    assert list(tmp_path.glob("footnote-*")) == []


def test_the_matrix_ranks_exactly_with_ties_by_key() -> None:
    rows = np.asarray([[10, 1], [20, 1], [30, 2], [40, 3]], np.int64)
    held = Matrix(rows, np.asarray([[0, 1], [1, 0], [1, 0], [1, 0]], np.float32))
    question = np.asarray([1, 0], np.float32)
    assert held.search(question, 2) == [(20, 1.0), (30, 1.0)]
    assert held.search(question, 9) == [(20, 1.0), (30, 1.0), (40, 1.0), (10, 0.0)]
    assert held.search(question, 2, np.asarray([3, 1])) == [(20, 1.0), (40, 1.0)]
    assert matrix.Matrix.empty(2).search(question, 3) == []


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_recall_at_16_000_vectors(home: Path) -> None:
    """Also after an eighth of them was removed: their places in the graph are overwritten, not freed."""
    stored, questions = textlike(18_000, seed=2), textlike(100, seed=3)
    keys = np.arange(1, 18_001)
    home.mkdir()
    vectors.create(home / "chroma", keys[:16_000], stored[:16_000])
    assert recall(home, keys[:16_000], stored[:16_000], questions) > 0.99
    vectors.update(home / "chroma", keys[:2_000], keys[16_000:], stored[16_000:])
    assert recall(home, keys[2_000:], stored[2_000:], questions) > 0.99


def textlike(n: int, seed: int) -> np.ndarray:
    """Unit vectors of 384 dimensions that vary in about 32, as embeddings of texts do."""
    shape = np.random.default_rng(0).standard_normal((32, 384))
    noise = np.random.default_rng(seed)
    rows = noise.standard_normal((n, 32)) @ shape + noise.standard_normal((n, 384))
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def recall(home: Path, keys: np.ndarray, stored: np.ndarray, questions: np.ndarray) -> float:
    """Share of the true 50 nearest that Chroma gives."""
    held, copy = Matrix(np.stack([keys, keys], axis=1), stored), vectors.Vectors(home / "chroma")
    hits = [len({key for key, _ in copy.search(q, 50)} & {key for key, _ in held.search(q, 50)}) for q in questions]
    copy.close()
    return float(np.mean(hits)) / 50
