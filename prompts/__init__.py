"""Every text that a chat model is sent, one file each, and the one loader of them.

    [system]
    Judge whether ...
    [user]
    <question>$question</question>

Promise: a prompt is one file with all that is said to the model; its `$variables` are checked both ways, and its
digest changes with its text. Whatever is put in is data: it cannot close or open one of the prompt's `<tags>`, so
words in it stay where they were put. Nothing is sent from here. The built-in answerer uses no chat model, and no
prompt; a folder of one's own may replace single files.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from string import Template

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_PART = re.compile(r"^\[(system|user)\][ \t]*\n", re.MULTILINE)
_HARMLESS = str.maketrans("<>", "‹›")
"""One for one, so that a text keeps its length, and "AT&T" stays as it is (with `&lt;` it would not)."""


class PromptError(ValueError):
    """A prompt is missing, cannot be read, or does not fit the values it is given; one line."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is said to a model. `text` is the file's; `digest` is "sha256-" and 16 hex digits of it."""

    name: str
    text: str
    digest: str
    variables: frozenset[str]

    def fill(self, **values: str) -> list[tuple[str, str]]:
        """The messages, as (role, text) in order: what LangChain's chat models take.

        Raises:
            PromptError: a variable has no value, or a value no variable.

        """
        _same(f"prompt {self.name}", self.variables, "values", frozenset(values))
        harmless = {name: value.translate(_HARMLESS) for name, value in values.items()}
        return [(role, Template(text).substitute(harmless)) for role, text in _parts(self.name, self.text)]


def load(name: str, folder: Path | None = None) -> Prompt:
    """The prompt of that name, from `folder` where it has a file for it, else the one that comes with Footnote.

    Raises:
        PromptError: no such prompt, or a file of one's own that is no prompt or has other variables.

    """
    shipped = _shipped(name)
    own = None if folder is None else folder / f"{name}.txt"
    if own is None or not own.exists():
        return shipped
    try:
        text = own.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(f"cannot read {own}: {error}") from None
    prompt = _prompt(name, text)
    _same(f"{own}", prompt.variables, f"prompt {name}", shipped.variables)
    return prompt


def names() -> list[str]:
    """All prompts there are."""
    return sorted(
        entry.name.removesuffix(".txt") for entry in files("prompts").iterdir() if entry.name.endswith(".txt")
    )


def _shipped(name: str) -> Prompt:
    if not _NAME.fullmatch(name) or name not in names():
        raise PromptError(f"no prompt {name!r}; there are {', '.join(names())}")
    return _prompt(name, files("prompts").joinpath(f"{name}.txt").read_text(encoding="utf-8"))


def _prompt(name: str, text: str) -> Prompt:
    _parts(name, text)
    template = Template(text)
    if not template.is_valid():
        raise PromptError(f"prompt {name}: a $ that is no variable is written $$")
    digest = "sha256-" + hashlib.sha256(text.encode()).hexdigest()[:16]
    return Prompt(name, text, digest, frozenset(template.get_identifiers()))


def _parts(name: str, text: str) -> list[tuple[str, str]]:
    before, *rest = _PART.split(text)
    parts = [(role, body.strip()) for role, body in zip(rest[::2], rest[1::2], strict=True)]
    if before.strip() or [role for role, _ in parts] not in (["system", "user"], ["user"]) or not parts[-1][1]:
        raise PromptError(f"prompt {name}: what is expected is a line [system] with its text, then a line [user]")
    return parts


def _same(one: str, ones: frozenset[str], other: str, others: frozenset[str]) -> None:
    """Both sides of a mismatch."""
    if ones != others:
        differ = [f"{one} has ${name}, {other} not" for name in sorted(ones - others)]
        differ += [f"{other} has ${name}, {one} not" for name in sorted(others - ones)]
        raise PromptError("; ".join(differ))
