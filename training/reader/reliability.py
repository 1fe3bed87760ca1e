"""Whether the probability that the articles answer is one: its calibration error, by weights fitted on other articles.

    python -m training.reader.reliability --data DIR --work FOLDER [--questions 900] [--json]

Promise: cases are those of `training.reader.calibrate` on SQuAD dev_a and newsqa; each article is judged by weights
that were fitted on the others and are thrown away: newsqa only measures. Intervals are 95 %, over articles.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.answerers.belief import shipped_weights
from eval.metrics.refusal import auroc, calibration_error
from eval.plainly import plainly
from eval.statistics import Figure, resampled
from training.reader.calibrate import SET, Asked, answer_rows, crossed, kept

N_QUESTIONS = {SET: 900, "newsqa": 102}
MIXTURES = {"as the sets are": ("own", "impossible"), "every way of asking": ("own", "impossible", "elsewhere", "cut")}
"""SQuAD's questions with and without an answer and newsqa's, all with one; and those whose answer was taken away.

The same news stands in many articles of newsqa: none can be surely taken away there."""
N_BINS = 10


def probabilities(asked: Sequence[Asked]) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Cross-fitted, whether each is answerable, and its article."""
    rows, labels, _, groups = answer_rows(asked, shipped_weights()["span"])
    return crossed(rows, labels, np.ones(len(labels)), groups), labels > 0, groups


def figures(sure: np.ndarray, answerable: np.ndarray, groups: list[str]) -> dict[str, Figure]:
    """Calibration error and AUROC."""
    return {
        "calibration error": resampled(lambda at: calibration_error(sure[at], answerable[at]), groups),
        "AUROC": resampled(lambda at: auroc(sure[at], answerable[at]), groups),
    }


def bins(sure: np.ndarray, answerable: np.ndarray) -> list[str]:
    """Of each tenth: how many, what was said, what was so."""
    at = np.minimum((sure * N_BINS).astype(int), N_BINS - 1)
    return [
        f"  {n / N_BINS:.1f} to {(n + 1) / N_BINS:.1f}: {(at == n).sum():5} said {sure[at == n].mean():.3f}, "
        f"were {answerable[at == n].mean():.3f}"
        for n in range(N_BINS)
        if (at == n).any()
    ]


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=N_QUESTIONS[SET], help="of SQuAD dev_a")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    wanted = N_QUESTIONS | {SET: args.questions}
    ways = {SET: MIXTURES["every way of asking"], "newsqa": ("own",)}
    every = [one for name, n in wanted.items() for one in kept(args.data, args.work, None, n, name, ways[name])]
    found = {}
    for name, ways in MIXTURES.items():
        values = probabilities([one for one in every if one.case.way in ways])
        found[name] = {of: figure.as_json() for of, figure in figures(*values).items()}
        if not args.json:
            shown = [f"{of} {f.value:.3f} [{f.low or 0:.3f}, {f.high or 0:.3f}]" for of, f in figures(*values).items()]
            print(f"{name}: {len(values[0])} cases, {', '.join(shown)}", *bins(*values[:2]), sep="\n")  # noqa: T201
    if args.json:
        print(json.dumps(found))  # noqa: T201


if __name__ == "__main__":
    raise SystemExit(plainly(main))
