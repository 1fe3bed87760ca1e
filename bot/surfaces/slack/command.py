"""`footnote slack`, run: until SIGTERM or Ctrl-C."""

from __future__ import annotations

import os
import signal
import threading
from importlib.util import find_spec

from bot.errors import SettingsError
from bot.surfaces.options import Options
from bot.surfaces.render import screen


def run(options: Options, *, port: int | None, only_check: bool) -> int:
    """Answer until told to stop; gives the exit code.

    Raises:
        SettingsError: a package or a token is missing, or `slack.toml` is wrong.
        FootnoteError: Slack does not let us in, or the library cannot be opened.

    """
    if find_spec("slack_bolt") is None:
        raise SettingsError("footnote slack needs a package that is not installed", hint="pip install slack-bolt")
    from bot.surfaces.slack.check import check
    from bot.surfaces.slack.config import credentials, rules
    from bot.surfaces.slack.logs import log_to_stderr
    from bot.surfaces.slack.serving import Service

    settings, where = options.settings(), screen(options.color)
    if only_check:
        return check(settings, where, http=port is not None)
    service = Service(settings, credentials(http=port is not None), rules(settings.home))
    log_to_stderr(debug=options.debug)
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    service.leave = lambda: os._exit(0)
    service.start(port)
    if service.http is not None:
        where.note(f"listening on port {service.http.port}, for /slack/events")
    where.note("answering; Ctrl-C ends it")
    stop.wait()
    where.note("ending what has begun")
    service.close()
    return 0
