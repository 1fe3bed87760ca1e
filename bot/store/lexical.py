"""The lexical side: BM25 over stemmed words, by tantivy. The only file that imports tantivy.

Promise: it stores numbers only; texts go in and do not come out. A question is plain text: it never
meets a query parser. tantivy keeps a deleted chunk's words until its segments are merged, and gives no way
to ask for that: where words must go, `create` a new index.
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from bot.store.faults import damaged
from bot.types import Chunk

KEY, ARTICLE, TEXT = "key", "article", "text"
_ANALYZER = "en_stem"
_WRITER_BYTES = 30_000_000
_ANALYZING = threading.Lock()  # an analyzer in use refuses a second thread
_FEW_ARTICLES = 200
_MAX_STEMS = 64
"""A question of 2,000 words is searched by its 64 rarest, in bounded time."""
Document = tuple[int, int, Chunk]
"""(key, article number, chunk)"""


def create(folder: Path, documents: Iterable[Document]) -> None:
    """A new index of those documents."""
    import tantivy

    folder.mkdir()
    _write(tantivy.Index(_schema(), path=str(folder)), (), documents)


def update(folder: Path, gone: Iterable[int], documents: Iterable[Document]) -> None:
    """Change an index in place: `folder` must be a private copy."""
    import tantivy

    _write(tantivy.Index.open(str(folder)), gone, documents)


def copy(source: Path, target: Path) -> None:
    """A private copy. tantivy never changes a segment's file, so those are linked where the disk can."""
    import shutil

    target.mkdir()
    for path in source.iterdir():
        if path.suffix == ".lock":
            continue
        if path.suffix == ".json":
            shutil.copyfile(path, target / path.name)
        else:
            _link(path, target / path.name)


def stems(text: str) -> list[str]:
    """The words of a text as the index knows them, in the order of the text."""
    with _ANALYZING:
        return list(_analyzer().analyze(text))


class Lexical:
    """An open index, as it was when opened. Calls may come from several threads."""

    def __init__(self, folder: Path) -> None:
        import tantivy

        self._view: tempfile.TemporaryDirectory[str] | None = None
        try:
            self._index = tantivy.Index.open(str(folder))
            self._index.config_reader("manual")
        except (ValueError, OSError) as error:
            if "Permission" not in str(error) and "Read-only" not in str(error):
                raise damaged(folder, error) from error
            self._open_elsewhere(folder)
        self._searcher = self._index.searcher()

    def search(self, question: str, k: int, owners: Sequence[int] | None = None) -> list[tuple[int, float]]:
        """The k best (key, BM25 score), best first, ties by key; only articles in `owners` where given.

        A chunk matches that has any of the question's words. No word is left out as common: without stop words the
        first passage holds the answer 0.6 points less often.
        """
        wanted = self._rarest(stems(question))
        if not wanted or k <= 0:
            return []
        query = self._any_of(wanted)
        if owners is None:
            return self._hits(query, k)
        if len(owners) <= _FEW_ARTICLES:
            return self._hits(self._among(query, owners), k)
        return self._hits_of_many(query, k, set(owners))

    def document_frequency(self, stems: Sequence[str]) -> list[int]:
        """How many chunks contain each stem."""
        return [self._searcher.doc_freq(TEXT, stem) for stem in stems]

    def keys(self) -> set[int]:
        """Every key in the index (doctor)."""
        import tantivy

        hits = self._searcher.search(tantivy.Query.all_query(), limit=max(1, self._searcher.num_docs), count=False).hits
        return {int(key) for key in self._searcher.fast_field_values("key", [address for _, address in hits])}

    def close(self) -> None:
        """Remove the links made to read it, if any."""
        if self._view:
            self._view.cleanup()

    def _hits(self, query: Any, k: int) -> list[tuple[int, float]]:
        return self._named(self._searcher.search(query, limit=k, count=False).hits)

    def _hits_of_many(self, query: Any, k: int, owners: set[int]) -> list[tuple[int, float]]:
        """The same by looking further down the list: a query that names 1,900 articles takes 8 ms, this 1 ms."""
        limit = 2 * k
        while True:
            hits = self._searcher.search(query, limit=limit, count=False).hits
            articles = self._searcher.fast_field_values(ARTICLE, [address for _, address in hits])
            kept = [hit for hit, article in zip(hits, articles, strict=True) if article in owners]
            if len(kept) >= k or len(hits) < limit:
                return self._named(kept)[:k]
            limit *= 4

    def _named(self, hits: list[Any]) -> list[tuple[int, float]]:
        keys = self._searcher.fast_field_values(KEY, [address for _, address in hits])
        found = [(int(key), float(score)) for key, (score, _) in zip(keys, hits, strict=True)]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))

    def _rarest(self, stems: Sequence[str]) -> list[str]:
        """The distinct stems; of a very long question, those that tell most."""
        distinct = list(dict.fromkeys(stems))
        if len(distinct) <= _MAX_STEMS:
            return distinct
        frequency = dict(zip(distinct, self.document_frequency(distinct), strict=True))
        return sorted((stem for stem in distinct if frequency[stem]), key=lambda stem: frequency[stem])[:_MAX_STEMS]

    def _any_of(self, stems: Sequence[str]) -> Any:
        import tantivy

        term, should = tantivy.Query.term_query, tantivy.Occur.Should
        schema = self._index.schema
        return tantivy.Query.boolean_query([(should, term(schema, TEXT, stem, index_option="freq")) for stem in stems])

    def _among(self, query: Any, owners: Sequence[int]) -> Any:
        import tantivy

        members = tantivy.Query.term_set_query(self._index.schema, ARTICLE, list(owners))
        unscored = tantivy.Query.const_score_query(members, 0.0)
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, unscored)])

    def _open_elsewhere(self, folder: Path) -> None:
        """Open a read-only folder through links: even to read, tantivy opens a lock file for writing."""
        import tantivy

        self._view = tempfile.TemporaryDirectory(prefix="footnote-", ignore_cleanup_errors=True)
        for path in folder.iterdir():
            if path.suffix != ".lock":
                (Path(self._view.name) / path.name).symlink_to(path.absolute())
        self._index = tantivy.Index.open(self._view.name)
        self._index.config_reader("manual")


def _schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    for name in (KEY, ARTICLE):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    # One field, header and text as they are embedded: a title field of its own, boosted by 0.2 to 1, gained nothing.
    builder.add_text_field(TEXT, tokenizer_name=_ANALYZER, index_option="freq")
    return builder.build()


@cache
def _analyzer() -> Any:
    """The same steps as tantivy's own `en_stem`."""
    import tantivy

    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for step in (tantivy.Filter.remove_long(40), tantivy.Filter.lowercase(), tantivy.Filter.stemmer("english")):
        builder = builder.filter(step)
    return builder.build()


def _write(index: Any, gone: Iterable[int], documents: Iterable[Document]) -> None:
    import tantivy

    writer = index.writer(_WRITER_BYTES, 1)
    # Not delete_documents_by_term: in 0.27 it takes an int for signed and never meets an unsigned field.
    writer.delete_documents_by_query(tantivy.Query.term_set_query(index.schema, KEY, list(gone)))
    for key, article, chunk in documents:
        document = tantivy.Document()
        document.add_unsigned(KEY, key)
        document.add_unsigned(ARTICLE, article)
        document.add_text(TEXT, f"{chunk.header}\n{chunk.text}")
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:
        import shutil

        shutil.copyfile(source, target)
