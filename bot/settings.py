"""One frozen object with every setting, and the only file that reads the environment.

Order: command line, environment (FOOTNOTE_NAME), `config.json` in the library folder, default.
Settings hold values, never behaviour.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.errors import SettingsError, StoreReadOnly

CONFIG_FILE = "config.json"


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, with their defaults. `home` is the library folder."""

    home: Path
    answerer: str = "extractive"
    embedder: str = "minilm"
    """`minilm`, or the folder or name of any sentence-transformers model."""
    accelerator: str = "auto"
    """`auto` (openvino where installed and supported), `none` (onnxruntime only)."""
    rewrite: bool = True
    """Resolve follow-ups against the conversation."""
    reader: str = "spans"
    """What finds the words that answer: `spans` (the trained reader), `sentences` (the picker by word and vector)."""
    n_passages: int = 10
    max_per_article: int = 4
    """At most so many passages of one article while other articles have candidates."""
    strictness: float = 0.5
    """Confidence below which an answer is refused, 0..1."""
    model_url: str = ""
    """Address of a server of one's own for the chat model, as `http://127.0.0.1:8080/v1`."""
    model_timeout: float = 60.0
    """Seconds without a word from the chat model after which it counts as down."""
    model_rewrite: bool = True
    """Let the chat model make follow-ups stand alone, where there is one."""
    fallback: bool = True
    """Let the built-in reader answer where the chat model does not."""
    unverified: str = "hide"
    """What becomes of a chat model's statements that do not hold: `hide`, or `show`, marked."""
    prompts: str = ""
    """A folder of prompts of one's own; a file in it goes before the one of that name that comes with Footnote."""


def default_home() -> Path:
    """The platform's user data folder, as `FOOTNOTE_HOME` overrides it."""
    from platformdirs import user_data_path

    return user_data_path("footnote", appauthor=False)


def load_settings(home: str | None = None, **flags: Any) -> Settings:
    """Settings of this run. `flags` that are None do not count.

    Raises:
        SettingsError: an unknown name, or a value of the wrong type, with its origin.

    """
    chosen = Path(home or os.environ.get("FOOTNOTE_HOME") or default_home()).expanduser()
    settings = Settings(home=chosen.absolute())
    if settings.home.exists() and not settings.home.is_dir():
        raise SettingsError(f"{settings.home} is not a folder", hint="choose a folder with --home or FOOTNOTE_HOME")
    origin = settings.home / CONFIG_FILE
    settings = _merge(settings, read_config(settings.home), f"{origin}")
    settings = _merge(settings, _environment(), "environment")
    return _merge(settings, {k: v for k, v in flags.items() if v is not None}, "command line")


def read_config(home: Path) -> dict[str, Any]:
    """What `footnote config set` stored; {} where there is no file."""
    path = home / CONFIG_FILE
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (ValueError, OSError) as error:
        raise SettingsError(f"{path} cannot be read: {error}", hint=f"mend or delete {path}") from error
    if not isinstance(data, dict):
        raise SettingsError(f"{path} is not a JSON object", hint=f"mend or delete {path}")
    return data


def write_config(home: Path, name: str, value: str) -> Settings:
    """Store one setting and give the settings that follow from it."""
    stored = read_config(home)
    settings = _merge(Settings(home=home), {**stored, name: value}, "command line")
    stored[name] = getattr(settings, name)
    path = home / CONFIG_FILE
    try:
        home.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".new")
        draft.write_text(json.dumps(stored, indent=2, sort_keys=True) + "\n", encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        message = f"cannot write {path}: {error.strerror}"
        raise StoreReadOnly(message, hint="choose another folder with --home") from error
    return settings


def names() -> tuple[str, ...]:
    """What `config set` takes: every setting but the folder itself."""
    return tuple(f.name for f in fields(Settings) if f.name != "home")


def origins(home: str | None = None, **flags: Any) -> dict[str, str]:
    """Where each value that `load_settings` gives comes from: command line, environment, config.json or default."""
    folder = load_settings(home).home
    layers = (("command line", flags), ("environment", _environment()), (CONFIG_FILE, read_config(folder)))
    found = {"home": "command line" if home else "environment" if os.environ.get("FOOTNOTE_HOME") else "default"}
    for name in names():
        found[name] = next((layer for layer, values in layers if values.get(name) is not None), "default")
    return found


def from_environment(name: str) -> str | None:
    """A variable of other programs, such as a provider's key; None where it is not set, or empty."""
    return os.environ.get(name) or None


def all_environment(**changes: str) -> dict[str, str]:
    """Every variable, as the terminal and the desktop are known by and a child process gets them, with `changes`."""
    return {**os.environ, **changes}


def _environment() -> dict[str, str]:
    found = {name: os.environ.get(f"FOOTNOTE_{name.upper()}") for name in names()}
    return {name: value for name, value in found.items() if value}


def _merge(settings: Settings, values: Mapping[str, Any], origin: str) -> Settings:
    for name, value in values.items():
        if name not in names():
            raise SettingsError(f"unknown setting {name!r} in {origin}", hint=f"one of: {', '.join(names())}")
        settings = replace(settings, **{name: _parse(name, value, getattr(settings, name), origin)})
    return settings


def _parse(name: str, value: Any, like: Any, origin: str) -> Any:
    try:
        parsed = _BOOLEANS[str(value).lower()] if isinstance(like, bool) else type(like)(value)
    except (KeyError, ValueError, TypeError):
        raise SettingsError(
            f"{name} = {value!r} in {origin} is not a {_KINDS[type(like)]}", hint=f"footnote config set {name} {like}"
        ) from None
    if name in _RANGES and not _RANGES[name][0] <= parsed <= _RANGES[name][1]:
        low, high = _RANGES[name]
        message = f"{name} = {parsed} in {origin} is not within {low:g}..{high:g}"
        raise SettingsError(message, hint=f"footnote config set {name} {like}")
    if name in _CHOICES and parsed not in _CHOICES[name]:
        raise SettingsError(f"{name} = {parsed!r} in {origin}", hint=f"one of: {', '.join(_CHOICES[name])}")
    if name == "model_url" and parsed and not _is_address(str(parsed)):
        message = f"model_url in {origin} is no http address without a name and password"
        raise SettingsError(message, hint="model_url = http://127.0.0.1:8080/v1, and the key in keys.env")
    return parsed


def _is_address(text: str) -> bool:
    try:
        return bool(_ADDRESS.fullmatch(text) and urlsplit(text).hostname and (urlsplit(text).port or 1))
    except ValueError:  # brackets that do not close, a port that is none
        return False


_ADDRESS = re.compile(r"https?://[^/@\s?#]+(?:/[^@\s?#]*)?")
"""Settings are shown and written into runs: they hold no secret."""
_BOOLEANS = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}
_KINDS = {bool: "yes or no", int: "whole number", float: "number", str: "text"}
_RANGES: dict[str, tuple[float, float]] = {
    "n_passages": (1, 50),
    "max_per_article": (1, 50),
    "strictness": (0.0, 1.0),
    "model_timeout": (1.0, 3600.0),
}
_CHOICES: dict[str, tuple[str, ...]] = {
    "reader": ("spans", "sentences"),
    "accelerator": ("auto", "none"),
    "unverified": ("hide", "show"),
}
