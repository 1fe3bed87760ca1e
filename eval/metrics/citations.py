"""Citations: are the quotes exact, and do they support what is said? Recall and precision as ALCE has them.

Promise: a quote is exact only where `article.text[start:end]` is it, character for character. A statement without a
citation, or with a number that no citation has, scores 0. Support is judged by a scorer that is given and named.
Source: Gao et al. 2023, Enabling Large Language Models to Generate Text with Citations, section 3.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eval.metrics.support import Scorer

_MARKER = re.compile(r"(?<!\\)\[(\d+(?:\s*[,;]\s*\d+)*)\]")
_SENTENCE = re.compile(r"[^\n]+?[.!?…][\"'”’)]*(?:\s*\[\d[^\]\n]*\])*(?=\s|$)|[^\n]+")
"""A sentence with the markers that follow its stop."""
MAX_CITATIONS = 3
"""Of a statement; ALCE reads no more."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A statement, and the numbers it cites."""

    text: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """Sums over the statements of one answer."""

    n_statements: int
    n_supported: int
    n_citations: int
    n_needed: int
    n_uncited: int

    @property
    def recall(self) -> float:
        """Share of statements that their citations support together."""
        return self.n_supported / self.n_statements

    @property
    def precision(self) -> float:
        """Share of citations that are needed; 0 where nothing is cited."""
        return self.n_needed / self.n_citations if self.n_citations else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        both = self.recall + self.precision
        return 2 * self.recall * self.precision / both if both else 0.0


def claims_of(answer: Mapping[str, Any]) -> list[Claimed]:
    """What an answer claims of the articles: its quoted statements, or where it has none the sentences of its text."""
    if "statements" in answer:
        statements = answer["statements"]
        return [Claimed(s["text"], tuple(s["citations"])) for s in statements if s.get("kind", "quoted") == "quoted"]
    return parse(answer.get("answer") or "")


def parse(text: str) -> list[Claimed]:
    """Sentences with their markers; "[1, 2]" and "[1][2]" are the same.

    >>> parse("Kim came. [1, 2] He left. [3]")
    [Claimed(text='Kim came.', numbers=(1, 2)), Claimed(text='He left.', numbers=(3,))]
    """
    found = []
    for sentence in _SENTENCE.findall(text):
        numbers = [int(n) for group in _MARKER.findall(sentence) for n in re.split(r"\s*[,;]\s*", group)]
        said = " ".join(_MARKER.sub(" ", sentence).split())
        if said:
            found.append(Claimed(said, tuple(dict.fromkeys(numbers))))
    return found


def judge(answer: Mapping[str, Any], support: Scorer, threshold: float) -> Judged | None:
    """The sums for one answer; None where it claims nothing."""
    claims = claims_of(answer)
    if not claims:
        return None
    quotes = {citation["n"]: citation["quote"] for citation in answer.get("citations", ())}

    def supports(statement: str, cited: Sequence[str]) -> bool:
        return bool(cited) and support(statement, "\n\n".join(cited)) >= threshold

    supported = needed = 0
    for claim in claims:
        cited = [quotes[n] for n in claim.numbers if n in quotes][:MAX_CITATIONS]
        if len(cited) < len(claim.numbers[:MAX_CITATIONS]) or not supports(claim.text, cited):
            continue
        supported += 1
        needed += sum(_is_needed(claim.text, cited, at, supports) for at in range(len(cited)))
    n_citations = sum(len(claim.numbers[:MAX_CITATIONS]) for claim in claims)
    return Judged(len(claims), supported, n_citations, needed, sum(not claim.numbers for claim in claims))


def _is_needed(statement: str, cited: Sequence[str], at: int, supports: Callable[[str, Sequence[str]], bool]) -> bool:
    """A citation counts where it supports by itself, or the others do not without it."""
    others = [quote for place, quote in enumerate(cited) if place != at]
    return supports(statement, [cited[at]]) or not supports(statement, others)


def inexact(answer: Mapping[str, Any], texts: Mapping[str, str]) -> list[dict[str, Any]]:
    """Citations (and the closest passage of a refusal) whose words do not stand where they say."""
    closest = [answer["closest"]] if answer.get("closest") else []
    return [c for c in (*answer.get("citations", ()), *closest) if not _stands(c, texts)]


def _stands(cited: Mapping[str, Any], texts: Mapping[str, str]) -> bool:
    text = texts.get(cited["article_id"])
    return text is not None and bool(cited["quote"]) and text[cited["start"] : cited["end"]] == cited["quote"]
