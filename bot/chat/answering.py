"""Answering with a chat model: it proposes, line by line, and only what stands on the passages is said.

Promise: every statement that goes out was checked by `bot.grounding.check`, has exact spans, and goes out as soon as
its line is complete; what fails is dropped with its verdict, or shown plainly marked where the user wants that.
Nothing is asked where the built-in reader is nearly sure that the articles do not answer. A model that is down,
declines or breaks off is said in a warning; before it has said anything, the built-in reader answers in its place.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace

from bot.answerers.extractive import Extractive
from bot.chat.model import ChatModel, NoReply, TooLong
from bot.chat.passages import quoted
from bot.english.terms import stems, stopwords
from bot.errors import ModelError
from bot.grounding.check import check
from bot.grounding.written import Claim, Lines, read_line
from bot.types import Draft, DraftStatement, Dropped, Passage, Proposals
from prompts import Prompt

FLOOR = 0.08
"""Confidence of the built-in reader below which no model is asked: so has it .2 % of the answerable questions, and two
thirds of those put to another library (eval/LOG.md)."""
MAX_STATEMENTS, MAX_CHARS = 12, 20_000
"""After which a model that goes on is cut off."""
FALLBACK = "footnote config set fallback yes lets the built-in reader answer"
CUT_OFF, UNREAD = "the reply was cut off", "the reply was too long"


@dataclass(slots=True)
class Reply:
    """What has become of a model's reply so far."""

    said: list[DraftStatement] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    is_whole: bool = True


@dataclass(slots=True)
class Aloud:
    """What of a reply is meant to be said: not what some models think before, between <think> and </think>."""

    thinking: bool = False

    def of(self, line: str) -> str:
        """The line without what is thought.

        >>> aloud = Aloud()
        >>> [aloud.of(line) for line in ("<think>Well [1].", "so</think> Yes. [1]", "No. [2]")]
        ['', ' Yes. [1]', 'No. [2]']
        """
        said = ""
        for part in re.split(r"(</?think(?:ing)?>)", line):
            if part.startswith(("<think", "</think")):
                self.thinking = part.startswith("<think")
            elif not self.thinking:
                said += part
        return said


class ByModel:
    """See the module."""

    def __init__(
        self,
        model: ChatModel,
        prompt: Prompt,
        built_in: Extractive,
        *,
        falls_back: bool = True,
        shows_unverified: bool = False,
    ) -> None:
        """`falls_back`: the built-in reader answers where the model does not; else that is an error."""
        self.name = model.name
        self._model = model
        self._prompt = prompt
        self._built_in = built_in
        self._falls_back = falls_back
        self._shows_unverified = shows_unverified

    def answer(self, question: str, passages: Sequence[Passage]) -> Proposals:
        """Each statement when it is there; the last is the Draft.

        Raises:
            ModelError: the model gives no reply, and nothing falls back.

        """
        ours = self._built_in.draft(question, passages)
        if ours.confidence < FLOOR:
            yield _refused(ours)
            return
        reply = Reply()
        try:
            yield from self._statements(question, passages, reply)
        except (NoReply, ModelError) as error:
            begun = isinstance(error, NoReply) and error.begun
            if not self._falls_back and not reply.said:
                raise (
                    error if isinstance(error, ModelError) else ModelError(f"{self.name}: {error}", hint=FALLBACK)
                ) from None
            if not reply.said and not begun:
                yield from self._instead(ours, f"{self.name} gave no answer, the built-in reader did: {error}")
                return
            reply.is_whole = False
            reply.warnings.append(f"{self.name} broke off: {error}")
        yield self._draft(question, reply, ours)

    def _statements(
        self, question: str, passages: Sequence[Passage], reply: Reply
    ) -> Generator[DraftStatement, None, None]:
        """The checked statements; with half the passages where all are more than the model takes."""
        try:
            with closing(self._lines(question, passages, reply)) as lines:
                for line in lines:
                    yield from self._checked(line, passages, reply)
        except TooLong:
            if len(passages) == 1:
                raise
            yield from self._statements(question, passages[: len(passages) // 2], reply)

    def _lines(self, question: str, passages: Sequence[Passage], reply: Reply) -> Generator[str, None, None]:
        """The reply's lines, those put together that belong together."""
        lines = Lines()
        with closing(self._whole_lines(question, passages, reply)) as whole:
            for line in whole:
                yield from lines.add(line)
        yield from lines.end()

    def _whole_lines(self, question: str, passages: Sequence[Passage], reply: Reply) -> Generator[str, None, None]:
        """As they come; the last one only where the reply has ended, not where it was cut off."""
        messages = self._prompt.fill(passages=quoted(passages), question=question)
        begun, n_chars, said = "", 0, Aloud()
        stream = self._model.stream(messages)
        with closing(stream):
            while True:
                try:
                    piece = next(stream)
                except StopIteration as stop:
                    ended = str(stop.value)
                    break
                *whole, begun = (begun + piece).split("\n")
                yield from filter(None, map(said.of, whole))
                n_chars += len(piece)
                if n_chars > MAX_CHARS or len(reply.said) >= MAX_STATEMENTS:
                    reply.warnings.append(UNREAD)
                    return
        if ended == "declined":
            reply.warnings.append(f"{self.name} declined to answer")
        elif ended == "cut":
            reply.is_whole = False
            reply.warnings.append(CUT_OFF)
            if left := said.of(begun).strip():
                reply.dropped.append(Dropped(left, CUT_OFF))
        else:
            yield said.of(begun)

    def _checked(self, line: str, passages: Sequence[Passage], reply: Reply) -> Iterator[DraftStatement]:
        """The statements of a line that hold; the others are written down."""
        for one in read_line(line):
            if not isinstance(one, Claim):
                reply.missing.append(one.missing)
                continue
            checked = check(one, passages)
            if isinstance(checked, Dropped):
                reply.dropped.append(checked)
                if not self._shows_unverified:
                    continue
                checked = DraftStatement(f"Not verified ({checked.verdict}): {checked.text}", "unverified")
            elif checked in reply.said:
                continue
            reply.said.append(checked)
            yield checked

    def _draft(self, question: str, reply: Reply, ours: Draft) -> Draft:
        prompts = ((self._prompt.name, self._prompt.digest),)
        if reply.dropped:
            n, left_out = len(reply.dropped), "" if self._shows_unverified else " left out:"
            reply.warnings.append(f"{n} statement{'s' * (n > 1)} of {self.name}{left_out} not verified")
        warnings = tuple(dict.fromkeys(reply.warnings))
        dropped = tuple(reply.dropped)
        if not any(one.kind == "quoted" for one in reply.said):
            return replace(_refused(ours), dropped=dropped, prompts=prompts, warnings=warnings)
        missing = tuple(f"the articles don't say: {part}" for part in _named(reply.missing, question))
        return Draft(
            "answered" if reply.is_whole and not reply.missing else "partial",
            tuple(reply.said),
            confidence=ours.confidence,
            dropped=dropped,
            prompts=prompts,
            warnings=(*missing, *warnings),
        )

    def _instead(self, ours: Draft, warning: str) -> Iterator[DraftStatement | Draft]:
        yield from ours.statements
        yield replace(ours, warnings=(*ours.warnings, warning))


def _refused(ours: Draft) -> Draft:
    """A refusal with what comes closest: where the built-in reader would have answered, what it would have quoted."""
    quotes = [span for one in ours.statements for span in one.spans]
    return Draft("refused", (), confidence=ours.confidence, closest=ours.closest or next(iter(quotes), None))


def _named(missing: Sequence[str], question: str) -> list[str]:
    """The missing parts, in words of the question alone: a model's own are nobody's statement."""
    known = stems(question) | stopwords()
    return [part if part and stems(part) <= known else "the rest of the question" for part in dict.fromkeys(missing)]
