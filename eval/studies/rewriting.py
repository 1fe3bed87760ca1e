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
from dataclasses import dataclass
from pathlib import Path

from bot.errors import UsageError
from bot.rewrite import rewrite
from bot.types import Exchange
from eval.items import Item
from eval.sets import open_set
from eval.sets.canard import OPENING
from eval.studies.rewriting_measures import FIGURES, Score, figure, score
from eval.studies.rewriting_retrieval import story_table


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what is given before it; `topic` is the title or the first question, "" where there is none."""

    item: Item
    history: tuple[Exchange, ...]
    topic: str


def canard(data: Path, *, title: bool, half: int) -> list[Asked]:
    """CANARD's questions of one half, the history with or without the title that opens it."""
    before, _, after = OPENING.partition("{}")
    chosen = [item for item in open_set("canard", data).items if f"half-{half}" in item.tags]
    titles = [item.history[0].question.removeprefix(before).removesuffix(after) for item in chosen]
    return [
        Asked(item, item.history if title else item.history[1:], topic)
        for item, topic in zip(chosen, titles, strict=True)
    ]


def cast(data: Path) -> list[Asked]:
    """CAsT's turns."""
    items = open_set("cast", data).items
    return [Asked(item, item.history, item.history[0].question if item.history else "") for item in items]


SETS: dict[str, Callable[[Path], list[Asked]]] = {
    "canard": lambda data: canard(data, title=False, half=1),
    "canard-title": lambda data: canard(data, title=True, half=1),
    "canard-title, tuned half": lambda data: canard(data, title=True, half=0),
    "cast": cast,
}


def _previous(asked: Asked) -> str:
    question = asked.item.question
    return f"{question} {asked.history[-1].question}" if asked.history else question


SYSTEMS: dict[str, Callable[[Asked], str]] = {
    "as asked": lambda asked: asked.item.question,
    "+ previous question": _previous,
    "+ topic": lambda asked: f"{asked.item.question} {asked.topic}".strip(),
    "ours": lambda asked: rewrite(asked.item.question, asked.history),
}


def bleu(outputs: Sequence[str], references: Sequence[str]) -> float:
    """Corpus BLEU of sacrebleu, lower case."""
    import sacrebleu

    return float(sacrebleu.corpus_bleu(list(outputs), [list(references)], lowercase=True).score)


def table(name: str, questions: Sequence[Asked]) -> str:
    """One data set, all systems, as a Markdown table."""
    lines = [f"\n### {name}: {len(questions)} questions\n", f"| | BLEU | {' | '.join(FIGURES)} |", "|---" * 9 + "|"]
    items = [asked.item for asked in questions]
    groups = [item.group for item in items]
    for label, system in SYSTEMS.items():
        outputs = [system(asked) for asked in questions]
        scores = [score(item.question, item.rewrite, output) for item, output in zip(items, outputs, strict=True)]
        found = " | ".join(_cell(title, scores, groups) for title in FIGURES)
        lines.append(f"| {label} | {bleu(outputs, [item.rewrite for item in items]):.1f} | {found} |")
    return "\n".join([*lines, _speed(questions)])


def _cell(title: str, scores: Sequence[Score], groups: Sequence[str]) -> str:
    value, low, high = figure(title, scores, groups)
    return f"{value:.3f} [{low:.3f}, {high:.3f}]"


def _speed(questions: Sequence[Asked]) -> str:
    """Median and 99th percentile of a rewriting, its caches as warm as a running chat has them."""
    taken = []
    for asked in questions:
        begun = time.perf_counter()
        rewrite(asked.item.question, asked.history)
        taken.append((time.perf_counter() - begun) * 1000)
    taken.sort()
    n = len(taken)
    return f"\nmilliseconds a question, median and 99th percentile: {taken[n // 2]:.2f}, {taken[n * 99 // 100]:.2f}"


def show(questions: Sequence[Asked]) -> str:
    """Every question with the turn before it, ours and the reference, to be read."""
    blocks = []
    for asked in questions:
        before = [f"     {turn.question} | {turn.answer}" for turn in asked.history[-1:]]
        item, ours = asked.item, rewrite(asked.item.question, asked.history)
        blocks.append("\n".join([*before, f"  Q  {item.question}", f"  =  {ours}", f"  G  {item.rewrite}"]))
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
        print(story_table(open_set("abg-coqa", data)))  # noqa: T201
    except UsageError as error:
        print(f"{error.message}\n{error.hint}", file=sys.stderr)  # noqa: T201
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
