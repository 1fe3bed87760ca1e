"""The real program on a pseudo-terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pexpect

PROMPT = r"\x1b\[\?2004h.*?>.*?\x1b\[\?25h"  # bracketed paste on, the prompt drawn, the cursor shown
HELD = """
import sys, time
from pathlib import Path
import bot.wiring
real = bot.wiring.open_engine
def held(settings):
    while not Path(sys.argv[1]).exists():
        time.sleep(0.01)
    return real(settings)
bot.wiring.open_engine = held
from bot.surfaces.cli import main
sys.exit(main(["chat"]))
"""
"""A chat whose engine opens when the file of its argument is there."""


@contextmanager
def terminal(command: list[str], environment: dict[str, str], room: Path, columns: int = 100) -> Iterator[Any]:
    """The command on a terminal of 40 lines."""
    child = pexpect.spawn(
        command[0],
        command[1:],
        env={**environment, "PROMPT_TOOLKIT_NO_CPR": "1"},
        cwd=str(room),
        encoding="utf-8",
        codec_errors="replace",  # the echo of Ctrl-C may fall between the bytes of a character
        timeout=30,
        dimensions=(40, columns),
    )
    try:
        yield child
    finally:
        child.close(force=True)


def leave(child: Any) -> object:
    """Ctrl-D at an empty prompt; the exit code."""
    child.sendeof()
    child.expect(pexpect.EOF)
    child.close()
    assert child.signalstatus is None
    return child.exitstatus
