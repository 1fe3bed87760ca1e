"""An optional judge: a chat model that says whether the quotes carry an answer, and whether it answers the question.

Promise: off unless somebody opens one. A verdict is taken only in the form that was asked for; anything else (no
reply, broken JSON, words around it, a statement left out) is an error, counted apart, and never a 0 or a 1. What
was refused is not judged. Text from articles, answers and questions reaches the model as quoted data alone. Which
model, which prompts (with digests) and which version of this procedure judged is recorded in `Judged.header`.

    faithfulness      share of an answer's statements that the quotes they cite support (one verdict a statement, as in
                      ALCE, Gao et al. 2023, and ragas); a statement without a citation counts as not supported
    answer_relevance  yes 1, partly 0.5, no 0: whether the answer gives what the question asks for

A judge is itself wrong at times: read its figures beside those that need none, and compare only the same judge.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Protocol, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.chat.model import PATIENT, ChatModel, NoReply, Patience, one_line
from bot.chat.opening import open_chat
from bot.errors import ModelError, UsageError
from eval.items import Item
from prompts import Prompt, PromptError, load

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

VERSION = 1
"""Of the procedure: what is judged, in which form, and how verdicts become values."""
METRICS = ("faithfulness", "answer_relevance")
PROMPTS = ("judge_faithfulness", "judge_relevance")
OFF = "leave out --judge: no other figure needs one"
MAX_FAILURES_IN_A_ROW = 3
"""Requests without a reply, each tried several times, before the judge counts as out of reach."""


class Judgeable(Protocol):
    """What is read of a score's row."""

    @property
    def item(self) -> Item:
        """The question."""

    @property
    def answer(self) -> Mapping[str, Any] | None:
        """The object of `footnote ask --json`."""


@dataclass(frozen=True, slots=True)
class Judge:
    """A chat model with its prompts."""

    model_name: str
    chat: BaseChatModel
    prompts: Mapping[str, Prompt]
    base_url: str = ""
    patience: Patience = PATIENT

    def ask(self, prompt: str, values: Mapping[str, str]) -> Any:
        """The model's message. Raises as `ChatModel.ask`."""
        model = ChatModel(self.model_name, self.chat, "judge", OFF, self.patience)
        return model.ask(self.prompts[prompt].fill(**values))


@dataclass(frozen=True, slots=True)
class Judged:
    """What the judge said. Item ids to metrics to values, and to reasons where there is no value; what judged."""

    values: dict[str, dict[str, float]] = field(default_factory=dict)
    errors: dict[str, dict[str, str]] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)


class _Reply(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class _Support(_Reply):
    n: Annotated[int, Field(ge=1)]
    supported: bool


class _Faithfulness(_Reply):
    verdicts: list[_Support]


class _Relevance(_Reply):
    relevance: Literal["yes", "partly", "no"]


_GRADES = {"yes": 1.0, "partly": 0.5, "no": 0.0}
_Form = TypeVar("_Form", bound=_Reply)


class _NoVerdict(Exception):
    """The reason why there is none."""


def open_judge(name: str, base_url: str | None = None, folder: Path | None = None) -> Judge:
    """A judge by name, "PROVIDER:MODEL"; `base_url` for a server of one's own, `folder` for prompts of one's own.

    Raises:
        UsageError: no provider, one that LangChain does not know, or a prompt that does not fit.
        ModelError: the provider's package is not installed, or it cannot be opened (no key, say).

    """
    return Judge(name, open_chat(name, base_url, role="judge"), load_prompts(folder), base_url or "")


def load_prompts(folder: Path | None = None) -> dict[str, Prompt]:
    """The judge's prompts, those in `folder` before those that come with Footnote."""
    try:
        return {name: load(name, folder) for name in PROMPTS}
    except PromptError as error:
        raise UsageError(str(error), hint="the prompts that come with Footnote are in prompts/") from None


def judge_rows(judge: Judge, rows: Iterable[Judgeable]) -> Judged:
    """Every answer of `rows` (a score's, in order), judged.

    Raises:
        ModelError: the judge turns requests down (key, model name), or cannot be reached again and again.

    """
    judged, models, in_a_row = Judged(), set[str](), 0
    for row, earlier in _with_earlier(rows):
        for metric, ask in (("faithfulness", _faithfulness), ("answer_relevance", _relevance)):
            if not _applies(metric, row):
                continue
            try:
                value = ask(judge, row, earlier, models)
                judged.values.setdefault(row.item.id, {})[metric] = value
                in_a_row = 0
            except (_NoVerdict, NoReply) as error:
                judged.errors.setdefault(row.item.id, {})[metric] = str(error)
                in_a_row = in_a_row + 1 if isinstance(error, NoReply) else 0
                if in_a_row >= MAX_FAILURES_IN_A_ROW:
                    raise ModelError(f"judge {judge.model_name} gives no reply: {error}", hint=OFF) from None
    judged.header.update(_header(judge, judged, models))
    return judged


def _with_earlier(rows: Iterable[Judgeable]) -> Iterator[tuple[Judgeable, list[str]]]:
    """Rows with the questions that were asked before them in the same conversation."""
    asked: dict[str, list[str]] = {}
    for row in rows:
        talk = asked.setdefault(row.item.dialogue, []) if row.item.dialogue else []
        yield row, [*(past.question for past in row.item.history), *talk]
        talk.append(row.item.question)


def _applies(metric: str, row: Judgeable) -> bool:
    if row.answer is None or row.answer["status"] == "refused":
        return False
    return not row.item.is_statement if metric == "answer_relevance" else bool(_claims(row.answer))


def _claims(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The statements that rest on articles; dates and titles are told from the library, and need no quote."""
    return [statement for statement in answer["statements"] if statement["kind"] == "quoted"]


def _faithfulness(judge: Judge, row: Judgeable, _: Sequence[str], models: set[str]) -> float:
    answer = row.answer or {}
    quotes = {citation["n"]: citation["quote"] for citation in answer["citations"]}
    claims = _claims(answer)
    cited = [[quotes[n] for n in claim["citations"] if n in quotes] for claim in claims]
    asked = [(claim["text"], by) for claim, by in zip(claims, cited, strict=True) if by]
    if not asked:
        return 0.0
    lines = [{"n": n, "statement": text, "quotes": by} for n, (text, by) in enumerate(asked, 1)]
    values = {"statements": "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)}
    reply = _ask(judge, "judge_faithfulness", values, _Faithfulness, models)
    if [verdict.n for verdict in reply.verdicts] != [line["n"] for line in lines]:
        raise _NoVerdict(f"verdicts on {[v.n for v in reply.verdicts]} of {len(lines)} statements")
    return sum(verdict.supported for verdict in reply.verdicts) / len(claims)


def _relevance(judge: Judge, row: Judgeable, earlier: Sequence[str], models: set[str]) -> float:
    answer = "\n".join(statement["text"] for statement in (row.answer or {})["statements"])
    asked = row.item.rewrite or row.item.question
    texts = {"earlier": list(earlier), "question": asked, "answer": answer}
    values = {name: json.dumps(text, ensure_ascii=False) for name, text in texts.items()}
    return _GRADES[_ask(judge, "judge_relevance", values, _Relevance, models).relevance]


def _ask(judge: Judge, prompt: str, values: Mapping[str, str], form: type[_Form], models: set[str]) -> _Form:
    """The reply in its form, or the reason why there is none."""
    message = judge.ask(prompt, values)
    models.add(str(message.response_metadata.get("model_name") or message.response_metadata.get("model") or ""))
    text = str(message.text).strip()
    if text.startswith("```") and text.endswith("```") and len(text) > len("``````"):
        text = text[3:-3].removeprefix("json").strip()
    try:
        return form.model_validate_json(text)
    except ValidationError as error:
        raise _NoVerdict(f"not in the form asked for: {error.errors()[0]['msg']}; got {one_line(text)!r}") from None


def _header(judge: Judge, judged: Judged, models: set[str]) -> dict[str, Any]:
    """What a score says of its judge: enough to tell whether two scores have the same one."""
    counts = {metric: sum(metric in row for row in judged.values.values()) for metric in METRICS}
    errors = {metric: sum(metric in row for row in judged.errors.values()) for metric in METRICS}
    package = type(judge.chat).__module__.split(".")[0]
    return {
        "judge": judge.model_name,
        "judge_version": VERSION,
        "judge_models": sorted(models - {""}),
        "judge_url": _without_user(judge.base_url),
        "judge_temperature": 0,
        "judge_prompts": {name: prompt.digest for name, prompt in sorted(judge.prompts.items())},
        "judge_packages": {name: _version(name) for name in sorted({"langchain_core", package})},
        "judged": counts,
        "judge_errors": errors,
    }


def _without_user(url: str) -> str:
    """No name or password of an address goes into a file."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def _version(package: str) -> str:
    try:
        return version(package.replace("_", "-"))
    except PackageNotFoundError:
        return ""
