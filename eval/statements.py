"""Statements beside the article that should support them: what the support scorers are measured by (WiCE, QAGS).

Promise: the same shape as a question's prediction: `confidence` is the support score, "answered" means supported. No
library and no retrieval: each statement is held against its own article.
"""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter

from bot.errors import FootnoteError
from eval.items import Item
from eval.metrics.support import THRESHOLDS, scorer
from eval.system import Json, Prediction
from eval.values import Corpus


class Statements:
    """A support scorer over the articles of a set."""

    def __init__(self, name: str, corpus: Corpus) -> None:
        """`name`: lexical or embedding."""
        self.name = name
        self._score = scorer(name)
        self._corpus = corpus

    def predict(self, items: Sequence[Item]) -> list[Prediction]:
        """Score each against the article it is about."""
        return [self._judge(item) for item in items]

    def _judge(self, item: Item) -> Prediction:
        began = perf_counter()
        try:
            evidence = self._evidence(item)
            support = self._score(item.question, evidence)
        except FootnoteError as error:
            return Prediction(item.id, None, error.as_dict())
        total_ms = round((perf_counter() - began) * 1000, 2)
        return Prediction(item.id, self._answer(item, support), total_ms=total_ms)

    def _evidence(self, item: Item) -> str:
        missing = [article for article in item.articles or () if article not in self._corpus.texts]
        if missing or not item.articles:
            raise FootnoteError(f"no article {missing[0]!r}" if missing else "no article to hold it against")
        return "\n\n".join(self._corpus.texts[article] for article in item.articles)

    def _answer(self, item: Item, support: float) -> Json:
        is_supported = support >= THRESHOLDS[self.name]
        return {
            "id": item.id,
            "question": item.question,
            "status": "answered" if is_supported else "refused",
            "answer": "",
            "statements": [],
            "citations": [],
            "spans": [],
            "passages": [],
            "confidence": round(support, 4),
            "answerer": f"support:{self.name}",
        }

    def close(self) -> None:
        """Nothing to give back."""
