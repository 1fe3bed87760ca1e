"""Questions made unanswerable by a small change, as people write them: plausible, and about the same passage.

Promise: "" where a question does not lend itself to a change. Most of what comes out has no answer in its passage, not
all of it. After the kinds found in SQuAD 2.0 (Rajpurkar et al. 2018, table 2): another name or number, an antonym, a
negation, another thing of the same article, another question word, a condition added.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from bot.conversation.tagging import tag
from bot.english.terms import stems, stopwords

NAME = re.compile(r"(?<=[a-z,;] )[A-Z][\w'’-]*(?: (?:of |the |de )?[A-Z][\w'’-]*)*")
NUMBER = re.compile(r"(?<![\w.,-])\d[\d,]*(?:\.\d+)?(?:st|nd|rd|th|s)?(?![\w-]|[.,]\d)")
_AUX = re.compile(
    r"\b(is|are|was|were|did|does|do|can|could|has|have|had|will|would|should)\b (?!not\b)", re.IGNORECASE
)
WAYS = {"name": 0.3, "number": 0.12, "antonym": 0.13, "negate": 0.07, "thing": 0.22, "word": 0.1, "detail": 0.06}
"""How often each is tried first."""
_ASKS = re.compile(r"^(when|where|why|how)(?= (?:did|was|were|is|are|does|do|has|had|can|will)\b)", re.IGNORECASE)
_SAID = {
    "when": r"\d|\b(?:January|February|March|April|May|June|July|August|September|October|November|December|century|when|after|before|during|year|day|night)",
    "where": r"\b(?:in|at|from|near|to|of) (?:the )?[A-Z]|\b(?:where|there|home|city|country|house|place)\b",
    "why": r"\b(?:because|due|since|so|as|for|to|reason|caused?|led|result)\b",
}
"""What a passage says near an answer to each of these; "how" asks for too much to tell."""
AROUND_CHARS, MAX_DETAILED_CHARS = 200, 90
MAX_POOL, SHARPNESS = 60, 10.0
"""Of a pool of words so many are looked at; a cosine higher by .1 makes one e times as likely."""


@cache
def antonyms() -> dict[str, list[str]]:
    """Words and their opposites, from antonyms.txt."""
    found: dict[str, list[str]] = {}
    for line in Path(__file__).with_name("antonyms.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            word, other = line.split("/")
            found.setdefault(word, []).append(other)
    return found


class Likeness:
    """How alike two words are, by the mean of their word pieces' input vectors: "album" is like "song", not "war"."""

    def __init__(self, tokenizer: Tokenizer, vectors: np.ndarray) -> None:
        self._tokenizer = tokenizer
        self._vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        self.vector = lru_cache(maxsize=100_000)(self._vector)

    def _vector(self, text: str) -> np.ndarray:
        ids = self._tokenizer.encode(text, add_special_tokens=False).ids or [100]
        mean: np.ndarray = self._vectors[ids].mean(axis=0)
        return mean / np.linalg.norm(mean)

    def choose(self, text: str, pool: Sequence[str], rng: random.Random) -> str:
        """One of the pool, likelier the more it is like `text`."""
        some = rng.sample(pool, min(len(pool), MAX_POOL))
        cosines = np.stack([self.vector(one) for one in some]) @ self.vector(text)
        return rng.choices(some, np.exp(SHARPNESS * cosines).tolist())[0]


class Swapper:
    """Changes questions of one article. `questions`: all of them, where other things of the article come from."""

    def __init__(self, questions: Sequence[str], text: str, rng: random.Random, likeness: Likeness) -> None:
        self._rng = rng
        self._likeness = likeness
        self._asked = {question.lower() for question in questions}
        self._names = list(NAME.findall(text)) or [n for q in questions for n in NAME.findall(q)]
        self._numbers = NUMBER.findall(text)
        self._places = re.findall(r"\b[Ii]n ([A-Z][a-z]+)\b(?! [A-Z])", text)
        self._things = [word for question in questions for word in things(question)]

    def swap(self, question: str, passage: str, answer: str) -> str:
        """Another question in the words of this one, "" where nothing can be changed."""
        ways = self._rng.choices(list(WAYS), list(WAYS.values()), k=4)
        for way in dict.fromkeys((*ways, "name", "thing")):
            changed: str = getattr(self, f"_{way}")(question, passage, answer)
            if changed and changed.lower() != question.lower() and changed.lower() not in self._asked:
                return changed
        return ""

    def _name(self, question: str, passage: str, answer: str) -> str:
        near = NAME.findall(passage)
        pool = near if near and self._rng.random() < 0.75 else self._names
        return self._replace(question, NAME, pool, answer)

    def _number(self, question: str, passage: str, answer: str) -> str:  # noqa: ARG002
        found = NUMBER.findall(question)
        if not found:
            return ""
        one = self._rng.choice(found)
        alike = [n for n in {*NUMBER.findall(passage), *self._numbers} if len(n) == len(one) and n != one]
        if self._rng.random() < 0.3 or not alike:
            return question.replace(one, self._nudged(one), 1)
        return question.replace(one, self._rng.choice(sorted(alike)), 1)

    def _nudged(self, number: str) -> str:
        digits = [n for n, c in enumerate(number) if c.isdigit()]
        at = self._rng.choice(digits[-2:])
        other = self._rng.choice([d for d in "123456789" if d != number[at]])
        return number[:at] + other + number[at + 1 :]

    def _antonym(self, question: str, passage: str, answer: str) -> str:  # noqa: ARG002
        words = [m for m in re.finditer(r"[a-z]+", question) if m.group() in antonyms()]
        if not words:
            return ""
        match = self._rng.choice(words)
        return question[: match.start()] + self._rng.choice(antonyms()[match.group()]) + question[match.end() :]

    def _negate(self, question: str, passage: str, answer: str) -> str:  # noqa: ARG002
        match = _AUX.search(question)
        if not match or " not " in question or "n't" in question:
            return ""
        word = match.group(1)
        if self._rng.random() < 0.5 and word.lower() not in ("can", "will"):
            return f"{question[: match.end(1)]}n't{question[match.end(1) :]}"
        rest = question[match.end() :].split(" ")
        if len(rest) < 3:
            return ""
        verb = next((t.start for t in tag(question, (), 60) if t.tag == "V" and t.start > match.end()), 0)
        if not verb:
            return ""
        return question[:verb] + self._rng.choice(("not ", "never ")) + question[verb:]

    def _thing(self, question: str, passage: str, answer: str) -> str:
        own = things(question)
        if not own:
            return ""
        word, stemmed = self._rng.choice(own), set(stems(question))
        near = [w for w in re.findall(r"\b[a-z]{4,}\b", passage) if w not in stopwords()]
        pool = [
            w
            for w in (*self._things, *near)
            if _alike(word, w) and not set(stems(w)) & stemmed and w not in answer.lower()
        ]
        if not pool:
            return ""
        other = self._likeness.choose(word, sorted(set(pool)), self._rng)
        return re.sub(rf"\b{re.escape(word)}\b", other, question, count=1)

    def _word(self, question: str, passage: str, answer: str) -> str:
        """Another question word, where nothing about the answer looks like what that one asks for."""
        match = _ASKS.match(question)
        at = passage.find(answer)
        if not match or at < 0 or not answer:
            return ""
        around = passage[max(0, at - AROUND_CHARS) : at + AROUND_CHARS]
        fits = [w for w, said in _SAID.items() if w != match[1].lower() and not re.search(said, around)]
        if not fits:
            return ""
        return f"{self._rng.choice(fits).capitalize()}{question[match.end(1) :]}"

    def _detail(self, question: str, passage: str, answer: str) -> str:  # noqa: ARG002
        """A year or a place added that the passage does not have."""
        if not question.endswith("?") or len(question) > MAX_DETAILED_CHARS:
            return ""
        years = [n for n in self._numbers if re.fullmatch(r"1[0-9]{3}|20[0-2][0-9]", n) and n not in passage]
        places = [n for n in self._places if n not in passage and n not in question]
        pool = sorted({*years, *places})
        return f"{question[:-1].rstrip()} in {self._rng.choice(pool)}?" if pool else ""

    def _replace(self, question: str, pattern: re.Pattern[str], pool: Sequence[str], answer: str) -> str:
        found = list(pattern.finditer(question))
        if not found:
            return ""
        match = self._rng.choice(found)
        words = set(match.group().lower().split()) | set(question.lower().split()) | set(answer.lower().split())
        other = [
            n for n in pool if not words & set(n.lower().split()) and abs(n.count(" ") - match.group().count(" ")) < 2
        ]
        if not other:
            return ""
        chosen = self._likeness.choose(match.group(), sorted(set(other)), self._rng)
        return question[: match.start()] + chosen + question[match.end() :]


def things(question: str) -> list[str]:
    """Lower-case content words that are neither verbs nor question words."""
    return [t.lower for t in tag(question, (), 60) if t.tag == "O" and t.text.islower() and len(t.text) > 3]


def _alike(word: str, other: str) -> bool:
    """Of one shape: the same ending, which keeps adjectives with adjectives and plurals with plurals."""
    endings = ("tion", "ness", "ment", "ing", "ed", "al", "ous", "ive", "ic", "ly", "er", "ies", "es", "s", "y")
    end = next((e for e in endings if word.endswith(e)), "")
    return next((e for e in endings if other.endswith(e)), "") == end
