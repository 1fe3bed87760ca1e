"""Keys of providers: from the environment, else from `keys.env` in the library folder, which only its owner can read.

    OPENAI_API_KEY=...

Promise: a key is never printed, logged, or quoted in an error; a file that others can read is refused, not used.
"""

from __future__ import annotations

import stat
from pathlib import Path

from bot.errors import SettingsError
from bot.settings import from_environment

FILE = "keys.env"


def find_key(home: Path, provider: str) -> str | None:
    """The key of that provider, None where there is none.

    Raises:
        SettingsError: the file can be read by others, or cannot be read.

    """
    name, path = f"{provider.upper()}_API_KEY", home / FILE
    if key := (from_environment(name) or "").strip():
        return _whole(key, name, "the environment")
    try:
        mode = path.stat().st_mode
        lines = path.read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError):
        raise SettingsError(f"{path} cannot be read", hint=f"mend or delete {path}") from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SettingsError(f"{path} holds keys and can be read by others", hint=f"chmod 600 {path}")
    stored = dict(_pairs(lines, path)).get(name)
    return _whole(stored, name, str(path)) if stored else None


def _whole(key: str, name: str, where: str) -> str:
    """The key, if it can be one: others do not fit into a request, which looks like a broken network."""
    if not key.isascii() or not key.isprintable() or " " in key:
        raise SettingsError(f"{name} in {where} has characters that no key has", hint=f"set {name} again")
    return key


def _pairs(lines: list[str], path: Path) -> list[tuple[str, str]]:
    pairs = []
    for n, line in enumerate(lines, 1):
        bare = line.strip().removeprefix("export ")
        if not bare or bare.startswith("#"):
            continue
        name, equals, value = bare.partition("=")
        if not equals:
            raise SettingsError(f"line {n} of {path} is not NAME=VALUE", hint=f"mend or delete {path}")
        pairs.append((name.strip(), value.strip().strip("\"'")))
    return pairs
