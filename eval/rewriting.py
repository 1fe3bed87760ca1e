"""How well follow-ups are recognised and resolved, on public data sets: `python -m eval.rewriting --data DIR`.

Promise: ours and the baselines see the same questions, histories and references, every figure carries the 95 %
bootstrap interval over dialogues, and nothing is tuned here. Word overlap says how much of the reference was
recovered, not whether a reader would accept the question. CAsT has no answers in its history.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.rewrite import rewrite
from bot.types import Exchange
from eval.rewriting_data import Item, load_abg_coqa, load_canard, load_cast

System = Callable[[Item], str]
N_RESAMPLES = 1000
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_TRIVIAL = frozenset("a an the and so also then please of".split())
_NAME = re.compile(r"[A-Z][\w'’.-]*(?: (?:of |the |de |von |and )?[A-Z][\w'’.-]*)*")
_STOPWORDS = frozenset(
    "a an the of in on at to from by with about for into and or but if as than that this these those it its he she they "
    "him her his them their is are was were be been being do does did has have had can could will would what which who "
    "whom whose when where why how not no any some other else there i you we me my your our besides aside".split()
)


@dataclass(frozen=True, slots=True)
class Score:
    """One question under one system."""

    needs: bool
    rewrote: bool
    gold_added: int
    recovered: int
    added: int
    recall: float
    wrong_name: bool


def words(text: str) -> list[str]:
    """Lower-case words without possessive endings."""
    return [re.sub(r"['’]s?$", "", word) for word in _WORD.findall(text.lower())]


def same(one: str, other: str) -> bool:
    """Whether two questions differ at most in case, punctuation and words without content."""
    first, second = ([w for w in words(text) if w not in _TRIVIAL] for text in (one, other))
    return first == second


def content(text: str) -> Counter[str]:
    """Content words, plural endings cut."""
    return Counter(w[:-1] if len(w) > 3 and w.endswith("s") else w for w in words(text) if w not in _STOPWORDS)


def score(item: Item, output: str) -> Score:
    """Compare one output with its reference."""
    question, gold, ours = content(item.question), content(item.gold), content(output)
    gold_added, ours_added = gold - question, ours - question
    wanted, given = Counter(words(item.gold)), Counter(words(output))
    return Score(
        needs=not same(item.question, item.gold),
        rewrote=output != item.question,
        gold_added=gold_added.total(),
        recovered=(gold_added & ours_added).total(),
        added=ours_added.total(),
        recall=(wanted & given).total() / max(wanted.total(), 1),
        wrong_name=any(_is_wrong(name, item) for name in _NAME.findall(output)),
    )


def _is_wrong(name: str, item: Item) -> bool:
    """A name that stands neither in the question nor, with any of its words, in the reference."""
    parts = {part for part in words(name) if part not in _STOPWORDS}
    return bool(parts) and not parts & set(words(item.gold)) and not parts & set(words(item.question))


def systems() -> dict[str, System]:
    """Ours beside what is usual without a model."""
    return {
        "as asked": lambda item: item.question,
        "+ previous question": lambda item: (
            f"{item.question} {item.history[-1].question}" if item.history else item.question
        ),
        "+ topic": lambda item: f"{item.question} {item.topic}",
        "ours": lambda item: rewrite(item.question, item.history),
    }


def bleu(outputs: Sequence[str], references: Sequence[str]) -> float:
    """Corpus BLEU of sacrebleu, lower case."""
    import sacrebleu

    return float(sacrebleu.corpus_bleu(list(outputs), [list(references)], lowercase=True).score)


def interval(groups: Sequence[Sequence[Score]], figure: Callable[[Sequence[Score]], float]) -> tuple[float, float]:
    """95 % bootstrap interval, resampling dialogues."""
    import random

    draw = random.Random(7)  # noqa: S311 (resampling, not secrecy)
    values = sorted(
        figure([s for group in draw.choices(groups, k=len(groups)) for s in group]) for _ in range(N_RESAMPLES)
    )
    return values[int(0.025 * N_RESAMPLES)], values[int(0.975 * N_RESAMPLES) - 1]


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


FIGURES: dict[str, Callable[[Sequence[Score]], float]] = {
    "precision": lambda ss: _ratio(sum(s.needs and s.rewrote for s in ss), sum(s.rewrote for s in ss)),
    "recall": lambda ss: _ratio(sum(s.needs and s.rewrote for s in ss), sum(s.needs for s in ss)),
    "left alone": lambda ss: _ratio(sum(not s.needs and not s.rewrote for s in ss), sum(not s.needs for s in ss)),
    "words recovered": lambda ss: _ratio(sum(s.recovered for s in ss), sum(s.gold_added for s in ss)),
    "of words added": lambda ss: _ratio(sum(s.recovered for s in ss), sum(s.added for s in ss)),
    "unigram recall": lambda ss: _ratio(sum(s.recall for s in ss), len(ss)),
    "wrong name": lambda ss: _ratio(sum(s.wrong_name for s in ss), len(ss)),
}


def table(name: str, items: Sequence[Item]) -> str:
    """One data set, all systems, as a Markdown table."""
    lines = [
        f"\n### {name}: {len(items)} questions\n",
        f"| | BLEU | {' | '.join(FIGURES)} |",
        "|---" * (len(FIGURES) + 2) + "|",
    ]
    for label, system in systems().items():
        outputs = [system(item) for item in items]
        groups: dict[str, list[Score]] = defaultdict(list)
        for item, output in zip(items, outputs, strict=True):
            groups[item.dialog].append(score(item, output))
        cells = [f"{bleu(outputs, [item.gold for item in items]):.1f}"]
        for figure in FIGURES.values():
            low, high = interval(list(groups.values()), figure)
            cells.append(f"{figure([s for group in groups.values() for s in group]):.3f} [{low:.3f}, {high:.3f}]")
        lines.append(f"| {label} | {' | '.join(cells)} |")
    return "\n".join(lines)


def milliseconds(items: Sequence[Item]) -> tuple[float, float]:
    """Median and 99th percentile of one rewriting."""
    taken = []
    for item in items:
        begun = time.perf_counter()
        rewrite(item.question, item.history)
        taken.append((time.perf_counter() - begun) * 1000)
    taken.sort()
    return taken[len(taken) // 2], taken[int(len(taken) * 0.99)]


def main() -> int:
    """Print every table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=os.environ.get("FOOTNOTE_DATA"), help="folder of the data sets")
    parser.add_argument("--show", metavar="SET", help="print question, ours and reference of this set instead")
    arguments = parser.parse_args()
    if arguments.data is None or not Path(arguments.data).is_dir():
        print(f"no data sets at {arguments.data}: give the folder with --data DIR or FOOTNOTE_DATA", file=sys.stderr)
        return 2
    sets = {
        "canard": load_canard(arguments.data, title=False),
        "canard-title": load_canard(arguments.data, title=True),
        "cast": load_cast(arguments.data),
    }
    if arguments.show:
        for item in sets[arguments.show]:
            print(
                f"{item.history[-1:]}\n  Q {item.question}\n  = {rewrite(item.question, item.history)}\n  G {item.gold}"
            )
        return 0
    for name, items in sets.items():
        print(table(name, items))
        print("\nmilliseconds a question, median and 99th percentile: {:.2f}, {:.2f}".format(*milliseconds(items)))
    from eval.rewriting_retrieval import story_table

    print(story_table(load_abg_coqa(arguments.data)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
