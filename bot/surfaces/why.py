"""How an answer came about: what was understood, what was found, what was left out, how long each step took."""

from __future__ import annotations

from bot.store import Store
from bot.surfaces.render import Screen, cut, one_line
from bot.types import Answer, Passage

FIRST_CHARS = 60
"""Shown of each passage."""
STEPS = {
    "rewrite": "understanding the question",
    "direct": "looking whether it needs a search",
    "retrieve": "searching",
    "first_statement": "to the first statement",
    "answer": "reading and answering",
    "total": "in all",
}


def show_why(screen: Screen, answer: Answer, store: Store) -> None:
    """Everything about the last answer that is not in it."""
    say = screen.out.say
    say("Understood as", "bold")
    say(one_line(answer.standalone_question or answer.question), indent=2)
    if one_line(answer.answerer):
        say(f"Answered by {one_line(answer.answerer)}: {answer.status}, confidence {answer.confidence:.2f}", "bold")
    else:
        say(f"{answer.status} in an earlier chat; how that came about is not stored")
    if answer.passages:
        say("Passages, best first", "bold")
        for passage in answer.passages:
            say(_passage(passage, store), indent=2, hang=4)
    if answer.dropped:
        say("Left out", "bold")
        for dropped in answer.dropped:
            say(f"{one_line(dropped.text)} ({one_line(dropped.verdict)})", indent=2, hang=2)
    if answer.timings_ms:
        say("Time", "bold")
        for name, ms in answer.timings_ms.items():
            say(f"{ms:8.0f} ms  {STEPS.get(name, name)}")


def _passage(passage: Passage, store: Store) -> str:
    info, chunk = store.info(passage.chunk.article_id), passage.chunk
    title = one_line(info.title) if info else "(removed)"
    begins = cut(one_line(chunk.text), FIRST_CHARS)
    return f"{passage.rank}. {passage.score:.3f}  {title}, at {chunk.start:,}: {begins}"
