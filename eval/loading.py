"""A run file made a score: its set opened again, the texts it quotes found, every answer judged.

Promise: no model is loaded. A run over the user's own library is judged against that library as it is now.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import UsageError
from eval.items import EvalSet
from eval.runfile import Run, read_run
from eval.score import Score, score
from eval.sets import open_set, read_trec_run
from eval.system import Prediction
from eval.values import RANKED, Corpus

if TYPE_CHECKING:
    from bot.settings import Settings


def load_score(path: Path, data: Path | None, library: Settings, *, source: str | None = None, seed: int = 0) -> Score:
    """The score of the run in `path`; `source` names a set in place of the run's own, and makes it a TREC run.

    Raises:
        UsageError: no such run or set, or the run was made over other questions or articles.

    """
    if source is None:
        run = read_run(path)
        made = open_set(run.header["set_source"], data)
        if made.articles is None:
            _check_library(run, library)
    else:
        made = open_set(source, data)
        run = from_trec(path, made)
    return score(made, run, corpus_of(made, library), seed)


def corpus_of(made: EvalSet, library: Settings) -> Corpus:
    """The set's articles, or those of the user's library where it has none of its own."""
    if made.articles is not None:
        return Corpus.of(made.articles)
    from bot.store import open_store

    store = open_store(library.home)
    try:
        return Corpus.of([store.article(info.id) for info in store.articles()])
    finally:
        store.close()


def _check_library(run: Run, library: Settings) -> None:
    """Quotes are checked against the library, so that it must be the one that was asked."""
    from bot.store import open_store
    from eval.system import library_id

    store = open_store(library.home)
    try:
        same = library_id(store) == run.header.get("index", {}).get("id")
    finally:
        store.close()
    if not same:
        message = f"the library in {library.home} is not what the run was made over, or has changed since"
        raise UsageError(
            message, hint="name the library with --home, or run it again: footnote eval run SET -o RUN.jsonl"
        )


def from_trec(path: Path, made: EvalSet) -> Run:
    """A run in TREC's format as ours: each document is a passage, whole.

    As trec_eval has it, topics that the set does not have are passed over, and one that the run lacks found nothing.

    Raises:
        UsageError: the run has none of the set's topics.

    """
    lengths = {article.id: len(article.text) for article in made.articles or ()}
    ranked = read_trec_run(path)
    if not any(item.id in ranked for item in made.items):
        raise UsageError(f"{path} has no topic of {made.name}", hint=f"its topics are such as {made.items[0].id}")
    found = {}
    for item in made.items:
        places = [
            {"article_id": i, "start": 0, "end": lengths.get(i, 0), "score": s} for i, s in ranked.get(item.id, ())
        ]
        answer = {"status": RANKED, "answer": "", "statements": [], "citations": [], "spans": [], "confidence": 0.0}
        found[item.id] = Prediction(item.id, {**answer, "passages": places})
    header = {
        "footnote_run": 1,
        "set": made.name,
        "set_source": made.source,
        "set_digest": made.digest,
        "corpus_digest": made.corpus_digest,
        "n_items": len(made.items),
        "partial": False,
        "selection": {},
        "model": f"trec:{path.name}",
    }
    return Run(header, found)
