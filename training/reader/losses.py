"""What the reader is taught by: three losses, each a mean over the rows that have its label.

Promise: spans may only begin and end in the passage or at [CLS], which stands for "no answer".
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, one_hot

from training.reader.batches import Batch
from training.reader.examples import NO_SENTENCE, NONE

WEIGHTS = {"span": 1.0, "answerable": 0.5, "sentence": 0.5}
N_RELATIONS = 3


def losses(pieces: Tensor, answer: Tensor, batch: Batch) -> dict[str, Tensor]:
    """By name; their sum with WEIGHTS is minimised. `pieces` float (batch, pieces, 5), `answer` float (batch,)."""
    return {
        "span": _span(pieces[..., 0], pieces[..., 1], batch),
        "answerable": _answerable(answer, batch),
        "sentence": _sentence(pieces[..., 2:], batch),
    }


def allowed(batch: Batch) -> Tensor:
    """Where a span may begin or end, bool (batch, pieces)."""
    places = torch.arange(batch.ids.shape[1], device=batch.ids.device)[None]
    lengths = batch.mask.sum(1, keepdim=True)
    return ((places >= batch.first[:, None]) & (places < lengths - 1)) | (places == 0)


def _span(starts: Tensor, ends: Tensor, batch: Batch) -> Tensor:
    outside = ~allowed(batch)
    known = batch.start != NONE
    both = [
        cross_entropy(logits.masked_fill(outside, -1e4)[known], place[known])
        for logits, place in ((starts, batch.start), (ends, batch.end))
    ]
    return (both[0] + both[1]) / 2 if known.any() else starts.sum() * 0


def _answerable(answer: Tensor, batch: Batch) -> Tensor:
    known = batch.answerable >= 0
    if not known.any():
        return answer.sum() * 0
    return binary_cross_entropy_with_logits(answer[known], batch.answerable[known].float())


def _sentence(relations: Tensor, batch: Batch) -> Tensor:
    """The mean of a sentence's pieces says how it stands to the question; all sentences of all rows count alike."""
    inside = batch.sentences != NO_SENTENCE
    n_sentences = int(torch.where(inside, batch.sentences, 0).max()) + 1
    member = one_hot(torch.where(inside, batch.sentences, n_sentences), n_sentences + 1)[..., :-1].to(relations.dtype)
    counts = member.sum(1)
    means = (member.transpose(1, 2) @ relations) / counts.clamp(min=1)[..., None]
    labels = torch.zeros(counts.shape, dtype=torch.long, device=counts.device)
    rows = torch.nonzero(batch.sentence != NONE)[:, 0]
    labels[rows, batch.sentence[rows]] = batch.relation[rows]
    there = counts > 0
    return cross_entropy(means[there], labels[there]) if there.any() else relations.sum() * 0
