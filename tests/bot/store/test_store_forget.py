"""After a removal no byte of the text, the title, the words or the vectors is left in the folder."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from store_material import Parts, lookups, made, opened, parts, put

PIECE = 20


def all_bytes(home: Path) -> bytes:
    return b"\0".join(path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file())


def pieces_left(home: Path, article: Parts) -> list[str]:
    """Pieces of 20 characters of the text or title that stand somewhere in the folder."""
    stored = all_bytes(home)
    texts = [article[0].text, article[0].title, article[0].source]
    pieces = {text[i : i + PIECE] for text in texts for i in range(max(1, len(text) - PIECE + 1))}
    return [piece for piece in pieces if piece.encode() in stored]


def words_left(home: Path, words: set[str]) -> list[str]:
    stored = all_bytes(home).lower()
    return [word for word in words if word.encode() in stored]


def vectors_left(home: Path, vectors: np.ndarray) -> int:
    """How many vectors have two neighbouring numbers standing somewhere, at any byte (nearly: Chroma normalises)."""
    stored = np.frombuffer(all_bytes(home) + b"\0" * 8, np.uint8)
    found = set()
    for shift in range(4):
        whole = stored[shift : shift + (len(stored) - shift) // 4 * 4].view(np.float32)
        with np.errstate(invalid="ignore"):
            for row, vector in enumerate(vectors):
                close = (np.abs(whole[:-1] - vector[0]) < 1e-6) & (np.abs(whole[1:] - vector[1]) < 1e-6)
                if close.any():
                    found.add(row)
    return len(found)


def own_words(seed: int, n: int = 60) -> list[str]:
    chooser = random.Random(seed)
    return ["".join(chooser.choices("bcdfgklmnprtvz", k=9)) for _ in range(n)]


def secretive(seed: int) -> Parts:
    words = own_words(seed)
    text = "\n\n".join(" ".join(words[i : i + 12]).capitalize() + "." for i in range(0, len(words), 12))
    return made(f"folder{seed}/{words[0]}", f"{words[1]} {words[2]} {words[3]}", text)


def nothing_left(home: Path, seed: int) -> None:
    article = secretive(seed)
    assert pieces_left(home, article) == []
    assert words_left(home, set(own_words(seed))) == []
    assert vectors_left(home, article[2]) == 0


def test_the_searches_below_find_what_is_there(home: Path) -> None:
    put(opened(home), secretive(1))
    assert pieces_left(home, secretive(1))
    assert len(words_left(home, set(own_words(1)))) == 60
    assert vectors_left(home, secretive(1)[2]) == 5


@pytest.mark.parametrize("n_others", [0, 30])
def test_a_removed_article_leaves_nothing(home: Path, n_others: int) -> None:
    store = opened(home)
    put(store, *(parts(f"n{i}") for i in range(n_others)), secretive(1), *(parts(f"m{i}") for i in range(n_others)))
    put(store, secretive(2))
    for seed in (1, 2):
        with store.writer() as writer:
            writer.remove(secretive(seed)[0].id)
        nothing_left(home, seed)
    assert all(lookups(store, f"{letter}{i}") == (3, 3) for letter in "nm" for i in range(n_others))


def test_it_leaves_nothing_while_a_reader_has_the_store_open(home: Path) -> None:
    put(opened(home), secretive(1), parts("other"))
    reader = opened(home)
    assert reader.lexical(own_words(1)[0], 3)
    with opened(home).writer() as writer:
        writer.remove(secretive(1)[0].id)
    nothing_left(home, 1)
    reader.refresh()
    assert reader.lexical(own_words(1)[0], 3) == []
    assert lookups(reader, "other") == (3, 3)


def test_a_replaced_version_leaves_nothing(home: Path) -> None:
    store = opened(home)
    put(store, secretive(1), *(parts(f"n{i}") for i in range(5)))
    first = secretive(1)[0]
    article, chunks, vectors = made("new", "New title", "Another text altogether.")
    replaced = [type(c)(first.id, c.version, c.start, c.end, c.text, c.header) for c in chunks]
    put(store, (type(article)(first.id, article.version, "/elsewhere", "New title", article.text), replaced, vectors))
    nothing_left(home, 1)
    assert store.n_articles == 6


def test_many_removals_and_additions_leave_nothing_and_find_the_rest(home: Path) -> None:
    store = opened(home)
    put(store, *(secretive(seed) for seed in range(20)))
    with store.writer() as writer:
        for seed in range(0, 20, 2):
            writer.remove(secretive(seed)[0].id)
            writer.put(*secretive(100 + seed))
            if seed % 6 == 0:
                writer.commit()
    for seed in range(0, 20, 2):
        nothing_left(home, seed)
    for seed in [*range(1, 20, 2), *range(100, 120, 2)]:
        vectors = secretive(seed)[2]
        assert all(store.nearest(v, 1)[0][1] > 0.999 for v in vectors)
        assert len(store.lexical(" ".join(own_words(seed)[:12]), 50)) >= 1
