"""Which article is meant by a question about an article as a whole: "this", "the Russia article", "the latest story".

Promise: only articles within the scope; words that fit no article give none rather than a guess. It reads the
catalogue and the indexes and no texts. Whether "it" means an article at all is `bot.answerers.direct`'s to say.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from bot.answerers.intent import Intent
from bot.english.terms import stems, stopwords
from bot.types import Scope

if TYPE_CHECKING:
    from bot.embed import Embedder
    from bot.store import Store
    from bot.store.layout import ArticleInfo

NEWEST = frozenset({"latest", "newest", "most recent"})
OLDEST = frozenset({"oldest", "earliest"})
N_HITS = 20
MIN_TITLE_SHARE = 0.5
"""Of the topic's words, the share that must stand in the title, byline or tags."""
MIN_COSINE, MIN_COSINE_MENTIONED = 0.35, 0.24
"""Where the title has none of the words: the least cosine of topic and best chunk, the lower one for articles with all
of the words. On 62 topics and the sample articles: right articles .18 to .52, topics without an article .14 to .38."""
N_LEXICAL_HITS = 200


def within(store: Store, scope: Scope) -> list[ArticleInfo]:
    """The articles a scope allows, in the order in which they came."""
    ids = store.scope_ids(scope)
    return [info for info in store.articles() if ids is None or info.id in ids]


def which_articles(
    intent: Intent, infos: Sequence[ArticleInfo], store: Store, embedder: Embedder, focus: Sequence[str]
) -> list[ArticleInfo]:
    """Candidates, the best first: one where it is clear, several where it is not, none where no article fits.

    `infos` are those within the scope; `focus` are ids cited before, the last first.
    """
    if intent.every:
        return list(infos)
    words = stems(intent.topic) - stopwords()
    if intent.topic in NEWEST | OLDEST:
        dated = sorted((i for i in infos if (i.published or "-") > "0"), key=lambda i: i.published or "")
        return dated[:1] if intent.topic in OLDEST else dated[-1:]
    if words:
        return _about(intent, words, infos, store, embedder)
    if intent.loose:
        return []
    by_id = {info.id: info for info in infos}
    return next(([by_id[article_id]] for article_id in focus if article_id in by_id), list(infos))


def _about(
    intent: Intent, words: Collection[str], infos: Sequence[ArticleInfo], store: Store, embedder: Embedder
) -> list[ArticleInfo]:
    """Articles on a topic: by the words of their titles, and failing that by what they say."""
    shares = {info.id: len(set(words) & _name_stems(info)) / len(words) for info in infos}
    best = max(shares.values(), default=0.0)
    cosines = _cosines(intent.topic, infos, store, embedder)
    if best >= MIN_TITLE_SHARE:
        fitting = [info for info in infos if shares[info.id] == best]
    elif intent.loose:
        return []
    else:
        likely = [
            info for info in mentioning(intent.topic, infos, store) if cosines.get(info.id, 0) >= MIN_COSINE_MENTIONED
        ]
        likely = likely or [info for info in infos if cosines.get(info.id, 0) >= MIN_COSINE]
        fitting = sorted(likely, key=lambda info: -cosines[info.id])[:1]
    return sorted(fitting, key=lambda info: -cosines.get(info.id, 0.0))


def mentioning(topic: str, infos: Sequence[ArticleInfo], store: Store) -> list[ArticleInfo]:
    """Articles one of whose passages, with the title above it, holds every word of the topic."""
    words = stems(topic) - stopwords()
    ids = frozenset(info.id for info in infos)
    chunks = store.chunks([key for key, _ in store.lexical(topic, N_LEXICAL_HITS, ids)]).values()
    found = {chunk.article_id for chunk in chunks if words <= stems(f"{chunk.header} {chunk.text}")}
    return [info for info in infos if words and info.id in found]


def _name_stems(info: ArticleInfo) -> set[str]:
    return stems(" ".join([info.title, info.byline or "", *info.tags]))


def _cosines(topic: str, infos: Sequence[ArticleInfo], store: Store, embedder: Embedder) -> dict[str, float]:
    """Each article's best cosine between the topic and one of its chunks, where among the nearest."""
    vector = embedder.encode([topic], query=True)[0]
    hits = store.nearest(vector, N_HITS, frozenset(info.id for info in infos))
    chunks = store.chunks([key for key, _ in hits])
    best: dict[str, float] = {}
    for key, cosine in hits:
        if key in chunks:
            best.setdefault(chunks[key].article_id, cosine)
    return best
