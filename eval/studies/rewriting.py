"""How well follow-ups are recognised and resolved, beside what is usual without a model.

    python -m eval.studies.rewriting --data DIR [--show canard|canard-title|cast]

Promise: ours and the baselines see the same questions, histories and references, every figure carries the 95 %
bootstrap interval over dialogues, and nothing is tuned here. CANARD's history comes once as it is and once opened by
the article's title, which its annotators saw. CAsT has no answers in its history.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.errors import UsageError
from bot.rewrite import rewrite
from eval.studies.rewriting_data import Item, load_abg_coqa, load_canard, load_cast
from eval.studies.rewriting_measures import FIGURES, Score, figure, score
from eval.studies.rewriting_retrieval import story_table

SETS: dict[str, Callable[[Path], list[Item]]] = {
    "canard": lambda data: load_canard(data, title=False, half=1),
    "canard-title": lambda data: load_canard(data, title=True, half=1),
    "canard-title, tuned half": lambda data: load_canard(data, title=True, half=0),
    "cast": load_cast,
}


def _previous(item: Item) -> str:
    return f"{item.question} {item.history[-1].question}" if item.history else item.question


SYSTEMS: dict[str, Callable[[Item], str]] = {
    "as asked": lambda item: item.question,
    "+ previous question": _previous,
    "+ topic": lambda item: f"{item.question} {item.topic}".strip(),
    "ours": lambda item: rewrite(item.question, item.history),
}


def bleu(outputs: Sequence[str], references: Sequence[str]) -> float:
    """Corpus BLEU of sacrebleu, lower case."""
    import sacrebleu

    return float(sacrebleu.corpus_bleu(list(outputs), [list(references)], lowercase=True).score)


def table(name: str, items: Sequence[Item]) -> str:
    """One data set, all systems, as a Markdown table."""
    lines = [f"\n### {name}: {len(items)} questions\n", f"| | BLEU | {' | '.join(FIGURES)} |", "|---" * 9 + "|"]
    groups = [item.dialog for item in items]
    for label, system in SYSTEMS.items():
        outputs = [system(item) for item in items]
        scores = [score(item.question, item.gold, output) for item, output in zip(items, outputs, strict=True)]
        found = " | ".join(_cell(title, scores, groups) for title in FIGURES)
        lines.append(f"| {label} | {bleu(outputs, [item.gold for item in items]):.1f} | {found} |")
    return "\n".join([*lines, _speed(items)])


def _cell(title: str, scores: Sequence[Score], groups: Sequence[str]) -> str:
    value, low, high = figure(title, scores, groups)
    return f"{value:.3f} [{low:.3f}, {high:.3f}]"


def _speed(items: Sequence[Item]) -> str:
    """Median and 99th percentile of a rewriting, its caches as warm as a running chat has them."""
    taken = []
    for item in items:
        begun = time.perf_counter()
        rewrite(item.question, item.history)
        taken.append((time.perf_counter() - begun) * 1000)
    taken.sort()
    n = len(taken)
    return f"\nmilliseconds a question, median and 99th percentile: {taken[n // 2]:.2f}, {taken[n * 99 // 100]:.2f}"


def show(items: Sequence[Item]) -> str:
    """Every question with the turn before it, ours and the reference, to be read."""
    blocks = []
    for item in items:
        before = [f"     {turn.question} | {turn.answer}" for turn in item.history[-1:]]
        ours = rewrite(item.question, item.history)
        blocks.append("\n".join([*before, f"  Q  {item.question}", f"  =  {ours}", f"  G  {item.gold}"]))
    return "\n\n".join(blocks)


def main() -> int:
    """Print every table, or one set to be read."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", help="folder of the data sets (or FOOTNOTE_DATA)")
    parser.add_argument("--show", choices=SETS, help="print this set to be read, instead of the figures")
    arguments = parser.parse_args()
    data = Path(arguments.data or os.environ.get("FOOTNOTE_DATA") or "data")
    try:
        if arguments.show:
            print(show(SETS[arguments.show](data)))  # noqa: T201
            return 0
        for name, load in SETS.items():
            print(table(name, load(data)), flush=True)  # noqa: T201
        print(story_table(load_abg_coqa(data)))  # noqa: T201
    except UsageError as error:
        print(f"{error.message}\n{error.hint}", file=sys.stderr)  # noqa: T201
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
