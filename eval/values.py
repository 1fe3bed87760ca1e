"""What one prediction is worth: every metric of a single item that applies to it.

Promise: a prediction that failed or is missing scores as badly as can be, and is never left out of a mean; a metric
that does not apply to an item has no value there. Unanswerable questions have no place in retrieval means.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.grounding.support import support
from bot.types import Article
from eval.items import Item
from eval.metrics import METRICS, answers, citations, ranking, rewriting
from eval.metrics.support import THRESHOLDS

Json = dict[str, Any]
Values = dict[str, float]
BUDGET_CHARS = 2000
DEPTH = 10
NOTHING: Json = {"status": "error", "passages": [], "statements": [], "citations": [], "spans": [], "confidence": 0.0}
"""What stands in for an answer that failed."""
MISSING = "missing"
"""Code of the error that stands in for a prediction which is not there."""
RANKED = "ranked"
"""Status of what another tool found, where nothing was answered: only the ranking is judged."""
CITED = ("citation_recall", "citation_precision", "citation_f1", "uncited")


@dataclass(slots=True)
class Corpus:
    """The texts that passages and quotes are taken from, by article id."""

    texts: Mapping[str, str]
    _plain: str | None = None
    _held: dict[tuple[str, ...], list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, articles: Sequence[Article]) -> Corpus:
        """The corpus of these articles."""
        return cls({article.id: article.text for article in articles})

    def passage(self, passage: Mapping[str, Any]) -> str:
        """Its words; those of an article that is gone are none."""
        return self.texts.get(passage["article_id"], "")[passage["start"] : passage["end"]]

    def findable(self, references: tuple[str, ...]) -> list[str]:
        """The references, as they are looked for, that stand anywhere in the collection."""
        if references not in self._held:
            if self._plain is None:
                self._plain = ranking.plain("\n".join(self.texts.values()))
            plain = self._plain
            self._held[references] = [
                one for one in map(ranking.plain_answer, references) if one and ranking.stands(one, plain)
            ]
        return self._held[references]


def is_refused(answer: Mapping[str, Any]) -> bool:
    """Whether it says that the articles don't say."""
    return bool(answer["status"] == "refused")


def said(answer: Mapping[str, Any]) -> str:
    """What is shown, without markers, as far as it is judged."""
    statements = answer.get("statements")
    text = " ".join(s["text"] for s in statements) if statements else answer.get("answer") or ""
    return "" if is_refused(answer) else str(text)[: answers.MAX_CHARS]


@dataclass(frozen=True, slots=True)
class Row:
    """One item, judged: `values` are the metrics that apply to it."""

    item: Item
    answer: Json | None
    error: dict[str, str] | None
    cached: bool
    first_ms: float | None
    total_ms: float | None
    values: dict[str, float]

    @property
    def is_missing(self) -> bool:
        """Whether the run has no line for it."""
        return (self.error or {}).get("code") == MISSING

    @property
    def refused(self) -> bool:
        """Whether it was answered by "the articles don't say"."""
        return self.answer is not None and is_refused(self.answer)

    @property
    def confidence(self) -> float:
        """The answer's own; where there is none, the one that is furthest off."""
        if self.answer is None:
            return 1.0 if self.item.answerable is False else 0.0
        return float(self.answer["confidence"])

    def as_json(self) -> Json:
        """A line for whoever wants every item."""
        shown = {"status": self.answer["status"], "answer": said(self.answer)} if self.answer else {"error": self.error}
        item = self.item
        known = {"id": item.id, "question": item.question, "answers": list(item.answers), "answerable": item.answerable}
        return known | {"tags": list(item.tags), "group": item.cluster, **shown, "values": self.values}


def values_of(item: Item, answer: Json | None, corpus: Corpus) -> Values:
    """Every metric that applies; `answer` None where it failed."""
    if answer is None:
        found = values_of(item, NOTHING, corpus).keys()
        cited = CITED if item.answerable and not item.is_statement and corpus.texts else ()
        return {name: worst(name) for name in (*found, *cited)}
    given = answer
    if item.is_statement:
        is_supported = given["status"] == "answered"
        return {} if item.answerable is None else {"right": float(is_supported == item.answerable)}
    if given["status"] == RANKED:
        return _retrieval(item, given, corpus)
    return {
        **_retrieval(item, given, corpus),
        **_answers(item, given),
        **_citations(given, corpus),
        **_refusal(item, given),
        **_rewriting(item, given),
    }


def _retrieval(item: Item, answer: Json, corpus: Corpus) -> Values:
    if item.answerable is False or not item.relevant or _needs_no_search(answer):
        return {}
    passages = answer["passages"]
    of = [passage["article_id"] for passage in passages]
    ranked, grades = list(dict.fromkeys(of)), item.grades
    right = {article for article, grade in grades.items() if grade > 0}
    found = {f"article_hit@{k}": ranking.success(of, right, k) for k in (1, 5, DEPTH)}
    found["recall@10"] = ranking.recall(ranked, right, DEPTH) if right else 0.0
    found["mrr@10"] = ranking.reciprocal_rank(ranked, right, DEPTH)
    found["ndcg@10"] = ranking.ndcg_graded(ranked, grades, DEPTH)
    if any(gold.start is not None for gold in item.relevant):
        found |= {f"passage_hit@{k}": float(any(_holds_gold(p, item) for p in passages[:k])) for k in (1, 5)}
    if references := corpus.findable(item.answers):
        texts = [corpus.passage(passage) for passage in passages]
        found |= {f"answer_in_{k}": float(any(ranking.holds(t, references) for t in texts[:k])) for k in (1, 4, 5)}
        found["answer_in_2000_chars"] = float(ranking.within_chars(texts, references, BUDGET_CHARS))
    return found


def _needs_no_search(answer: Json) -> bool:
    """Whether it was answered from what is known about articles (a date, a byline): nothing was retrieved."""
    statements = answer.get("statements") or ()
    return bool(statements) and all(s.get("kind", "quoted") != "quoted" for s in statements)


def _holds_gold(passage: Mapping[str, Any], item: Item) -> bool:
    """Whether a place that answers lies whole within the passage."""
    return any(
        gold.article_id == passage["article_id"] and passage["start"] <= gold.start and gold.end <= passage["end"]
        for gold in item.relevant
        if gold.start is not None and gold.end is not None and gold.grade > 0
    )


def _answers(item: Item, answer: Json) -> Values:
    text, refused = said(answer), is_refused(answer)
    spans = "" if refused else ", ".join(answer["spans"])
    if item.answerable is False:
        return {name: float(refused) for name in ("right", "squad_em", "squad_f1")}
    if not any(map(answers.normalized, item.answers)):  # nothing is left of "The": whatever is said would match
        return {}
    if refused:
        return _refused(item)
    em, f1 = answers.exact_match(spans, item.answers), answers.token_f1(spans, item.answers)
    quotes = [citation["quote"] for citation in answer["citations"]]
    found = {
        "spans_em": em,
        "spans_f1": f1,
        "answer_f1": answers.token_f1(text, item.answers),
        "answer_contains": answers.contains(text, item.answers),
        "cited_answer": float(any(answers.contains(quote, item.answers) for quote in quotes)),
        **_cited_first(item, answer),
    }
    if item.answerable is not None and answers.is_short(item.answers):
        found |= {"right": answers.is_right(text, spans, item.answers), "squad_em": em, "squad_f1": f1}
    return found


def _cited_first(item: Item, answer: Json) -> Values:
    """An answer from what is known about articles cites none, and is not judged."""
    right, cited = _right_articles(item), [citation["article_id"] for citation in answer["citations"]]
    return {"cited_first": float(cited[0] in right)} if right and cited else {}


def _right_articles(item: Item) -> set[str]:
    return {gold.article_id for gold in item.relevant if gold.grade > 0}


def _refused(item: Item) -> Values:
    """What a refusal is worth where there is an answer."""
    names = ["spans_em", "spans_f1", "answer_f1", "answer_contains", "cited_answer"]
    names += ["cited_first"] * bool(_right_articles(item))
    is_judged = item.answerable is not None and answers.is_short(item.answers)
    return dict.fromkeys((*names, "right", "squad_em", "squad_f1") if is_judged else names, 0.0)


def _citations(answer: Json, corpus: Corpus) -> Values:
    found: Values = {}
    if answer["citations"] or answer.get("closest"):
        found["quotes_exact"] = float(not citations.inexact(answer, corpus.texts))
    judged = None if is_refused(answer) else citations.judge(answer, support, THRESHOLDS["lexical"])
    if judged:
        found |= {"citation_recall": judged.recall, "citation_precision": judged.precision, "citation_f1": judged.f1}
        found["uncited"] = judged.n_uncited / judged.n_statements
    return found


def _refusal(item: Item, answer: Json) -> Values:
    if item.answerable is None:
        return {}
    refused = is_refused(answer)
    if item.answerable:
        return {"false_refusal_rate": float(refused)}
    return {"false_answer_rate": float(not refused)}


def _rewriting(item: Item, answer: Json) -> Values:
    if not item.rewrite or not rewriting.is_available():
        return {}
    return {"rewrite_rouge1_recall": rewriting.rouge1_recall(answer.get("standalone_question", ""), item.rewrite)}


def worst(name: str) -> float:
    """The value of a metric that went as badly as can be."""
    return 1.0 if METRICS[name].lower_is_better else 0.0
