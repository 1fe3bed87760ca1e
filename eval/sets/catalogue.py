"""The sets that have a name: the built-in one, and the public ones of the data folder.

Promise: a list; nothing is read before `load` is called. Where the files come from and what they may be used for is
said in the data folder's README, and repeated here in a word.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from eval.items import EvalSet
from eval.sets import abg_coqa, canard, cast, mtrag, newsqa, qags, rgb, samples, squad, time_magazine, wice


@dataclass(frozen=True, slots=True)
class Entry:
    """A named set. `needs` are its files in the data folder, without .xz; `load` takes that folder."""

    name: str
    about: str
    use: Literal["train", "tune", "measure"]
    load: Callable[[Path], EvalSet]
    needs: tuple[str, ...]
    licence: str


def _squad(
    name: str, about: str, use: Literal["train", "tune"], file: str, licence: str, *, apart: bool = False
) -> Entry:
    load = partial(squad.read_named, name=name, file=file, apart=apart)
    return Entry(name, about, use, load, (file,), licence)


_SHIFTS = "CC BY 4.0 by its authors' paper"
_RESEARCH = "research use"
_ENTRIES = (
    Entry(samples.NAME, "the built-in set, on the bundled articles", "measure", samples.read_samples, (), "Apache-2.0"),
    Entry(
        "newsqa",
        "news quiz questions on scraped news articles",
        "measure",
        newsqa.read_newsqa,
        newsqa.FILES,
        "text of the publishers, research use; questions: none stated",
    ),
    _squad("squad-dev", "SQuAD 2.0 on long articles, with and without an answer", "tune", squad.DEV, "CC BY-SA 4.0"),
    _squad("squad-train", "SQuAD 1.1 on long articles", "train", squad.TRAIN, "CC BY-SA 4.0"),
    _squad("new-wiki", "SQuAD's questions on newer Wikipedia articles", "train", squad.NEW_WIKI, _SHIFTS),
    _squad("reddit", "SQuAD's questions on Reddit posts", "train", squad.REDDIT, _SHIFTS, apart=True),
    _squad("amazon", "SQuAD's questions on product reviews", "train", squad.AMAZON, _SHIFTS, apart=True),
    Entry(
        "time",
        "the SMART collection of TIME 1963, queries with judged articles",
        "measure",
        time_magazine.read_time,
        time_magazine.FILES,
        _RESEARCH,
    ),
    Entry(
        "canard",
        "follow-ups with a person's rewriting; nothing was tuned on tag half-1",
        "tune",
        canard.read_canard,
        canard.FILES,
        "CC BY-SA 4.0",
    ),
    Entry("cast", "TREC CAsT 2019 follow-ups with a person's rewriting", "measure", cast.read_cast, cast.FILES, "MIT"),
    Entry(
        "abg-coqa",
        "follow-ups on one story each, some of them ambiguous",
        "tune",
        abg_coqa.read_abg_coqa,
        abg_coqa.FILES,
        "MIT; passages by their source",
    ),
    Entry(
        "abg-coqa-library",
        "the same follow-ups, asked of all the stories at once",
        "tune",
        abg_coqa.read_abg_coqa_library,
        abg_coqa.FILES,
        "MIT; passages by their source",
    ),
    Entry(
        "mtrag-un",
        "human conversations: answerable, partial, unanswerable, underspecified",
        "measure",
        mtrag.read_mtrag,
        mtrag.FILES,
        "Apache-2.0",
    ),
    Entry(
        "rgb",
        "news questions on true, noisy and falsified passages",
        "measure",
        rgb.read_rgb,
        rgb.FILES,
        "CC BY-NC-SA 4.0",
    ),
    Entry("wice", "claims and the sentences that support them", "tune", wice.read_wice, wice.FILES, "ODC-BY"),
    Entry(
        "qags",
        "summary sentences judged for support by three people",
        "measure",
        qags.read_qags,
        qags.FILES,
        "none stated",
    ),
)
CATALOGUE: dict[str, Entry] = {entry.name: entry for entry in _ENTRIES}
