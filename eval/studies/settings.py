"""Sentences of articles in their settings: the passages that a model would have seen with them, numbered."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.embed import load_embedder
from bot.english.terms import tokens
from bot.grounding.facts import is_name
from bot.sentences import split_sentences, tells
from bot.settings import Settings
from bot.types import Article, Chunk, Passage
from ingest.split import split_article

MIN_WORDS, MAX_WORDS = 8, 40
"""Of a sentence that statements are made from."""
N_OWN, N_OTHER = 5, 3
"""Passages of the statement's article, and of others."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A sentence in its article: `n` and `passages` as the model saw them; `other` a sentence of another article."""

    sentence: str
    n: int
    passages: tuple[Passage, ...]
    nearby: str
    other: str
    names: tuple[str, ...]
    rng: random.Random


def settings(articles: Sequence[Article], rng: random.Random) -> list[Setting]:
    """Sentences in their articles, in a drawn order."""
    count = load_embedder(Settings(home=Path())).count_tokens
    cut = {article.id: split_article(article, count) for article in articles}
    names = sorted({name for article in articles for name in _names(article.text[:2000])})
    found = []
    for article in articles:
        for chunk in cut[article.id]:
            for sentence in split_sentences(chunk.text):
                text = chunk.text[sentence.start : sentence.end]
                if tells(chunk.text, sentence) and _is_plain(text):
                    found.append((article, chunk, text))
    rng.shuffle(found)
    return [_setting(one, found, cut, names, rng) for one in found]


def _setting(
    one: tuple[Article, Chunk, str],
    every: Sequence[tuple[Article, Chunk, str]],
    cut: dict[str, list[Chunk]],
    names: Sequence[str],
    rng: random.Random,
) -> Setting:
    article, chunk, text = one
    elsewhere = [other for other in every if other[0].id != article.id]
    others = [c for id_ in {rng.choice(elsewhere)[0].id for _ in range(N_OTHER)} for c in cut[id_][:1]]
    own = [c for c in cut[article.id] if c != chunk][: N_OWN - 1]
    chunks = [chunk, *own, *others]
    rng.shuffle(chunks)
    passages = tuple(Passage(c, n, 1 / n) for n, c in enumerate(chunks, 1))
    shown = {c.article_id for c in chunks}
    other = next(o[2] for o in iter(lambda: rng.choice(elsewhere), None) if o[0].id not in shown)
    nearby = " ".join(c.text for c in chunks)
    return Setting(text, chunks.index(chunk) + 1, passages, nearby, other, tuple(names), rng)


def _names(text: str) -> list[str]:
    words = tokens(text)
    inside = (i for i in range(1, len(words)) if words[i - 1].text.islower() and is_name(words, i))
    return [words[i].text for i in inside if len(words[i].text) > 3]


def _is_plain(text: str) -> bool:
    """A sentence that a statement can be made from: whole, of usual length, without marks that would need escaping."""
    return MIN_WORDS <= len(text.split()) <= MAX_WORDS and text[:1].isupper() and text.endswith(".") and "[" not in text
