"""Reading with the trained reader (`reader = spans`): the exact words that answer, and how likely they do.

Promise: the best passages are read first, and the others only where these leave a doubt; every span is an exact range
of its article. How likely it is that the articles answer is told by `belief`, how much is quoted by `clause`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.answerers.asked import Asked, read
from bot.answerers.belief import Candidate, believe, candidates_of, said_alike
from bot.answerers.clause import clause_end
from bot.answerers.part import Piece, Said
from bot.answerers.settle import settle
from bot.english.terms import stems
from bot.reader.reading import Reader, Reading
from bot.types import Passage, Span

N_FIRST, N_READ = 2, 4
"""Passages read at first (two, as another article may say otherwise), and at most (training/LOG.md)."""
CERTAIN = 0.65
"""No further passage is read from this confidence on: who is answered and who is refused stays the same from .5 on, and the
right span is found as often but for .002 of F1 (training/LOG.md)."""
MAX_SPANS, MAX_SENTENCES, KEPT_CHARS = 5, 3, 30
"""Of an answer; no clause is cut to fewer characters."""
SECOND_SHARE, RIVAL_SHARE, RIVAL_LEAST = 0.3, 0.35, 0.5
"""A further span needs this share of the best one's likelihood: where several things are asked for, and from another
article that tells it differently, which must be likelier than not by itself, too."""
BESIDE_CHARS = 600
"""About three sentences."""


@dataclass(frozen=True, slots=True)
class SpanPart:
    """See `bot.answerers.part.Part`; `candidates` best first."""

    asked: Asked
    candidates: Sequence[Candidate]
    readings: Sequence[Reading]
    confidence: float

    @property
    def ranked(self) -> list[Span]:
        """The sentences with the best spans."""
        return list(dict.fromkeys(one.sentence for one in self.candidates))

    def say(self) -> Said:
        """The best span in its clause, others of its article where several are asked for, a rival of another article."""
        if self.asked.kind == "yesno":
            return self._settled()
        chosen = [self._first()]
        for one in self.candidates:
            if len(chosen) < MAX_SPANS and self._adds(one, chosen):
                chosen.append(one)
        return Said(tuple(_pieces(self.asked, chosen)), self._rival())

    def _first(self) -> Candidate:
        """The best; where its sentence only leads up to several things ("they exchanged gifts"), one beside that names some."""
        best = self.candidates[0]
        beside = [one for one in self.candidates if _names_some(one, best)] if best.values["leads"] else []
        return beside[0] if beside else best

    def _adds(self, one: Candidate, chosen: Sequence[Candidate]) -> bool:
        best = chosen[0]
        room = one.sentence in (held := {other.sentence for other in chosen}) or len(held) < MAX_SENTENCES
        several = room and (self.asked.plural or self.asked.kind == "list")
        alike = any(said_alike(one.text, other.text) for other in chosen)
        of_article = one.span.article_id == best.span.article_id
        likely = one.likelihood >= SECOND_SHARE * best.likelihood
        fits = several and of_article and not alike and not one.values["against"]
        if best.values["instances"] and one.sentence != best.sentence:
            return fits and _names_some(one, best) and all(one.sentence != other.sentence for other in chosen)
        return fits and likely

    def _rival(self) -> Piece | None:
        best = self.candidates[0]
        for one in self.candidates[1:]:
            likely = one.likelihood >= max(RIVAL_LEAST, RIVAL_SHARE * best.likelihood)
            if likely and one.span.article_id != best.span.article_id and not said_alike(one.text, best.text):
                return _pieces(self.asked, [one])[0] if not self.asked.plural else None
        return None

    def _settled(self) -> Said:
        """The best sentence, and before it yes or no where it is clear which."""
        sentence = self.candidates[0].sentence
        (piece,) = _pieces(self.asked, self.candidates[:1])
        stances = [s for r in self.readings for s in r.stances if (s.start, s.end) == (sentence.start, sentence.end)]
        best = max(stances, key=lambda s: max(s.supports, s.contradicts), default=None)
        verdict = settle(self.asked, piece.text, best) if best else ""
        return Said((replace(piece, shorts=()),), verdict=verdict)


def _names_some(one: Candidate, beside: Candidate) -> bool:
    """Whether it names instances of what is asked for, not far off: "gifts, including ...", "Kim's presents were ..."."""
    near = abs(one.span.start - beside.span.start) <= BESIDE_CHARS
    of_article = one.span.article_id == beside.span.article_id
    return near and of_article and bool(one.values["instances"]) and not one.values["against"]


@dataclass(frozen=True, slots=True)
class BySpan:
    """See the module."""

    reader: Reader

    def read(self, question: str, passages: Sequence[Passage]) -> SpanPart:
        """The spans that may answer, best first."""
        asked, readings = read(question), list[Reading]()
        found: list[Candidate] = []
        confidence = 0.0
        for some in (passages[:N_FIRST], passages[N_FIRST:N_READ]):
            if not some or confidence >= CERTAIN:
                break
            readings += self.reader.read(question, some)
            found = candidates_of(asked, readings)
            confidence = believe(asked, found, readings)
        return SpanPart(asked, found, readings, confidence)


def _pieces(asked: Asked, chosen: Sequence[Candidate]) -> list[Piece]:
    """One piece a sentence, in the order of the article."""
    by_sentence: dict[Span, list[Candidate]] = {}
    for one in sorted(chosen, key=lambda one: one.span.start):
        by_sentence.setdefault(one.sentence, []).append(one)
    return [quote(asked, sentence, of) for sentence, of in by_sentence.items()]


def quote(asked: Asked, sentence: Span, found: Sequence[Candidate]) -> Piece:
    """As much of `sentence` as holds `found`, at least one candidate, all in it, and ends where a clause does."""
    chunk = found[0].passage.chunk
    text = chunk.text[sentence.start - chunk.start : sentence.end - chunk.start]
    terms = {term.stem for term in asked.terms}

    def needed(at: int) -> bool:
        is_list = text[at] == ";" and text.count(";") > 1  # which a cut would leave hanging
        return is_list or bool(stems(text[at:]) & terms)

    last = max(one.span.end for one in found) - sentence.start
    end = clause_end(asked, text, max(KEPT_CHARS, last), needed)
    shorts = tuple(dict.fromkeys(one.text for one in found))
    return Piece(Span(sentence.article_id, sentence.version, sentence.start, sentence.start + end), text[:end], shorts)
