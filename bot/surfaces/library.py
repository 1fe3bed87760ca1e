"""The library without its models: what listing, removing and checking need.

Promise: opening it loads no model and creates nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.settings import Settings

if TYPE_CHECKING:
    from bot.memory import Memory
    from bot.store import Store


@contextmanager
def catalogue(settings: Settings) -> Iterator[Store]:
    """The store, whatever embedder made it, closed at the end."""
    from bot.store import open_store

    store = open_store(settings.home)
    try:
        yield store
    finally:
        store.close()


def conversations(settings: Settings) -> Memory:
    """The stored conversations."""
    from bot.memory import Memory

    return Memory(settings.home / "conversations.sqlite")
