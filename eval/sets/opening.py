"""A set by its name in the catalogue, as FORMAT:PATH, or by the path of a file in our own schema.

Promise: what comes back has passed `eval.sets.checks`, and its `source` opens it again.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bot.errors import UsageError
from eval.items import EvalSet
from eval.schema import read_set
from eval.sets import alce, beir, ragas, samples, squad, trec
from eval.sets.catalogue import CATALOGUE, Entry
from eval.sets.checks import check

FORMATS: dict[str, Callable[[Path], EvalSet]] = {
    "squad": squad.read_squad,
    "beir": beir.read_beir,
    "trec": trec.read_trec,
    "ragas": ragas.read_ragas,
    "alce": alce.read_alce,
}
"""Loaders of files and folders in formats that others use."""


def open_set(source: str, data: Path | None = None) -> EvalSet:
    """The set that `source` names; `data` is the folder of the public ones.

    Raises:
        UsageError: no such set, its files are missing or wrong, or it is at odds with itself.

    """
    kind, _, rest = source.partition(":")
    path = None
    if source in CATALOGUE:
        made = _load(CATALOGUE[source], data)
        path = samples.FILE if source == samples.NAME else None
    elif rest and kind in FORMATS:
        made = FORMATS[kind](Path(rest))
    elif source.endswith(".jsonl") or os.path.isfile(source):  # noqa: PTH113  Path raises for names too long
        path = Path(source)
        made = samples.with_articles(read_set(path))
    else:
        raise UsageError(f"no set {source!r}; there are {', '.join(CATALOGUE)}", hint=_HINT)
    made = replace(made, source=source)
    check(made, path)
    return made


_HINT = f"name one of them, a FILE.jsonl, or FORMAT:PATH with one of {', '.join(FORMATS)}"


def _load(entry: Entry, data: Path | None) -> EvalSet:
    if entry.needs and data is None:
        message = f"{entry.name} needs {entry.needs[0]}.xz: --data DIR or FOOTNOTE_DATA names the folder that holds it"
        raise UsageError(message, hint="give the data folder with --data DIR")
    made = entry.load(data or Path())
    return replace(made, name=entry.name, use=entry.use, about=entry.about)
