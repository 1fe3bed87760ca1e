"""What one row of the training data says, and how questions, passages and changes become rows.

Promise: the same sets, finds and seed give the same rows, in the same order. Kinds: `answer` (the passage holds it),
`found` (our retriever ranks the passage high, the answer is not in it), `cut` (the answer's sentence taken out), `swap`
(the question changed so that nothing answers it); and, for what a sentence says of a statement, `yes_no` and `claim`
(made of question and answer) and `echo` (a sentence repeated in part, or changed).
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from bot.sentences import paragraphs, split_sentences
from eval.items import EvalSet, Item
from eval.metrics.answers import normalized
from training.reader.statements import as_statement, as_yes_no, kind
from training.reader.swaps import Likeness, Swapper

NONE, UNKNOWN, NO_SENTENCE = -1, -2, 255
NEITHER, SUPPORTS, CONTRADICTS = 0, 1, 2
SHARES = {"squad-train": 1.0, "new-wiki": 1.0, "reddit": 0.75, "amazon": 0.75}
"""Of the questions of a set, in each pass."""
RATES = {"found": 0.34, "cut": 0.1, "swap": 0.42, "yes_no": 0.18, "claim": 0.08, "echo": 0.2}
"""Rows of each kind for one `answer` row."""
KINDS = ("answer", *RATES)
OWN_CHUNK, CROPPED, TITLED = 0.4, 0.35, 0.75
"""How often an answer is read in a chunk as the product cuts it, in a few sentences around it, and with its title."""
CROP_CHARS = 450
ECHO_CHARS = (40, 300)
"""Sentences that are said again: neither headings nor lists."""


@dataclass(frozen=True, slots=True)
class Row:
    """One example. `start`, `end`: the answer in `passage`, or NONE. `answerable` 1, 0 or UNKNOWN.

    `sentence`: offset in the passage of the sentence that supports or contradicts (`relation`), or NONE.
    """

    kind: str
    question: str
    title: str
    passage: str
    start: int = NONE
    end: int = NONE
    answerable: int = 0
    sentence: int = NONE
    relation: int = NEITHER


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of an article."""

    article: str
    start: int
    end: int


class Source:
    """One training set with what was found for its questions."""

    def __init__(self, made: EvalSet, found: Mapping[str, Sequence[Place]], likeness: Likeness) -> None:
        self.name = made.name
        self.items = [item for item in made.items if item.relevant]
        self.found = found
        self.likeness = likeness
        self.texts = {a.id: a.text for a in made.articles or ()}
        self.titles = {a.id: a.title for a in made.articles or ()}

    @cached_property
    def rates(self) -> dict[str, float]:
        """Those of RATES; where only some were mined, each of these gives more, so that as many come of it."""
        share = sum(item.id in self.found for item in self.items) / max(1, len(self.items))
        return RATES | {"found": min(1.0, RATES["found"] / share) if share else 0.0}

    @cached_property
    def by_article(self) -> dict[str, list[Item]]:
        """The questions of each article."""
        grouped: dict[str, list[Item]] = defaultdict(list)
        for item in self.items:
            grouped[item.group].append(item)
        return grouped

    @cached_property
    def paragraphs(self) -> dict[str, list[tuple[int, int]]]:
        """Where the paragraphs of each article stand."""
        return {id_: paragraphs(text) for id_, text in self.texts.items()}


def rows(source: Source, every: Mapping[str, str], titles: Mapping[str, str], seed: int) -> Iterator[Row]:
    """One pass over a set. `every`, `titles`: the text and title of every article that may have been found."""
    rng = random.Random(f"{seed}/{source.name}")  # noqa: S311 a draw of examples, not of keys
    for article, items in sorted(source.by_article.items()):
        swapper = Swapper([i.question for i in items], source.texts[article], rng, source.likeness)
        maker = _Maker(source, every, titles, swapper, rng, items)
        for item in items:
            if rng.random() < SHARES[source.name]:
                yield from maker.of(item)


@dataclass(slots=True)
class _Maker:
    source: Source
    every: Mapping[str, str]
    titles: Mapping[str, str]
    swapper: Swapper
    rng: random.Random
    beside: Sequence[Item]

    def of(self, item: Item) -> Iterator[Row]:
        """The rows of one question in one pass."""
        gold = self.rng.choice(item.relevant)
        if gold.start is None or gold.end is None or gold.end - gold.start > CROP_CHARS:
            return
        place = self._place(gold.article_id, gold.start, gold.end, item.id)
        title = self._title(place.article)
        passage = self.every[place.article][place.start : place.end]
        start, end = gold.start - place.start, gold.end - place.start
        start, end = _trimmed(passage, start, end)
        answer = Row("answer", item.question, title, passage, start, end, 1, start, SUPPORTS)
        yield answer
        for name, rate in self.source.rates.items():
            if self.rng.random() < rate:
                made: Row | None = getattr(self, f"_{name}")(item, answer)
                if made:
                    yield made

    def _title(self, article: str) -> str:
        return self.titles[article] if self.rng.random() < TITLED else ""

    def _place(self, article: str, start: int, end: int, id_: str) -> Place:
        """A passage around the answer: a chunk of ours, a paragraph, or some sentences of it."""
        chunks = [
            p for p in self.source.found.get(id_, ()) if p.article == article and p.start <= start and end <= p.end
        ]
        if chunks and self.rng.random() < OWN_CHUNK:
            return chunks[0]
        spans = self.source.paragraphs[article]
        first, last = spans[bisect_right(spans, (start, 1 << 60)) - 1]
        last = max(last, end)
        if self.rng.random() < CROPPED and last - first > CROP_CHARS:
            return self._crop(article, first, last, start, end)
        return Place(article, first, last)

    def _crop(self, article: str, first: int, last: int, start: int, end: int) -> Place:
        cuts = [(first + s.start, first + s.end) for s in split_sentences(self.source.texts[article][first:last])]
        low = max((i for i, (a, _) in enumerate(cuts) if a <= start), default=0)
        high = min((i for i, (_, b) in enumerate(cuts) if b >= end), default=len(cuts) - 1)
        if high < low:
            return Place(article, first, last)
        while cuts[high][1] - cuts[low][0] < CROP_CHARS and (low > 0 or high + 1 < len(cuts)):
            if low > 0 and (high + 1 == len(cuts) or self.rng.random() < 0.5):
                low -= 1
            else:
                high += 1
        return Place(article, cuts[low][0], cuts[high][1])

    def _found(self, item: Item, answer: Row) -> Row | None:  # noqa: ARG002 called by name, as the others
        """A passage that was found for the question and does not hold any of its answers."""
        golds = [normalized(a) for a in item.answers]
        for place in self._order(item):
            if _covers(place, item):
                continue
            text = self.every[place.article][place.start : place.end]
            plain = _plain(text)
            if not any(gold and gold in plain for gold in golds):
                return Row("found", item.question, self._title(place.article), text)
        return None

    def _order(self, item: Item) -> list[Place]:
        """High ranks first, mostly; the question's own article and others."""
        places = self.source.found.get(item.id, ())
        return sorted(places, key=lambda p: places.index(p) + self.rng.expovariate(1 / 3))

    def _cut(self, item: Item, answer: Row) -> Row | None:
        kept = [(s.start, s.end) for s in split_sentences(answer.passage)]
        kept = [(a, b) for a, b in kept if not (a < answer.end and answer.start < b)]
        text = " ".join(answer.passage[a:b] for a, b in kept)
        if len(kept) < 2 or any(normalized(a) in normalized(text) for a in item.answers):
            return None
        return Row("cut", item.question, answer.title, text)

    def _swap(self, item: Item, answer: Row) -> Row | None:
        made = self.swapper.swap(item.question, answer.passage, answer.passage[answer.start : answer.end])
        return Row("swap", made, answer.title, answer.passage) if made else None

    def _yes_no(self, item: Item, answer: Row) -> Row | None:
        return self._judged("yes_no", item, answer)

    def _claim(self, item: Item, answer: Row) -> Row | None:
        return self._judged("claim", item, answer)

    def _echo(self, item: Item, answer: Row) -> Row | None:
        """A sentence of the passage said again in part, or changed, or one of elsewhere in the article."""
        draw, text = self.rng.random(), answer.passage
        places = [s for s in split_sentences(text) if ECHO_CHARS[0] <= s.end - s.start <= ECHO_CHARS[1]]
        if not places:
            return None
        place = self.rng.choice(places)
        said = text[place.start : place.end]
        if draw > 0.8:
            other = self._found(item, answer)
            return Row("echo", self._part(said), other.title, other.passage, answerable=UNKNOWN) if other else None
        if draw < 0.4:
            return Row("echo", self._part(said), answer.title, text, NONE, NONE, UNKNOWN, place.start, SUPPORTS)
        changed = self.swapper.swap(self._part(said), text, "")
        return (
            Row("echo", changed, answer.title, text, NONE, NONE, UNKNOWN, place.start, CONTRADICTS) if changed else None
        )

    def _part(self, said: str) -> str:
        """The sentence, or its clauses but one."""
        clauses = said.rstrip(".").split(", ")
        if len(clauses) > 1 and self.rng.random() < 0.6:
            clauses.pop(self.rng.randrange(len(clauses)))
        return f"{', '.join(clauses)}."

    def _judged(self, name: str, item: Item, answer: Row) -> Row | None:
        """A statement with the right answer, a wrong one of the same kind, or one that nothing here supports."""
        words = answer.passage[answer.start : answer.end]
        make = as_yes_no if name == "yes_no" else as_statement
        draw = self.rng.random()
        said = words if draw < 0.5 else self._wrong(item, words)
        text = make(item.question, said) if said else ""
        if not text:
            return None
        known = 1 if name == "yes_no" else UNKNOWN
        if draw > 0.85:
            other = self._found(item, answer)
            return (
                Row(name, make(item.question, words), other.title, other.passage, answerable=min(known, 0))
                if other
                else None
            )
        relation = SUPPORTS if said == words else CONTRADICTS
        return Row(name, text, answer.title, answer.passage, NONE, NONE, known, answer.start, relation)

    def _wrong(self, item: Item, right: str) -> str:
        every = {normalized(a) for a in item.answers}
        pool = [i.answers[0] for i in self.beside if i.answers and kind(i.answers[0]) == kind(right)]
        pool = [a for a in pool if not any(normalized(a) in e or e in normalized(a) for e in every)]
        return self.rng.choice(pool) if pool else ""


_plain = lru_cache(maxsize=20_000)(normalized)


def _covers(place: Place, item: Item) -> bool:
    return any(
        g.article_id == place.article and g.start is not None and place.start <= g.start < place.end
        for g in item.relevant
    )


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without white space and closing punctuation that annotators took along."""
    while end > start and (text[end - 1].isspace() or text[end - 1] in ".,;:!?"):
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return start, end
