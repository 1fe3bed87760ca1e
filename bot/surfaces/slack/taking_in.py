"""Articles taken in from Slack: links and uploaded files, by those who may.

Promise: no link leads into a private network unless the administrator allows it, whatever it redirects to; the bot's
token goes to Slack's own hosts only; a sign-in page is not taken for the file. What became of each source is said to
the person who asked, with no path of this machine.
"""

from __future__ import annotations

import logging
import re
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.errors import FootnoteError, SourceError
from bot.settings import Settings
from bot.surfaces.slack.blocks import shown_source
from bot.surfaces.slack.config import Rules
from bot.surfaces.slack.markup import inert
from bot.surfaces.slack.pool import Pool

if TYPE_CHECKING:
    from ingest.report import IngestReport

LOG = logging.getLogger("footnote.slack")
FOLDER = "slack-files"
MAX_BYTES, WAIT_S, MAX_SOURCES = 20_000_000, 30.0, 10
NOT_ALLOWED = "You may not take articles in here. Your administrator decides who may (slack.toml, [ingest])."
NOTHING = "There is nothing to take in. I take web addresses (`/footnote ingest https://…`), links and files."
BUSY = "I have many articles to take in already. Please try again in a while."
Respond = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class TakingIn:
    """`token` and `api` (scheme and host): for files; `line` takes one ingest after the other."""

    settings: Settings
    rules: Rules
    token: str
    api: str
    line: Pool

    def start(
        self, urls: Sequence[str], files: Sequence[dict[str, Any]], user: str, channel: str, say: Respond
    ) -> None:
        """Take these in, later; `say` is told now and when it is done."""
        if not self.rules.ingest.allows(user, channel):
            say(NOT_ALLOWED)
        elif not urls and not files:
            say(NOTHING)
        else:
            n = min(len(urls) + len(files), MAX_SOURCES)
            job = partial(self._take, list(urls)[:MAX_SOURCES], list(files)[:MAX_SOURCES], channel, say)
            fits = self.line.submit("articles", f"{time.time():.6f}", user, job)
            say(f"Taking in {n} {'article' if n == 1 else 'articles'}…" if fits else BUSY)

    def _take(self, urls: list[str], files: list[dict[str, Any]], channel: str, say: Respond) -> None:
        try:
            lines: list[str] = []
            sources = [url for url in urls if _is_web(url, lines)]
            for file in files:
                try:
                    sources.append(str(self._fetched(file)))
                except SourceError as error:
                    lines.append(f"✗ {inert(str(file.get('name') or 'file'))}: {inert(error.message)}")
            if sources:
                lines += _told(self._ingest(sources, channel))
            say("\n".join(lines))
        except FootnoteError as error:
            say(f"✗ {inert(error.message)}")
        except Exception as error:
            LOG.error("taking in failed: %s", type(error).__name__, exc_info=error)
            say("✗ Something went wrong while I was taking it in. Your administrator finds it in the log.")
        finally:  # the library has the text; a copy would outlive the article's removal
            for file in files:
                shutil.rmtree(self._folder(file), ignore_errors=True)

    def _ingest(self, sources: list[str], channel: str) -> IngestReport:
        from bot.wiring import open_library
        from ingest.pipeline import ingest

        tag = self.rules.channel(channel).tag
        store, embedder = open_library(self.settings)
        try:
            allow = self.rules.ingest.private_addresses
            return ingest(
                sources,
                store,
                embedder,
                tags=(tag,) if tag else (),
                private=channel.startswith("D"),  # what was handed over in private stays so
                wait=True,
                allow_private=allow,
            )
        finally:
            store.close()

    def _fetched(self, file: dict[str, Any]) -> Path:
        """The file on our disk.

        Raises:
            SourceError: it lies on a foreign host, is too large, or Slack shows a sign-in page in its place.

        """
        import httpx

        url = str(file.get("url_private_download") or file.get("url_private") or "")
        if not self._is_slacks(url):
            raise SourceError("it does not lie in Slack", code="bad_url")
        if int(file.get("size") or 0) > MAX_BYTES:
            raise SourceError(f"it is larger than {MAX_BYTES // 1_000_000} MB", code="too_large")
        try:
            body = self._read(url, str(file.get("mimetype") or ""))
        except httpx.HTTPError as error:
            raise SourceError(f"Slack does not give it: {type(error).__name__}", code="unreachable") from None
        folder = self._folder(file)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / _plain(str(file.get("name") or "article.txt"))
        path.write_bytes(body)
        return path

    def _folder(self, file: dict[str, Any]) -> Path:
        return self.settings.home / FOLDER / _plain(str(file.get("id") or "file"))

    def _read(self, url: str, kind: str) -> bytes:
        import httpx

        with httpx.stream("GET", url, headers={"Authorization": f"Bearer {self.token}"}, timeout=WAIT_S) as reply:
            if reply.is_redirect or reply.status_code != 200:
                raise SourceError(f"Slack answers {reply.status_code}", code="http_status")
            if reply.headers.get("content-type", "").startswith("text/html") and "html" not in kind:
                raise SourceError("Slack shows a sign-in page: the app needs the scope files:read", code="sign_in")
            body = bytearray()
            for block in reply.iter_bytes():
                body += block
                if len(body) > MAX_BYTES:
                    raise SourceError(f"it is larger than {MAX_BYTES // 1_000_000} MB", code="too_large")
        return bytes(body)

    def _is_slacks(self, url: str) -> bool:
        parts = urlsplit(url)
        host = parts.hostname or ""
        slacks = host == "slack.com" or host.endswith((".slack.com", ".slack-files.com", ".slack-edge.com"))
        return (slacks and parts.scheme == "https") or f"{parts.scheme}://{parts.netloc}" == self.api


def _is_web(url: str, lines: list[str]) -> bool:
    if re.match(r"https?://", url, re.IGNORECASE):
        return True
    lines.append(f"✗ {inert(url)[:200]}: only http and https addresses are taken in")
    return False


def _told(report: IngestReport) -> list[str]:
    counts = {"new": report.new, "changed": report.changed, "already known": report.unchanged}
    done = ", ".join(f"{n} {name}" for name, n in counts.items() if n)
    failed = [f"✗ {inert(shown_source(f.source))[:200]}: {inert(f.message)}" for f in report.failed]
    return [*([f"✓ {done}"] if done else []), *failed, *(inert(warning) for warning in report.warnings[:5])]


def _plain(name: str) -> str:
    """A name that is safe on every disk."""
    return re.sub(r"[^\w.-]+", "_", name).lstrip(".")[:100] or "file"
