from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.embed import load_embedder
from bot.settings import Settings
from bot.store import Store, open_store
from ingest.pipeline import ingest
from ingest.report import IngestReport

SAMPLES = Path(__file__).resolve().parents[2] / "ingest" / "samples"
FILES = sorted(path.name for path in SAMPLES.iterdir())


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, IngestReport]]:
    home = tmp_path_factory.mktemp("home")
    embedder = load_embedder(Settings(home=home))
    store = open_store(home, embedder.id, embedder.dimension)
    report = ingest([str(SAMPLES)], store, embedder)
    store.refresh()
    yield store, report
    store.close()


def test_nothing_but_articles_in_the_folder() -> None:
    assert 8 <= len(FILES) <= 12
    assert {Path(name).suffix for name in FILES} == {".txt", ".md", ".html"}


def test_all_are_taken_in_without_a_complaint(ingested: tuple[Store, IngestReport]) -> None:
    store, report = ingested
    assert (report.new, report.failed) == (len(FILES), ())
    assert sorted(info.id for info in store.articles()) == [f"sample:{Path(name).stem}" for name in FILES]


@pytest.mark.parametrize("name", FILES)
def test_each_has_title_byline_date_and_the_length_of_news(ingested: tuple[Store, IngestReport], name: str) -> None:
    article = ingested[0].article(f"sample:{Path(name).stem}")
    assert 20 < len(article.title) < 90
    assert article.byline
    assert "by" not in article.byline.lower().split()
    assert article.published
    assert len(article.published) == len("2024-06-19")
    assert article.language == "en"
    assert 350 <= len(article.text.split()) <= 700


def test_the_summit_names_every_gift(ingested: tuple[Store, IngestReport]) -> None:
    text = ingested[0].article("sample:russia-north-korea-summit").text
    assert all(gift in text for gift in ("Aurus", "tea set", "naval officer's dagger", "works of art"))
    assert "defence" in text.replace("\n", " ")


def test_two_tell_of_one_event_and_differ(ingested: tuple[Store, IngestReport]) -> None:
    early, late = (
        ingested[0].article(f"sample:{Path(name).stem}") for name in FILES if name.startswith("noto-earthquake")
    )
    assert early.published < late.published  # type: ignore[operator]
    assert "48 people" in early.text
    assert "240 people" in late.text


def test_lines_are_unwrapped(ingested: tuple[Store, IngestReport]) -> None:
    text = ingested[0].article("sample:hurricane-beryl").text
    assert "Beryl came ashore in Texas before dawn on Monday, the last stop of a journey that began off Africa" in text
