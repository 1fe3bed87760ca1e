"""Any sentence-transformers model that is on this machine, by folder or by the name it is cached under.

Promise: never a download, never remote code; a model that is not here is a ModelError that says how to bring it.
Costs what sentence-transformers costs: 7 s and 600 MB before the first vector.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from bot.errors import ModelError

BATCH = 32
IDENTITY = (".safetensors", ".bin", ".json", ".txt", ".model")
"""Files that decide what vectors come out: weights, configuration, vocabulary."""
DEFAULT_MAX_TOKENS = 512
"""For models that state no limit of their own (static embeddings have none)."""


class Transformer:
    """A sentence-transformers model; `max_tokens` is what the model itself says."""

    def __init__(self, name: str) -> None:
        """Load the model in folder `name`, or cached by that name.

        Raises:
            ModelError: no such folder, not in the cache, or not a model.
        """
        folder = _find(name)
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()
        try:
            self._model = SentenceTransformer(str(folder), local_files_only=True)
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            reason = str(error).strip().splitlines()[0][:200]
            raise ModelError(f"embedder {name} cannot be loaded: {reason}", hint=_hint()) from error
        self.id = f"{folder.name if Path(name).is_dir() else name} sha256-{_digest(folder)[:16]}"
        self.dimension = int(self._model.get_sentence_embedding_dimension() or 0)
        self.max_tokens = int(self._model.max_seq_length or DEFAULT_MAX_TOKENS)

    def encode(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None, *, query: bool = False
    ) -> np.ndarray:
        """See `bot.embed.Embedder`. The prompt a model was trained with for questions or documents is put in front."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        encode = self._model.encode_query if query else self._model.encode_document
        order = sorted(range(len(texts)), key=lambda n: -len(texts[n]))
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            vectors[batch] = encode([texts[n] for n in batch], normalize_embeddings=True, show_progress_bar=False)
            if progress:
                progress(len(batch))
        return vectors

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See `bot.embed.Embedder`."""
        if not texts:
            return []
        pieces = self._model.tokenizer(list(texts), truncation=False, padding=False, verbose=False)["input_ids"]
        return [len(ids) for ids in pieces]


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
    raise ModelError(f"embedder {name} is neither a folder nor a model on this machine", hint=_hint())


def _hint() -> str:
    return "download the model yourself, then: footnote config set embedder /path/to/its/folder (built in: minilm)"


def _digest(folder: Path) -> str:
    """sha256 over the names and bytes of what decides the vectors; where the folder lies does not matter."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.suffix in IDENTITY and p.is_file()):
        digest.update(f"{path.relative_to(folder).as_posix()}\0".encode())
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()
