"""What one answer is worth, in figures: each module one kind of figure, none knows files or systems.

The catalogue below is every metric there is: a name that is not in it is an error wherever it is typed.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.errors import UsageError


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric for reading: `kind` is the part of the program that it judges."""

    title: str
    kind: str
    lower_is_better: bool = False


_RETRIEVAL = {
    "article_hit@1": "right article in the first passage",
    "article_hit@5": "right article in the first 5 passages",
    "article_hit@10": "right article in the first 10 passages",
    "recall@10": "recall of articles at 10",
    "mrr@10": "reciprocal rank of the first right article, at 10",
    "ndcg@10": "nDCG of articles at 10",
    "passage_hit@1": "the words that answer in the first passage",
    "passage_hit@5": "the words that answer in the first 5 passages",
    "answer_in_1": "an answer's wording in the first passage",
    "answer_in_4": "an answer's wording in the first 4 passages",
    "answer_in_5": "an answer's wording in the first 5 passages",
    "answer_in_2000_chars": "an answer's wording in the first 2,000 characters",
}
_ANSWERS = {
    "right": "right: answered with a reference's words, or rightly refused",
    "spans_em": "short answers: exact match",
    "spans_f1": "short answers: token F1",
    "answer_f1": "answer cut at 300 characters: token F1",
    "answer_contains": "answer cut at 300 characters holds a reference",
    "cited_answer": "a reference stands within a cited quote",
    "cited_first": "the first citation is of a right article",
    "squad_em": "exact match, no-answer questions included",
    "squad_f1": "token F1, no-answer questions included",
}
_CITATIONS = {
    "quotes_exact": "quotes that stand in the article, character for character",
    "citation_recall": "statements that their citations support (lexical)",
    "citation_precision": "citations that their statement needs (lexical)",
    "citation_f1": "F1 of the two",
}
_REFUSAL = {
    "refusal_precision": "refusals that were right",
    "refusal_recall": "unanswerable questions that were refused",
    "refusal_f1": "F1 of the two",
    "auroc": "confidence parts answerable from unanswerable (AUROC)",
}
_REFUSAL_LOWER = {
    "false_answer_rate": "unanswerable questions that were answered",
    "false_refusal_rate": "answerable questions that were refused",
    "aurc": "area under the risk-coverage curve",
    "calibration_error": "expected calibration error of confidence",
}
_REWRITING = {
    "rewrite_bleu": "follow-ups resolved: BLEU against a person's wording",
    "rewrite_rouge1_recall": "follow-ups resolved: ROUGE-1 recall of a person's wording",
}
_SUPPORT = {
    "support_auroc": "support score parts supported from unsupported (AUROC)",
    "support_balanced_accuracy": "balanced accuracy of the support verdict",
}
_JUDGED = {
    "faithfulness": "statements that their quotes support, by the judge",
    "answer_relevance": "the answer speaks to the question, by the judge",
}

METRICS: dict[str, Metric] = {
    **{name: Metric(title, "retrieval") for name, title in _RETRIEVAL.items()},
    **{name: Metric(title, "answers") for name, title in _ANSWERS.items()},
    **{name: Metric(title, "citations") for name, title in _CITATIONS.items()},
    "uncited": Metric("statements without a citation", "citations", lower_is_better=True),
    **{name: Metric(title, "refusal") for name, title in _REFUSAL.items()},
    **{name: Metric(title, "refusal", lower_is_better=True) for name, title in _REFUSAL_LOWER.items()},
    **{name: Metric(title, "rewriting") for name, title in _REWRITING.items()},
    **{name: Metric(title, "support") for name, title in _SUPPORT.items()},
    **{name: Metric(title, "judge") for name, title in _JUDGED.items()},
}


def known(name: str) -> str:
    """`name`, if it is a metric.

    Raises:
        UsageError: it is none.

    """
    if name not in METRICS:
        raise UsageError(f"unknown metric {name!r}", hint=f"one of: {', '.join(METRICS)}")
    return name


def is_lower_better(name: str) -> bool:
    """Whether less of it is better; False for a name that is no metric."""
    return name in METRICS and METRICS[name].lower_is_better
