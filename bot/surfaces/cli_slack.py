"""`footnote slack`: what it takes."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.surfaces.options import EVERYWHERE, Options, takes

slack = typer.Typer(rich_markup_mode=None)
HELP = """Answer in Slack: tokens from the environment, rules from slack.toml in the library's folder.

SLACK_BOT_TOKEN and SLACK_APP_TOKEN for Socket Mode; SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET for --http.
"""


@slack.callback(invoke_without_command=True, help=HELP)
@takes("answerer", *EVERYWHERE)
def slack_default(
    options: Options,
    *,
    http: Annotated[
        int | None, typer.Option("--http", metavar="PORT", min=0, max=65535, help="Signed HTTP in place of a socket.")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Only say whether tokens and rules are right.")] = False,
) -> int:
    """Answer in Slack."""
    from bot.surfaces.slack.command import run

    return run(options, port=http, only_check=check)


@slack.command("manifest")
@takes(*EVERYWHERE)
def slack_manifest(
    _options: Options,
    *,
    url: Annotated[str, typer.Option("--url", metavar="URL", help="Where Slack is to send to, for --http.")] = "",
) -> int:
    """Print the app manifest to paste into Slack."""
    import json

    from bot.surfaces.slack.manifest import manifest

    typer.echo(json.dumps(manifest(url), indent=2))
    return 0
