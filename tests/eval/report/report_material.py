"""Scores to show: a realistic one from a seeded generator, and ones that are as rude as texts get."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from eval.compare import Change, Comparison, Flip, Said
from eval.gate import Check
from eval.items import Gold, Item
from eval.score import Score, assemble
from eval.statistics import Figure
from eval.values import Corpus, Row

ATTACK = "</script><script>alert(1)</script>"
HOSTILE = (
    ATTACK,
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "]]><!-- --> &amp; &lt; {{ 7 * 7 }} {% raw %}",
    "right \u202eto left\u202c \u2067isolated",
    "w" * 5000,
    "\x00\x07\x1b[2J\x1b]0;title\x07 bell\x7f\x9b31m\ud800\ufffe\r\n new line",
    "👩‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 emoji 🎉",
    "[bold red]markup[/bold red] [link=file:///etc/passwd]x[/link]",
    "שלום עולם, مرحبا بالعالم",
)
TOPICS = ("energy", "health", "courts", "sport", "science", "markets", "follow-up", "dates", "numbers")
WORDS = """
minister treaty storm council inquiry vaccine reactor bridge strike budget court appeal harvest rescue summit election
mayor river satellite museum tunnel pension ferry drought orchestra
""".split()  # noqa: SIM905


def header(**other: Any) -> dict[str, Any]:
    return {
        "footnote_run": 1,
        "set": "news",
        "set_source": "samples",
        "set_digest": "sha256-" + "3f" * 32,
        "corpus_digest": "sha256-" + "a1" * 32,
        "n_items": 312,
        "partial": False,
        "selection": {},
        "git_commit": "0222b5432bb98a3d2a9d0c0e6d1f4d0b8a7c6e5f",
        "git_dirty": True,
        "versions": {"footnote": "0.1.0", "python": "3.11.7", "chromadb": "1.5.9", "numpy": "2.3.4"},
        "config": {"passages": 10, "answerer": "extractive"},
        "config_digest": "sha256-" + "7c" * 32,
        "code_digest": "sha256-" + "9d" * 32,
        "index": {"id": "idx-81c2", "articles": 1868, "chunks": 15601, "bytes": 48123456},
        "model": "extractive",
        "seed": 0,
        "started": "2026-11-25T11:00:00+00:00",
        "machine": "x86_64, 2 cores",
    } | other


def score_of(rows: Sequence[Row], **other: Any) -> Score:
    return assemble(header(n_items=len(rows), **other), tuple(rows), Corpus({}))


@cache
def realistic(n: int = 312, seed: int = 0, error_rate: float = 0.012, skill: float = 0.83) -> Score:
    dice = random.Random(seed)
    return score_of([_row(dice, i, error_rate, skill) for i in range(n)])


def retrieval_only(n: int = 60) -> Score:
    dice, rows = random.Random(1), []
    for i in range(n):
        item = Item(f"r{i}", _sentence(dice) + "?", relevant=(Gold(f"article:{i}"),), answerable=True, tags=("news",))
        answer = {
            "status": "answered",
            "answer": "",
            "confidence": 0.0,
            "citations": [],
            "passages": _passages(dice, item, found=True),
        }
        hit = float(dice.random() < 0.6)
        rows.append(_judged(item, answer, {"article_hit@1": hit, "ndcg@10": hit * 0.9}, dice.lognormvariate(3, 0.3)))
    return score_of(rows)


def hostile(rude: Callable[[int], str] = lambda i: HOSTILE[i % len(HOSTILE)], n: int = 30) -> Score:
    """Every text that a report shows is rude."""
    rows = []
    for i, row in enumerate(realistic(n, error_rate=0.2).rows):
        item = replace(
            row.item, id=f"{i} {rude(i)}", question=rude(i + 1), answers=(rude(i + 2),), tags=(rude(i + 3)[:200],)
        )
        rows.append(
            replace(
                row,
                item=item,
                answer=row.answer and _rude(row.answer, rude, i),
                error=row.error and {"code": "x", "message": rude(i), "hint": rude(i + 1)},
            )
        )
    return score_of(rows, set=rude(0), model=rude(4), git_commit=rude(2), machine=rude(3), versions={rude(0): rude(1)})


def comparison(a: Score, b: Score) -> Comparison:
    """Of two scores over the same items, its statistics made up."""
    dice, changes = random.Random(3), []
    for name in b.figures:
        one, other = a.figures[name].value, b.figures[name].value
        delta, half = other - one, 0.01 + 0.04 * dice.random()
        per_item = any(name in row.values for row in b.rows)
        p = min(1.0, max(0.0001, 2 ** (-6 * abs(delta) / half)))
        duel = (31, 260, 17) if per_item else (None, None, None)
        figure = Figure(delta, delta - half, delta + half, 312, 80, "bca")
        lower = name in ("false_answer_rate", "false_refusal_rate", "aurc", "calibration_error")
        changes.append(
            Change(
                name, one, other, figure, p if per_item else None, min(1.0, 3 * p) if per_item else None, *duel, lower
            )
        )
    flips = [
        Flip(
            o.item.id,
            o.item.question,
            o.item.answers,
            "better" if t.values["right"] else "worse",
            0.5,
            _said(o),
            _said(t),
        )
        for o, t in zip(a.rows, b.rows, strict=True)
        if o.values.get("right") != t.values.get("right")
    ]
    ways = {way: tuple(flip for flip in flips if flip.to == way) for way in ("better", "worse")}
    settings = {"passages": (8, 10)}
    return Comparison(
        a.header,
        b.header,
        len(b.rows),
        ("A is partial: 300 of 312 questions",),
        settings,
        tuple(changes),
        **ways,
        seed=0,
    )


CHECKS = (
    Check("ndcg@10", 0.7312, 0.72, True),
    Check("false_answer_rate", 0.091, 0.05, False, "false_answer_rate 0.0910 is over 0.05"),
    Check("inexact_quotes", 0, 0, True),
    Check("set_digest", "sha256-" + "3f" * 32, "sha256-" + "3f" * 32, True),
    Check("spans_f2", None, 0.5, False, "no metric is called spans_f2"),
)


def _row(dice: random.Random, i: int, error_rate: float, skill: float) -> Row:
    answerable = dice.random() < 0.69
    tags = tuple(dice.sample(TOPICS, k=dice.choice((1, 1, 2))))
    reference = f"{dice.choice(WORDS).title()} {dice.choice(WORDS).title()}"
    item = Item(
        f"news-{i:03}",
        _sentence(dice) + "?",
        answers=(reference, reference.lower()) if answerable else (),
        relevant=(Gold(f"article:{i}"),) if answerable else (),
        answerable=answerable,
        tags=tags,
        group=f"g{i // 4}",
    )
    if dice.random() < error_rate:
        values = {"right": 0.0, ("false_refusal_rate" if answerable else "false_answer_rate"): 0.0}
        error = {"code": "model", "message": "the chat model did not answer in 30 s", "hint": "try again"}
        return Row(item, None, error, False, None, None, values)
    sure = min(0.99, max(0.01, dice.betavariate(5, 1.6) if answerable else dice.betavariate(1.6, 5)))
    answered = sure > 0.4
    right = float((dice.random() < skill + 0.12 * sure) if answerable and answered else answered == answerable)
    values = {"right": right}
    found = dice.random() < 0.9
    if answerable:
        values |= {
            "article_hit@1": float(found and dice.random() < 0.7),
            "article_hit@5": float(found),
            "ndcg@10": found * dice.uniform(0.6, 1),
        }
        values |= {
            "passage_hit@1": float(dice.random() < 0.55),
            "false_refusal_rate": float(not answered),
            "cited_answer": right,
        }
        values |= {
            "spans_f1": right * dice.uniform(0.5, 1),
            "spans_em": right * (dice.random() < 0.5),
            "answer_contains": right,
        }
    else:
        values |= {"false_answer_rate": float(answered)}
    exact = float(dice.random() < 0.996)
    values |= {"quotes_exact": exact, "citation_recall": dice.uniform(0.8, 1), "uncited": 0.0} if answered else {}
    if "follow-up" in tags:
        values["rewrite_rouge1_recall"] = dice.uniform(0.5, 1)
    time = dice.lognormvariate(3.7, 0.35) * (9 if dice.random() < 0.01 else 1)
    answer = _answer(dice, item, sure, answered, found, reference if right else "")
    return _judged(item, answer, values, time, cached=dice.random() < 0.1)


def _judged(item: Item, answer: dict[str, Any], values: dict[str, float], ms: float, cached: bool = False) -> Row:
    return Row(item, answer, None, cached, ms * 0.7, ms, values)


def _answer(dice: random.Random, item: Item, sure: float, answered: bool, found: bool, said: str) -> dict[str, Any]:
    text = f"{_sentence(dice)} {said}, {_sentence(dice).lower()}." if answered else "The articles don't say."
    title = _sentence(dice)
    quote = {
        "n": 1,
        "article_id": item.id,
        "title": title,
        "source": f"https://news.example/{item.id}",
        "published": "2024-06-20",
        "quote": text,
    }
    return {
        "question": item.question,
        "standalone_question": item.question if dice.random() < 0.8 else "About the bridge: " + item.question,
        "status": "answered" if answered else "refused",
        "answer": text,
        "citations": [quote] * dice.choice((1, 1, 1, 2)) if answered else [],
        "confidence": round(sure, 4),
        "passages": _passages(dice, item, found),
    }


def _passages(dice: random.Random, item: Item, found: bool) -> list[dict[str, Any]]:
    place = dice.choice((0, 0, 0, 1, 2)) if found and item.relevant else -1
    ids = [item.relevant[0].article_id if i == place else f"other:{i}" for i in range(6)]
    return [{"article_id": id_, "title": _sentence(dice), "score": round(1 - 0.1 * i, 3)} for i, id_ in enumerate(ids)]


def _rude(answer: dict[str, Any], rude: Callable[[int], str], i: int) -> dict[str, Any]:
    cited = [quote | {"title": rude(i), "source": rude(i + 1), "quote": rude(i + 2)} for quote in answer["citations"]]
    passages = [passage | {"title": rude(i + n)} for n, passage in enumerate(answer["passages"])]
    return answer | {"answer": rude(i), "standalone_question": rude(i + 4), "citations": cited, "passages": passages}


def _sentence(dice: random.Random) -> str:
    return " ".join(dice.choice(WORDS) for _ in range(dice.randint(5, 13))).capitalize()


def _said(row: Row) -> Said:
    if row.answer is None:
        return Said("error", "no prediction")
    return Said(row.answer["status"], row.answer["answer"])
