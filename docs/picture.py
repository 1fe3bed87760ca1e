"""Draws docs/chat.svg, the picture in README: what the real program shows, on a terminal of COLUMNS columns.

    python docs/picture.py

Promise: the program is run over the bundled samples, in a library of its own, and nothing of what it writes is changed
but that a spinner is left out.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

import pexpect
from rich.console import Console
from rich.text import Text

COLUMNS = 92
QUESTIONS = ("what gifts were exchanged?", "and what did he get in return?", "what did the dogs eat?")
ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "chat.svg"
_SPINNER = re.compile(
    r"\x1b\[32m[\u2800-\u28ff]\x1b\[0m [^\r\n\x1b]*(?:\r\n)?|\x1b\[\?25[lh]|\x1b\[\d*[KA]|\r(?=\r?\n)"
)
"""What is drawn while it waits, and the moves of the cursor that take it away."""
_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
"""Rich would have the reader's browser fetch its font from a server."""


def main() -> None:
    """The command."""
    with tempfile.TemporaryDirectory() as folder:
        home = ["--home", folder]
        run("ingest", str(ROOT / "ingest" / "samples"), *home)
        shown = "".join(
            f"> {question}\r\n{run('ask', question, *home, *(['--continue'] if n else []))}\r\n"
            for n, question in enumerate(QUESTIONS)
        )
    console = Console(record=True, width=COLUMNS, force_terminal=True, color_system="standard", file=sys.stderr)
    console.print(Text.from_ansi(shown.replace("\r", "")), end="")
    svg = console.export_svg(title="footnote chat", unique_id="footnote")
    PICTURE.write_text(_FONT.sub("", svg), encoding="utf-8")


def run(*words: str) -> str:
    """What `footnote` shows on a terminal."""
    child = pexpect.spawn(
        sys.executable, ["-m", "bot", *words], cwd=str(ROOT), encoding="utf-8", timeout=120, dimensions=(40, COLUMNS)
    )
    child.expect(pexpect.EOF)
    return _SPINNER.sub("", child.before)


if __name__ == "__main__":
    main()
