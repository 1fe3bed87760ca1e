"""Sources in, articles in the store.

Promise: what has not changed costs no embedding; an edited article replaces its old version whole; one bad source
never stops the others and never costs the article it gave before; whatever ends a run, what was finished stays and
the same command goes on from there. Only `prune` removes, and only what is surely gone.

- A URL that is in the library is not fetched again without `refresh`, and counts as unchanged. Files are always read.
- `refresh` without sources reads again every source that the library knows (but standard input).
- Tags are added to those an article has; a private article never becomes public by being read again.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from bot.embed import Embedder, chunk_document
from bot.errors import SourceError, StoreReadOnly, UsageError
from bot.store import ArticleInfo, Store
from bot.types import Article, Chunk
from ingest.article import fingerprint, make_article
from ingest.extract import extract
from ingest.report import Failed, IngestReport, Progress, Step
from ingest.sources import Folder, Found, Source, failure, file_of, find, load
from ingest.split import split_article
from ingest.urls import article_id

if TYPE_CHECKING:
    from bot.store import Writer

BATCH_CHUNKS = 256
"""Chunks of several articles embedded together: sorted by length they pack into batches without much padding."""


def ingest(
    sources: Sequence[str],
    store: Store,
    embedder: Embedder,
    *,
    tags: Sequence[str] = (),
    private: bool = False,
    refresh: bool = False,
    prune: bool = False,
    wait: bool = False,
    allow_private: bool = True,
    progress: Progress | None = None,
) -> IngestReport:
    """Take sources in; see the module. `allow_private` no: URLs lead to public addresses only.

    Raises:
        UsageError: no source and no `refresh`, or `prune` without a folder.
        StoreLocked: another process writes and `wait` is False.
        StoreReadOnly: no permission or no space; the message says how many articles were finished before.
        ModelError: the embedding model fails.

    """
    found = find(list(sources) or _known_sources(store, refresh))
    if prune and not found.folders and not found.failed and all(map(_exists, found.sources)):
        raise UsageError("--prune needs a folder to compare with", hint="footnote ingest --prune FOLDER")
    run = _Run(store, embedder, tuple(tags), private, refresh, allow_private, progress, found)
    try:
        with store.writer(wait=wait) as writer:
            store.refresh()
            run.go(writer, prune)
    except StoreReadOnly as error:
        n = run.n_stored()
        kept = f"; {n} article{'s' * (n != 1)} of this run stayed" if n else ""
        raise StoreReadOnly(error.message + kept, hint=error.hint) from error
    return run.report()


def _known_sources(store: Store, refresh: bool) -> list[str]:
    if not refresh:
        raise UsageError("nothing to take in", hint="footnote ingest FILE|FOLDER|URL")
    known = [info.source for info in store.articles() if not info.source.startswith("stdin:")]
    return [str(file_of(source)) if source.startswith("sample:") else source for source in known]


@dataclass(frozen=True, slots=True)
class _Prepared:
    article: Article
    chunks: list[Chunk]
    fingerprint: str


@dataclass(slots=True)
class _Run:
    """One ingest: what was asked, and what has become of it so far."""

    store: Store
    embedder: Embedder
    tags: tuple[str, ...]
    private: bool
    refresh: bool
    allow_private: bool
    progress: Progress | None
    found: Found
    counts: dict[str, int] = field(default_factory=lambda: {"new": 0, "changed": 0, "unchanged": 0})
    ids: dict[str, str] = field(default_factory=dict)
    """Article id to source name, in order."""
    versions: dict[str, str] = field(default_factory=dict)
    """Text hash to the source that has it."""
    pending: list[_Prepared] = field(default_factory=list)
    pruned: list[str] = field(default_factory=list)
    written: dict[str, str] = field(default_factory=dict)
    """Article id to fingerprint, of what was handed to the store."""
    n_seen: int = 0
    n_chunks: int = 0

    def go(self, writer: Writer, prune: bool) -> None:
        """Everything, in order."""
        self.versions = {info.version: info.source for info in self.store.articles()}
        for source in self.found.sources:
            try:
                self._take(source, writer)
            except SourceError as error:
                self._note_failure(source, error)
            self.n_seen += 1
            if sum(len(p.chunks) for p in self.pending) >= BATCH_CHUNKS:
                self._flush(writer, source)
            self._tell(source)
        if self.found.sources:
            self._flush(writer, self.found.sources[-1])
            self._tell(self.found.sources[-1])
        for folder in self.found.folders if prune else ():
            self._prune(folder, writer)

    def n_stored(self) -> int:
        """How many of the articles handed over the store has, after a commit that failed."""
        infos = ((self.store.info(i), mark) for i, mark in self.written.items())
        return sum(info is not None and info.fingerprint == mark for info, mark in infos)

    def report(self) -> IngestReport:
        """What became of every source."""
        return IngestReport(
            **self.counts,
            failed=tuple(self.found.failed),
            warnings=tuple(self.found.warnings),
            articles=tuple(self.ids),
            pruned=tuple(self.pruned),
        )

    def _take(self, source: Source, writer: Writer) -> None:
        known = self.store.info(article_id(source.canonical)) if source.kind == "url" and not self.refresh else None
        if known is not None:
            self._keep(known, source, writer)
            return
        loaded = load(source, allow_private=self.allow_private)
        extracted = extract(loaded.raw, loaded.given)
        article = make_article(source, loaded, extracted, _now())
        self.found.warnings.extend(f"{source.name}: {warning}" for warning in extracted.warnings)
        stored = self.store.info(article.id)
        mark = fingerprint(article)
        if article.id in self.ids:
            self.found.warnings.append(f"{source.name}: the same article as {self.ids[article.id]}")
        elif stored is not None and stored.fingerprint == mark:
            self._keep(stored, source, writer)
            if source.kind == "url":
                writer.fetched(article.id, article.fetched)
        else:
            self._plan(article, mark, stored, source)

    def _keep(self, info: ArticleInfo, source: Source, writer: Writer) -> None:
        """Unchanged, but for a tag or the privacy that was asked for now."""
        if info.id in self.ids:
            return
        self.counts["unchanged"] += 1
        self.ids[info.id] = source.name
        tags = _union(info.tags, self.tags)
        if tags != info.tags:
            writer.tag(info.id, tags)
        if self.private and not info.private:
            writer.set_private(info.id, True)

    def _plan(self, article: Article, mark: str, stored: ArticleInfo | None, source: Source) -> None:
        """New or changed: cut it and put it in line for embedding."""
        article = replace(
            article,
            tags=_union(stored.tags if stored else (), self.tags),
            private=self.private or (stored is not None and stored.private),
        )
        chunks = split_article(article, self.embedder.count_tokens, self.embedder.max_tokens)
        self._warn(article, source)
        self.counts["changed" if stored else "new"] += 1
        self.ids[article.id] = source.name
        self.pending.append(_Prepared(article, chunks, mark))

    def _warn(self, article: Article, source: Source) -> None:
        if article.language not in (None, "en"):
            self.found.warnings.append(
                f"{source.name}: it is in another language ({article.language}); the models read English"
            )
        twin = self.versions.setdefault(article.version, article.source)
        if twin != article.source:
            self.found.warnings.append(f"{source.name}: the same text as {twin}; both are kept")

    def _flush(self, writer: Writer, source: Source) -> None:
        """Embed what is in line, all of it together, and hand it to the store."""
        documents = [chunk_document(chunk) for p in self.pending for chunk in p.chunks]
        before, n_done = self.n_chunks, 0

        def advance(n: int) -> None:
            nonlocal n_done
            n_done += n
            self.n_chunks = before + n_done
            self._tell(source, n_done / len(documents))

        vectors: Any = self.embedder.encode(documents, progress=advance) if documents else []
        self.n_chunks, start = before + len(documents), 0
        for p in self.pending:
            self.written[p.article.id] = p.fingerprint
            writer.put(p.article, p.chunks, vectors[start : start + len(p.chunks)], p.fingerprint)
            start += len(p.chunks)
        self.pending.clear()

    def _tell(self, source: Source, share: float = 0.0) -> None:
        """`share` of the articles in line is embedded; which ones cannot be said, the shortest chunks come first."""
        if self.progress:
            done = self.n_seen - len(self.pending) + int(share * len(self.pending))
            self.progress(Step(done, len(self.found.sources), self.n_chunks, source.name))

    def _note_failure(self, source: Source, error: SourceError) -> None:
        failed = failure(source.name, error)
        stored = self.store.info(article_id(source.canonical))
        if stored is not None and error.code == "not_found":
            hint = f"what was taken in from it stays; remove it with: footnote articles remove {stored.id}"
            failed = replace(failed, hint=hint)
        self.found.failed.append(failed)

    def _prune(self, folder: Folder, writer: Writer) -> None:
        """Remove the articles whose file is gone from a folder.

        Nothing goes where a part of the folder could not be listed, nor where it holds no article at all any more: a
        disk that is not mounted looks just like that.
        """
        gone = [info for info in self.store.articles() if _is_gone(info.source, folder)]
        if gone and not (folder.complete and folder.files):
            why = "it holds no articles any more" if folder.complete else "not all of it could be listed"
            self.found.failed.append(
                Failed(folder.root, "not_pruned", f"{why}, so nothing was removed", "footnote articles remove ID")
            )
            return
        for info in gone:
            writer.remove(info.id)
            self.pruned.append(info.id)


def _is_gone(source: str, folder: Folder) -> bool:
    """A file of this folder that is not there. What cannot be looked at, or vanished once listed, is not gone."""
    path = str(file_of(source))
    if source in folder.files or not path.startswith(folder.root.rstrip(os.sep) + os.sep):
        return False
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def _exists(source: Source) -> bool:
    return source.kind != "file" or os.path.exists(file_of(source.canonical))  # noqa: PTH110  see sources


def _union(old: Sequence[str], new: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*old, *new]))


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
