"""Answers to what is not a question about articles: a greeting, thanks, "help", "what can you do?", goodbye.

Promise: only an utterance that is nothing else is taken for one; the whole of it must match. "Thanks to whom did they
win?" and "Hello Kitty was created by whom?" are questions. English only; no search, no citation.
"""

from __future__ import annotations

import re
from functools import cache

from bot.types import Draft, DraftStatement

REPLIES = {
    "greeting": "Hello. Ask me something about the articles, or type “help”.",
    "thanks": "You are welcome.",
    "goodbye": "Goodbye.",
    "acknowledged": "Good. Ask on whenever you like.",
    "help": (
        "I answer questions about the articles in this library, in their own words, and every answer names the place "
        "where the words stand; where the articles don't say, I say so. Ask “what gifts were exchanged?” and then "
        "“and what did he get in return?”; ask “which articles do you have?”, “what is the article about …?”, "
        "“who is mentioned?” or “when was it published?”. New articles come in with: footnote ingest FILE|FOLDER|URL"
    ),
}


def service(*texts: str) -> Draft:
    """A finished answer that rests on no article."""
    return Draft("answered", tuple(DraftStatement(text, "service") for text in texts), confidence=1.0)


def answer(command: str) -> Draft:
    """The reply to one of REPLIES' keys."""
    return service(REPLIES[command])


def command_of(utterance: str) -> str:
    """The key of REPLIES that a whole utterance calls for, or "".

    >>> command_of("Hi there!"), command_of("thanks a lot"), command_of("Thanks to whom did they win?")
    ('greeting', 'thanks', '')
    """
    text = normalised(utterance)
    return next((command for command, pattern in _patterns().items() if pattern.fullmatch(text)), "")


def normalised(utterance: str) -> str:
    """As patterns compare it: small letters, straight apostrophes, single spaces, no marks at either end.

    >>> normalised(" What’s  this about?! ")
    'what is this about'
    """
    text = " ".join(utterance.casefold().replace("’", "'").replace("‘", "'").split())
    text = re.sub(r"\b(what|who|where|when|how|it|that)'s\b", r"\1 is", text).replace("tl;dr", "tldr")
    return text.strip(' .!?;:,…/>-"“”')


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    templates = {
        "greeting": (
            r"{hello}(?: (?:there|again|all|everyone|everybody|you|bot|friend|footnote))*(?:,? {how})?|{how}",
            r"(?:is )?any(?:one|body) (?:there|here)|are you there",
        ),
        "thanks": (
            r"(?:{fine},? |no,? )?{thank}(?: {extent})*(?:[,.!]? {praise})?|{praise}",
        ),
        "goodbye": (
            r"(?:(?:{fine}|{thank}),? )?(?:good ?bye|bye(?: bye)?|see you(?: later| soon)?|good night|farewell)",
        ),
        "help": (
            r"(?:please )?help(?: me)?|i need (?:some )?help|(?:can|could) you help(?: me)?",
            r"usage|commands|options|manual",
            r"what (?:can|could|do) {you} do(?: for me)?|what (?:are|is) {you}(?: (?:for|capable of|able to do))?",
            r"what (?:can|could|should|may) i (?:ask(?: {you})?(?: about)?|do(?: here)?)",
            r"how (?:do|can|should|to) (?:i )?(?:use {you}|ask(?: {you})?(?: questions?)?|start|begin|get started)",
            r"how do(?:es)? {you} work|who (?:are|is|made|built) {you}|what is your name|introduce yourself",
            r"are you (?:an? )?(?:bot|robot|person|human|machine|computer|language model|chatbot|ai|llm|real|chatgpt)",
        ),
        "acknowledged": (
            r"{fine}|i see|(?:i )?got it|understood|right|wow|interesting|yes|no|sure|never ?mind|that is all|lol|hm+",
        ),
    }  # fmt: skip
    return {name: re.compile("|".join(t.format(**_PARTS) for t in lines)) for name, lines in templates.items()}


_PARTS = {
    "hello": r"(?:hi+|hello+|hey+|hiya|howdy|greetings|good (?:morning|afternoon|evening|day))",
    "how": r"(?:how are you(?: doing)?(?: today)?|nice to meet you|what is up)",
    "fine": r"(?:ok|okay|great|perfect|good|nice|cool|excellent|wonderful|super|all right|alright|brilliant)",
    "thank": r"(?:(?:many )?thanks|thank you|thx|ty|cheers|much appreciated)",
    "extent": r"(?:a lot|a million|so much|very much|again|you|footnote|for (?:that|this|everything|"
    r"(?:your|the|all your) (?:help|answers?|information|info|time)))",
    "praise": r"that (?:is|was|helps?|helped)(?: (?:all|a lot|very|really|helpful|great|perfect|enough|everything))*",
    "you": r"(?:you|footnote|this (?:bot|program|tool|thing|assistant|app))",
}
