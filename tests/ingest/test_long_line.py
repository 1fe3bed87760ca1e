"""An article that is one line: no line ends to go by, and none to wait for."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from ingest_material import PROSE

from bot.embed import Embedder
from bot.store import Store
from bot.types import Article
from ingest.extract import Given, extract
from ingest.pipeline import ingest
from ingest.split import split_article

LINE = (" ".join(PROSE) + " ") * (100_000 // len(" ".join(PROSE)) + 1)


def test_one_line_of_100_000_characters_is_an_article(embedder: Embedder) -> None:
    started = time.perf_counter()
    text = extract(LINE.encode(), Given(suffix=".txt")).text
    chunks = split_article(Article("a", "v", "s", "t", text), embedder.count_tokens, embedder.max_tokens)
    assert time.perf_counter() - started < 50
    assert text == LINE.strip()
    assert len(chunks) > 80
    assert chunks[-1].end == len(text)


@pytest.mark.slow  # 100 chunks to embed
def test_one_line_of_100_000_characters_through_the_whole_pipeline(
    tmp_path: Path, store: Store, embedder: Embedder
) -> None:
    (tmp_path / "line.txt").write_text(LINE)
    report = ingest([str(tmp_path / "line.txt")], store, embedder)
    assert (report.new, report.failed) == (1, ())
    assert store.article_chunks(report.articles[0])[-1][1].end == len(LINE.strip())
