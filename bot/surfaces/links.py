"""Addresses of sources as links: to the very sentence, and clickable where the terminal can.

Promise: only http and https become links; whatever an address holds, it is plain ASCII without a control character.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from urllib.parse import quote

from bot.types import Citation

WHOLE_WORDS, EDGE_WORDS = 12, 5
"""A quote of at most so many words is named whole, a longer one by so many at either end."""
_WEB = re.compile(r"https?://[^\s/]", re.IGNORECASE)
_PROGRAMS = ("iterm.app", "wezterm", "vscode", "ghostty", "hyper", "tabby", "rio", "warpterminal")
_TERMINALS = ("xterm-kitty", "xterm-ghostty", "alacritty", "foot", "wezterm", "contour")
_OWN = ("KITTY_WINDOW_ID", "WT_SESSION", "KONSOLE_VERSION", "DOMTERM", "ALACRITTY_WINDOW_ID")
VTE = 5000
"""The first release of GNOME's terminal widget that shows links (0.50)."""


def link_of(citation: Citation) -> str:
    """The address of the cited sentence (a text fragment), "" for what is not on the web."""
    if not _WEB.match(citation.source):
        return ""
    address = quote(citation.source, safe="/:?#[]@!$&'()*+,;=%~-._", errors="replace")
    joint = ":~:text=" if "#" in address else "#:~:text="
    return f"{address}{joint}{_fragment(citation.quote)}"


def _fragment(words: str) -> str:
    """The quote as a text directive.

    >>> _fragment("Kim gave Putin two dogs - both white")
    'Kim%20gave%20Putin%20two%20dogs%20%2D%20both%20white'
    """
    parts = words.split()
    edges = [parts] if len(parts) <= WHOLE_WORDS else [parts[:EDGE_WORDS], parts[-EDGE_WORDS:]]
    return ",".join(quote(" ".join(one), safe="", errors="replace").replace("-", "%2D") for one in edges)


def shows_links(environment: Mapping[str, str]) -> bool:
    """Whether the terminal is known to make links clickable (OSC 8); others might print their address as garbage."""
    terminal = environment.get("TERM", "").lower()
    if "FORCE_HYPERLINK" in environment:
        return environment["FORCE_HYPERLINK"] not in ("", "0")
    if terminal in ("", "dumb") or terminal.startswith(("screen", "tmux")):
        return False
    version = environment.get("VTE_VERSION", "0")
    return (
        environment.get("TERM_PROGRAM", "").lower() in _PROGRAMS
        or terminal.startswith(_TERMINALS)
        or any(environment.get(name) for name in _OWN)
        or (version.isdecimal() and int(version) >= VTE)
    )


def has_browser(environment: Mapping[str, str]) -> bool:
    """Whether a browser would open beside the terminal, and not in it."""
    return sys.platform in ("darwin", "win32") or any(
        environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    )
