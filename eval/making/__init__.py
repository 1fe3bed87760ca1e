"""Questions made from sentences by rules on their parts; `eval.make` puts a set together from them.

Promise: `questions` gives those that stand alone and do not name their answer, in the order of the text. No model, no
I/O, English only; what is in doubt is left out, so that most sentences give nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from eval.making import remarks, rules, subjects
from eval.making.clauses import clauses
from eval.making.standing import gives_away, stands_alone
from eval.making.wording import Made, Reading

RULES = (
    rules.why,
    rules.how_much,
    rules.how_many,
    rules.when,
    rules.where,
    subjects.what_is,
    subjects.who,
    subjects.what,
)


def questions(reading: Reading) -> Iterator[Made]:
    """Everything that can well be asked of an article."""
    for made in _proposed(reading):
        named = made.way in ("how old", "who is", "what is", "who said")
        fits = (named and made.question.isprintable()) or stands_alone(made.question)
        if fits and not gives_away(made.question, reading.text[made.start : made.end]):
            yield made


def _proposed(reading: Reading) -> Iterator[Made]:
    yield from remarks.of_names(reading)
    yield from remarks.quotes(reading)
    for clause in clauses(reading.text):
        for rule in RULES:
            yield from rule(reading, clause)
