"""Statements as a chat model might write them, good and bad, and how many of each would be shown.

    python -m eval.studies.shown [--set newsqa --data DIR] [--statements 200] [--json]

Promise: seeded; every statement is made from sentences of articles by one of the rules below, whose names say what is
right or wrong with it; passages are chunks of the product's own splitting, eight to a statement, three of them from
other articles. None is judged by anybody but the rule that made it: what a rule makes may now and then be true by
chance ("another number" that stands in the same sentence is passed over, a paraphrase is not noticed).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from pathlib import Path

from bot.english.terms import tokens
from bot.grounding.check import check
from bot.grounding.facts import is_name
from bot.grounding.written import Claim, read_line
from bot.types import DraftStatement
from eval.plainly import plainly
from eval.sets import open_set
from eval.statistics import Figure, mean
from eval.studies.settings import Setting, settings

_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
_VERB = re.compile(r"\b(was|were|is|are|has|had|will|would|can|could)\b(?! not\b)")
_OPENING = re.compile(r"^((?:In|On|At|After|Before|During|By|Since) [^,]{3,50}), (.{20,})\.$")
_MAY = re.compile(r"\b(?:may|might|could) (?=[a-z])(?!not\b)")
_CLAUSE = re.compile(r",? (?:but|because|while|after|before|which|who) ")


def copied(at: Setting) -> str:
    """Word for word, its own words as evidence."""
    return f'{at.sentence} [{at.n}] "{_some(at.sentence)}"'


def unquoted(at: Setting) -> str:
    """Word for word, with a marker alone."""
    return f"{at.sentence} [{at.n}]"


def respelled(at: Setting) -> str:
    """The evidence with other quotation marks, hyphens and spaces."""
    words = _some(at.sentence).replace("'", "’").replace("-", "‐").replace(" ", "  ")
    return f"{at.sentence} [{at.n}] “{words}”"


def shortened(at: Setting) -> str:
    """The sentence up to a clause that can go."""
    found = [match.start() for match in _CLAUSE.finditer(at.sentence) if len(at.sentence[: match.start()].split()) > 5]
    return f"{at.sentence[: found[0]]}. [{at.n}]" if found else ""


def attributed(at: Setting) -> str:
    """As models introduce what they have read."""
    return f'According to the article, {at.sentence} [{at.n}] "{_some(at.sentence)}"'


def reordered(at: Setting) -> str:
    """What the sentence begins with ("In May, ...") put last."""
    match = _OPENING.match(at.sentence)
    if not match:
        return ""
    opening, main = match.groups()
    return f'{main[0].upper()}{main[1:]} {opening[0].lower()}{opening[1:]}. [{at.n}] "{_some(main)}"'


def two_cited(at: Setting) -> str:
    """Word for word, a second passage cited besides."""
    return f'{at.sentence} [{at.n}, {at.n % len(at.passages) + 1}] "{_some(at.sentence)}"'


def misnumbered(at: Setting) -> str:
    """Word for word, with its own words but the number of another passage: to be shown, cited rightly."""
    return f'{at.sentence} [{at.n % len(at.passages) + 1}] "{_some(at.sentence)}"'


def another_number(at: Setting) -> str:
    """One number made another."""
    match = _NUMBER.search(at.sentence)
    other = str(at.rng.randint(31, 97))
    if not match or other in at.sentence:
        return ""
    return f'{_put(at.sentence, match, other)} [{at.n}] "{_some(at.sentence)}"'


def another_name(at: Setting) -> str:
    """One name exchanged for a name of another article."""
    words = tokens(at.sentence)
    held = [word.text for i, word in enumerate(words) if is_name(words, i) and len(word.text) > 3]
    fresh = [name for name in at.names if name not in at.sentence and name not in at.nearby]
    if not held or not fresh:
        return ""
    return f'{at.sentence.replace(held[0], at.rng.choice(fresh))} [{at.n}] "{_some(at.sentence)}"'


def negated(at: Setting) -> str:
    """A "not" put in."""
    match = _VERB.search(at.sentence)
    return f'{_put(at.sentence, match, f"{match[1]} not")} [{at.n}] "{_some(at.sentence)}"' if match else ""


def swapped_numbers(at: Setting) -> str:
    """Two numbers in each other's place."""
    found = [match for match in _NUMBER.finditer(at.sentence) if len(match[0]) < 4]
    if len(found) != 2 or found[0][0] == found[1][0]:
        return ""
    first, second = found
    return f'{_put(_put(at.sentence, second, first[0]), first, second[0])} [{at.n}] "{_some(at.sentence)}"'


def added_clause(at: Setting) -> str:
    """A reason at the end, in words of another article."""
    return f'{at.sentence.rstrip(".")}, because {_some(at.other, 7)}. [{at.n}] "{_some(at.sentence)}"'


def undoubted(at: Setting) -> str:
    """What may be, told as what is."""
    match = _MAY.search(at.sentence)
    return f'{_put(at.sentence, match, "does ")} [{at.n}] "{_some(at.sentence)}"' if match else ""


def invented_quote(at: Setting) -> str:
    """Evidence in words of its own."""
    words = _some(at.sentence, 12).split()
    return f'{at.sentence} [{at.n}] "{" ".join(reversed(words))}"'


def stitched_quote(at: Setting) -> str:
    """Evidence from two sentences, as if it were one."""
    return f'{at.sentence} [{at.n}] "{_some(at.sentence, 4)} {_some(at.other, 4)}"'


def borrowed(at: Setting) -> str:
    """What another article says that is not among the passages, with real words of this one as evidence."""
    return f'{at.other} [{at.n}] "{_some(at.sentence)}"'


def foreign(at: Setting) -> str:
    """The same, with a marker alone."""
    return f"{at.other} [{at.n}]"


def unmarked(at: Setting) -> str:
    """Word for word, without any marker."""
    return at.sentence


def invented_marker(at: Setting) -> str:
    """The same, with a number that no passage has."""
    return f"{at.other} [{len(at.passages) + 7}]"


GOOD = (copied, unquoted, respelled, shortened, attributed, reordered, two_cited, misnumbered)
BAD = (
    another_number, another_name, negated, swapped_numbers, added_clause, undoubted,
    invented_quote, stitched_quote, borrowed, foreign, unmarked, invented_marker,
)  # fmt: skip


def _put(text: str, match: re.Match[str], other: str) -> str:
    return text[: match.start()] + other + text[match.end() :]


def _some(text: str, n: int = 8) -> str:
    """Some words of it that stand together: its first ones, or those behind a quotation mark."""
    parts: list[list[str]] = [part.split()[:n] for part in re.split(r"[\"“”]", text)]
    longest = max(parts, key=len)
    return " ".join(longest).strip("',;:. ")


def tally(made: Sequence[Setting], n_statements: int) -> dict[str, list[bool]]:
    """By rule, whether each of its statements would be shown; half of all are good ones."""
    found: dict[str, list[bool]] = {}
    for rules in (GOOD, BAD):
        shares = [n_statements // 2 // len(rules) + (n < n_statements // 2 % len(rules)) for n in range(len(rules))]
        for n, (rule, wanted) in enumerate(zip(rules, shares, strict=True)):
            start = n * len(made) // len(rules)  # each from another place on: what suits a rule may be rare
            found[rule.__name__] = _shown(rule, chain(made[start:], made[:start]), wanted)
    return found


def _shown(rule: Callable[[Setting], str], at: Iterable[Setting], wanted: int) -> list[bool]:
    shown: list[bool] = []
    for one in at:
        if len(shown) == wanted:
            break
        if line := rule(one):
            claims = [claim for claim in read_line(line) if isinstance(claim, Claim)]
            shown.append(any(isinstance(check(claim, one.passages), DraftStatement) for claim in claims))
    return shown


def figures(found: dict[str, list[bool]]) -> dict[str, Figure]:
    """Shares shown: of each rule, of all bad ones, and the share of good ones lost."""
    good = [shown for rule in GOOD for shown in found[rule.__name__]]
    bad = [shown for rule in BAD for shown in found[rule.__name__]]
    shares = {f"{name}: shown": values for name, values in found.items() if values}
    shares |= {"good: lost": [not shown for shown in good], "bad: shown": bad}
    return {
        name: mean([float(v) for v in values], [str(n) for n in range(len(values))]) for name, values in shares.items()
    }


def main() -> int:
    """Measure and print; 0."""
    parser = argparse.ArgumentParser(prog="python -m eval.studies.shown", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--set", default="samples", help="whose articles; samples are bundled")
    parser.add_argument("--data", type=Path, default=os.environ.get("FOOTNOTE_DATA"), help="or FOOTNOTE_DATA")
    parser.add_argument("--articles", type=int, default=60, help="at most so many")
    parser.add_argument("--statements", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rng = random.Random(options.seed)  # noqa: S311 a draw of statements
    articles = list(open_set(options.set, options.data and Path(options.data)).articles or ())
    rng.shuffle(articles)
    found = figures(tally(settings(articles[: options.articles], rng), options.statements))
    if options.json:
        print(json.dumps({name: figure.as_json() for name, figure in found.items()}))  # noqa: T201
    else:
        for name, f in found.items():
            print(f"{name:24} {f.n:5} {f.value:.3f} [{f.low or 0:.3f}, {f.high or 0:.3f}]")  # noqa: T201
    return 0


if __name__ == "__main__":
    raise SystemExit(plainly(main))
