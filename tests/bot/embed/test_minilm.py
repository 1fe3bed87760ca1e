from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.embed import chunk_document, load_embedder, weights
from bot.embed.minilm import BATCH_TOKENS, MiniLM, batches
from bot.errors import ModelError
from bot.settings import Settings
from bot.types import Chunk
from tests.bot.embed.conftest import TEXTS


def test_vectors_equal_sentence_transformers(minilm: MiniLM, reference: Any) -> None:
    ours, theirs = minilm.encode(TEXTS), reference.encode(list(TEXTS))
    assert ours.dtype == np.float32
    assert np.abs(ours - theirs).max() < 1e-5
    assert (ours * theirs).sum(axis=1).min() > 0.9999


def test_counts_equal_the_models_own_tokenizer(minilm: MiniLM, reference: Any) -> None:
    theirs = [len(reference.tokenizer(text, truncation=False, verbose=False)["input_ids"]) for text in TEXTS]
    assert minilm.count_tokens(TEXTS) == theirs
    assert minilm.count_tokens([]) == []


def test_order_is_kept_over_many_batches(minilm: MiniLM) -> None:
    texts = [f"article number {n} " * (1 + n * 7 % 40) for n in range(60)]
    done: list[int] = []
    vectors = minilm.encode(texts, done.append)
    assert sum(done) == len(texts)
    for n in (0, 17, 59):
        assert np.allclose(vectors[n], minilm.encode([texts[n]])[0], atol=1e-6)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(max_size=300), max_size=6))
def test_a_vector_does_not_depend_on_its_neighbours(minilm: MiniLM, texts: list[str]) -> None:
    together = minilm.encode(texts)
    assert together.shape == (len(texts), minilm.dimension)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    for text, vector in zip(texts, together, strict=True):
        assert np.allclose(vector, minilm.encode([text])[0], atol=1e-5)


def test_text_after_the_last_word_piece_it_reads_changes_nothing(minilm: MiniLM) -> None:
    beginning = "word " * (minilm.max_tokens - 2)
    assert minilm.count_tokens([beginning]) == [minilm.max_tokens]
    a, b = minilm.encode([beginning, beginning + "and a megabyte more " * 50_000])
    assert np.allclose(a, b, atol=1e-6)


def test_lone_surrogates_are_read_as_a_replacement(minilm: MiniLM) -> None:
    assert np.isfinite(minilm.encode(["caf\udce9"])).all()


def test_query_flag_changes_nothing_for_this_model(minilm: MiniLM) -> None:
    assert np.array_equal(minilm.encode(["gifts"], query=True), minilm.encode(["gifts"]))


@given(st.lists(st.integers(2, 256), max_size=50))
def test_batches_hold_every_text_once_within_the_limit(lengths: list[int]) -> None:
    found = list(batches(lengths))
    assert sorted(n for batch in found for n in batch) == list(range(len(lengths)))
    assert all(len(batch) * max(lengths[n] for n in batch) <= BATCH_TOKENS for batch in found)


@pytest.mark.parametrize("name", [weights.WEIGHTS, weights.TOKENIZER])
@pytest.mark.parametrize("damage", ["flipped", "cut", "empty", "gone"])
def test_a_file_that_is_not_the_tested_one_is_refused(copied_model: Path, name: str, damage: str) -> None:
    path = copied_model / name
    content = bytearray(path.read_bytes())
    path.unlink()
    if damage == "flipped":
        content[len(content) // 2] ^= 1
    if damage != "gone":
        path.write_bytes({"flipped": content, "cut": content[: len(content) // 2], "empty": b""}[damage])
    with pytest.raises(ModelError) as refused:
        MiniLM(copied_model).encode(["no vector may leave"])
    assert name in refused.value.message
    assert refused.value.hint.startswith("pip install")


def test_default_embedder_is_minilm_and_named_after_its_weights(tmp_path: Path) -> None:
    embedder = load_embedder(Settings(home=tmp_path))
    assert isinstance(embedder, MiniLM)
    assert "53aa51172d142c89" in embedder.id
    assert (embedder.dimension, embedder.max_tokens) == (384, 256)


def test_a_chunk_reads_as_header_and_text() -> None:
    chunk = Chunk("a", "v", 0, 4, "Text", header="Title (2024-06-19)")
    assert chunk_document(chunk) == "Title (2024-06-19)\nText"


LOAD = """
import json, pathlib, sys
before = set(sys.modules)
import bot.embed
after_import = sorted(m for m in set(sys.modules) - before if m in {"numpy", "onnxruntime", "tokenizers", "torch"})
from bot.settings import Settings
embedder = bot.embed.load_embedder(Settings(home=pathlib.Path("nowhere")))
embedder.encode(["a question"])
loaded = {m.partition(".")[0] for m in sys.modules}
heavy = {"torch", "transformers", "sentence_transformers", "langchain_core", "langchain", "openvino", "chromadb"}
print(json.dumps([after_import, sorted(loaded & heavy)]))
"""


def run_python(code: str, home: Path) -> str:
    """Output of `code` in a process with an empty home, outside of any CI (which silences telemetry by itself)."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "LD_LIBRARY_PATH", "SYSTEMROOT"}}
    done = subprocess.run(
        [sys.executable, "-c", code], env={**kept, "HOME": str(home)}, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_loading_imports_nothing_heavy_and_leaves_nothing_in_home(tmp_path: Path) -> None:
    assert run_python(LOAD, tmp_path) == "[[], []]"
    assert list(tmp_path.iterdir()) == []
