"""WiCE: claims of Wikipedia, and the sentences of the page they cite that support them.

Promise: a claim is a statement to be supported by its own page alone, whose sentences stand one a line. Gold are the
sentences that support it or a part of it; only a claim that is supported whole counts as supported.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from eval.items import EvalSet, Gold, Item
from eval.sets.files import Record, Text, bad_line, data_file, rows
from eval.sets.pool import Pool

FILES = ("wice/claim_dev.jsonl",)


class Meta(Record):
    """Where the claim is from."""

    id: Text


class Claim(Record):
    """A claim; each of `supporting_sentences` is a set of sentence numbers that supports it."""

    label: Literal["supported", "partially_supported", "not_supported"]
    supporting_sentences: list[list[Annotated[int, Field(ge=0)]]]
    claim: Text
    evidence: Annotated[list[str], Field(min_length=1)]
    meta: Meta


def read_wice(data: Path) -> EvalSet:
    """The set from the data folder."""
    pool, items = Pool("wice"), []
    path = data_file(data, FILES[0])
    for n, claim in rows(path, Claim):
        numbers = sorted({number for some in claim.supporting_sentences for number in some})
        if claim.label == "not_supported":
            numbers = []
        if numbers and numbers[-1] >= len(claim.evidence):
            bad_line(path, n, f"supporting_sentences: {numbers[-1]} of {len(claim.evidence)} sentences")
        items.append(_item(claim, pool, numbers))
    return EvalSet("wice", tuple(items), pool.articles)


def _item(claim: Claim, pool: Pool, numbers: Sequence[int]) -> Item:
    article = pool.add("\n".join(claim.evidence))
    starts = [0]
    for sentence in claim.evidence:
        starts.append(starts[-1] + len(sentence) + 1)
    gold = [Gold(article, starts[i], starts[i] + len(s), quote=s) for i in numbers if (s := claim.evidence[i])]
    return Item(
        claim.meta.id,
        claim.claim.strip(),
        relevant=tuple(gold),
        answerable=claim.label == "supported",
        tags=(claim.label,),
        group=article,
        articles=(article,),
        is_statement=True,
    )
