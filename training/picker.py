"""Fits what the answerer without a model has learned: bot/english/background.json, bot/answerers/picker.json.

    python -m training.picker --data DIR [--work DIR] [--questions 600]

Promise: reads only sets marked "train" in the data folder's README; the same data and seed give the same files. Three
fits, all linear: which sentence answers, without and with its embedding (softmax over the sentences of a question), and
whether any does (logistic, over the ways of `eval.studies.cases`). Tried without gain on SQuAD dev_a: gradient boosting and a
hidden layer of 16 or 32 (hit@1 within .01), token-by-token similarity of MiniLM's layers (+.01).
"""

from __future__ import annotations

import argparse
import json
import math
import random
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from bot.answerers import evidence as ev
from bot.answerers import features as ft
from bot.answerers.asked import read
from bot.answerers.pick import Weights, describe, embed, pick
from bot.embed import Embedder, load_embedder
from bot.english import terms
from bot.settings import Settings
from eval.sets import open_set
from eval.studies.cases import Case, make_cases, open_library

OUT = Path(__file__).resolve().parent.parent / "bot"
SETS = {"squad-train": 1.0, "new-wiki": 1.0, "reddit": 0.3, "amazon": 0.3}
"""Training sets and the weight of their questions: posts and reviews read least like news."""
SEPARATE = ("reddit", "amazon")
"""Sets of short posts and reviews, each an article of its own."""
WAYS = {
    "own": 1.0, "elsewhere": 0.25, "cut": 0.2, "changed": 0.25, "foreign": 0.25, "turned": 0.25, "counted": 0.5, "open": 0.25,
}  # fmt: skip
"""Ways of asking and their weight in the fit of `evidence`: about as many answerable questions as others."""
MISSED = 0.3
"""Weight of an answerable question whose best sentence is a wrong one: an answer to it would be no good."""
BY_HAND = {"direction": 3.0, "against": -3.0}
"""Who does what to whom tells in 26 of 3,000 questions, 18 of them right: too few to learn from."""
L2_PICK, L2_EVIDENCE = 1e-3, 1e-3
MIN_SPREAD = 0.1
"""Features are scaled by their standard deviation, at least this, so that rare ones are not fitted to a few questions."""
MIN_TEXTS, N_STEMS = 4, 12_000
"""A stem is "common" from so many paragraphs of the training sets on."""
LICENCES = "SQuAD v1.1 train (part) CC BY-SA 4.0; SQuADShifts new_wiki, reddit, amazon CC BY 4.0"

Rows = list[tuple[np.ndarray, np.ndarray, float]]
"""For each question its sentences' features (n, d), which of them answer (n,), and the question's weight."""


def main() -> None:
    """Fit everything, anew."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=None, help="where the libraries are kept between runs")
    parser.add_argument("--questions", type=int, default=600, help="of each set at most")
    options = parser.parse_args()
    write("english/background.json", background(options.data), indent=None)
    terms.background.cache_clear()
    embedder = load_embedder(Settings(home=Path()))
    with tempfile.TemporaryDirectory() as scratch:
        cases = {
            name: draw(options.data, name, options.questions, embedder, options.work or Path(scratch)) for name in SETS
        }
    fit_all(cases, embedder)


def draw(data: Path, name: str, n: int, embedder: Embedder, work: Path, seed: int = 0) -> list[Case]:
    """Cases of n questions of a set, over a library of all its articles (of posts: those asked about)."""
    whole = open_set(name, data)
    items = list(whole.items)
    random.Random(seed).shuffle(items)  # noqa: S311
    items = items[: n // 3 if name in SEPARATE else n]
    asked = {item.group for item in items}
    articles = [article for article in whole.articles or () if article.id in asked]
    retriever = open_library(articles, embedder, work / f"{name}-{n}")
    return list(make_cases(retriever, articles, items, tuple(WAYS), seed))


def fit_all(cases: dict[str, list[Case]], embedder: Embedder) -> None:
    """Write picker.json."""
    rows = [row for name, some in cases.items() for row in sentence_rows(some, embedder, SETS[name])]
    meaning = ft.NAMES.index("meaning")
    blind = [(x * (np.arange(x.shape[1]) != meaning), y, w) for x, y, w in rows]
    cheap, _ = fit_choice(blind)
    full, loss = fit_choice(rows)
    weights = Weights(cheap, full)
    facts = [fact for name, some in cases.items() for fact in evidence_rows(some, embedder, weights, SETS[name])]
    verdict, bias = fit_verdict(facts)
    report = {
        "made_by": "python -m training.picker",
        "trained_on": LICENCES,
        "n_questions": len(rows),
        "n_cases": len(facts),
        "loss": round(loss, 4),
        "set_by_hand": ", ".join(BY_HAND),
    }
    learned = {
        "about": report,
        "cheap": named(ft.NAMES, cheap),
        "full": named(ft.NAMES, full),
        "evidence": {"bias": round(bias, 4), **named(ev.NAMES, verdict)},
    }
    write("answerers/picker.json", learned, indent=0)


def sentence_rows(cases: Sequence[Case], embedder: Embedder, weight: float) -> Rows:
    """Sentences of the answerable cases that hold an answer among them."""
    rows: Rows = []
    for case in cases:
        if case.way != "own":
            continue
        asked, described = describe(read(case.text), case.passages)
        answers = np.array(
            [case.holds_answer(d.line.span.article_id, d.line.span.start, d.line.span.end) for d in described]
        )
        if answers.any():
            embed(asked, described, embedder)
            rows.append((np.array([ft.as_row(d.values) for d in described], np.float32), answers, weight))
    return rows


def evidence_rows(
    cases: Sequence[Case], embedder: Embedder, weights: Weights, weight: float
) -> list[tuple[np.ndarray, bool, float]]:
    """Evidence, whether answerable, and weight of each case."""
    rows = []
    for case in cases:
        picked = pick(read(case.text), case.passages, embedder, weights)
        if not picked.candidates:
            continue
        spans = [one.span for one in picked.candidates[:2]]
        missed = case.answerable and not any(case.holds_answer(s.article_id, s.start, s.end) for s in spans)
        facts = ev.as_row(ev.evidence(picked.asked, picked.candidates))
        rows.append((facts, case.answerable, weight * WAYS[case.way] * (MISSED if missed else 1.0)))
    return rows


def fit_choice(rows: Rows) -> tuple[np.ndarray, float]:
    """Weights (d,) under which the softmax over a question's sentences favours those that answer, and the mean loss."""
    n, longest, d = len(rows), max(len(y) for _, y, _ in rows), rows[0][0].shape[1]
    x, real, right = np.zeros((n, longest, d), np.float32), np.zeros((n, longest), bool), np.zeros((n, longest), bool)
    for i, (features, answers, _) in enumerate(rows):
        x[i, : len(answers)], real[i, : len(answers)], right[i, : len(answers)] = features, True, answers
    spread = np.maximum(x[real].std(0), MIN_SPREAD)
    share = np.array([w for _, _, w in rows]) / sum(w for _, _, w in rows)
    scaled = x / spread

    def loss(b: np.ndarray) -> tuple[float, np.ndarray]:
        odds = np.where(real, scaled @ b, -np.inf)
        odds = np.exp(odds - odds.max(1, keepdims=True))
        total, good = odds.sum(1, keepdims=True), (odds * right).sum(1, keepdims=True)
        slope = (odds / total - odds * right / good) * share[:, None]
        value = float(share @ np.log(total / good)[:, 0] + L2_PICK * (b**2).sum())
        return value, np.einsum("nm,nmd->d", slope, scaled) + 2 * L2_PICK * b

    found = minimize(loss, np.zeros(d), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    weights = found.x / spread
    weights[[ft.NAMES.index(name) for name in BY_HAND]] = list(BY_HAND.values())
    return weights, float(found.fun)


def fit_verdict(rows: Sequence[tuple[np.ndarray, bool, float]]) -> tuple[np.ndarray, float]:
    """Logistic weights (d,) and bias."""
    x = np.array([facts for facts, _, _ in rows])
    y = np.array([float(answerable) for _, answerable, _ in rows])
    share = np.array([w for _, _, w in rows])
    share /= share.sum()
    spread = np.maximum(x.std(0), MIN_SPREAD)
    scaled = x / spread

    def loss(b: np.ndarray) -> tuple[float, np.ndarray]:
        logit = scaled @ b[1:] + b[0]
        p = 1 / (1 + np.exp(-logit))
        value = float(share @ (np.logaddexp(0, logit) - y * logit) + L2_EVIDENCE * (b[1:] ** 2).sum())
        slope = share * (p - y)
        return value, np.append(slope.sum(), slope @ scaled + 2 * L2_EVIDENCE * b[1:])

    found = minimize(loss, np.zeros(1 + x.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 500})
    return found.x[1:] / spread, float(found.x[0])


def background(data: Path) -> dict[str, Any]:
    """Rarity 0..1 of common stems (logarithm of the share of paragraphs), and the share written with a capital inside sentences."""
    held: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    inside: Counter[str] = Counter()
    n_texts = 0
    for name in SETS:
        for article in open_set(name, data).articles or ():
            for text in article.text.split("\n\n"):
                words = terms.tokens(text)
                n_texts += 1
                held.update(dict.fromkeys(token.stem for token in words))  # in order: ties at the cut go by it
                middle = [t for t in words[1:] if text[: t.start].rstrip()[-1:] not in set('.!?"“')]
                inside.update(t.stem for t in middle)
                capital.update(t.stem for t in middle if t.capital)
    common = [s for s, n in held.most_common(N_STEMS) if n >= MIN_TEXTS and not s[0].isdigit() and len(s) < 20]
    top = math.log(n_texts / 2)
    share = {s: round(capital[s] / inside[s], 1) for s in common if inside[s]}
    return {
        "about": {"made_by": "python -m training.picker", "counted_on": LICENCES, "n_texts": n_texts},
        "rarity": {s: round(min(1.0, max(0.02, math.log(n_texts / held[s]) / top)), 2) for s in common},
        "capital": {s: value for s, value in share.items() if value > 0.3},
    }


def named(names: Sequence[str], weights: np.ndarray) -> dict[str, float]:
    """Weights by name, those that are nothing left out."""
    return {name: round(float(w), 4) for name, w in zip(names, weights, strict=True) if abs(w) >= 5e-5}


def write(name: str, data: dict[str, Any], indent: int | None) -> None:
    """One JSON file of the package."""
    text = json.dumps(data, indent=indent, ensure_ascii=False, separators=(",", ":") if indent is None else None)
    (OUT / name).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
