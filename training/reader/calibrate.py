"""Fits bot/answerers/belief.json: what the reader's numbers are worth, as probabilities.

    python -m training.reader.calibrate --data DIR --work FOLDER [--onnx FILE] [--questions 2400] [--out FILE]

Promise: fitted on SQuAD dev_a, which is marked for tuning, asked through the product's own retrieval in the ways of
`eval.studies.cases`; never on a set that only measures. What is reported (calibration error, AUROC) was fitted on the
other articles. Readings are kept in --work, so that a change of the features is fitted anew within a minute.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import pickle
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from bot import reader
from bot.answerers import belief
from bot.answerers.asked import read
from bot.answerers.by_span import N_READ
from bot.embed import load_embedder
from bot.errors import UsageError
from bot.reader.model import SHA256, Network
from bot.reader.reading import Reader, Reading
from bot.settings import Settings
from eval.metrics.answers import contains, token_f1
from eval.metrics.refusal import auroc, calibration_error
from eval.plainly import plainly
from eval.progress import progress
from eval.sets import open_set
from eval.studies.cases import Case, make_cases, open_library

SET = "squad-dev"
SHARE = {"own": 1.0, "elsewhere": 0.5, "impossible": 0.4, "cut": 0.2}
"""Weight in the fit of the confidence: about as many questions with an answer as without."""
WAYS = tuple(SHARE)
DECAY, HALF, FLOOR_F1 = 1e-3, 0.5, 0.02
OUT = Path(belief.__file__).with_name("belief.json")


@dataclass(frozen=True, slots=True)
class Asked:
    """One case with what the reader made of it."""

    case: Case
    readings: list[Reading]


def ask(data: Path, work: Path, reads: Reader, n_questions: int, way: str, name: str = SET) -> list[Asked]:
    """Every question that can be put this way, searched and read."""
    made = open_set(name, data)
    items = random.Random(0).sample(made.items, min(n_questions, len(made.items)))  # noqa: S311 a draw of questions
    retriever = open_library(made.articles or (), load_embedder(Settings(home=work)), work / name)
    words, found = [item.question for item in items], []
    with progress(f"{way}: questions", len(items)) as step:
        for item in items:
            for case in make_cases(retriever, made.articles or (), [item], (way,), hash_of(item.id), words):
                found.append(Asked(case, reads.read(case.text, case.passages[:N_READ])))
            step(1)
    return found


def kept(
    data: Path, work: Path, onnx: Path | None, n_questions: int, name: str = SET, ways: Sequence[str] = WAYS
) -> list[Asked]:
    """As `ask`, or what an earlier run with the same weights and the same code of the reader kept in `work`."""
    work.mkdir(parents=True, exist_ok=True)
    weights = hashlib.sha256(onnx.read_bytes()).hexdigest() if onnx else SHA256
    sources = [path.read_bytes() for path in sorted(Path(reader.__path__[0]).glob("*.py"))]
    digest = hashlib.sha256(b"".join([weights.encode(), *sources])).hexdigest()
    found: list[Asked] = []
    for way in ways:
        path = work / f"{name}-{digest[:16]}-{n_questions}-{way}.pickle"
        if not path.exists():
            asked = ask(data, work, Reader(Network(onnx)), n_questions, way, name)
            path.write_bytes(pickle.dumps([(one.case, one.readings) for one in asked]))
        pairs = pickle.loads(path.read_bytes())  # noqa: S301 made by this command
        found += [Asked(case, readings) for case, readings in pairs]
    return [replace(one, readings=one.readings[:N_READ]) for one in found]


def hash_of(name: str) -> int:
    """A seed that is the same in every process."""
    return int.from_bytes(name.encode()[-6:], "big")


def span_rows(asked: Sequence[Asked]) -> list[tuple[np.ndarray, np.ndarray]]:
    """For each answerable question its candidates' values, and the F1 of each with the answer."""
    found = []
    for one in asked:
        candidates = belief.candidates_of(read(one.case.text), one.readings) if one.case.way == "own" else []
        if candidates:
            rows = np.array([[candidate.values[name] for name in belief.SPAN[1:]] for candidate in candidates])
            found.append((rows, np.array([token_f1(c.text, one.case.item.answers) for c in candidates])))
    return found


def fit_spans(questions: Sequence[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Weights in the order of `belief.SPAN`: those under which the expected F1 is highest, then made log-odds."""
    spread = np.maximum(np.concatenate([rows for rows, _ in questions]).std(axis=0), 0.1)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        total, slope = DECAY * float(weights @ weights), 2 * DECAY * weights
        for rows, f1 in questions:
            scaled = rows / spread
            shares = np.exp(scaled @ weights - (scaled @ weights).max())
            shares /= shares.sum()
            expected = float(shares @ f1) + FLOOR_F1
            total -= np.log(expected) / len(questions)
            slope = slope - scaled.T @ (shares * (f1 - shares @ f1)) / expected / len(questions)
        return total, slope

    weights = minimize(loss, np.zeros(len(spread)), jac=True, method="L-BFGS-B").x / spread
    scores = np.concatenate([rows @ weights for rows, _ in questions])
    right = np.concatenate([f1 >= HALF for _, f1 in questions]).astype(float)
    bias, scale = fit(np.stack([np.ones(len(scores)), scores], axis=1), right)
    return np.concatenate([[bias], weights * scale])


def is_right(said: str, answers: Sequence[str]) -> float:
    """Whether the span is an answer."""
    return float(token_f1(said, answers) >= 0.5 or contains(said, answers) > 0)


def answer_rows(
    asked: Sequence[Asked], span: Mapping[str, float]
) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[str]]:
    """Evidence, whether it is answerable, weight and article of each case."""
    rows, labels, shares, groups = [], [], [], []
    for one in asked:
        question = read(one.case.text)
        found = belief.candidates_of(question, one.readings, span)
        if not found:
            continue
        values = belief.evidence(question, found, one.readings)
        rows.append([1.0, *(values[name] for name in belief.ANSWER[1:])])
        labels.append(float(one.case.answerable))
        shares.append(SHARE[one.case.way])
        groups.append(one.case.item.group)
    return np.array(rows), np.array(labels), np.array(shares), groups


def fit(rows: np.ndarray, labels: np.ndarray, shares: np.ndarray | None = None) -> np.ndarray:
    """Logistic regression; the bias is the first column."""
    shares = np.ones(len(labels)) if shares is None else shares
    spread = np.maximum(rows.std(axis=0), 0.1)
    spread[0] = 1.0
    scaled = rows / spread

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        logits = scaled @ weights
        error = shares * (1 / (1 + np.exp(-logits)) - labels)
        value = np.mean(shares * (np.logaddexp(0, logits) - labels * logits)) + DECAY * weights[1:] @ weights[1:]
        slope = scaled.T @ error / len(labels) + 2 * DECAY * np.concatenate([[0.0], weights[1:]])
        return float(value), slope

    found: np.ndarray = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B").x / spread
    return found


def crossed(rows: np.ndarray, labels: np.ndarray, shares: np.ndarray, groups: Sequence[str]) -> np.ndarray:
    """Probabilities of each row by weights fitted on the other articles."""
    every, found = np.array(groups), np.zeros(len(labels))
    for group in np.unique(every):
        out = every == group
        found[out] = 1 / (1 + np.exp(-rows[out] @ fit(rows[~out], labels[~out], shares[~out])))
    return found


def fit_all(asked: Sequence[Asked]) -> dict[str, dict[str, float]]:
    """The content of belief.json."""
    span = named(belief.SPAN, fit_spans(span_rows(asked)))
    rows, labels, shares, groups = answer_rows(asked, span)
    print(json.dumps(quality(asked, span)))  # noqa: T201
    report(rows, labels, shares, groups, asked)
    return {"span": span, "answer": named(belief.ANSWER, fit(rows, labels, shares))}


def named(names: Sequence[str], values: np.ndarray) -> dict[str, float]:
    """Weights by name, rounded."""
    return {name: round(float(value), 4) for name, value in zip(names, values, strict=True)}


def report(
    rows: np.ndarray, labels: np.ndarray, shares: np.ndarray, groups: Sequence[str], asked: Sequence[Asked]
) -> None:
    """Cross-fitted: how well the probability parts, and how far it is from what happens."""
    sure = crossed(rows, labels, shares, groups)
    ways = np.array([one.case.way for one in asked if one.readings and any(r.spans for r in one.readings)])
    found = {"n": float(len(labels))}
    for way in WAYS:
        both = (ways == "own") | (ways == way)
        found[f"answered_{way}"] = float((sure[ways == way] >= HALF).mean())
        if way != "own":
            found[f"auroc_{way}"] = auroc(sure[both], labels[both] > 0) or 0.0
            found[f"ece_{way}"] = calibration_error(sure[both], labels[both] > 0) or 0.0
    print(json.dumps({name: round(value, 4) for name, value in found.items()}))  # noqa: T201


def quality(asked: Sequence[Asked], span: Mapping[str, float] | None = None) -> Mapping[str, Any]:
    """F1 and rightness of the best span, over the answerable questions."""
    own = [one for one in asked if one.case.way == "own"]
    best = [next(iter(belief.candidates_of(read(one.case.text), one.readings, span)), None) for one in own]
    f1 = [token_f1(b.text, o.case.item.answers) if b else 0.0 for b, o in zip(best, own, strict=True)]
    right = [is_right(b.text, o.case.item.answers) if b else 0.0 for b, o in zip(best, own, strict=True)]
    return {"n": len(own), "f1": round(float(np.mean(f1)), 4), "right": round(float(np.mean(right)), 4)}


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--onnx", type=Path, help="weights other than the shipped ones")
    parser.add_argument("--questions", type=int, default=2400)
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    if (use := open_set(SET, args.data).use) != "tune":
        raise UsageError(f"{SET} is marked {use}: what is shipped is never fitted on it")
    asked = kept(args.data, args.work, args.onnx, args.questions)
    print(json.dumps(quality(asked)))  # noqa: T201
    made = fit_all(asked)
    args.out.write_text(json.dumps(made, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(plainly(main))
