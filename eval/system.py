"""What is evaluated: the product, asked as its users ask it, an item at a time.

Promise: questions go through `bot.session`, the same code as the terminal and Slack; a dialogue is one session, kept
in a memory of its own that is thrown away; a history that a set gives is replayed instead. An item that fails is a
prediction with an error, never a gap.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Protocol

from bot.as_json import answer_json
from bot.errors import FootnoteError
from bot.session import Conversation
from bot.types import Delta, Done, Scope
from eval.items import Item, sha256

if TYPE_CHECKING:
    from bot.engine import Engine
    from bot.settings import Settings
    from bot.store import Store

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Prediction:
    """What was answered: the object of `footnote ask --json`, or an error. Times are in milliseconds.

    `first_ms` is the time to the first statement shown, None where there was none.
    """

    id: str
    answer: Json | None
    error: dict[str, str] | None = None
    cached: bool = False
    first_ms: float | None = None
    total_ms: float | None = None

    def as_json(self) -> Json:
        """A line of a run file."""
        return asdict(self)


class System(Protocol):
    """Anything that answers items."""

    def predict(self, items: Sequence[Item]) -> list[Prediction]:
        """A single question, or the turns of one dialogue in their order."""
        ...

    def close(self) -> None:
        """Give back what it holds."""
        ...


class Footnote:
    """The product over one library."""

    def __init__(self, settings: Settings) -> None:
        """Open it; conversations are kept in a folder that `close` removes."""
        from bot.memory import Memory
        from bot.wiring import open_engine

        self._spare = tempfile.TemporaryDirectory(prefix="footnote-eval-")
        memory = Memory(Path(self._spare.name) / "conversations.sqlite")
        self.engine: Engine = replace(open_engine(settings), memory=memory)

    def predict(self, items: Sequence[Item]) -> list[Prediction]:
        """Ask in order; the turns of a dialogue follow each other in a session."""
        dialogue = items[0].dialogue
        conversation = Conversation(self.engine, dialogue or None, save=bool(dialogue))
        return [self._ask(item, conversation) for item in items]

    def index(self, home: Path) -> Json:
        """What is searched: which articles (a hash of all that is stored of them), how much, its bytes on disk."""
        n_bytes = sum(path.stat().st_size for path in home.rglob("*") if path.is_file())
        store = self.engine.store
        return {"id": library_id(store), "articles": store.n_articles, "chunks": store.n_chunks, "bytes": n_bytes}

    def _ask(self, item: Item, conversation: Conversation) -> Prediction:
        question = conversation.question(item.question, Scope(articles=item.articles))
        if item.history:
            question = replace(question, history=item.history)
        began, first = perf_counter(), None
        try:
            for event in self.engine.events(replace(question, id=item.id)):
                if isinstance(event, Delta) and first is None:
                    first = _since(began)
                if isinstance(event, Done):
                    total = _since(began)
                    conversation.heard(event.answer)
                    return Prediction(item.id, answer_json(event.answer, self.engine.store), None, False, first, total)
        except FootnoteError as error:
            return Prediction(item.id, None, error.as_dict())
        except Exception as error:  # noqa: BLE001 - one bad question must not cost the thousands after it
            return Prediction(
                item.id, None, {"code": "unexpected", "message": f"{type(error).__name__}: {error}", "hint": ""}
            )
        raise AssertionError("events end with Done")

    def close(self) -> None:
        """Give the library back, forget the conversations."""
        self.engine.close()
        self._spare.cleanup()


def library_id(store: Store) -> str:
    """A hash of every article that a library holds: text, title, date, and what else it may be asked about."""
    return sha256(sorted([i.id, i.version, i.fingerprint, i.title, i.published, i.byline] for i in store.articles()))


def _since(began: float) -> float:
    return round((perf_counter() - began) * 1000, 2)
