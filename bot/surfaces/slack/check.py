"""`footnote slack --check`: whether the tokens, the scopes and the settings are right, before anybody asks."""

from __future__ import annotations

from bot.settings import Settings
from bot.surfaces.render import Screen, one_line
from bot.surfaces.slack.api import Api, NoReply, Refused
from bot.surfaces.slack.config import FILE, credentials, rules
from bot.surfaces.slack.manifest import SCOPES
from bot.surfaces.slack.serving import SlackError, web_client, who_we_are


def check(settings: Settings, where: Screen, *, http: bool) -> int:
    """Say what is right and what is missing; 0 where nothing is.

    Raises:
        SettingsError: a token is missing, or `slack.toml` is wrong.
        SlackError: Slack does not know a token.

    """
    tokens, ruled = credentials(http=http), rules(settings.home)
    client = web_client(tokens)
    who = who_we_are(client)
    where.out.say(f"bot token: {one_line(str(who['user']))} in {one_line(str(who['team']))}")
    granted = {scope.strip() for scope in str(who.headers.get("x-oauth-scopes", "")).split(",") if scope.strip()}
    missing = [scope for scope in SCOPES if granted and scope not in granted]
    if not http:
        try:
            Api(client).call("apps_connections_open", app_token=tokens.app_token)
        except (Refused, NoReply) as error:
            raise SlackError(f"SLACK_APP_TOKEN: Slack refuses: {error}", hint="footnote slack --help") from None
        where.out.say("app token: a socket can be opened")
    n = len(ruled.channels)
    where.out.say(f"{FILE}: " + (f"{n} channels" if (settings.home / FILE).exists() else "none, everybody may ask"))
    for scope in missing:
        where.out.say(f"missing scope {scope}: {SCOPES[scope]}")
    if missing:
        where.note("  try: footnote slack manifest, and reinstall the app with its scopes")
    return 1 if missing else 0
