"""Passages as a prompt quotes them: every line begins with its passage's number, so that no text can pose as another.

    1| # Ministers exchange gifts (19 June 2024)
    1| Solberg gave Renzi a wooden boat. Renzi gave her a painting.

Promise: pure; the text of a passage is there as it is, but for its line ends; nothing in it begins a line.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.types import Passage


def quoted(passages: Sequence[Passage]) -> str:
    """All of them, best first, by the numbers an answer cites them with."""
    return "\n\n".join(_quoted(passage) for passage in passages)


def _quoted(passage: Passage) -> str:
    chunk = passage.chunk
    header = " ".join(chunk.header.split())
    lines = [f"# {header}"] * bool(header) + [line for line in chunk.text.splitlines() if line.strip()]
    return "\n".join(f"{passage.rank}| {line}" for line in lines)
