"""Rows as batches of like length, in an order that depends on the seed alone.

Promise: batch `n` of a run is the same whenever it is asked for, so a run that was cut goes on as if it had not been.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from training.reader.examples import NO_SENTENCE

POOL = 64
"""Batches whose rows are sorted by length together: padding is 2 %, and the order stays mostly random."""
MASK = 103
LABELS = ("first", "start", "end", "answerable", "sentence", "relation")


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of one step, (batch, pieces) or (batch,); see `training.reader.prepare` for what they mean."""

    ids: Tensor
    segments: Tensor
    mask: Tensor
    sentences: Tensor
    first: Tensor
    start: Tensor
    end: Tensor
    answerable: Tensor
    sentence: Tensor
    relation: Tensor

    def to(self, device: str) -> Batch:
        """The same on another device."""
        return Batch(**{f.name: getattr(self, f.name).to(device, non_blocking=True) for f in fields(self)})


class Rows:
    """The rows of some files, one after the other. `size`: rows in a batch."""

    def __init__(self, paths: Sequence[Path], size: int, seed: int) -> None:
        stored = [np.load(path) for path in paths]
        self._columns = {name: np.concatenate([one[name] for one in stored]) for name in stored[0].files}
        ends = np.cumsum(self._columns["length"].astype(np.int64))
        self._begins, self.n_rows = ends - self._columns["length"], len(ends)
        self._size = size
        self._order = self._plan(np.random.default_rng(seed))

    def __len__(self) -> int:
        """Batches in one pass through the file."""
        return len(self._order)

    def _plan(self, rng: np.random.Generator) -> list[np.ndarray]:
        """Rows as they stand in the file, sorted within pools, the batches of a pool shuffled."""
        planned: list[np.ndarray] = []
        for start in range(0, self.n_rows, POOL * self._size):
            rows = np.arange(start, min(start + POOL * self._size, self.n_rows))
            rows = rows[np.argsort(self._columns["length"][rows], kind="stable")]
            cut = [rows[i : i + self._size] for i in range(0, len(rows), self._size)]
            planned += [cut[i] for i in rng.permutation(len(cut))]
        return planned

    def batch(self, n: int, hidden: float = 0.0) -> Batch:
        """The n-th batch, counted on over the end; a share `hidden` of its pieces is replaced by [MASK]."""
        rows = self._order[n % len(self)]
        columns, longest = self._columns, int(self._columns["length"][rows].max())
        ids, sentences = np.zeros((len(rows), longest), np.int64), np.full((len(rows), longest), NO_SENTENCE, np.int64)
        for i, row in enumerate(rows):
            begin, length = self._begins[row], columns["length"][row]
            ids[i, :length] = columns["ids"][begin : begin + length]
            sentences[i, :length] = columns["sentences"][begin : begin + length]
        places, lengths = np.arange(longest)[None], columns["length"][rows, None]
        if hidden:
            ids[(np.random.default_rng(n).random(ids.shape) < hidden) & (ids > 999)] = MASK
        one = {
            name: torch.from_numpy(columns[name][rows].astype(np.int64))
            for name in columns
            if name not in ("ids", "sentences")
        }
        segments = (places >= columns["question"][rows, None]) & (places < lengths)
        return Batch(
            ids=torch.from_numpy(ids),
            segments=torch.from_numpy(segments.astype(np.int64)),
            mask=torch.from_numpy((places < lengths).astype(np.int64)),
            sentences=torch.from_numpy(sentences),
            **{name: one[name] for name in LABELS},
        )
