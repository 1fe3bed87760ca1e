from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import FootnoteError
from eval.items import EvalSet, Gold, Item, make_article
from eval.peers.peer import OURS, Peer, digest, peers
from eval.peers.run import PeerResult, collection, measure, run
from eval.peers.table import quality_table, rows, speed_table
from tests.conftest import SAMPLES

# Ranks articles by how many words they share with the question; notes each build in a log beside the corpus.
TINY = """
import json
from pathlib import Path

LOG = Path({log!r})

def note(word):
    with LOG.open("a") as file:
        print(word, file=file)

def model():
    note("model")

def build(articles, folder):
    note("build")
    print("this goes to stderr")
    (folder / "articles.json").write_text(json.dumps(articles))
    return len(articles)

def open_search(folder):
    note("open")
    articles = json.loads((folder / "articles.json").read_text())

    def search(question, k):
        words = set(question.lower().split())
        ranked = sorted(articles, key=lambda a: -len(words & set(a["text"].lower().split())))
        return [(a["id"], a["text"]) for a in ranked[:k]]

    return search
"""
ARTICLES = (
    make_article("a", "Lisbon", "The treaty of Lisbon was signed by all members in 2007."),
    make_article("b", "Volcano", "A volcano near Grindavik broke out in December."),
    make_article("c", "Tram", "A ride on the new tram is going to cost 2 euros."),
)
QUESTIONS = (
    Item("1", "when was the treaty of Lisbon signed", ("2007",), (Gold("a"),), group="a"),
    Item("2", "which volcano broke out", ("Grindavik",), (Gold("b"),), group="b"),
    Item("3", "what is a tram ride going to cost", ("a million",), (Gold("c"),), group="c"),
)


@pytest.fixture
def tiny(tmp_path: Path) -> Peer:
    recipe = tmp_path / "recipe.py"
    recipe.write_text(TINY.format(log=str(tmp_path / "log")), encoding="utf-8")
    return Peer("tiny", recipe, Path(sys.executable), ("pytest",), k=2)


def measured(peer: Peer, work: Path, questions: Sequence[Item] = QUESTIONS, fresh: bool = False) -> PeerResult:
    return measure(peer, "newsqa", ARTICLES, questions, work, fresh=fresh)


def log(tmp_path: Path) -> list[str]:
    return (tmp_path / "log").read_text().split()


def test_a_peer_is_built_and_asked_in_processes_of_its_own(tiny: Peer, tmp_path: Path) -> None:
    found = measured(tiny, tmp_path / "work")
    assert found.n_chunks == 3
    assert [hits[0][0] for hits in found.hits.values()] == ["a", "b", "c"]
    assert {len(hits) for hits in found.hits.values()} == {2}
    assert found.version == pytest.__version__
    assert 0 < found.median_ms <= found.p95_ms
    assert found.cold_s > found.load_s > 0
    assert 5 < found.peak_mb < 200  # its own: this test's process may hold gigabytes
    assert log(tmp_path).count("build") == 1


def test_what_is_finished_is_not_made_again(tiny: Peer, tmp_path: Path) -> None:
    first = measured(tiny, tmp_path / "work")
    before = log(tmp_path)
    assert measured(tiny, tmp_path / "work") == first
    assert log(tmp_path) == before


def test_fresh_asks_again_but_builds_nothing(tiny: Peer, tmp_path: Path) -> None:
    first = measured(tiny, tmp_path / "work")
    n_opened = log(tmp_path).count("open")
    again = measured(tiny, tmp_path / "work", fresh=True)
    assert again.hits == first.hits
    assert log(tmp_path).count("open") == 2 * n_opened
    assert log(tmp_path).count("build") == 1


def test_other_questions_are_asked_of_the_same_build(tiny: Peer, tmp_path: Path) -> None:
    measured(tiny, tmp_path / "work")
    assert list(measured(tiny, tmp_path / "work", QUESTIONS[:1]).hits) == ["1"]
    assert log(tmp_path).count("build") == 1


def test_a_half_built_index_is_removed_and_made_anew(tiny: Peer, tmp_path: Path) -> None:
    work = tmp_path / "work"
    measured(tiny, work)
    (report,) = work.glob("*.build.json")
    report.unlink()
    (folder,) = (p for p in work.glob("tiny-*") if p.is_dir())
    (folder / "left over").touch()
    measured(tiny, work)
    assert [p.name for p in folder.iterdir()] == ["articles.json"]
    assert log(tmp_path).count("build") == 2


def test_another_recipe_version_or_corpus_is_another_build(tiny: Peer, tmp_path: Path) -> None:
    work = tmp_path / "work"
    measured(tiny, work)
    tiny.recipe.write_text(tiny.recipe.read_text() + "# changed\n")
    measured(tiny, work)
    measured(replace(tiny, packages=("pytest", "hypothesis")), work)
    measure(tiny, "newsqa", ARTICLES[:2], QUESTIONS[:2], work)
    assert log(tmp_path).count("build") == 4


def test_a_peer_that_crashes_is_one_line_that_names_it(tiny: Peer, tmp_path: Path) -> None:
    tiny.recipe.write_text("def model(): raise OSError('no space left')", encoding="utf-8")
    with pytest.raises(FootnoteError, match=r"^tiny failed to build: OSError: no space left$") as caught:
        measured(tiny, tmp_path / "work")
    assert str(tiny.recipe) in caught.value.hint
    assert "\n" not in caught.value.message
    assert not list((tmp_path / "work").glob("*.json"))


def test_a_peer_without_its_environment_says_what_to_type(tmp_path: Path) -> None:
    with pytest.raises(FootnoteError, match="langchain cannot be measured") as caught:
        measured(peers(tmp_path / "nowhere")["langchain"], tmp_path / "work")
    assert caught.value.hint == "make peers-env"


def test_what_a_child_is_told_keeps_it_off_the_network(tiny: Peer, tmp_path: Path) -> None:
    tiny.recipe.write_text("import os\ndef open_search(_): return lambda q, k: [(q, os.environ[q])]", encoding="utf-8")
    questions = tmp_path / "questions"
    names = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HAYSTACK_TELEMETRY_ENABLED", "ANONYMIZED_TELEMETRY")
    questions.write_text("".join(json.dumps({"id": n, "text": n}) + "\n" for n in names))
    hits = run(tiny, "ask", str(tiny.recipe), str(tmp_path), str(questions), "1")["hits"]
    assert [hits[n][0][1] for n in names] == ["1", "1", "False", "False"]


def test_ours_is_measured_the_same_way_and_again_when_our_code_changes(tmp_path: Path) -> None:
    ours = peers()[OURS]
    found = measured(ours, tmp_path / "work")
    assert [hits[0][0] for hits in found.hits.values()] == ["a", "b", "c"]
    (tmp_path / "source.py").write_text("1")
    before = digest(tmp_path)
    (tmp_path / "source.py").write_text("2")
    assert digest(tmp_path) != before


def test_rows_hold_every_column_with_its_interval_and_ours_minus_each_peer(tiny: Peer, tmp_path: Path) -> None:
    found = measured(tiny, tmp_path / "work")
    worse = replace(found, peer="worse", hits={q: some[::-1] for q, some in found.hits.items()})
    ours = replace(found, peer=OURS)
    table = rows([worse, ours], EvalSet("newsqa", QUESTIONS, ARTICLES))
    assert [row["peer"] for row in table] == [OURS, "worse"]
    assert table[0]["quality"]["article@1"] == {"n": 3, "mean": 1.0, "low": 1.0, "high": 1.0}
    assert table[1]["quality"]["article@1"]["mean"] == 0.0
    assert table[0]["quality"]["answer in 4"]["n"] == 2  # the third answer stands nowhere
    assert table[0]["ours_minus"] == {}
    assert table[1]["ours_minus"]["article@1"] == {"mean": 1.0, "low": 1.0, "high": 1.0}
    assert table[1]["ours_minus"]["article@5"]["mean"] == 0.0
    assert "| ours - worse | +1.000 [+1.000, +1.000] |" in quality_table(table)
    assert speed_table(table).count("\n") == 3


def test_the_sample_of_squad_is_always_the_same(shared: Path) -> None:
    one, other = collection("squad", shared / "data"), collection("squad", shared / "data")
    assert len(one.articles or ()) == 16
    assert len(one.items) == 400
    assert one.items == other.items
    assert "_" not in "".join(article.title for article in one.articles or ())


STOCK = {name: peer for name, peer in peers().items() if name != OURS}


@pytest.mark.parametrize("name", STOCK)
def test_every_recipe_finds_articles_offline(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    peer = STOCK[name]
    if not peer.python.exists():
        pytest.skip(f"no {peer.python.parent.parent.name}: make peers-env")
    # A proxy where nobody listens: whoever wants the network fails.
    for variable in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(variable, "http://127.0.0.1:9")
    files = ("hurricane-beryl.txt", "nvidia-most-valuable-company.txt", "paris-100-metres-final.txt")
    texts = {name: (SAMPLES / name).read_text(encoding="utf-8") for name in files}
    corpus, questions, folder = tmp_path / "corpus", tmp_path / "questions", tmp_path / "index"
    corpus.write_text("".join(json.dumps({"id": n, "title": n, "text": t}) + "\n" for n, t in texts.items()))
    beginnings = {name: " ".join(text.split()[:40]) for name, text in texts.items()}
    questions.write_text("".join(json.dumps({"id": n, "text": t}) + "\n" for n, t in beginnings.items()))
    folder.mkdir()
    assert set(run(peer, "versions", *peer.packages)) == set(peer.packages)
    built = run(peer, "build", str(peer.recipe), str(corpus), str(folder))
    found = run(peer, "ask", str(peer.recipe), str(folder), str(questions), "50")
    assert built["chunks"] >= len(files)
    assert [found["hits"][name][0][0] for name in files] == list(files)
    squeezed = {name: "".join(text.split()) for name, text in texts.items()}
    assert all("".join(text.split()) in squeezed[name] for hits in found["hits"].values() for name, text in hits)
