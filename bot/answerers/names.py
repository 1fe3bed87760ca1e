"""Names in a text: who and what is mentioned, each with every place where it stands.

Promise: every mention is an exact range of the text given (`text[start:end]`), in order, without titles
("President Vladimir Putin" is found as "Vladimir Putin") and possessives. "Putin" counts as a mention of
"Vladimir Putin" where both stand in the text. Works by capital letters and word lists (`names.txt`), for English
only; text in lower case has no names, and the kind of a name is a good guess, not a fact.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.english.name_kinds import Kind, Mention, is_name, key_of, kind_of, words

__all__ = ["Kind", "Name", "find_names", "words"]

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:[-’'&][^\W_]+)*")
_POSSESSIVE = re.compile(r"[’'][sS]$")
_DOTTED = frozenset("Gen Sen Rep Lt Maj Col Capt Sgt Adm Prof Dr Mr Mrs Ms Rev St Mt Jr Sr Inc Jan Feb Sept".split())
_PARTICLES = frozenset("de van von der den bin bint al ibn da di du del della la le dos das el ter ten".split())
_NUMBERED = frozenset({"Apollo", "Artemis", "Expo", "Euro", "Chang’e", "Falcon", "Soyuz", "Voyager"})
_HEADS = ("organisation words", "place prefixes", "royal", "event words")  # what "of" may follow within a name
_NOT_NAMES = ("demonyms", "calendar", "not names")
_LOOK_BACK = 24  # characters before a word that can tell whether it begins a sentence
_OFFICES = ("Secretary", "Chancellor")  # "Secretary of State" is a title
MAX_HEADLINE_CHARS = 150
_ADJECTIVE = re.compile(
    r"^(?:US|UK|EU|UN)-|-(?:\w{5,}|led|made|born|run|wide|era|type|old|plus|like|bred|in|on|to|up|off)$"
)
_ENDS_SENTENCE = re.compile(r"[.!?:;…]$")


@dataclass(frozen=True, slots=True)
class Name:
    """One person, organisation, place or other thing: its fullest form, and where it is mentioned, in order."""

    text: str
    kind: Kind
    mentions: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int
    possessive: bool
    initial: bool


def find_names(text: str) -> list[Name]:
    """All names of a text (an article, a sentence or a question), in order of first mention.

    >>> [(n.text, n.kind) for n in find_names("President Vladimir Putin met Kim Jong Un in Pyongyang. Putin left.")]
    [('Vladimir Putin', 'person'), ('Kim Jong Un', 'person'), ('Pyongyang', 'place')]
    """
    found: dict[str, list[Mention]] = defaultdict(list)
    for mention in _mentions(text):
        found[key_of(mention.words)].append(mention)
    groups = {key: group for key, group in found.items() if is_name(group, found)}
    kinds = {key: kind_of(group, groups, text) for key, group in groups.items()}
    merged: dict[str, list[Mention]] = defaultdict(list)
    for key, group in groups.items():
        merged[_fuller(key, groups, kinds)].extend(group)
    names = (_name(key, group, kinds, text) for key, group in merged.items())
    return sorted(names, key=lambda name: name.mentions[0])


def _name(key: str, group: list[Mention], kinds: Mapping[str, Kind], text: str) -> Name:
    full = max(group, key=lambda m: (key_of(m.words) == key, -m.start))
    return Name(
        " ".join(text[full.start : full.end].split()), kinds[key], tuple(sorted((m.start, m.end) for m in group))
    )


def _fuller(key: str, groups: Mapping[str, list[Mention]], kinds: Mapping[str, Kind]) -> str:
    """The person's name that `key` is the first or last part of ("Putin", "Kim"), else `key`."""
    titled = any(m.titled for m in groups[key])
    word = groups[key][0].words[-1]
    listed = (word in words("places") or word in words("organisations")) and not titled
    if kinds[key] != "person" and (" " in key or listed):
        return key
    for longer, kind in kinds.items():
        if kind == "person" and (longer.endswith(" " + key) or (longer.startswith(key + " ") and not titled)):
            return longer
    return next((longer for longer, kind in kinds.items() if kind == "person" and longer.startswith(key + " ")), key)


def _mentions(text: str) -> Iterator[Mention]:
    """Runs of capitalised words, cut at titles and freed of what only looks like part of a name."""
    common = frozenset(re.findall(r"\b[a-z]+\b", text))
    for run in _runs(text):
        for part, titled in _cut_at_titles(run):
            kept = _strip(part, common, titled)
            if kept:
                initial = kept[0].initial and not titled
                yield Mention(tuple(t.text for t in kept), kept[0].start, kept[-1].end, titled, initial)


def _runs(text: str) -> Iterator[list[_Token]]:
    for paragraph in re.finditer(r"[^\n]+", text):
        run: list[_Token] = []
        for token in _tokens(text, paragraph.start(), paragraph.end()):
            if run and not _continues(text, run, token):
                yield run
                run = []
            if run or _capital(token.text):
                run.append(token)
        if run:
            yield run


def _tokens(text: str, start: int, end: int) -> list[_Token]:
    """The words of one paragraph; none where it is a headline (capitals say nothing there)."""
    found = []
    for match in _TOKEN.finditer(text, start, end):
        word = match.group()
        bare = _POSSESSIVE.sub("", word)
        before = text[max(start, match.start() - _LOOK_BACK) : match.start()].rstrip(" ")
        initial = not before.rstrip("“\"‘'([") or before[-1] in "“\"‘'([•*—–" or _ends_sentence(before)
        found.append(_Token(bare, match.start(), match.start() + len(bare), bare != word, initial))
    long_words = [t for t in found if len(t.text) > 3]
    capitals = sum(t.text[0].isupper() for t in long_words)
    headline = len(long_words) > 3 and capitals > 0.7 * len(long_words) and end - start < MAX_HEADLINE_CHARS
    return [] if headline and text[start:end].rstrip()[-1:] not in '.!?”"' else found


def _ends_sentence(before: str) -> bool:
    bare = before.rstrip("”\"’')")
    if not _ENDS_SENTENCE.search(bare):
        return False
    last = re.split(r"[\s“\"(]", bare)[-1]
    return not (bare.endswith(".") and (last[:-1] in _DOTTED or re.fullmatch(r"(?:\w\.)+", last)))


def _continues(text: str, run: list[_Token], token: _Token) -> bool:
    """Whether a word goes on with the run before it: next to it; a capital, a particle, or a fitting "of"."""
    gap = text[run[-1].end : token.start]
    dotted = gap == ". " and (run[-1].text in _DOTTED or len(run[-1].text) == 1)
    if run[-1].possessive or (token.initial and not dotted) or (gap not in (" ", "\xa0") and not dotted):
        return False
    last = run[-1].text
    given = "-" in token.text and token.text[0].isupper() and not _ADJECTIVE.search(token.text)  # Chang Ho-jin
    if _capital(token.text) or given or (token.text.isdigit() and last in _NUMBERED):
        return True
    if token.text in ("of", "for"):
        return any(last in words(section) for section in _HEADS) or last in _OFFICES
    return token.text in _PARTICLES or (last in ("of", "for") and token.text == "the")


def _capital(word: str) -> bool:
    """Whether a word is written like a name; "US-led" and "Russian-made" are adjectives."""
    return word[0].isupper() and ("-" not in word or word in words("places") or not word.rsplit("-")[-1][0].islower())


def _cut_at_titles(run: list[_Token]) -> Iterator[tuple[list[_Token], bool]]:
    """Parts of a run between titles, and whether a title stands right before each."""
    part: list[_Token] = []
    titled = False
    i = 0
    while i < len(run):
        length = _title_length(run, i)
        if length:
            yield part, titled
            part, titled, i = [], True, i + length
        else:
            part.append(run[i])
            i += 1
    yield part, titled


def _title_length(run: list[_Token], i: int) -> int:
    rest = [t.text for t in run[i:]]
    if rest[-1] in words("organisation words") | words("organisations") and len(rest) > 1:
        return 0
    for length in (4, 3, 2, 1):
        title = " ".join(rest[:length])
        if len(rest) >= length and (title in words("titles") or title + "." in words("titles")):
            return length
    return 0


def _strip(part: list[_Token], common: frozenset[str], titled: bool) -> list[_Token]:
    """A part without leading sentence starters and nationalities; empty where nothing of a name is left."""
    while part and _text(part) not in words("places") and _is_prefix(part, common):
        part = part[1:]
    while part and not part[-1].text[0].isupper() and not part[-1].text.isdigit():
        part = part[:-1]
    if not titled and all(t.text.isdigit() or any(t.text in words(section) for section in _NOT_NAMES) for t in part):
        return []
    return [] if _text(part) in words("royal") else part


def _is_prefix(part: list[_Token], common: frozenset[str]) -> bool:
    """Whether the first word only precedes a name: "The", "In Moscow", "Producer Mel Gibson", "Russian Yuri"."""
    word, following = part[0].text, part[1].text if len(part) > 1 else ""
    if word == "The" or not word[0].isupper() or (following and word in words("calendar")):
        return True
    before_person = len(part) > 2 and following in words("given names") and word not in words("given names")
    if part[0].initial and (word in words("starters") or (following and word.lower() in common) or before_person):
        return word not in words("given names")
    return word in words("demonyms") and following in words("given names")


def _text(part: list[_Token]) -> str:
    return " ".join(t.text for t in part)
