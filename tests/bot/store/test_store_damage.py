"""Damaged files: nothing wrong is answered, the error says what to type, and that mends what can be mended."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from store_material import DIMENSION, EMBEDDER, embed, lookups, opened, parts, put, run

from bot.errors import StoreDamaged, StoreError, StoreMismatch
from bot.store import Finding
from bot.store.doctor import check, compact, repair
from bot.types import Chunk

NAMES = [f"n{i}" for i in range(12)]


@pytest.fixture
def whole(home: Path) -> Path:
    put(opened(home), *(parts(name) for name in NAMES))
    put(opened(home), parts("late", tags=("x",)))
    return home


def mend(home: Path, embed: Callable[..., np.ndarray] = embed) -> int:
    return repair(home, EMBEDDER, DIMENSION, embed)


def refuse_to_embed(chunks: list[Chunk]) -> np.ndarray:
    raise AssertionError(f"{len(chunks)} chunks are embedded although their vectors are there")


def errors(home: Path) -> list[Finding]:
    return [finding for finding in check(home) if finding.severity == "error"]


def index_of(home: Path) -> Path:
    return next((home / "index").iterdir())


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def scramble(path: Path) -> None:
    noise = random.Random(3)
    path.write_bytes(bytes(noise.randrange(256) for _ in range(path.stat().st_size)))


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


def delete(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()


WAYS = (truncate, scramble, flip, delete)


def test_a_sound_library_has_no_findings(whole: Path) -> None:
    assert check(whole, EMBEDDER) == []
    assert check(whole.with_name("nothing here")) == []


def test_another_embedder_is_found(whole: Path) -> None:
    (finding,) = check(whole, "other sha256-1")
    assert EMBEDDER in finding.message
    assert "other sha256-1" in finding.message
    assert finding.hint == "footnote doctor --repair"


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ["vectors.npy", "rows.npy", "lexical/*.term", "lexical/meta.json", "manifest.json"])
def test_a_damaged_index_is_refused_found_and_rebuilt(whole: Path, name: str, way: Callable[[Path], None]) -> None:
    before = opened(whole).articles()
    way(next(index_of(whole).glob(name)))
    store = opened(whole)
    with pytest.raises(StoreDamaged) as caught:
        store.nearest(np.ones(DIMENSION), 3)
    assert caught.value.hint == "footnote doctor --repair"
    assert store.articles() == before, "texts are still there"
    assert errors(whole)
    assert mend(whole, embed if name in ("vectors.npy", "rows.npy", "manifest.json") else refuse_to_embed) == 13
    assert check(whole, EMBEDDER) == []
    store.refresh()
    assert all(lookups(store, name) == (3, 3) for name in [*NAMES, "late"])


@pytest.mark.parametrize("what", ["lexical", "chroma", "."])
def test_a_missing_folder_is_found_and_rebuilt(whole: Path, what: str) -> None:
    delete(index_of(whole) / what)
    assert errors(whole)
    assert mend(whole) == 13
    assert check(whole) == []
    assert lookups(opened(whole), "late") == (3, 3)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "name", ["chroma/chroma.sqlite3", "chroma/*/data_level0.bin", "chroma/*/index_metadata.pickle", "lexical/*.idx"]
)
def test_the_next_ingest_mends_chroma_and_the_words_by_itself(
    whole: Path, name: str, way: Callable[[Path], None]
) -> None:
    way(next(index_of(whole).glob(name)))
    assert errors(whole)
    put(opened(whole), parts("new"))
    assert check(whole) == []
    assert lookups(opened(whole), "new") == lookups(opened(whole), "late") == (3, 3)


def test_an_ingest_into_damaged_vectors_is_refused_and_changes_nothing(whole: Path) -> None:
    flip(index_of(whole) / "vectors.npy")
    with pytest.raises(StoreDamaged, match=r"vectors\.npy"):
        put(opened(whole), parts("new"))
    assert mend(whole) == 13
    assert check(whole) == []


def damage_catalogue(home: Path, how: str) -> None:
    path = home / "catalogue.sqlite"
    data = bytearray(path.read_bytes())
    if how == "half":
        del data[len(data) // 2 :]
    elif how == "empty":
        data.clear()
    elif how == "header":
        data[:100] = b"\xff" * 100
    elif how == "text page":
        at = data.index(b"Paragraph 1 of n5")
        data[at : at + 9] = b"PARAGRAPH"
    elif how == "pages":
        noise = random.Random(5)
        for page in noise.sample(range(1, len(data) // 4096), 3):
            data[page * 4096 : page * 4096 + 64] = bytes(noise.randrange(256) for _ in range(64))
    path.write_bytes(data)
    if how == "missing":
        path.unlink()


@pytest.mark.parametrize("how", ["half", "empty", "header", "text page", "pages", "missing"])
def test_a_damaged_catalogue_is_said_plainly_and_what_can_be_saved_is(whole: Path, how: str) -> None:
    """Nothing that is not as it was stored may survive; what survives must be whole."""
    damage_catalogue(whole, how)
    assert errors(whole)
    n_kept = mend(whole)
    store = opened(whole)
    assert store.n_articles == n_kept
    kept = {info.source for info in store.articles()}
    for name in NAMES:
        expected = (3, 3) if f"/articles/{name}.txt" in kept else (0, 0)
        assert lookups(store, name) == expected
        if expected == (3, 3):
            assert store.article(f"/articles/{name}.txt") == parts(name)[0]
    named = {finding.message.split(" ")[0] for finding in errors(whole)}
    assert not named & kept
    if how == "text page":
        assert named == {"/articles/n5.txt"}
        assert n_kept == 12
    if how in ("text page", "pages", "half", "header"):
        assert (whole / "catalogue.sqlite.damaged").exists()
    put(store, *(parts(name) for name in NAMES))
    assert all(lookups(store, name) == (3, 3) for name in NAMES)
    assert errors(whole) == []
    with store.writer() as writer:
        writer.remove(parts("n1")[0].id)
    assert check(whole) == [], "the damaged copy goes with the first removal: it may hold the text"


@pytest.mark.parametrize("seed", range(12))
def test_random_damage_never_gives_a_wrong_text(whole: Path, seed: int) -> None:
    noise = random.Random(seed)
    victims = sorted(path for path in whole.rglob("*") if path.is_file() and path.stat().st_size)
    for path in noise.sample(victims, 2):
        data = bytearray(path.read_bytes())
        at = noise.randrange(len(data))
        data[at : at + 200] = bytes(noise.randrange(256) for _ in range(min(200, len(data) - at)))
        path.write_bytes(data)
    originals = {parts(name)[0].version: parts(name)[0].text for name in [*NAMES, "late"]}
    try:
        store = opened(whole)
        hits = store.nearest(np.ones(DIMENSION), 20) + store.lexical("council met", 20)
    except StoreError as error:
        hint = error.hint
    else:
        hint = "footnote doctor --repair"
        assert len(hits) == 40
    assert hint == "footnote doctor --repair"
    mend(whole)
    assert [f for f in errors(whole) if not f.hint.startswith("footnote ingest")] == []
    store = opened(whole)
    for info in store.articles():
        assert store.article(info.id).text == originals[info.version]


def test_the_doctor_compares_catalogue_and_indexes(whole: Path) -> None:
    with closing(sqlite3.connect(whole / "catalogue.sqlite")) as catalogue, catalogue:
        catalogue.execute("DELETE FROM chunk WHERE key = 2")
        catalogue.execute("INSERT INTO chunk VALUES (500, 1, 0, 5, '')")
    messages = [f"{finding.part}: {finding.message}" for finding in check(whole)]
    for part in ("vectors", "lexical"):
        assert f"{part}: 1 of 39 chunks are missing" in messages
        assert f"{part}: 1 chunks belong to no article" in messages
    assert mend(whole) == 13
    assert errors(whole) == []


def test_the_doctor_checks_offsets_and_versions(whole: Path) -> None:
    with closing(sqlite3.connect(whole / "catalogue.sqlite")) as catalogue, catalogue:
        catalogue.execute('UPDATE chunk SET "end" = 100000 WHERE key = 2')
        catalogue.execute("UPDATE article SET text = replace(text, 'day 1', 'day 9') WHERE number = 3")
    assert {f.message for f in errors(whole)} == {
        "/articles/n0.txt: its chunks are not those that were stored",
        "/articles/n2.txt: its text is not the one that was stored",
    }
    assert mend(whole) == 11
    assert {f.hint for f in errors(whole)} == {"footnote ingest /articles/n0.txt", "footnote ingest /articles/n2.txt"}


def test_repair_embeds_anew_for_another_embedder(whole: Path) -> None:
    def other(chunks: list[Chunk]) -> np.ndarray:
        return np.eye(8, dtype=np.float32)[[len(chunk.text) % 8 for chunk in chunks]]

    assert repair(whole, "other sha256-1", 8, other) == 13
    with pytest.raises(StoreMismatch):
        opened(whole)
    assert check(whole, "other sha256-1") == []


def test_an_open_reader_follows_a_repair(whole: Path) -> None:
    store = opened(whole)
    assert lookups(store, "n1") == (3, 3)
    damage_catalogue(whole, "text page")
    mend(whole)
    store.refresh()
    assert lookups(store, "n1") == (3, 3)
    assert lookups(store, "n5") == (0, 0)


def test_repair_and_compact_of_nothing_make_nothing(home: Path) -> None:
    assert mend(home) == 0
    compact(home)
    assert not home.exists()


def test_compact_gives_back_what_replaced_articles_left(home: Path) -> None:
    store = opened(home)
    put(store, *(parts(f"n{i}", n=20) for i in range(20)))
    for i in range(4):
        with store.writer() as writer:
            writer.remove(parts(f"n{i}")[0].id)
    before = sum(path.stat().st_size for path in home.rglob("*.bin"))
    compact(home)
    assert sum(path.stat().st_size for path in home.rglob("*.bin")) < before
    store.refresh()
    assert check(home) == []
    assert lookups(store, "n9")[0] == 0  # of three paragraphs; this one has twenty
    assert store.n_chunks == 320


KILLED_REPAIRS = """
import shutil, sys
from pathlib import Path
import writer_to_kill
from bot.store.doctor import check, repair
from store_material import DIMENSION, EMBEDDER, embed, lookups, opened
whole, home, n_killed = Path(sys.argv[1]), Path(sys.argv[2]), 0

def mend():
    assert repair(home, EMBEDDER, DIMENSION, embed) == 12

def die(step):
    writer_to_kill.die_at_step(home, step)
    mend()

def look():
    mend()
    assert not [f for f in check(home) if f.severity == "error" and "n5" not in f.message], check(home)
    assert not (home / "salvage.part").exists()
    assert lookups(opened(home), "n0") == lookups(opened(home), "late") == (3, 3)

for step in range(1, 400, int(sys.argv[3])):
    shutil.copytree(whole, home)
    killed = writer_to_kill.forked(lambda: die(step)) < 0
    assert writer_to_kill.forked(look) == 0, step
    shutil.rmtree(home)
    n_killed += killed
    if not killed:
        break
print(n_killed)
"""


@pytest.mark.parametrize("stride", [23, pytest.param(2, marks=pytest.mark.slow)])
def test_a_repair_that_is_killed_can_be_repeated(whole: Path, stride: int) -> None:
    damage_catalogue(whole, "text page")
    done = run(KILLED_REPAIRS, str(whole), str(whole.with_name("copy")), str(stride))
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= 4
