"""A score as JUnit XML, for build servers: a test case an item, and one a check.

Promise: it parses whatever the texts hold, and the counts in its attributes are those of its elements. Wrong, refused
for nothing, answered for nothing and a quote that is not exact are failures; no answer is an error; what nobody has
judged is skipped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from eval.report.cards import error_line, expected, said
from eval.report.naming import short
from eval.report.outcomes import ERROR, FALSE_ANSWER, FALSE_REFUSAL, RIGHT, UNJUDGED, WRONG, has_inexact_quote, outcome
from eval.report.summary import flat_header
from eval.report.texts import one_line, visible

if TYPE_CHECKING:
    from eval.gate import Check
    from eval.score import Row, Score

_REASONS = {
    WRONG: "wrong answer",
    FALSE_ANSWER: "answered, though the articles don't say",
    FALSE_REFUSAL: "refused, though the articles say",
}


def junit(score: Score, checks: Sequence[Check] = ()) -> str:
    """The XML, with its declaration."""
    root = Element("testsuites", name="footnote eval")
    name = one_line(str(score.header.get("set", "items")))
    _suite(root, name, (_item_case(row, name) for row in score.rows), score)
    if checks:
        _suite(root, f"{name} checks", (_check_case(check, name) for check in checks))
    _count(root, list(root.iter("testcase")))
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _suite(root: Element, name: str, cases: Iterable[Element], score: Score | None = None) -> None:
    suite = SubElement(root, "testsuite", name=name)
    if score is not None:
        suite.set("timestamp", visible(str(score.header.get("started", ""))))
        properties = SubElement(suite, "properties")
        for key, value in flat_header(score.header):
            SubElement(properties, "property", name=one_line(key), value=visible(value))
    suite.extend(cases)
    _count(suite, suite.findall("testcase"))


def _count(suite: Element, cases: Sequence[Element]) -> None:
    suite.set("tests", str(len(cases)))
    for attribute, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(attribute, str(sum(case.find(kind) is not None for case in cases)))
    suite.set("time", f"{sum(float(case.get('time', 0)) for case in cases):.3f}")


def _item_case(row: Row, name: str) -> Element:
    time = f"{0.0 if row.cached else (row.total_ms or 0.0) / 1000:.3f}"
    case = Element("testcase", classname=f"footnote.{name}", name=one_line(row.item.id), time=time)
    ended = outcome(row)
    if ended == ERROR:
        _tell(case, "error", error_line(row), f"question: {row.item.question}")
    elif reason := ", ".join(_reasons(row, ended)):
        told = (f"question: {row.item.question}", f"expected: {expected(row)}", f"said: {said(row)}")
        _tell(case, "failure", reason, *told)
    elif ended == UNJUDGED:
        SubElement(case, "skipped", message="nobody has said what would be right")
    else:
        assert ended == RIGHT
    return case


def _reasons(row: Row, ended: str) -> list[str]:
    found = [_REASONS[ended]] if ended in _REASONS else []
    return [*found, "a quote is not in its article, word for word"] if has_inexact_quote(row) else found


def _check_case(check: Check, name: str) -> Element:
    case = Element("testcase", classname=f"footnote.{name}.checks", name=one_line(check.name), time="0.000")
    if not check.passed:
        measured = f"measured: {short(check.value)}"
        _tell(case, "failure", check.reason or "threshold missed", measured, f"limit: {short(check.limit)}")
    return case


def _tell(case: Element, kind: str, message: str, *lines: str) -> None:
    SubElement(case, kind, message=one_line(message), type=kind).text = visible("\n".join(lines))
