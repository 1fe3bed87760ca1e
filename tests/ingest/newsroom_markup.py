"""The mark-up that newsrooms put around an article: head, navigation, notices, links to other stories, comments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

TITLE = "Kirkmoor bridge to open two years late"
STORY = (
    "The bridge over the sound at Kirkmoor will open in the spring of 2026, two years later than planned, the council"
    " said on Tuesday.",
    "Divers had found cracks in three of the eleven piers last autumn. They have since been filled, and nobody has had to"
    " leave the island.",
    "“We would rather be late than sorry,” said Ida Brandt, the mayor. She put the cost of the delay at £14m.",
    "Per Lund, who speaks for the hauliers, called the date a promise that he had heard before. His members pay for the"
    " ferry twice a day.",
    "The ferry Albatross, which was to be sold in June, will sail for another two winters. Its captain, Edda Holm, has put"
    " off her retirement.",
    "An inquiry led by a retired judge is to report in October on why the cracks were not found when the piers were cast.",
)
CHROME = ("Accept all", "Lighthouse sold", "Leave a Reply", "newsletter", "Most read", "Follow us", "Sound Herald")
"""Words that stand around the article on every page, and never in it."""

_TOP = (
    '<div id="onetrust-banner-sdk" role="dialog" class="cookie-consent"><h2>We value your privacy</h2><p>We and our 214'
    " partners store cookies on your device to personalise content.</p><button>Accept all</button></div>"
    '<a class="skip-link" href="#main">Skip to main content</a>'
    '<header class="site-header"><a class=logo href=/>Sound Herald</a><nav aria-label=Main><ul><li><a href=/news>News</a>'
    "<li><a href=/sea>Sea</a><li><a href=/sport>Sport</a></ul></nav></header>"
)
_BOTTOM = (
    '<aside class="related-stories"><h2>Most read</h2><ol><li><a href=/l>Lighthouse sold to the baker for a song</a>'
    "<li><a href=/m>Herring are back in the northern sound</a></ol></aside>"
    '<section class="newsletter-signup"><h3>Our newsletter</h3><form><p>Get the morning newsletter in your inbox.</p>'
    "<input type=email><button>Sign up</button></form></section><footer role=contentinfo><p>Follow us on Mastodon</p>"
    "<p>© 2025 Sound Herald Ltd. All rights reserved.</p></footer>"
)
COMMENTS = (
    '<section id="comments" class="comments-area"><h3>2 Comments</h3><ol class="comment-list"><li class="comment">'
    "<cite>islander</cite><p>I said from the start that those piers were poured in the wrong month of the year.</p></li>"
    '<li class="comment"><cite>gull77</cite><p>Will the bakery on the quay get its lorries through at all, I wonder.</p>'
    "</li></ol><h3>Leave a Reply</h3><form><label>Comment <textarea></textarea></label></form></section>"
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page, and its article: `text` are its paragraphs from the title on."""

    html: str | bytes
    text: tuple[str, ...] = (TITLE, *STORY)
    title: str = TITLE
    byline: str | None = "Ann Reed"
    published: str | None = "2025-03-04"
    absent: tuple[str, ...] = ()


def paragraphs(story: Sequence[str] = STORY) -> str:
    return "\n".join(f"<p>{p}</p>" for p in story)


def page(body: str, head: str = "", site: str = "html lang=en") -> str:
    return (
        f'<!DOCTYPE html><{site}><head><meta charset="utf-8"><title>{TITLE} | Sound Herald</title>{head}'
        "<style>.x{color:red}</style><script>window.dataLayer=[{page:'article'}];</script></head><body>"
        f"{_TOP}{body}{_BOTTOM}<script async src=/app.js></script></body></html>"
    )


OG = (
    f'<meta property="og:title" content="{TITLE}"><meta property="og:type" content="article">'
    '<meta property="og:site_name" content="Sound Herald"><meta property="og:description" content="Cracks in the piers.">'
    '<meta property="article:published_time" content="2025-03-04T18:05:00+00:00">'
    '<meta property="article:modified_time" content="2025-03-06T09:00:00+00:00">'
)


def json_ld(author: str = '{"@type":"Person","name":"Ann Reed"}', kind: str = "NewsArticle") -> str:
    return (
        '<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebSite",'
        f'"name":"Sound Herald"}},{{"@type":"{kind}","headline":"{TITLE}","datePublished":"2025-03-04T18:05:00Z",'
        f'"dateModified":"2025-03-06T09:00:00Z","author":{author},"publisher":{{"@type":"Organization",'
        '"name":"Sound Herald"}}]}</script>'
    )
