"""What an administrator says: tokens in the environment, everything else in `slack.toml` in the library's folder.

    # Who may use Footnote at all, and who may take articles in. Left out: everybody may ask, nobody may take in.
    [access]
    users = ["U0ADA"]
    channels = ["C0NEWS"]
    [ingest]
    users = ["U0ADA"]
    channels = []
    private_addresses = false       # may links lead into the own network?
    # What a channel searches (a tag), and whether it stays silent where the articles do not say.
    [channels.C0NEWS]
    tag = "news"
    silent = true
    [limits]
    answers_at_once = 2
    questions_waiting = 500
    questions_per_user = 20

Promise: a name or a kind that is not known is an error with its place, never ignored; tokens are in no repr.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.errors import SettingsError
from bot.settings import from_environment

FILE = "slack.toml"
API = "https://slack.com/api/"


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Access(_Table):
    """None: everybody, everywhere."""

    users: list[str] | None = None
    channels: list[str] | None = None

    def allows(self, user: str, channel: str, *, direct: bool = False) -> bool:
        """Whether this user may ask in this channel; a direct message is in no channel."""
        return (self.users is None or user in self.users) and (
            direct or self.channels is None or channel in self.channels
        )


class Taking(_Table):
    """Who may take articles in: these users anywhere, anybody in these channels."""

    users: list[str] = []
    channels: list[str] = []
    private_addresses: bool = False

    def allows(self, user: str, channel: str) -> bool:
        """Whether this user may from this channel."""
        return user in self.users or channel in self.channels


class Channel(_Table):
    """`tag`: only articles that have it are searched, and what is taken in here gets it."""

    tag: str = ""
    silent: bool = False


class Limits(_Table):
    """How much at once."""

    answers_at_once: int = Field(2, ge=1, le=64)
    questions_waiting: int = Field(500, ge=1)
    questions_per_user: int = Field(20, ge=1)


class Rules(_Table):
    """The file."""

    access: Access = Access()
    ingest: Taking = Taking()
    channels: dict[str, Channel] = {}
    limits: Limits = Limits()  # type: ignore[call-arg]

    def channel(self, channel: str) -> Channel:
        """What holds in a channel."""
        return self.channels.get(channel, Channel())


@dataclass(frozen=True, slots=True)
class Credentials:
    """Tokens as Slack names them; "" where there is none."""

    bot_token: str = field(repr=False)
    app_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    api_url: str = ""


def credentials(*, http: bool) -> Credentials:
    """From the environment.

    Raises:
        SettingsError: one that is needed is missing, or cannot be one.

    """
    needed = {"SLACK_BOT_TOKEN": "xoxb-"} | ({"SLACK_SIGNING_SECRET": ""} if http else {"SLACK_APP_TOKEN": "xapp-"})
    for name, begins in needed.items():
        value = from_environment(name)
        if not value or not value.strip():
            where = "Basic Information, App Credentials" if name.endswith("SECRET") else "OAuth & Permissions"
            where = "Basic Information, App-Level Tokens" if name == "SLACK_APP_TOKEN" else where
            raise SettingsError(f"{name} is not set", hint=f"export {name}=..., from {where} of your Slack app")
        if not value.startswith(begins):
            raise SettingsError(f"{name} does not begin with {begins}", hint=f"export {name}={begins}...")
    return Credentials(
        (from_environment("SLACK_BOT_TOKEN") or "").strip(),
        (from_environment("SLACK_APP_TOKEN") or "").strip(),
        (from_environment("SLACK_SIGNING_SECRET") or "").strip(),
        (from_environment("SLACK_API_URL") or API).rstrip("/") + "/",
    )


def rules(home: Path) -> Rules:
    """From the file, where there is one.

    Raises:
        SettingsError: it cannot be read, or says something that is not known.

    """
    path = home / FILE
    try:
        found: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        return Rules.model_validate(found)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"cannot read {path}: {error}", hint="footnote slack --help") from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise SettingsError(f"{path}: {place}: {first['msg'].lower()}", hint="footnote slack --help") from None
