"""A follow-up made to stand alone by a chat model, kept only where it loses and invents nothing.

Promise: the model is asked only where the built-in rules say that the question does not stand alone; what it gives is
taken only where every name and number of the question is in it, and none that neither the question nor the
conversation has. Else, and where the model does not reply, the built-in reading stands. It never raises.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.chat.model import ChatModel, NoReply
from bot.english.terms import alternatives, stems, tokens
from bot.errors import ModelError
from bot.grounding.facts import is_name
from bot.grounding.numbers import number_of
from bot.types import Exchange, Reading
from prompts import Prompt

MAX_TURNS, MAX_SAID_CHARS = 4, 600
"""Of the conversation, and of an answer, as the model sees them."""
MAX_CHARS = 400
"""Of a question that stands alone."""


@dataclass(frozen=True, slots=True)
class RewriteByModel:
    """See the module; `rules` are the built-in ones."""

    model: ChatModel
    prompt: Prompt
    rules: Callable[[str, Sequence[Exchange]], Reading]

    def __call__(self, question: str, history: Sequence[Exchange]) -> Reading:
        """The standalone question, and what it follows up on."""
        ours = self.rules(question, history)
        if not history or not (ours.before or ours.standalone != question):
            return ours
        earlier = "\n".join(
            f"Question: {one.standalone_question or one.question}\nAnswer: {one.answer[:MAX_SAID_CHARS]}"
            for one in history[-MAX_TURNS:]
        )
        try:
            said = str(self.model.ask(self.prompt.fill(earlier=earlier, question=question)).text)
        except (NoReply, ModelError):
            return ours
        prompts = ((self.prompt.name, self.prompt.digest),)
        standalone = one_question(said)
        if not standalone or not keeps(standalone, question, f"{earlier} {ours.standalone}"):
            return replace(ours, prompts=prompts)
        return replace(ours, standalone=standalone, prompts=prompts)


def one_question(said: str) -> str:
    r"""The reply, where it is one line that can be a question; else "".

    >>> one_question(' "What did Kim give Putin?" '), one_question("Sure!\nWhat did he get?")
    ('What did Kim give Putin?', '')
    """
    lines = [line for line in said.split("\n") if line.strip()]
    bare = lines[0].strip().strip('"“”`').strip() if len(lines) == 1 else ""
    return bare if bare.isprintable() and len(bare) <= MAX_CHARS else ""


def keeps(standalone: str, question: str, said: str) -> bool:
    """Whether it has every name and number of the question, and no other that was not `said` before.

    >>> keeps("What did Kim give Putin?", "and what did Kim give?", "Putin gave Kim two dogs.")
    True
    >>> keeps("What did Xi give Putin?", "and what did he give?", "Putin gave Kim two dogs.")
    False
    """
    known = stems(f"{question} {said}")
    new = [one for one in _facts(standalone) if one not in known and not known & set(alternatives(one))]
    lost = set(_facts(question)) - stems(standalone)
    return not new and not lost


def _facts(text: str) -> list[str]:
    """Stems of its names and numbers."""
    words = tokens(text)
    return [word.stem for i, word in enumerate(words) if is_name(words, i) or number_of(word)]
