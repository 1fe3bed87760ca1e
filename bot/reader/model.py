"""The reader's network on onnxruntime: word pieces in, numbers for each piece out.

Promise: nothing is computed before the file's sha256 was checked; rows are grouped by length, so that little padding is
read, and a row's numbers do not depend on the rows beside it but for the rounding of int8. Needs no torch.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np

from bot.embed.quiet import import_onnxruntime
from bot.embed.session import options_for
from bot.errors import ModelError
from bot.reader.inputs import Window

FILE = "reader.onnx"
SHA256 = "91c47cee5a0935190191c9638a2276ab68ce60b806ecdc5a9ad9ea7699fdd2c4"
"""Of the file that every figure in eval/BASELINE.md was measured with."""
REINSTALL = "pip install --force-reinstall --no-deps footnote"
BATCH_PIECES = 1024
"""In one call, padding included: larger batches fall out of the cache."""


@dataclass(frozen=True, slots=True)
class Output:
    """Of one window, float32, as logits: `pieces` (pieces, 5): start, end, neither, supports, contradicts."""

    pieces: np.ndarray
    answer: float


class Network:
    """The loaded model. Threads may share it."""

    def __init__(self, path: Path | None = None) -> None:
        """Load the shipped weights, or those at `path`, whose digest is not checked.

        Raises:
            ModelError: the file is missing, damaged or another one.

        """
        hint = "give a file of training.reader.export" if path else REINSTALL
        try:
            data = path.read_bytes() if path else files("bot.reader").joinpath(FILE).read_bytes()
        except OSError as error:
            raise ModelError(f"the reader's weights cannot be read: {error}", hint=hint) from error
        if path is None and (digest := hashlib.sha256(data).hexdigest()) != SHA256:
            raise ModelError(f"{FILE} has sha256 {digest[:12]}..., expected {SHA256[:12]}...", hint=REINSTALL)
        onnxruntime = import_onnxruntime()
        try:
            options = options_for(onnxruntime)
            # Chips without VNNI would clip sums of products to 16 bits; exact sums take as long (training/LOG.md).
            options.add_session_config_entry("session.x64quantprecision", "1")
            self._session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime has no base error of its own
            raise ModelError(f"{path or FILE} cannot be loaded: {error}", hint=hint) from error

    def run(self, windows: Sequence[Window]) -> list[Output]:
        """The numbers of each window, in their order."""
        found: list[Output | None] = [None] * len(windows)
        for batch in _batches([len(w.ids) for w in windows]):
            pieces, answers = self._session.run(None, padded([windows[n] for n in batch]))
            for row, n in enumerate(batch):
                found[n] = Output(pieces[row, : len(windows[n].ids)], float(answers[row]))
        return [one for one in found if one is not None]


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Positions of like lengths together, longest first.

    >>> list(_batches([500, 100, 520, 90]))
    [[2], [0, 1], [3]]
    """
    batch: list[int] = []
    for n in sorted(range(len(lengths)), key=lambda n: -lengths[n]):
        if batch and (len(batch) + 1) * lengths[batch[0]] > BATCH_PIECES:
            yield batch
            batch = []
        batch.append(n)
    if batch:
        yield batch


def padded(windows: Sequence[Window]) -> dict[str, np.ndarray]:
    """One batch, int64 (batch, longest)."""
    shape = (len(windows), max(len(w.ids) for w in windows))
    ids, segments, mask = (np.zeros(shape, np.int64) for _ in range(3))
    for row, window in enumerate(windows):
        n = len(window.ids)
        ids[row, :n] = window.ids
        segments[row, window.n_question : n] = 1
        mask[row, :n] = 1
    return {"ids": ids, "segments": segments, "mask": mask}
