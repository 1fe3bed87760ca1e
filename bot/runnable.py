"""The engine as a LangChain Runnable, to be composed with anybody's chain.

Promise: the output is an `Answer` in `invoke`, `stream` and `batch` alike; events are had from `Engine.events`.
"""

from __future__ import annotations

from typing import Any

from langchain_core.runnables import Runnable, RunnableConfig

from bot.engine import Engine
from bot.types import Answer, Question


class EngineRunnable(Runnable[Question | str, Answer]):
    """Made by `Engine.as_runnable`. Shows up in LangChain's tracing as "footnote".

    Example:
        >>> from bot.settings import load_settings
        >>> from bot.wiring import open_engine
        >>> chain = open_engine(load_settings()).as_runnable() | (lambda answer: answer.text)  # doctest: +SKIP
        >>> chain.invoke("what gifts were exchanged?")  # doctest: +SKIP

    """

    name = "footnote"

    def __init__(self, engine: Engine) -> None:
        """Wrap an open engine; closing it stays with whoever opened it."""
        self.engine = engine

    def invoke(self, input: Question | str, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        """One question, one answer."""
        return self._call_with_config(self.engine.ask, input, config, run_type="chain", **kwargs)
