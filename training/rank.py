"""Fits bot/rank.json: how much each number that `bot.rank` reads off a chunk counts.

    python -m training.rank --data DIR [--work DIR] [--questions 1500]

Promise: fits on sets marked "train" in the data folder's README (SQuAD train_part and squadshifts new_wiki, the
articles of both in one store); the same data give the same file. Listwise softmax over the candidates of a question,
then one logistic slope and bias, so that a score is the log-odds that the chunk holds the answer. Tried without gain
on SQuAD dev_a: a hidden layer of 16 (first passage .898, linear .898), 20 more features (eval/LOG.md).
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, logsumexp

from bot.embed import Embedder, load_embedder
from bot.rank import FEATURES
from bot.retrieve import Retriever
from bot.settings import Settings
from bot.types import Article, Chunk
from eval.items import EvalSet, Gold, Item, make_article
from eval.metrics.ranking import holds, plain_answer
from eval.progress import progress
from eval.sets import open_set
from eval.studies.retrieval import build_store

TARGET = Path("bot/rank.json")
FITTED = FEATURES[:9]
"""What one article's passages differ in, or Wikipedia can teach. Not the title (in SQuAD a title helps no passage
against others of its article: fitted there it is -2), the lead (an encyclopaedia's says little about its sections) and
how new an article is."""
JUDGED = {"title": 3.0, "lead": 3.0, "recent": 4.0}
"""By judgement, as no set to train on has them. A title that holds half of the question's words, by rarity, makes an
article four times as likely; an article four years older loses 3 where the question says "this week"."""
DECAY = 1e-3
N_PARAGRAPHS = 6
"""An encyclopaedia's article is as long as ten of news: it is cut."""


@dataclass(frozen=True, slots=True)
class Example:
    """The candidates of one question: what is read off them, and which are right."""

    rows: Any
    right: Any


def examples(collection: EvalSet, retriever: Retriever) -> list[Example]:
    """Read off the candidates of every question; those without a right candidate teach nothing."""
    found = []
    with progress(f"{collection.name}: questions", len(collection.items)) as step:
        for item in collection.items:
            vector = retriever.embedder.encode([item.question], query=True)[0]
            chunks = retriever.candidates([item.question], [vector])
            right = np.array([holds_answer(item, chunk) for chunk in chunks.values()])
            if right.any():
                found.append(Example(np.array(retriever.rows(item.question, vector, chunks)), right))
            step(1)
    return found


def holds_answer(item: Item, chunk: Chunk) -> bool:
    """The chunk is of the right article and has the answer's words."""
    return chunk.article_id in item.grades and holds(chunk.text, [plain_answer(a) for a in item.answers])


def fit_listwise(sets: Sequence[Example], columns: Sequence[int]) -> Any:
    """Weights of `columns` under which the softmax over a question's candidates favours those that are right."""
    rows = [e.rows[:, columns] for e in sets]
    spread = np.concatenate(rows).std(axis=0) + 1e-9

    def loss(weights: Any) -> tuple[float, Any]:
        total, slope = DECAY * float(weights @ weights), 2 * DECAY * weights
        for row, example in zip(rows, sets, strict=True):
            scaled = row / spread
            scores = scaled @ weights
            every, right = np.exp(scores - logsumexp(scores)), np.where(example.right, scores, -np.inf)
            total += (logsumexp(scores) - logsumexp(right)) / len(sets)
            slope = slope + (every - np.exp(right - logsumexp(right))) @ scaled / len(sets)
        return total, slope

    return minimize(loss, np.zeros(len(columns)), jac=True, method="L-BFGS-B").x / spread


def fit_odds(sets: Sequence[Example], weights: Any) -> tuple[float, float]:
    """Slope and bias that make the scores log-odds, over all candidates."""
    scores = np.concatenate([e.rows @ weights for e in sets])
    right = np.concatenate([e.right for e in sets]).astype(float)

    def loss(line: Any) -> tuple[float, Any]:
        odds = line[0] * scores + line[1]
        error = expit(odds) - right
        return float(np.mean(np.logaddexp(0, odds) - right * odds)), np.array([(error * scores).mean(), error.mean()])

    slope, bias = minimize(loss, np.array([1.0, -20.0]), jac=True, method="L-BFGS-B").x
    return float(slope), float(bias)


def together(data: Path, n_questions: int) -> EvalSet:
    """The training sets in one collection, with as many questions of each, as the many short articles that news is."""
    parts = [open_set(name, data) for name in ("squad-train", "new-wiki")]
    some = [random.Random(0).sample(part.items, min(n_questions, len(part.items))) for part in parts]  # noqa: S311
    stretches = {a.id: list(_stretches(a)) for part in parts for a in part.articles or ()}
    items = [replace(i, relevant=tuple(Gold(s.id) for id_ in i.grades for s in stretches[id_])) for i in chain(*some)]
    return EvalSet("train", tuple(items), tuple(chain(*stretches.values())))


def _stretches(article: Article) -> Iterator[Article]:
    """Articles of N_PARAGRAPHS each: several that tell of one topic, with a beginning of their own."""
    paragraphs = article.text.split("\n\n")
    for n in range(0, len(paragraphs), N_PARAGRAPHS):
        yield make_article(f"{article.id}/{n}", article.title, "\n\n".join(paragraphs[n : n + N_PARAGRAPHS]))


def fit(data: Path, work: Path, embedder: Embedder, n_questions: int) -> dict[str, Any]:
    """The content of rank.json."""
    train = together(data, n_questions)
    learned = examples(train, Retriever(build_store(train, embedder, work / train.name), embedder))
    weights = np.zeros(len(FEATURES))
    fitted = [FEATURES.index(name) for name in FITTED]
    weights[fitted] = fit_listwise(learned, fitted)
    for name, weight in JUDGED.items():
        weights[FEATURES.index(name)] = weight
    slope, bias = fit_odds(learned, weights)
    kept = {name: round(float(w) * slope, 3) for name, w in zip(FEATURES, weights, strict=True)}
    return {
        "weights": kept,
        "bias": round(bias, 3),
        "slope": round(slope, 3),
        "n_questions": len(learned),
    }


def main() -> int:
    """Fit and write; 0."""
    parser = argparse.ArgumentParser(prog="python -m training.rank", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, help="where the stores are kept for the next time")
    parser.add_argument("--questions", type=int, default=1500, help="of each set")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as spare:
        embedder = load_embedder(Settings(home=Path()))
        fitted = fit(options.data, options.work or Path(spare), embedder, options.questions)
    TARGET.write_text(json.dumps(fitted, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{TARGET}: {fitted}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
