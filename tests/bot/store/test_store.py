"""What the store does for one process: articles in, chunks and their neighbours out."""

from __future__ import annotations

import dataclasses
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_material import DIMENSION, EMBEDDER, encode, lookups, made, opened, parts, put, run, secret

from bot.errors import ArticleNotFound, StoreMismatch
from bot.store import open_store
from bot.store.doctor import check
from bot.types import Scope


def test_a_folder_without_a_store_reads_as_empty_and_stays_untouched(home: Path) -> None:
    store = opened(home)
    assert (store.refresh(), store.n_articles, store.n_chunks, store.articles()) == (0, 0, 0, [])
    assert store.nearest(encode(["x"])[0], 5) == store.lexical("council", 5) == []
    assert store.document_frequency(["council"]) == [0]
    assert not store.vectors([1, 2]).any()
    assert store.chunks([1]) == {}
    assert store.info("sha256-0") is None
    with pytest.raises(ArticleNotFound, match="'nobody'"):
        store.article("nobody")
    assert not home.exists()


def test_an_article_comes_back_as_it_was_put(home: Path) -> None:
    store = opened(home)
    fields = {
        "published": "2024-06-19", "byline": "A. Reporter", "language": "en", "tags": ("asia", "politics"),
        "private": True, "dateline": "SEOUL, South Korea (AP)", "pages": (0, 40),
    }  # fmt: skip
    article, chunks, vectors = parts("summit", n=4, **fields)
    with store.writer() as writer:
        writer.put(article, chunks, vectors, fingerprint="f1")
    assert store.article(article.id) == article
    info = store.info(article.id)
    assert info is not None
    for name in ("id", "version", "source", "title", "fetched", *fields):
        if name != "pages":
            assert getattr(info, name) == getattr(article, name)
    assert (info.fingerprint, info.n_chunks, info.n_chars) == ("f1", 4, len(article.text))
    assert [chunk for _, chunk in store.article_chunks(article.id)] == chunks
    assert store.articles() == [info]
    assert lookups(store, "summit") == (0, 0)  # those are three chunks of another text


def test_text_keeps_every_character(home: Path) -> None:
    store = opened(home)
    text = "Nul \0 and 😀 emoji, e\u0301 combining.\n\nλόγος — “quoted” \ufeff end\u2028of\u00a0line."
    article, chunks, vectors = made("odd", "Ödd title", text)
    put(store, (article, chunks, vectors))
    assert store.article(article.id).text == text
    assert [c.text for _, c in store.article_chunks(article.id)] == text.split("\n\n")


def test_putting_an_article_again_replaces_it_whole(home: Path) -> None:
    store = opened(home)
    put(store, parts("a"), parts("b"))
    put(store, parts("a", 1))
    assert lookups(store, "a", 0) == (0, 0)
    assert lookups(store, "a", 1) == (3, 3)
    assert lookups(store, "b") == (3, 3)
    assert [a.source for a in store.articles()] == ["/articles/a.txt", "/articles/b.txt"]
    assert store.n_chunks == 6


def test_an_article_put_twice_before_a_commit_is_stored_once(home: Path) -> None:
    store = opened(home)
    put(store, parts("a", 0), parts("a", 1))
    assert store.n_articles == 1
    assert lookups(store, "a", 1) == (3, 3)


def test_an_article_without_chunks_is_kept(home: Path) -> None:
    store = opened(home)
    put(store, made("empty", "Nothing", ""), parts("b"))
    assert store.n_articles == 2
    assert store.article_chunks(store.resolve("/articles/empty.txt")) == []


def test_removed_articles_are_gone_and_the_others_stay(home: Path) -> None:
    store = opened(home)
    put(store, *(parts(f"n{i}") for i in range(6)))
    with store.writer() as writer:
        for i in (1, 4):
            writer.remove(parts(f"n{i}")[0].id)
        with pytest.raises(ArticleNotFound):
            writer.remove(parts("n1")[0].id)
    assert [lookups(store, f"n{i}") for i in range(6)] == [(0, 0) if i in (1, 4) else (3, 3) for i in range(6)]
    assert store.n_articles == 4


def test_removing_the_only_article_leaves_an_empty_library(home: Path) -> None:
    store = opened(home)
    put(store, parts("a"))
    with store.writer() as writer:
        writer.remove(parts("a")[0].id)
    assert (store.n_articles, store.n_chunks) == (0, 0)
    assert store.nearest(encode(["x"])[0], 3) == store.lexical("council", 3) == []
    put(store, parts("b"))
    assert lookups(store, "b") == (3, 3)


def test_metadata_changes_without_a_new_index(home: Path) -> None:
    store = opened(home)
    put(store, parts("a"), parts("b"))
    before = next((home / "index").iterdir()).name
    article_id = parts("a")[0].id
    with store.writer() as writer:
        writer.tag(article_id, ["x", "y"])
        writer.set_private(article_id, True)
        writer.fetched(article_id, "2025-01-01T00:00:00Z")
        with pytest.raises(ArticleNotFound):
            writer.tag("sha256-none", ["x"])
    article = store.article(article_id)
    assert (article.tags, article.private, article.fetched) == (("x", "y"), True, "2025-01-01T00:00:00Z")
    assert [folder.name for folder in (home / "index").iterdir()] == [before]


def test_metadata_changes_and_puts_of_one_batch_keep_their_order(home: Path) -> None:
    store = opened(home)
    put(store, parts("a"), parts("b"))
    with store.writer() as writer:
        writer.tag(parts("a")[0].id, ["early"])
        writer.put(*parts("a", 1, tags=("put",)))
        writer.put(*parts("b", 1, tags=("put",)))
        writer.tag(parts("b")[0].id, ["late"])
        writer.put(*parts("c"))
        writer.fetched(parts("c")[0].id, "later")
        writer.set_private(parts("c")[0].id, True)
    assert [(a.tags, a.private, a.fetched[:5]) for a in store.articles()] == [
        (("put",), False, "2024-"), (("late",), False, "2024-"), ((), True, "later"),
    ]  # fmt: skip


def test_what_was_put_before_an_error_is_kept(home: Path) -> None:
    store = opened(home)

    def interrupted() -> None:
        with store.writer() as writer:
            writer.put(*parts("a"))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert lookups(store, "a") == (3, 3)


def test_put_refuses_chunks_and_vectors_of_something_else(home: Path) -> None:
    store = opened(home)
    article, chunks, vectors = parts("a")
    wrong = [
        (article, [dataclasses.replace(chunks[0], end=chunks[0].end + 1), *chunks[1:]], vectors),
        (article, [dataclasses.replace(chunks[0], version="sha256-0"), *chunks[1:]], vectors),
        (article, chunks, vectors[:2]),
        (article, chunks, vectors[:, :8]),
        (article, chunks, vectors * np.nan),
    ]
    with store.writer() as writer:
        for some in wrong:
            with pytest.raises(ValueError, match=r"vectors|chunk"):
                writer.put(*some)
    assert store.n_articles == 0


def test_resolve_takes_an_id_its_beginning_or_the_source(home: Path) -> None:
    store = opened(home)
    put(store, *(parts(f"n{i}") for i in range(12)))
    article_id = parts("n3")[0].id
    assert (
        store.resolve(article_id) == store.resolve(article_id[:14]) == store.resolve("/articles/n3.txt") == article_id
    )
    with pytest.raises(ArticleNotFound, match="12 ids"):
        store.resolve("sha256-")
    for unknown in ("", "%", "sha256-%", "_" * 5, "sha256-zz"):
        with pytest.raises(ArticleNotFound):
            store.resolve(unknown)


def test_scope_selects_by_id_tag_and_date(home: Path) -> None:
    store = opened(home)
    dates = ["2023-12-31", "2024-06-01", "2024-06-30", "2024-07-01", "--06-19", None]
    put(
        store,
        *(parts(f"n{i}", published=d, tags=("even",) if i % 2 == 0 else ("odd", "x")) for i, d in enumerate(dates)),
    )
    ids = [parts(f"n{i}")[0].id for i in range(6)]

    def selected(**scope: object) -> list[int] | None:
        found = store.scope_ids(Scope(**scope))  # type: ignore[arg-type]
        return None if found is None else [i for i, article_id in enumerate(ids) if article_id in found]

    assert selected() is None
    assert selected(since="2024-06-01", until="2024-06-30") == [1, 2]
    assert selected(since="2024-06", until="2024-06") == [1, 2]
    assert selected(until="2024-06-29") == [0, 1]
    assert selected(since="2024") == [1, 2, 3]
    assert selected(tags=("even",)) == [0, 2, 4]
    assert selected(tags=("even", "x"), since="2024") == [1, 2, 3]
    assert selected(articles=(ids[0], "/articles/n5.txt")) == [0, 5]
    assert selected(articles=()) == []
    with pytest.raises(ArticleNotFound):
        selected(articles=("sha256-nobody",))


@pytest.mark.parametrize("n_allowed", [0, 1, 3, 20, 38, 40])
def test_article_filters_are_exact(home: Path, n_allowed: int) -> None:
    store = opened(home)
    everything = [parts(f"n{i}", n=4) for i in range(40)]
    put(store, *everything)
    allowed = frozenset(article.id for article, _, _ in everything[:n_allowed])
    texts = {chunk: vector for article, chunks, vectors in everything if article.id in allowed
             for chunk, vector in zip(chunks, vectors, strict=True)}  # fmt: skip
    query = encode(["anything"])[0]
    expected = sorted(texts.values(), key=lambda v: -float(v @ query))[:10]
    found = store.nearest(query, 10, allowed)
    assert np.allclose([cosine for _, cosine in found], [float(v @ query) for v in expected], atol=1e-6)
    assert {chunk.article_id for chunk in store.chunks([key for key, _ in found]).values()} <= allowed
    words = store.lexical("what did the council say on day 3", 1000, allowed)
    assert {c.article_id for c in store.chunks([key for key, _ in words]).values()} == allowed
    assert len(words) == 4 * n_allowed
    assert store.lexical("council", 5, allowed) == store.lexical("council", 1000, allowed)[:5]


def test_lexical_scores_do_not_depend_on_the_filter(home: Path) -> None:
    store = opened(home)
    put(store, *(parts(f"n{i}") for i in range(5)))
    everywhere = dict(store.lexical(secret("n2", 0), 20))
    some = dict(store.lexical(secret("n2", 0), 20, frozenset([parts("n2")[0].id])))
    assert some == everywhere


def test_words_are_stemmed_and_titles_count(home: Path) -> None:
    store = opened(home)
    put(store, made("a", "Elephants of Kenya", "They were counting animals.\n\nNothing else."), parts("b"))
    assert store.stems("Counting, COUNTED counts!") == ["count"] * 3
    assert store.document_frequency(store.stems("counted elephant council nowhere")) == [1, 2, 3, 0]
    assert len(store.lexical("elephant", 9)) == 2


@settings(max_examples=60, deadline=None)
@given(
    question=st.one_of(
        st.text(max_size=80),
        st.sampled_from(['title:"x', "a AND", "-x", "*", "[a TO", "(", "\\", "key:1", "'", "x^9", "/re/"]),
    )
)
def test_any_question_is_plain_text(fixed_store: Path, question: str) -> None:
    store = opened(fixed_store)
    hits = store.lexical(question, 5)
    assert hits == sorted(hits, key=lambda hit: (-hit[1], hit[0]))
    words = set(store.stems(question))
    for chunk in store.chunks([key for key, _ in hits]).values():
        assert words & set(store.stems(f"{chunk.header}\n{chunk.text}"))
    store.close()


@pytest.fixture(scope="module")
def fixed_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("fixed")
    put(opened(home), parts("key"), parts("title"), made("c", "re x a", "TO AND OR NOT in body text 1."))
    return home


def test_a_question_of_many_words_is_answered_in_bounded_time(home: Path) -> None:
    store = opened(home)
    put(store, *(parts(f"n{i}") for i in range(3)))
    question = " ".join(f"word{i}" for i in range(3_000)) + " " + secret("n1", 0)
    assert {c.article_id for c in store.chunks([k for k, _ in store.lexical(question, 3)]).values()} == {
        parts("n1")[0].id
    }


def test_a_store_of_another_embedder_is_named_and_not_mixed(home: Path) -> None:
    put(opened(home), parts("a"))
    with pytest.raises(StoreMismatch) as caught:
        open_store(home, "other-model sha256-9999", DIMENSION)
    assert EMBEDDER in caught.value.message
    assert "other-model sha256-9999" in caught.value.message
    assert "footnote doctor --repair" in caught.value.hint
    with pytest.raises(StoreMismatch, match="32"):
        open_store(home, EMBEDDER, 32)
    assert open_store(home).n_articles == 1


def test_a_store_of_another_format_is_named(home: Path) -> None:
    store = opened(home)
    put(store, parts("a"))
    with closing(sqlite3.connect(home / "catalogue.sqlite")) as catalogue, catalogue:
        catalogue.execute(
            "UPDATE meta SET value = CASE name WHEN 'format' THEN 99 ELSE 50 END WHERE name IN ('format', 'generation')"
        )
    with pytest.raises(StoreMismatch, match=r"format 99.*format 1"):
        opened(home)
    with pytest.raises(StoreMismatch):
        store.refresh()


def test_a_store_opened_without_an_embedder_can_remove(home: Path) -> None:
    put(opened(home), parts("a"), parts("b"))
    with open_store(home).writer() as writer:
        writer.remove(parts("a")[0].id)
    assert lookups(opened(home), "b") == (3, 3)


def test_reading_loads_neither_chroma_nor_more_than_it_needs(home: Path) -> None:
    put(opened(home), parts("a"))
    code = """
import sys
from pathlib import Path
heavy = lambda: {name for name in ("numpy", "chromadb", "tantivy", "filelock") if name in sys.modules}
import bot.store
assert heavy() == set(), heavy()
store = bot.store.open_store(Path(sys.argv[1]))
assert store.article(store.articles()[0].id).text and heavy() == set(), heavy()
assert store.nearest([1.0] + [0.0] * 15, 3) and store.lexical("council", 3)
assert heavy() == {"numpy", "tantivy"}, heavy()
"""
    done = run(code, str(home))
    assert done.returncode == 0, done.stderr


def test_a_commit_in_the_middle_already_forgets_the_old_version(home: Path) -> None:
    store = opened(home)
    put(store, parts("a"), parts("b"))
    with store.writer() as writer:
        writer.put(*parts("a", 1))
        writer.commit()
        assert [finding.severity for finding in check(home)] == ["warning"]
        store.refresh()
        assert lookups(store, "a") == (0, 0)
        assert lookups(store, "a", 1) == (3, 3)
    assert check(home) == []
