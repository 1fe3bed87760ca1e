"""Articles, chunks and vectors for the tests of the store, the same in every process that asks for them."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.store import Store, open_store
from bot.types import Article, Chunk

ROOT = Path(__file__).resolve().parents[3]
EMBEDDER, DIMENSION = "unit-vectors sha256-0123", 16
Parts = tuple[Article, list[Chunk], np.ndarray]


def opened(home: Path) -> Store:
    return open_store(home, EMBEDDER, DIMENSION)


def encode(texts: Sequence[str]) -> np.ndarray:
    """A unit vector for each text, in a direction of its own."""
    rows = [np.random.default_rng(zlib.crc32(text.encode())).standard_normal(DIMENSION) for text in texts]
    vectors = np.asarray(rows, np.float32).reshape(len(texts), DIMENSION)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def embed(chunks: Sequence[Chunk]) -> np.ndarray:
    return encode([f"{chunk.header}\n{chunk.text}" for chunk in chunks])


def secret(name: str, revision: int) -> str:
    """Two words that stand in this revision of this article only."""
    digest = hashlib.sha256(f"{name} {revision}".encode()).hexdigest()
    letters = "".join(chr(ord("a") + int(c, 16)) for c in digest)
    return f"zq{letters[:12]} zk{letters[12:24]}"


def parts(name: str, revision: int = 0, n: int = 3, **fields: object) -> Parts:
    """An article of n paragraphs, each a chunk; every paragraph has the article's secret words."""
    lines = [
        f"Paragraph {i} of {name}: the council met “twice” and said {secret(name, revision)} on day {i}."
        for i in range(n)
    ]
    return made(name, f"Report on {name}", "\n\n".join(lines), **fields)


def made(name: str, title: str, text: str, **fields: object) -> Parts:
    """An article of this text, its chunks the paragraphs."""
    article = Article(
        **{  # type: ignore[arg-type]
            "id": "sha256-" + hashlib.sha256(name.encode()).hexdigest()[:16],
            "version": "sha256-" + hashlib.sha256(text.encode()).hexdigest()[:16],
            "source": f"/articles/{name}.txt",
            "title": title,
            "text": text,
            "fetched": "2024-06-20T10:00:00Z",
            **fields,
        }
    )
    chunks, start = [], 0
    for paragraph in text.split("\n\n") if text else []:
        end = start + len(paragraph)
        chunks.append(Chunk(article.id, article.version, start, end, paragraph, title))
        start = end + 2
    return article, chunks, embed(chunks)


def put(store: Store, *articles: Parts) -> None:
    with store.writer() as writer:
        for article, chunks, vectors in articles:
            writer.put(article, chunks, vectors)


def lookups(store: Store, name: str, revision: int = 0) -> tuple[int, int]:
    """How many chunks of this revision are found by its vectors, and by its words."""
    article, _, vectors = parts(name, revision)
    near = [store.chunks([key]).get(key) for v in vectors for key, cosine in store.nearest(v, 1) if cosine > 0.999]
    words = store.chunks([key for key, _ in store.lexical(secret(name, revision), 50)]).values()
    return (
        sum(chunk is not None and chunk.version == article.version for chunk in near),
        sum(chunk.version == article.version for chunk in words),
    )


def python(code: str, *arguments: str, prefix: Sequence[str] = (), **options: object) -> subprocess.Popen[str]:
    """A process that runs `code` with this module importable."""
    path = os.pathsep.join([str(ROOT), str(Path(__file__).parent)])
    return subprocess.Popen(  # type: ignore[call-overload, no-any-return]
        [*prefix, sys.executable, "-W", "error", "-c", code, *arguments],
        env={**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.PIPE,
        text=True,
        **options,
    )


def run(code: str, *arguments: str, prefix: Sequence[str] = (), **options: object) -> subprocess.CompletedProcess[str]:
    """The same, to its end."""
    with python(code, *arguments, prefix=prefix, **options) as process:
        out, err = process.communicate(timeout=120)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)
