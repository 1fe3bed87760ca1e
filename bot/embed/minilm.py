"""all-MiniLM-L6-v2 on onnxruntime: the vectors of SentenceTransformer.encode without importing torch.

Promise: no vector leaves before the weights' sha256 was checked, and a text's vector does not depend on the texts
beside it (to 1e-6; 1e-2 where openvino computes in bf16). minilm.onnx beside this file is the computation without its
weights, drawn by training/export_embedder.py; onnxruntime maps them out of the model package's own file, so nothing is
exported, copied or cached. Import and load take 0.3 s and 130 MB; sentence-transformers takes 7 s and 600 MB.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from bot.embed import weights
from bot.embed.quiet import import_onnxruntime
from bot.embed.session import options_for
from bot.errors import ModelError

Run = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""ids and mask, both int64 (batch, tokens), to unit vectors, float32 (batch, 384)."""

BATCH_TOKENS = 1024
"""Word pieces in a batch, padding included. Chunks a second on two cores with 256, 1024, 2048, 8192: 23, 35, 32, 25
(larger batches fall out of the cache); sorted by length, padding is below 1 %."""
BLOCK = 2048
"""Texts that are tokenised and sorted together: the tokenizer keeps 100 bytes a word piece."""
BULK = 64
"""Texts in one call from which the accelerator is worth its start (0.5 to 1 s; it saves 14 ms a chunk)."""
FULL = 0.8
"""A text shorter than this share of its batch's longest goes into the next one: a word piece of padding costs as much
as any other, and a batch of one nothing extra."""


class MiniLM:
    """The built-in embedder; see `bot.embed.Embedder` for what its methods promise."""

    id = f"all-MiniLM-L6-v2 sha256-{weights.SHA256[weights.WEIGHTS][:16]}"
    dimension = 384
    max_tokens = 256

    def __init__(self, folder: Path | None = None, *, accelerate: bool = False) -> None:
        """Load from `folder` (the model package's); `accelerate` allows openvino for many texts at once.

        Raises:
            ModelError: the package or a file of it is missing, or is not the one we tested.

        """
        self._folder = folder or weights.package_folder()
        self._accelerate = accelerate
        self._check = weights.check_in_background(self._folder)
        try:
            self._tokenizer = Tokenizer.from_file(str(self._folder / weights.TOKENIZER))
            self._run = _onnxruntime(self._folder)
        except Exception as error:  # neither library has a base error of its own
            self._check()  # a file cut short or swapped is the usual cause, and this says so
            raise ModelError(f"the embedding model cannot be loaded: {error}", hint=weights.REINSTALL) from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._fast: Run | None = None
        # Retrieval and picking both want the question's vector.
        self._query = lru_cache(maxsize=64)(lambda text: self._encode([text])[0])

    def encode(
        self,
        texts: Sequence[str],
        progress: Callable[[int], None] | None = None,
        *,
        query: bool = False,
    ) -> np.ndarray:
        """Vectors of unit length, float32 (len(texts), 384), in the order of `texts`."""
        self._check()
        if query and texts:
            return np.stack([self._query(text) for text in texts])
        return self._encode(texts, progress)

    def _encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> np.ndarray:
        run = self._bulk() if self._accelerate and len(texts) >= BULK else self._run
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), BLOCK):
            pieces = self._pieces(texts[start : start + BLOCK])
            for batch in batches([len(ids) for ids in pieces]):
                vectors[[start + n for n in batch]] = run(*padded([pieces[n] for n in batch]))
                if progress:
                    progress(len(batch))
        return vectors

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Word pieces of each text, [CLS] and [SEP] included, uncut."""
        return [len(encoding.ids) for encoding in self._tokenizer.encode_batch_fast([_valid(text) for text in texts])]

    def _pieces(self, texts: Sequence[str]) -> list[list[int]]:
        """Ids of each text, cut to `max_tokens` with [SEP] kept at the end."""
        every = [encoding.ids for encoding in self._tokenizer.encode_batch_fast([_valid(text) for text in texts])]
        return [[*ids[: self.max_tokens - 1], ids[-1]] if len(ids) > self.max_tokens else ids for ids in every]

    def _bulk(self) -> Run:
        """What computes many texts: openvino where it is faster, else onnxruntime."""
        if self._fast is None:
            from bot.embed.openvino import load

            self._fast = load(self._folder / weights.WEIGHTS, _graph()) or self._run
        return self._fast

    @property
    def accelerated(self) -> bool:
        """Whether many texts are computed by openvino on this machine."""
        return self._accelerate and self._bulk() is not self._run


def batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Group positions of `lengths`, longest first, into batches of like lengths and at most BATCH_TOKENS with padding.

    >>> [batch for batch in batches([400, 100, 500, 200])]
    [[2, 0], [3], [1]]
    """
    batch: list[int] = []
    for n in sorted(range(len(lengths)), key=lambda n: -lengths[n]):
        longest = lengths[batch[0]] if batch else 0
        if batch and ((len(batch) + 1) * longest > BATCH_TOKENS or lengths[n] < FULL * longest):
            yield batch
            batch = []
        batch.append(n)
    if batch:
        yield batch


def padded(pieces: Sequence[Sequence[int]]) -> tuple[np.ndarray, np.ndarray]:
    """Ids and mask of one batch, int64 (batch, longest)."""
    ids = np.zeros((len(pieces), max(map(len, pieces))), dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, text in enumerate(pieces):
        ids[row, : len(text)] = text
        mask[row, : len(text)] = 1
    return ids, mask


def _onnxruntime(folder: Path) -> Run:
    onnxruntime = import_onnxruntime()
    options = options_for(onnxruntime)
    options.add_session_config_entry("session.model_external_initializers_file_folder_path", str(folder))
    session = onnxruntime.InferenceSession(_graph(), options, providers=["CPUExecutionProvider"])

    def run(ids: np.ndarray, mask: np.ndarray) -> np.ndarray:
        vectors: np.ndarray = session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        return vectors

    return run


def _graph() -> bytes:
    return files("bot.embed").joinpath("minilm.onnx").read_bytes()


def _valid(text: str) -> str:
    """Without lone surrogates, which come from undecodable bytes on a command line and which the tokenizer rejects."""
    return text.encode("utf-8", "replace").decode("utf-8")
