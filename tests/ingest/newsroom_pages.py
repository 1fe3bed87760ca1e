"""Pages with the mark-up of real newsrooms around invented news, each with what a reader would say is its article."""

from __future__ import annotations

from newsroom_markup import COMMENTS, OG, STORY, TITLE, Page, json_ld, page, paragraphs


def _broadcaster() -> Page:
    """Hashed class names, JSON-LD, a block of <div data-component> for every paragraph, topics and links below."""
    blocks = "".join(
        f'<div data-component="text-block" class="ssrcss-1xj{i}-Rich e5tf"><p class="ssrcss-q1{i} eq5">{p}</p></div>'
        for i, p in enumerate(STORY)
    )
    body = (
        f'<main id="main"><article class="ssrcss-pv1rh6"><div data-component="headline-block"><h1 tabindex=-1>{TITLE}</h1>'
        '</div><div data-component="byline-block"><div class="ssrcss-h3c">By Ann Reed</div><div>Islands correspondent'
        '</div><time datetime="2025-03-04T18:05:00.000Z">4 March 2025</time></div>'
        f'{blocks}<section data-component="links-block"><h2>More on this story</h2><ul><li><a href=/a>Divers find cracks'
        "</a><li><a href=/b>Bridge in numbers</a></ul></section><section data-component=topic-list><h2>Related Topics"
        "</h2><ul><li><a href=/t/k>Kirkmoor</a></ul></section></article></main>"
    )
    return Page(page(body, OG + json_ld()), absent=("Islands correspondent", "Divers find cracks", "Related Topics"))


def _two_authors() -> Page:
    """Two authors in JSON-LD and in links, share buttons, a pull quote in an <aside>, an advertisement in the text."""
    inner = paragraphs(STORY[:3]) + (
        '<div class="ad-slot" data-ad><span>Advertisement</span></div><aside class="pullquote">A promise heard before'
        "</aside>"
    )
    body = (
        f"<article><h1>{TITLE}</h1><p class=byline>By <a rel=author href=/r>Ann Reed</a> and <a rel=author href=/b>Bo Li"
        "</a></p><ul class=share-tools><li><a href=f>Share on Facebook</a><li><a href=x>Share on X</a></ul>"
        f'<div itemprop="articleBody" class="article-body">{inner}{paragraphs(STORY[3:])}</div></article>{COMMENTS}'
    )
    authors = '[{"@type":"Person","name":"Ann Reed"},{"@type":"Person","name":"Bo Li"}]'
    return Page(
        page(body, OG + json_ld(authors)),
        byline="Ann Reed, Bo Li",
        absent=("Share on", "Advertisement", "islander", "heard before</"),
    )


def _blog_software() -> Page:
    """The mark-up of the commonest blog software: entry-meta, wp-block, jp-relatedposts, comments."""
    body = (
        f'<div id="page" class="site"><main><article class="post type-post hentry"><header class="entry-header"><h1'
        f' class="entry-title">{TITLE}</h1><div class="entry-meta"><span class="posted-on">Posted on <a href=/d><time'
        ' class="entry-date published" datetime="2025-03-04T18:05:00+00:00">March 4, 2025</time><time class="updated"'
        ' datetime="2025-03-06T09:00:00+00:00">March 6, 2025</time></a></span> <span class="byline">by <span'
        ' class="author vcard"><a class="url fn n" href=/author/ann>Ann Reed</a></span></span></div></header>'
        f'<div class="entry-content">{paragraphs()}<div class="sharedaddy"><h3>Share this:</h3><ul><li><a>Facebook</a>'
        '</ul></div><div id="jp-relatedposts"><h3>Related</h3><p>Herring are back, and so are the gulls of the sound.'
        '</p></div></div><footer class="entry-footer">Tagged <a rel=tag>bridge</a></footer></article>'
        '<nav class="post-navigation"><a rel=prev>Lighthouse sold</a></nav>'
        f"{COMMENTS}</main></div>"
    )
    return Page(page(body), absent=("Share this", "Herring", "islander", "Tagged"))


def _line_breaks() -> Page:
    """A small-town paper of 1999: tables for layout, <font>, <br><br> for paragraphs, tags never closed, Latin-1."""
    story = "<br><br>\n".join(STORY).replace("“", '"').replace("”", '"').replace("£", "&pound;")
    html = (
        f"<HTML><HEAD><META HTTP-EQUIV=Content-Type CONTENT='text/html; charset=iso-8859-1'><TITLE>{TITLE}</TITLE></HEAD>"
        "<BODY BGCOLOR=white><TABLE WIDTH=100%><TR><TD><A HREF=/>Sound Herald</A><TD><A HREF=/s>Sea</A></TABLE>"
        f"<TABLE><TR><TD><FONT SIZE=5><B>{TITLE}</B></FONT><P>By Ann Reed<P>4 March 2025<P>{story}<br><br>\n"
        "Zo\xeb M\xfcller, who runs the caf\xe9 on the quay, is glad of every guest that the ferry brings her.</TABLE>"
        "<HR><CENTER><A HREF=mailto:x>Write to us</A></CENTER>"
    )
    said = [p.replace("“", '"').replace("”", '"') for p in STORY]
    last = "Zoë Müller, who runs the café on the quay, is glad of every guest that the ferry brings her."
    return Page(html.encode("latin-1"), text=(TITLE, "By Ann Reed", "4 March 2025", *said, last))


def _cyrillic_quotes() -> Page:
    """windows-1252 by its meta element, entities for every odd character, nested inline mark-up."""
    story = [
        "Caf&eacute; owner Zo\xeb M&uuml;ller&rsquo;s bill rose by 12&nbsp;%&nbsp;&mdash; \x93too much\x94, she told"
        " <em>the <b>Herald</b></em> &amp; its readers &lt;at large&gt; on Monday.",
        *[p.replace("“", "&ldquo;").replace("”", "&#8221;").replace("£", "&#xA3;") for p in STORY],
    ]
    body = f"<article><h1>{TITLE}</h1><p class=byline>By <span>Ann Reed</span></p>{paragraphs(story)}</article>"
    html = page(body, OG).replace('charset="utf-8"', 'charset="windows-1252"').replace("©", "&copy;")
    first = (
        "Café owner Zoë Müller’s bill rose by 12 % — “too much”, she told the Herald"
        " & its readers <at large> on Monday."
    )
    return Page(html.encode("latin-1"), text=(TITLE, first, *STORY))


def _live_blog() -> Page:
    """Entries with times, newest first, under LiveBlogPosting; each with a heading of its own."""
    entries = "".join(
        f'<article class="liveblog-post" id=p{i} itemprop="liveBlogUpdate"><header><time datetime="2025-03-04T1{i}:10:00Z">'
        f"1{i}:10</time><h2>{heading}</h2></header><div class=post-body><p>{STORY[2 * i]}</p><p>{STORY[2 * i + 1]}</p></div>"
        "</article>"
        for i, heading in enumerate(("The date is out", "The hauliers answer", "What comes next"))
    )
    body = f"<main><h1>{TITLE}</h1><p class=byline>By Ann Reed</p><div class=liveblog>{entries}</div></main>"
    text = (
        TITLE,
        "The date is out", *STORY[:2],
        "The hauliers answer", *STORY[2:4],
        "What comes next", *STORY[4:],
    )  # fmt: skip
    return Page(page(body, OG + json_ld(kind="LiveBlogPosting")), text=text)


def _amp() -> Page:
    """An AMP page: amp-img, amp-ad, amp-consent, a canonical link."""
    body = (
        f"<amp-consent id=c layout=nodisplay><div>We use cookies. <button>Accept all</button></div></amp-consent><article>"
        f'<h1>{TITLE}</h1><div class="author">By Ann Reed</div><amp-img src=a.jpg width=1 height=1></amp-img>'
        f"{paragraphs(STORY[:3])}<amp-ad type=x><div placeholder>Advertisement</div></amp-ad>{paragraphs(STORY[3:])}"
        "<amp-embed type=taboola></amp-embed></article><amp-sidebar><ul><li><a href=/>Lighthouse sold</a></ul></amp-sidebar>"
    )
    return Page(page(body, OG + json_ld(), site="html ⚡ lang=en"), absent=("Advertisement",))


def _tables_and_lists() -> Page:
    """Headings, a list, a table with a head and a quotation between the paragraphs."""
    body = (
        f"<main><article><h1>{TITLE}</h1><p class=author>By Ann Reed</p>{paragraphs(STORY[:2])}<h2>What it costs</h2><table>"
        "<thead><tr><th>Part</th><th>Cost</th></tr></thead><tbody><tr><td>Piers</td><td>£9m</td></tr><tr><td>Ferry</td>"
        f"<td>£5m</td></tr></tbody></table><p>{STORY[2]}</p><h2>What is to be done</h2><ul><li>The cracks are to be"
        "<b> filled</b></li><li>The ferry is to be painted</li></ul>"
        f"<blockquote><p>{STORY[3]}</p></blockquote>{paragraphs(STORY[4:])}</article></main>"
    )
    text = (
        TITLE, *STORY[:2], "What it costs", "Part | Cost\nPiers | £9m\nFerry | £5m", STORY[2], "What is to be done",
        "- The cracks are to be filled\n- The ferry is to be painted", *STORY[3:],
    )  # fmt: skip
    return Page(page(body, OG), text=text)


def _unclosed() -> Page:
    """Paragraphs, list items and the article never closed, attributes without quotes, a stray </div>."""
    body = (
        f"<article><h1>{TITLE}</h1><address class=author>By Ann Reed</address></div><p>"
        + "\n<p class=x>".join(STORY[:4])
        + f"<b>\n<p>{STORY[4]}</b><p><span>{STORY[5]}"
    )
    return Page(page(body, OG), text=(TITLE, "By Ann Reed", *STORY))


def _tabloid() -> Page:
    """Every sentence a paragraph, links to other stories and a video between them, a print-only credit line."""
    links = (
        '<p class="read-more"><strong>READ MORE: <a href=/l>Lighthouse sold to the baker for a song</a></strong></p>'
    )
    body = (
        f'<div class="page-content"><div class="headline"><h1>{TITLE}</h1></div><div class="author-wrap"><span>By </span>'
        f'<a href=/ann class="author-name">Ann Reed</a><span class="published-date">Published: 18:05, 4 Mar 2025</span>'
        f'<span class="updated-date">Updated: 09:00, 6 Mar 2025</span></div><div class="story-body">'
        f'{paragraphs(STORY[:2])}{links}{paragraphs(STORY[2:4])}<div class="video-player"><p>Loading...</p></div>'
        f"{paragraphs(STORY[4:])}</div></div>{COMMENTS}"
    )
    return Page(page(body), absent=("READ MORE", "Loading", "islander"))


def _consent_first() -> Page:
    """A long notice about consent before an article, as text in the page."""
    notice = "".join(
        f"<p>With your consent, {who} may use cookies and data on your device to measure the reach of our articles.</p>"
        for who in ("we", "our partners", "the advertisers we work with")
    )
    body = (
        f'<div class="cmp-container" id="cmp" aria-modal=true><h2>Your choices</h2>{notice}<button>Reject all</button></div>'
        f"<main><article><h1>{TITLE}</h1><p class=byline>By Ann Reed</p>{paragraphs()}</article></main>"
    )
    return Page(page(body, OG), absent=("With your consent", "Your choices"))


def _no_article_element() -> Page:
    """<div>s all the way down, text in <div>s without <p>, the date in the address line only."""
    divs = "".join(f'<div class="css-1u{i}">{p}</div>' for i, p in enumerate(STORY))
    body = (
        f'<div id="root"><div class="css-a"><div class="css-b"><h1 class="css-h">{TITLE}</h1><div class="css-by">By Ann Reed'
        f'</div><div class="css-d">4 March 2025</div><div class="css-body">{divs}</div></div></div></div>'
    )
    return Page(page(body), text=(TITLE, *STORY))


def _pictures() -> Page:
    """Captions: above the text, twice for two sizes, with a credit and a hidden label, under a teaser, in a footer."""
    hero = (
        '<figure class="hero"><picture><source srcset=a.webp><img src=a.jpg alt="The bridge"></picture><figcaption>'
        '<span class="visually-hidden">Image caption, </span><span class=text>The bridge at dawn, seen from the <b>old</b>'
        " quay</span><span class=credit>PHOTO: AFP</span><button>Enlarge</button></figcaption></figure>"
    )
    small = (
        "<figure class=wide><img src=d.jpg><figcaption>A diver below the third pier in November</figcaption></figure>"
    )
    teaser = "<a href=/l><figure><img src=l.jpg><figcaption>The lighthouse, sold on Friday</figcaption></figure></a>"
    body = (
        f'<main><article><header><h1>{TITLE}</h1>{hero}<p class="byline">By Ann Reed</p></header><div class="article-body">'
        f"{paragraphs(STORY[:2])}{small}{small.replace('wide', 'narrow')}<p>{STORY[2]}<figure><img src=e.jpg>"
        f"<figcaption>Edda Holm on the bridge of the Albatross (AP Photo/Jo Bell)</figcaption></figure></p>"
        f"{paragraphs(STORY[3:])}</div></article>{teaser}</main>"
    )
    text = (
        TITLE, "The bridge at dawn, seen from the old quay PHOTO: AFP", *STORY[:2],
        "A diver below the third pier in November", STORY[2],
        "Edda Holm on the bridge of the Albatross (AP Photo/Jo Bell)", *STORY[3:],
    )  # fmt: skip
    return Page(page(body, OG), text=text, absent=("Image caption", "Enlarge", "sold on Friday"))


def _old_captions() -> Page:
    """Blog software before <figure>: a caption in a <p class=wp-caption-text>, and the same text in a <figcaption>."""
    old = (
        '<div id="attachment_7" class="wp-caption alignleft"><img src=a.jpg><p class="wp-caption-text">The Albatross at the'
        " quay of Kirkmoor</p></div>"
    )
    new = "<figure><img src=a.jpg><figcaption>The Albatross at the quay of Kirkmoor</figcaption></figure>"
    body = (
        f'<article><h1>{TITLE}</h1><p class=byline>By Ann Reed</p><div class="entry-content">{paragraphs(STORY[:1])}{old}'
        f"{paragraphs(STORY[1:3])}{new}{paragraphs(STORY[3:])}</div></article>"
    )
    return Page(page(body, OG), text=(TITLE, STORY[0], "The Albatross at the quay of Kirkmoor", *STORY[1:]))


PAGES = {
    "broadcaster": _broadcaster(),
    "two authors": _two_authors(),
    "blog software": _blog_software(),
    "line breaks": _line_breaks(),
    "windows-1252 and entities": _cyrillic_quotes(),
    "live blog": _live_blog(),
    "AMP": _amp(),
    "tables and lists": _tables_and_lists(),
    "unclosed": _unclosed(),
    "tabloid": _tabloid(),
    "consent first": _consent_first(),
    "no article element": _no_article_element(),
    "pictures": _pictures(),
    "old captions": _old_captions(),
}
_STUB = (
    f"<main><article><h1>{TITLE}</h1><p class=byline>By Ann Reed</p>"
    "<figure><img src=a.jpg><figcaption>The bridge over the sound at Kirkmoor was seen from the air on Tuesday, when the"
    " council met to decide on it.</figcaption></figure>"
)
NO_ARTICLE = {
    "paywall stub": page(
        f"{_STUB}<p>{STORY[0][:90]}...</p><div class=paywall><h2>Subscribe to continue reading</h2><p>Already a subscriber?"
        " Log in to read on. One month is one euro, and you can cancel at any time.</p></div></article></main>",
        OG + json_ld(),
    ),
    "script alone": (
        f"<!DOCTYPE html><html lang=en><head><title>{TITLE}</title>{OG}</head><body><noscript>You need to enable JavaScript"
        ' to run this app.</noscript><div id="__next"></div><script id=__NEXT_DATA__ type="application/json">'
        f'{{"props":{{"body":"{" ".join(STORY[:2])}"}}}}</script></body></html>'
    ),
    "captions alone": page(f"{_STUB}</article></main>", OG),
    "not found": page("<main><h1>Page not found</h1><p>The page you were looking for could not be found.</p></main>"),
    "front page": page(
        "<main>"
        + "".join(f"<article><h3><a href=/{i}>{p[:60]}</a></h3><p>{p[:80]}</p></article>" for i, p in enumerate(STORY))
        + "</main>"
    ),
}
