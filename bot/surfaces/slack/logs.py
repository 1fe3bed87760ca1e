"""What the Slack worker logs: that something happened and how long it took, never what was said, never a token."""

from __future__ import annotations

import logging
import re
import sys

_TOKEN = re.compile(r"\bx(?:ox[a-z]|app)-[\w-]+|(?i:bearer\s+)\S+")


class _Discreet(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return _TOKEN.sub("(a token)", super().format(record))


def log_to_stderr(*, debug: bool) -> None:
    """Ours from INFO on; of Bolt and the SDK, whose lines hold bodies and signatures, warnings only."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Discreet("%(asctime)s %(levelname)s %(message)s"))
    ours, theirs = (
        logging.getLogger("footnote.slack"),
        [logging.getLogger(n) for n in ("footnote.bolt", "slack_bolt", "slack_sdk")],
    )
    for logger in (ours, *theirs):
        logger.handlers = [handler]
        logger.propagate = False
        logger.setLevel(logging.WARNING)
    ours.setLevel(logging.DEBUG if debug else logging.INFO)
