"""A small set with articles of its own, and the program run on it as a person runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from eval.items import EvalSet, Gold, Item, make_article
from eval.provenance import TIME_FIELDS
from eval.run import Selection
from eval.runfile import Run
from eval.system import Prediction

ROOT = Path(__file__).resolve().parents[2]
ARTICLES = {
    "harbour": (
        "Ministers exchange gifts at the harbour summit",
        "The foreign ministers of Norland and Sudria met in Wexmouth on Wednesday and signed a fishing treaty.\n\n"
        "Minister Ingrid Solberg gave Minister Paolo Renzi a wooden model boat and a silver compass. "
        "Renzi gave Solberg a bottle of olive oil and a painting of the bay.\n\n"
        "The treaty lets Norland catch 40,000 tonnes of herring a year in the northern waters.",
    ),
    "observatory": (
        "New telescope opens on Mount Karva",
        "An observatory with a mirror of eight metres opened on Mount Karva on Wednesday.\n\n"
        "The telescope cost 210 million euros and took eleven years to build. "
        "Its director, Lena Horak, said that it would search for water on distant planets.",
    ),
}
QUESTIONS: tuple[tuple[str, str, str, str], ...] = (
    ("gifts", "What did Solberg give Renzi?", "a wooden model boat", "harbour"),
    ("herring", "How many tonnes of herring may Norland catch?", "40,000 tonnes", "harbour"),
    ("where", "Where did the foreign ministers meet?", "Wexmouth", "harbour"),
    ("cost", "How much did the telescope cost?", "210 million euros", "observatory"),
    ("director", "Who is the director of the observatory?", "Lena Horak", "observatory"),
    ("mirror", "How large is the mirror of the observatory?", "eight metres", "observatory"),
)
UNANSWERABLE = (("opera", "Who wrote the opera about the moon?"), ("whales", "How many whales were seen in Ostend?"))
TALK = {
    "id": "talk",
    "group": "harbour",
    "turns": [
        {"question": "What did Solberg give Renzi?", "answers": ["a wooden model boat"], "tags": ["what"]},
        {"question": "And what did he give her?", "answers": ["a bottle of olive oil"], "tags": ["follow-up"]},
    ],
}


def lines() -> list[dict[str, Any]]:
    """The set's lines, the header first."""
    rows: list[dict[str, Any]] = [{"footnote_eval": 1, "name": "tiny", "use": "own", "articles": "articles.jsonl"}]
    for id_, question, answer, article in QUESTIONS:
        start = ARTICLES[article][1].index(answer)
        gold = {"article_id": article, "start": start, "end": start + len(answer), "quote": answer}
        rows.append({"id": id_, "question": question, "answers": [answer], "relevant": [gold], "group": article})
        rows[-1]["tags"] = ["number"] if answer[0].isdigit() else ["other"]
    rows += [{"id": i, "question": q, "answerable": False, "tags": ["nothing"]} for i, q in UNANSWERABLE]
    return [*rows, TALK]


def write_set(folder: Path, rows: list[dict[str, Any]] | None = None) -> Path:
    """The set and its articles as files."""
    folder.mkdir(parents=True, exist_ok=True)
    articles = [{"id": i, "title": title, "text": text} for i, (title, text) in ARTICLES.items()]
    for name, some in (("articles.jsonl", articles), ("tiny.jsonl", rows or lines())):
        (folder / name).write_text("".join(json.dumps(row) + "\n" for row in some), encoding="utf-8")
    return folder / "tiny.jsonl"


def command(*words: str | Path) -> list[str]:
    """The command line of `footnote eval WORDS`."""
    return [sys.executable, "-m", "bot", "eval", *map(str, words)]


def quick_environment() -> dict[str, str]:
    """The harness is tested, not the reader: the quicker one answers."""
    return {**os.environ, "COLUMNS": "200", "FOOTNOTE_READER": "sentences"}


def footnote(
    *words: str | Path, code: int | None = 0, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """`footnote eval WORDS`, its exit code checked."""
    environment = {**quick_environment(), **(env or {})}
    done = subprocess.run(command(*words), capture_output=True, text=True, cwd=ROOT, env=environment, timeout=200)
    assert code is None or done.returncode == code, f"{done.returncode}: {done.stdout}{done.stderr}"
    return done


def without_times(value: Any) -> Any:
    """A JSON value without the fields that may differ from run to run."""
    if isinstance(value, dict):
        return {name: without_times(inner) for name, inner in value.items() if name not in TIME_FIELDS}
    return [without_times(inner) for inner in value] if isinstance(value, list) else value


def article_texts() -> dict[str, str]:
    return {i: text for i, (_, text) in ARTICLES.items()}


def made() -> EvalSet:
    """The single questions as values, without a file."""
    articles = tuple(make_article(i, title, text) for i, (title, text) in ARTICLES.items())
    items = []
    for id_, question, answer, article in QUESTIONS:
        start = ARTICLES[article][1].index(answer)
        gold = (Gold(article, start, start + len(answer)),)
        items.append(Item(id_, question, (answer,), gold, answerable=True, tags=("asked",), group=article))
    items += [Item(i, q, answerable=False, tags=("nothing",)) for i, q in UNANSWERABLE]
    return EvalSet("tiny", tuple(items), articles, source="tiny")


def perfect(item: Item) -> dict[str, Any]:
    """The answer of a system that was told: gold passages, the answer's words, a quote that stands there."""
    if not item.answerable:
        return refusal(item)
    gold = item.relevant[0]
    quote = article_texts()[gold.article_id][gold.start : gold.end]
    citation = {"n": 1, "article_id": gold.article_id, "start": gold.start, "end": gold.end, "quote": quote}
    return {
        "status": "answered",
        "answer": f"{quote} [1]",
        "statements": [{"text": quote, "kind": "quoted", "citations": [1]}],
        "citations": [citation],
        "spans": [quote],
        "confidence": 1.0,
        "passages": [{"article_id": gold.article_id, "start": gold.start, "end": gold.end, "score": 1.0}],
        "closest": None,
        "standalone_question": item.question,
    }


def refusal(item: Item) -> dict[str, Any]:
    """The answer of a system that has nothing to say."""
    empty: dict[str, Any] = {name: [] for name in ("statements", "citations", "spans", "passages")}
    said = {
        "answer": "The articles don't say.",
        "confidence": 0.0,
        "closest": None,
        "standalone_question": item.question,
    }
    return {"status": "refused", **empty, **said}


def run_of(made_set: EvalSet, answers: dict[str, dict[str, Any] | None], **header: Any) -> Run:
    """A run with these answers, by item id; None for one that failed."""
    head = {
        "footnote_run": 1,
        "set": made_set.name,
        "set_source": made_set.source,
        "set_digest": made_set.digest,
        "corpus_digest": made_set.corpus_digest,
        "n_items": len(made_set.items),
        "partial": False,
        "selection": Selection().as_json(),
        **header,
    }
    error = {"code": "store", "message": "it broke", "hint": ""}
    predictions = {
        i: Prediction(i, answer, None if answer else error, first_ms=5.0, total_ms=10.0)
        for i, answer in answers.items()
    }
    return Run(head, predictions)
