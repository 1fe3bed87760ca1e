"""The arrows of the architecture, held by reading the imports of every file."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("bot", "ingest", "prompts", "eval")
FILES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))

# Who may import whom: the first matching prefix of a module counts.
ALLOWED = {
    "bot.surfaces": ("bot", "ingest", "eval", "prompts"),
    "bot.__main__": ("bot.surfaces",),
    "bot.wiring": ("bot", "prompts"),
    "bot.english": ("bot.english",),
    "bot.conversation": ("bot.conversation", "bot.english", "bot.types"),
    "bot.answerers": (
        "bot.answerers",
        "bot.english",
        "bot.embed",
        "bot.reader",
        "bot.sentences",
        "bot.store",
        "bot.types",
    ),
    "bot.grounding": ("bot.grounding", "bot.answerers.roles", "bot.english", "bot.sentences", "bot.types"),
    "bot.reader": ("bot.reader", "bot.embed", "bot.errors", "bot.sentences", "bot.types"),
    "bot": ("bot", "prompts"),
    "ingest": ("ingest", "bot.types", "bot.errors", "bot.settings", "bot.store", "bot.embed", "bot.sentences"),
    "eval": ("eval", "ingest", "bot", "prompts"),
    "prompts": ("prompts",),
}
ONLY_IN = {
    "chromadb": "bot.store.vectors",
    "tantivy": "bot.store.lexical",
    "slack_bolt": "bot.surfaces.slack.app",
    "sentence_transformers": "bot.embed.transformer",
}
HEAVY = (
    "torch",
    "chromadb",
    "tantivy",
    "langchain",
    "langchain_core",
    "sentence_transformers",
    "onnxruntime",
    "trafilatura",
    "numpy",
)


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""


def within(module: str, prefix: str) -> bool:
    return module == prefix or module.startswith(prefix + ".")


@pytest.mark.parametrize("path", FILES, ids=module_name)
def test_imports_point_one_way(path: Path) -> None:
    name = module_name(path)
    allowed = next(targets for prefix, targets in ALLOWED.items() if within(name, prefix))
    for target in imports_of(path):
        if target.split(".")[0] in PACKAGES:
            assert any(within(target, prefix) for prefix in allowed), f"{name} imports {target}"
            if within(name, "bot") and not within(name, "bot.surfaces") and name != "bot.__main__":
                assert not within(target, "bot.surfaces"), f"{name} imports a surface"
            if target == "bot.wiring":
                assert within(name, "bot.surfaces") or within(name, "eval"), f"{name} imports wiring"


@pytest.mark.parametrize("library", ONLY_IN)
def test_one_file_knows_each_outside_system(library: str) -> None:
    knowing = {module_name(p) for p in FILES if any(within(target, library) for target in imports_of(p))}
    # The evaluation drives the peer it measures against by itself.
    assert {name for name in knowing if not within(name, "eval")} <= {ONLY_IN[library]}


def test_one_file_reads_the_environment() -> None:
    readers = {
        module_name(path)
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr in ("environ", "getenv")
        and not within(module_name(path), "eval")
    }
    # bot.embed.quiet reads nothing: it writes the one variable that keeps onnxruntime from phoning home.
    assert readers <= {"bot.settings", "bot.embed.quiet"}


def test_importing_is_light() -> None:
    modules = [
        module_name(path) for path in FILES if not within(module_name(path), "eval") and "__main__" not in path.name
    ]
    # Adapters to a heavy library, which nothing imports before it is needed.
    heavy_by_trade = {
        "bot.embed.transformer",
        "bot.embed.langchain",
        "bot.embed.minilm",
        "bot.embed.openvino",
        "bot.reader.model",
        "bot.reader.reading",
        "bot.runnable",
        "bot.documents",
    }
    code = (
        "import sys, importlib\n"
        f"for name in {sorted(set(modules) - heavy_by_trade)!r}: importlib.import_module(name)\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() in ("[]", "['numpy']")


@pytest.mark.parametrize("path", FILES, ids=module_name)
def test_files_hold_one_idea(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 300
    assert ast.get_docstring(ast.parse(text)), "a module says what it is for"
