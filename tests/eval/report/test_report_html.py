"""The page: nothing foreign runs or is fetched, every text comes out as it went in, and any score makes a page."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_material import ATTACK, CHECKS, HOSTILE, comparison, hostile, realistic, retrieval_only, score_of

from eval.report.html import render
from eval.report.texts import visible
from eval.score import Score


class Page(HTMLParser):
    """Every element with its attributes, and every text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.fixture(scope="module")
def good() -> Score:
    return realistic()


@pytest.fixture(scope="module")
def rude() -> Score:
    return hostile()


def without_confidences() -> Score:
    score = realistic(40)
    rows = [
        replace(r, answer=r.answer and {k: v for k, v in r.answer.items() if k != "confidence"}) for r in score.rows
    ]
    return replace(score, rows=tuple(rows))


def bare(n: int = 1) -> Score:
    """Failed without a reason, a prediction that is missing."""
    row = realistic(1, error_rate=1).rows[0]
    return score_of([replace(row, error=None, values={})] * n)


SCORES = {
    "realistic": realistic,
    "no errors": lambda: realistic(100, error_rate=0),
    "one row": lambda: realistic(1),
    "two rows": lambda: realistic(2),
    "all errors": lambda: realistic(30, error_rate=1),
    "all wrong": lambda: realistic(60, skill=-1),
    "retrieval only": retrieval_only,
    "no confidences": without_confidences,
    "no rows": lambda: replace(realistic(3), rows=(), figures={}, tags={}),
    "bare": bare,
    "hostile": hostile,
}


@pytest.mark.parametrize("kind", SCORES)
def test_any_score_makes_a_page(kind: str) -> None:
    score = SCORES[kind]()
    page = render(score, checks=CHECKS)
    assert page.startswith("<!DOCTYPE html>")
    page.encode("utf-8")
    for drawn in re.findall(r"<svg.*?</svg>", page, re.DOTALL):
        parsed = ElementTree.fromstring(drawn)
        assert [child.tag for child in parsed][:2] == ["title", "desc"]
        assert "nan" not in drawn.replace("\n", "").split("</desc>")[1]


@pytest.mark.parametrize("kind", ["realistic", "hostile"])
def test_line_23_html_refers_to_nothing_outside_itself(kind: str) -> None:
    score = SCORES[kind]()
    page = Page(render(score, comparison(score, score), CHECKS))
    for tag, attributes in page.elements:
        assert tag not in ("link", "img", "iframe", "object", "embed", "base", "form", "audio", "video", "use", "image")
        assert not attributes.keys() & {"src", "srcset", "data", "action", "formaction", "ping", "background", "poster"}
        assert (attributes.get("href") or "#").startswith("#")
        assert "url(" not in (attributes.get("style") or "")
    assert not any("refresh" in (attributes.get("http-equiv") or "") for _, attributes in page.elements)


def test_line_23_html_names_no_address_of_its_own() -> None:
    score = replace(retrieval_only(), rows=())
    assert not re.search(r"https?:|//|@import|<link|\bsrc=|url\(", render(score, checks=CHECKS))


def test_only_our_script_may_run_and_no_handler_comes_from_data(rude: Score) -> None:
    html = render(rude, comparison(rude, rude), CHECKS)
    page = Page(html)
    assert [tag for tag, _ in page.elements].count("script") == 1
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
    (script,) = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    (policy,) = [a["content"] for _, a in page.elements if a.get("http-equiv") == "Content-Security-Policy"]
    assert f"script-src 'sha256-{digest}'" in (policy or "")
    assert "default-src 'none'" in (policy or "")
    assert ATTACK not in html
    assert "49" not in [text.strip() for text in page.texts]  # {{ 7 * 7 }} is a text, not a template


def test_hostile_texts_are_shown_as_they_are_but_for_what_is_obeyed(rude: Score) -> None:
    html = render(rude, checks=CHECKS)
    texts = set(Page(html).texts)
    for text in HOSTILE:
        assert visible(text) in texts
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", html)


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=1, max_size=60))
def test_any_text_comes_back_from_the_page(text: str) -> None:
    texts = "".join(Page(render(hostile(lambda _: text, n=2))).texts)
    assert visible(text) in texts


def test_same_score_same_bytes(good: Score) -> None:
    assert render(good, comparison(good, good), CHECKS) == render(
        realistic.__wrapped__(), comparison(good, good), CHECKS
    )


def test_line_24_header_is_there(good: Score) -> None:
    texts = "\n".join(Page(render(good)).texts)
    header = good.header
    known = ("git_commit", "config_digest", "set_digest", "corpus_digest", "model", "started")
    for value in [*(header[name] for name in known), header["index"]["id"], *header["versions"].values()]:
        assert value in texts
    assert "git_dirty" in texts
    assert "seed" in texts


def test_line_16_lowest_tag_is_marked(good: Score) -> None:
    assert good.lowest is not None
    html = render(good)
    assert html.count('class="badge bad">lowest<') == 1
    assert re.search(rf"<bdi>{good.lowest[0]}</bdi>\s*<span class=\"badge bad\">lowest<", html)


def test_line_14_every_figure_has_its_interval_and_n(good: Score) -> None:
    texts = Page(render(good)).texts
    for figure in good.figures.values():
        assert f"{figure.low:.3f} to {figure.high:.3f}" in texts
        assert f"{figure.n:,}" in texts


def test_line_19_flips_stand_with_both_answers(good: Score) -> None:
    before = realistic(skill=0.6)
    made = comparison(before, good)
    texts = Page(render(good, made)).texts
    for flip in (*made.better, *made.worse):
        assert flip.a.text in texts
        assert flip.b.text in texts


def test_partial_run_says_so() -> None:
    score = realistic(20)
    header = score.header | {"partial": True, "n_items": 312, "selection": {"limit": 20}}
    assert "20 of 312 items (limit 20)" in render(replace(score, header=header))
