"""What an ingest says while it runs and when it is done. Plain values: no I/O, nothing heavy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """Where an ingest stands: `done` of `total` sources, `n_chunks` embedded so far, `source` just finished."""

    done: int
    total: int
    n_chunks: int
    source: str


Progress = Callable[[Step], None]
"""Called in the ingesting thread after each source and each batch of vectors; an exception in it ends the run."""


HINTS = {
    "empty": "check that it was saved or downloaded whole",
    "binary": "save the article as text or PDF and ingest that",
    "encoding": "save it as UTF-8 and run the same command again",
    "damaged": "open it, save it anew as text or PDF and ingest that",
    "unsupported_type": "save it as text or PDF and ingest that",
    "not_found": "look with ls, or give a web page as https://host/path",
    "vanished": "run the same command again",
    "unreadable": "check with ls -l who may read it, or pipe it in: ... | footnote ingest -",
    "too_large": "save the article alone and ingest that",
    "no_files": "footnote ingest FILE|FOLDER|URL",
    "bad_name": "rename it, or pipe it in: ... | footnote ingest -",
    "bad_url": "give it as https://host/path",
    "private_address": "save the page and ingest the file",
    "too_many_redirects": "open it in a browser and give the address that it ends at",
    "redirect_loop": "open it in a browser and give the address that it ends at",
}
"""What to type next, by error code, where the error itself knows no better."""


@dataclass(frozen=True, slots=True)
class Failed:
    """One source that was not taken in. The article it gave before, if any, is still in the library."""

    source: str
    code: str
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of every source.

    `new`, `changed` and `unchanged` count articles; `articles` are their ids in the order of the sources, each once;
    `pruned` are the ids that --prune removed; `warnings` do not make the run a failure, `failed` does.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    failed: tuple[Failed, ...] = ()
    warnings: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    pruned: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """0, or 1 where a source failed."""
        return 1 if self.failed else 0
