from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.embed import Embedder, as_langchain, load_embedder, weights
from bot.embed.minilm import MiniLM
from bot.errors import ModelError
from bot.settings import Settings
from tests.bot.embed.conftest import TEXTS

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")


def load(name: Path | str) -> Embedder:
    return load_embedder(Settings(home=Path("nowhere"), embedder=str(name)))


@pytest.fixture(scope="module")
def prompted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny model of another family and size, with different prompts for questions and documents."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import StaticEmbedding
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(weights.package_folder() / weights.TOKENIZER))
    folder = tmp_path_factory.mktemp("models") / "prompted"
    parts = [StaticEmbedding(tokenizer, embedding_dim=32)]
    SentenceTransformer(modules=parts, prompts={"query": "query: ", "document": "passage: "}).save(str(folder))
    return folder


@pytest.mark.slow
def test_a_folder_is_loaded_and_agrees_with_the_built_in_path(minilm: MiniLM) -> None:
    other = load(weights.package_folder())
    done: list[int] = []
    assert (other.encode(TEXTS, done.append) * minilm.encode(TEXTS)).sum(axis=1).min() > 0.9999
    assert sum(done) == len(TEXTS)
    assert other.count_tokens(TEXTS) == minilm.count_tokens(TEXTS)
    assert (other.dimension, other.max_tokens) == (384, 256)
    assert other.encode([]).shape == (0, 384)


def test_prompts_and_sizes_are_the_models_own(prompted: Path) -> None:
    embedder = load(prompted)
    assert (embedder.dimension, embedder.max_tokens) == (32, 512)
    assert embedder.count_tokens(["two words"])[0] in {2, 4}
    question, document = embedder.encode(["gifts"], query=True)[0], embedder.encode(["gifts"])[0]
    assert not np.allclose(question, document)
    assert np.isclose(np.linalg.norm(question), 1, atol=1e-5)


def test_id_follows_the_content_and_not_the_place(prompted: Path, tmp_path: Path) -> None:
    moved = shutil.copytree(prompted, tmp_path / "prompted")
    assert load(moved).id == load(prompted).id
    config = moved / "config_sentence_transformers.json"
    config.write_text(config.read_text().replace("passage: ", "text: "))
    assert load(moved).id != load(prompted).id


@pytest.mark.parametrize("name", ["intfloat/e5-small-v2", "nothing", "not/a/model/name", "--help", "C:\\models"])
def test_a_model_that_is_not_here_is_named_and_never_fetched(name: str) -> None:
    with pytest.raises(ModelError) as refused:  # the tests run without sockets: a download would be another error
        load(name)
    assert name in refused.value.message
    assert "footnote config set embedder" in refused.value.hint


def test_a_folder_without_a_model_and_one_with_broken_weights(tmp_path: Path, prompted: Path) -> None:
    with pytest.raises(ModelError, match="modules"):
        load(tmp_path)
    broken = shutil.copytree(prompted, tmp_path / "broken")
    next(broken.rglob("*.safetensors")).write_bytes(b"broken")
    with pytest.raises(ModelError, match="broken cannot be loaded"):
        load(broken)


def test_langchain_gets_the_same_vectors(minilm: MiniLM) -> None:
    from langchain_core.embeddings import Embeddings

    embeddings: Any = as_langchain(minilm)
    assert isinstance(embeddings, Embeddings)
    assert np.allclose(embeddings.embed_documents(list(TEXTS)), minilm.encode(TEXTS), atol=1e-6)
    assert np.allclose(embeddings.embed_query("gifts"), minilm.encode(["gifts"])[0])
    assert embeddings.embed_documents([]) == []
