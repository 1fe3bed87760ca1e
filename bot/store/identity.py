"""Refuses a store that this program cannot use: another index format, or vectors of another embedder.

Promise: both sides of a mismatch are named, and the command that mends it.
"""

from __future__ import annotations

from pathlib import Path

from bot.errors import StoreMismatch
from bot.store.catalogue import Catalogue
from bot.store.faults import REPAIR
from bot.store.layout import FORMAT, Identity


def require_identity(home: Path, catalogue: Catalogue, expected: Identity | None) -> None:
    """Refuse a store whose format or vectors are not ours."""
    require_format(home, catalogue)
    stored = catalogue.identity
    if expected is not None and stored != expected:
        raise StoreMismatch(
            f"the library in {home} was made with embedder {stored.embedder} ({stored.dimension} dimensions);"
            f" this is {expected.embedder} ({expected.dimension})",
            hint=f"{REPAIR} (embeds it anew), or set the embedder back with footnote config set embedder NAME",
        )


def require_format(home: Path, catalogue: Catalogue) -> None:
    """Refuse a store of another format."""
    found = catalogue.meta("format")
    if found != FORMAT:
        raise StoreMismatch(
            f"the library in {home} has format {found}; this version of footnote reads format {FORMAT}",
            hint=REPAIR if found < FORMAT else "pip install --upgrade footnote",
        )
