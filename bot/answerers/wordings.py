"""The wordings in which people ask for a list, a summary, an article's date, or who is mentioned.

Promise: data only. Each template is a regular expression for a whole question in small letters; `{part}` stands for an
entry of PARTS, and a named group says what `bot.answerers.intent` is to make of the words. The first match counts.
"""

from __future__ import annotations

PARTS = {
    "S": (  # what may stand for an article; a word before the noun or after "about" says which one
        r"(?:(?P<every>(?:(?:all|each|every|both)(?: of)? )?(?:the |these |those |my |your )?"
        r"(?:articles|stories|texts)|they|these|everything)"
        r"|(?P<pronoun>it|this(?: one)?|that(?: one)?)"
        r"|(?:(?:the|this|that|your|my|each) )?"
        r"(?P<which>(?:(?!(?:of|in|for|to|is|was|are|did|does|about|who|what|from|by|with|and|the|an?|book|short"
        r"|serial|single|true|real|back|cover|love|his|her|their|its)\b)[\w'.,&-]+ ){0,6}?)"
        r"(?:article|story|piece|text|news item|news report)"
        r"(?:(?<!piece) (?:about|on|regarding|concerning|covering|of|from|by|titled|called|entitled|with)"
        r" (?P<topic>.+?))?)"
    ),
    "articles": r"(?:(?:news )?articles?|sources?|documents?|texts?|stories|news|titles?|files?)",
    "have": (
        r"(?:do you (?:have|know|hold|use|offer|contain)|have you (?:got|read|ingested|stored|indexed)"
        r"|did you (?:read|ingest)|can you (?:see|read|access|use)|does (?:the|your) library (?:have|hold|contain)"
        r"|(?:is|are) (?:there|available|stored|loaded|in (?:here|there|(?:the|your) (?:library|collection|store))))"
    ),
    "n": r"(?P<n>\d\d?|one|two|three|four|five|six|seven|eight)",
    "summary": r"(?:summary|overview|synopsis|gist|recap|digest|outline|abstract|tldr)",
    "written": r"(?:published|written|posted|printed|dated)",
    "date": r"(?:when|(?:on |in )?(?:what|which) (?:day|date|year|month))",
    "give": r"(?:list|name|give me|give|show me|show|find|extract|get|tell me|identify|what (?:are|is|were)|who are)",
    "mention": r"(?:mention|name|talk about|refer to|cover|discuss|list|involve)",
    "mentioned": r"(?:mentioned|named|listed|referred to|talked about|discussed|involved|covered|featured)",
    "theme": r"(?:main |central |key |overall )?(?:topic|subject|theme|message|point|idea|focus|contents?)",
}

_LIBRARY = (
    ("library", ("count",), (
        r"how many {articles}(?: {have}| in (?:the|your) library)?(?: in total)?",
        r"(?:count|what is the number of)(?: all)?(?: the| your)? {articles}",
        r"how (?:big|large) is (?:the|your) (?:library|collection)",
    )),
    ("library", ("mentioning",), (
        r"(?:which|what|how many) (?:articles?|stories) (?:mentions?|talks? about|deals? with|covers?) (?P<topic>.+)",
        r"(?:which|what|how many) (?:articles?|stories) (?:(?:is|are) about|(?:{have}) (?:about|on)) (?P<topic>.+)",
        r"(?:do you have|are there|is there|have you got|list|show me|show|find|give me)(?: any| an| all| the)*"
        r"(?: articles?| stor(?:y|ies)) (?:about|on|mentioning|that mentions?|covering|dealing with) (?P<topic>.+)",
    )),
    ("library", ("list",), (
        r"(?:which|what)(?: kinds? of)? {articles} {have}(?: here| now)?",
        r"(?:list|show|give me|display|name|print|see|view)(?: me)?(?: (?:a list of|all|the|your|my|available|of))*"
        r" {articles}(?: {have}| you have)?",
        r"(?:a |the )?(?:list of )?(?:all |your |the )*(?:articles|sources|titles|library)",
        r"what (?:is|are|have you got|do you have) (?:there )?in (?:the|your|my|this) (?:library|collection)",
        r"what (?:do you have|have you got|do you know|is there)|do you have (?:any |some )?(?:articles|sources|news)",
        r"(?:what|which) are (?:your|the|all the|all your) (?:articles|sources|titles|documents)",
        r"(?:what|which) (?:topics|subjects|themes) (?:{have}|do you cover|can i ask about)",
        r"what can i (?:ask|read|learn)(?: you)? about(?: here)?|show (?:me )?(?:the |your |my )?library",
    )),
)  # fmt: skip

_METADATA = (
    ("metadata", ("published", "byline"), (
        r"{date} (?:was|is) {S} {written},?(?: and)? (?:by whom|by who|who (?:wrote|published) it)",
        r"(?:when and by whom|by whom and when) (?:was|is) {S} {written}",
        r"who (?:wrote|published) {S},? and when",
    )),
    ("metadata", ("published",), (
        r"{date} (?:was|is|were|are) {S} (?:first |originally )?(?:{written}|from)",
        r"{date} did {S} (?:come out|appear)",
        r"what (?:is|was) the (?:publication |publishing )?date of {S}|how (?:old|recent) is (?:the|this|that) article",
        r"what (?:is|was) the (?:publication|publishing) date|what date is it from",
        r"(?P<fragment>when published|publication date|date of publication)",
    )),
    ("metadata", ("byline",), (
        r"who (?:wrote|authored|penned|has written|(?:is|was) the (?:author|writer) of) {S}",
        r"who is the (?:journalist|reporter|author) (?:of|behind) {S}",
        r"(?:by whom|by who|who) (?:was|is) {S} (?:written|authored)(?: by)?",
        r"(?:what|who) is the (?:author|byline|writer) of {S}",
        r"who (?:is|was) {S} by|whose (?:article|story|piece) is (?:this|that|it)",
        r"(?P<fragment>(?:what|who) is (?:the|its) (?:author|byline|writer))",
        r"(?P<fragment>by whom|who by|by who|written by whom|who wrote|(?:the )?(?:author|byline))",
    )),
    ("metadata", ("title",), (
        r"what (?:is|was) the (?:title|headline|name) of {S}|what is (?:its|the article's) (?:title|headline)",
        r"(?:what|how) is (?:the|this|that) (?:article|story|piece) (?:called|titled|entitled|named)",
        r"(?P<fragment>(?:what (?:is|was) )?the (?:title|headline)|title|headline)",
    )),
    ("metadata", ("source",), (
        r"what (?:is|was) the (?:source|link|url|website|origin|publisher|newspaper) (?:of|for|to) {S}",
        r"(?:give|show|send)(?: me)? (?:the|a) (?:link|url|source)(?: (?:of|for|to) {S})?",
        r"where (?:does|did|do) {S} (?:come from|appear|originate)|where (?:is|was) {S} (?:from|published|posted)",
        r"where did you (?:get|find|read) {S}(?: from)?|who published {S}",
        r"(?P<fragment>(?:what (?:is|was) )?(?:the|its|your) (?:source|link|url|publisher)|source|link|url)",
    )),
)  # fmt: skip

_OVERVIEW = (
    ("overview", ("points",), (
        r"(?:{give} )?(?:the |its |a few |some )?(?:{n} )?"
        r"(?:main|key|most important|central|important|principal|biggest|top)(?: {n})? "
        r"(?:points?|facts?|takeaways?|ideas?|messages?|events?|highlights|statements?|findings|claims?)"
        r"(?: (?:of|in|from|made in|about) {S})?",
        r"(?:{give} )?(?:the )?(?:highlights|takeaways|essentials|bullet points)(?: (?:of|from|in) {S})?",
        r"(?:summari[sz]e|sum up) {S} (?:in|as|with|into) (?:{n} )?(?:bullet )?points",
    )),
    ("overview", ("about",), (
        r"what (?:is|are) {S} (?:all |mainly |really |actually |mostly )?about",
        r"what (?:was|were) (?!(?:it|this|that|they|these) about){S} about",
        r"what (?:do|does|did) {S} (?:say|tell(?: me| us)?|cover|deal with|report|discuss|describe|talk about)",
        r"what (?:is|was) the {theme} (?:of|in) {S}",
        r"(?:describe|explain|outline|condense|shorten) {S}",
        r"tell (?:me|us)(?: more| something)? about (?:the|this|that) (?:article|story|piece|text)",
        r"(?:summari[sz]e|sum up|summary|tldr|overview|recap|brief me)(?:(?: of| for| on)? {S})?"
        r"(?: (?:briefly|in (?:brief|short|a nutshell|a few sentences)))?",
        r"(?:summari[sz]e|sum up)(?: {S})? in (?:only |just )?(?:an? |{n} )?(?:single |short )?(?:sentences?|lines?)",
        r"(?:(?:give|write|make|show|get|provide)(?: me| us)? )?(?:an? |the )?"
        r"(?:(?:brief|short|quick|concise|little|{n}[- ]sentence) )*{summary}(?: (?:of|for|on) {S})?"
        r"(?: in {n} sentences?)?",
        r"what (?:is|was) (?:the|a) (?:short |brief )?{summary}(?: of {S})?|in (?:short|brief|a nutshell)",
        r"(?P<every>what (?:is|are) (?:in )?the news(?: today)?|what is new)",
        r"(?P<fragment>what (?:is|was) the {theme}|what (?:has )?happened(?: here)?|what is (?:happening|going on))",
        r"(?:summari[sz]e|sum up|recap|(?:give me |write )?an? (?:brief |short )?{summary} of) (?P<matter>.+)",
        r"(?:(?:what|how) about )?(?:the|that) (?P<matter>(?:[\w'.&-]+ ){1,5})(?:article|story|one)",
    )),
    ("overview", ("people",), (
        r"who (?:all )?(?:else )?(?:is|are|was|were) (?:all )?{mentioned}(?: (?:in|by) {S})?",
        r"who (?:is|are|appears?|features?|occurs?|comes? up|plays? a role) in {S}",
        r"who(?:m)? do(?:es)? {S} {mention}",
    )),
)  # fmt: skip

_MENTIONABLE = {
    "people": r"(?:people|persons?|individuals?|names? of (?:the )?people|public figures|names)",
    "countries": r"(?:countr(?:y|ies)|nations?)",
    "places": r"(?:places?|cit(?:y|ies)|locations?|towns?|regions?)",
    "organisations": r"(?:organi[sz]ations?|compan(?:y|ies)|institutions?|firms?|businesses|agencies)",
}
_MENTIONED = (
    r"(?:which|what)(?: other| are the| are all the)? {thing} (?:(?:is|are|were|was|get|gets) )?(?:all )?"
    r"{mentioned}(?: (?:in|by) {S})?",
    r"(?:which|what) {thing} (?:are|is|appears?|occurs?|features?|comes? up|play a role) in {S}",
    r"(?:which|what) {thing} (?:do|does|did) {S} {mention}",
    r"{give}(?: all)?(?: of)?(?: the)? {thing}(?: (?:that|which|who) (?:are|is|were))?(?: {mentioned})?"
    r" (?:in|from|of) {S}",
    r"{give}(?: all)?(?: of)?(?: the)? {thing}(?: (?:that|which|who) (?:are|is|were))? {mentioned}",
)

TEMPLATES = (
    *_LIBRARY,
    *_METADATA,
    *_OVERVIEW,
    *(
        ("overview", (wanted,), tuple(template.replace("{thing}", thing) for template in _MENTIONED))
        for wanted, thing in _MENTIONABLE.items()
    ),
)
"""(kind, what is wanted, wordings), in the order in which they are tried."""
