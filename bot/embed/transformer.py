"""Any sentence-transformers model that is on this machine, by folder or by the name it is cached under.

Promise: never a download, never remote code; a model that is not here is a ModelError that says how to bring it.
Costs what sentence-transformers costs: 7 s and 600 MB before the first vector.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from bot.errors import ModelError

BATCH = 32
IDENTITY = (".safetensors", ".bin", ".json", ".txt", ".model")
"""Files that decide what vectors come out: weights, configuration, vocabulary."""
MAX_TOKENS = 512
"""Ceiling for models that read more, or without a limit: a chunk is a passage to be quoted from, not an article."""
HINT = "download the model yourself, then: footnote config set embedder FOLDER (or minilm, the built-in one)"


class Transformer:
    """A sentence-transformers model; see `bot.embed.Embedder` for what its methods promise."""

    def __init__(self, name: str) -> None:
        """Load the model in folder `name`, or cached by that name.

        Raises:
            ModelError: no such folder, not in the cache, or not a model.

        """
        folder = _find(name)
        self._model = _load(folder, name)
        self.id = f"{folder.name if Path(name).expanduser().is_dir() else name} sha256-{_digest(folder)[:16]}"
        self.dimension = len(self._model.encode("dimension"))
        self.max_tokens = int(min(self._model.max_seq_length or MAX_TOKENS, MAX_TOKENS))

    def encode(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None, *, query: bool = False
    ) -> np.ndarray:
        """Unit vectors; the prompt that a model was trained to see before questions or documents is put there."""
        encode = self._model.encode_query if query else self._model.encode_document
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        longest_first = sorted(range(len(texts)), key=lambda n: -len(texts[n]))
        for start in range(0, len(texts), BATCH):
            batch = longest_first[start : start + BATCH]
            vectors[batch] = encode([texts[n] for n in batch], normalize_embeddings=True, show_progress_bar=False)
            if progress:
                progress(len(batch))
        return vectors

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Word pieces of each text, the model's own marks included, uncut."""
        tokenizer = self._model.tokenizer
        if isinstance(tokenizer, Tokenizer):  # static embeddings
            return [len(encoding.ids) for encoding in tokenizer.encode_batch(list(texts))]
        return [len(tokenizer(text, truncation=False, verbose=False)["input_ids"]) for text in texts]


def _find(name: str) -> Path:
    """The model's folder; a name is looked up in the cache of huggingface_hub only."""
    folder = Path(name).expanduser()
    if folder.is_dir():
        return folder.resolve()
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    for repository in (name, f"sentence-transformers/{name}"):
        try:
            return Path(snapshot_download(repository, local_files_only=True))
        except (LocalEntryNotFoundError, HFValidationError):
            continue
    raise ModelError(f"embedder {name} is neither a folder nor a model on this machine", hint=HINT)


def _load(folder: Path, name: str) -> Any:
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    if not (folder / "modules.json").is_file():  # it would make one up from whatever it finds
        raise ModelError(f"{name} is not a sentence-transformers model: it has no modules.json", hint=HINT)
    logging.disable_progress_bar()
    try:
        return SentenceTransformer(str(folder), local_files_only=True)
    except Exception as error:  # torch, safetensors, tokenizers: each has errors of its own
        reason = str(error).strip().partition("\n")[0]
        raise ModelError(f"embedder {name} cannot be loaded: {reason}", hint=HINT) from error


def _digest(folder: Path) -> str:
    """sha256 over the names and bytes of what decides the vectors; where the folder lies does not matter."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.suffix in IDENTITY and p.is_file()):
        digest.update(f"{path.relative_to(folder).as_posix()}\0".encode())
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()
