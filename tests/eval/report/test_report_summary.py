"""The sentence at the head of every report."""

from __future__ import annotations

from dataclasses import replace

from report_material import realistic, retrieval_only, score_of

from eval.report.outcomes import INEXACT, fates, outcome, sections
from eval.report.summary import sentence
from eval.score import Score


def said(score: Score) -> str:
    return "".join(phrase.text for phrase in sentence(score)).replace("\u00a0", " ")


def test_it_speaks_of_answers_refusals_and_quotes() -> None:
    text = said(realistic())
    assert "219 questions that the articles answer" in text
    assert "93 questions that they do not answer" in text
    assert "quotes stand word for word" in text
    assert "3 questions failed" in text


def test_an_inexact_quote_is_said_and_listed() -> None:
    rows = list(realistic(20, error_rate=0).rows)
    rows[0] = replace(rows[0], values=rows[0].values | {"quotes_exact": 0.0})
    score = score_of(rows)
    assert "1 answer shows a quote that is not word for word in its article" in said(score)
    (section,) = [section for section in sections(score.rows) if section.id == INEXACT]
    assert section.rows == (rows[0],)


def test_quotes_that_were_not_checked_are_not_called_exact() -> None:
    rows = [
        replace(row, values={k: v for k, v in row.values.items() if k != "quotes_exact"}) for row in realistic(20).rows
    ]
    assert "word for word" not in said(score_of(rows))


def test_retrieval_alone_is_told_by_its_headline() -> None:
    assert said(retrieval_only()) == "Over 60 questions, right article in the first passage is 0.667. "


def test_line_08_every_row_has_one_fate() -> None:
    score = realistic(error_rate=0.2)
    found = fates(score.rows)
    assert sum(fate.n for fate in found) == len(score.rows)
    assert all(sum(part.n for part in fate.parts) == fate.n for fate in found)
    assert sum(outcome(row) == "error" for row in score.rows) == score.counts["errors"]
