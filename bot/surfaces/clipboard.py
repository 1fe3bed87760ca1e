"""Text into the clipboard: by the desktop's own program, else by the terminal itself (OSC 52), which works over ssh."""

from __future__ import annotations

import base64
import shutil
import subprocess

from bot.settings import from_environment
from bot.surfaces.render import Screen, clean

PROGRAMS = (
    ("pbcopy", ("pbcopy",), ""),
    ("wl-copy", ("wl-copy",), "WAYLAND_DISPLAY"),
    ("xclip", ("xclip", "-selection", "clipboard"), "DISPLAY"),
    ("clip.exe", ("clip.exe",), ""),
)
"""Program, its command, the variable without which it has no screen."""
MAX_BYTES = 70_000
"""Terminals drop longer ones."""


def copy(screen: Screen, text: str) -> bool:
    """Whether it was handed over."""
    data = clean(text).encode("utf-8", "replace")
    for name, command, wants in PROGRAMS:
        if shutil.which(name) and (not wants or from_environment(wants)):
            done = subprocess.run(command, input=data, check=False, capture_output=True)  # noqa: S603
            if done.returncode == 0:
                return True
    if not screen.out.wraps or screen.out.console.is_dumb_terminal or len(data) > MAX_BYTES:
        return False
    screen.out.write(f"\x1b]52;c;{base64.b64encode(data).decode()}\x07")
    return True
