"""Fetches one page over HTTP, within bounds of time, size and redirects.

Promise: ends within TOTAL_S and a second whatever the server does; holds at most MAX_BYTES and one decompressed
network block more; follows at most MAX_REDIRECTS and never in a circle; names itself. With `allow_private=False`
every hop's host is resolved here, checked, and the very address that was checked is connected to, so that neither a
redirect nor a second DNS answer leads into a private network. Does not know what is in the page.

Error codes: bad_url, private_address, unreachable, timed_out, too_many_redirects, redirect_loop, http_status,
too_large, unsupported_type, and `empty` for an answer without a body.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit, urlunsplit

from bot.errors import SourceError
from ingest.urls import canonical_url

if TYPE_CHECKING:
    import httpx

TOTAL_S = 30.0
WAIT_S = 10.0
"""For a connection, and between two pieces of the answer."""
MAX_BYTES = 50_000_000
MAX_REDIRECTS = 5
TYPES = ("text/html", "application/xhtml+xml", "text/plain", "text/markdown", "text/x-markdown", "application/pdf")
_UNTOLD = ("", "application/octet-stream", "binary/octet-stream")
_HEADERS = {
    "User-Agent": "Footnote/0.1 (reads one article at its user's request)",
    "Accept": "text/html,application/xhtml+xml,application/pdf,text/markdown,text/plain;q=0.9,*/*;q=0.1",
    "Accept-Language": "en,*;q=0.5",
    "Accept-Encoding": "gzip, deflate",
}


@dataclass(frozen=True, slots=True)
class Page:
    """What came back. `url` is where the redirects ended; `content_type` is "" where the server told none."""

    url: str
    body: bytes
    content_type: str
    charset: str | None


def fetch(url: str, *, allow_private: bool = True, max_bytes: int = MAX_BYTES, total_s: float = TOTAL_S) -> Page:
    """The page at a URL.

    Raises:
        SourceError: see the module; `retryable` where trying again later may help.

    """
    import httpx

    deadline = time.monotonic() + total_s
    expired = threading.Event()
    with httpx.Client(headers=_HEADERS, trust_env=allow_private, timeout=min(WAIT_S, total_s)) as client:

        def hang_up() -> None:
            expired.set()
            client.close()

        # A server that sends a byte now and then resets every timeout of a read; this one it cannot.
        timer = threading.Timer(total_s, hang_up)
        timer.daemon = True
        timer.start()
        try:
            return _follow(client, url, allow_private, max_bytes, deadline)
        except Exception as error:
            if isinstance(error, SourceError):
                raise
            if expired.is_set() or isinstance(error, httpx.TimeoutException):
                raise _timed_out(url, total_s) from error
            if isinstance(error, (httpx.HTTPError, httpx.InvalidURL, OSError)):
                raise _unreachable(url, error) from error
            raise
        finally:
            timer.cancel()


def _follow(client: httpx.Client, url: str, allow_private: bool, max_bytes: int, deadline: float) -> Page:
    seen: set[tuple[str, str]] = set()
    while True:
        canonical_url(url)
        here = url.partition("#")[0]
        # Some sites send a reader back to the same page once they have set a cookie: that is no circle.
        state = (here, str(client.cookies))
        if state in seen:
            raise SourceError(f"its redirects go in a circle, back to {here}", code="redirect_loop")
        if len(seen) > MAX_REDIRECTS:
            raise SourceError(f"more than {MAX_REDIRECTS} redirects", code="too_many_redirects")
        seen.add(state)
        with _open(client, here, allow_private) as response:
            if response.is_redirect:
                url = urljoin(here, response.headers["location"])
                continue
            _require_page(response)
            body = _read(response, max_bytes, deadline)
            kind, charset = _type_of(response)
            return Page(here, body, kind, charset)


def _open(client: httpx.Client, url: str, allow_private: bool) -> Any:
    """The streaming request; to a checked address where private ones are not allowed."""
    if allow_private:
        return client.stream("GET", url)
    parts = urlsplit(url)
    host = parts.hostname or ""
    address = public_address(host, parts.port or (443 if parts.scheme == "https" else 80))
    literal = f"[{address}]" if ":" in address else address
    port = f":{parts.port}" if parts.port else ""
    pinned = urlunsplit((parts.scheme, literal + port, parts.path, parts.query, ""))
    name = f"[{host}]" if ":" in host else host
    return client.stream("GET", pinned, headers={"Host": name + port}, extensions={"sni_hostname": host})


def public_address(host: str, port: int) -> str:
    """The first address of a host, all of which must be public.

    Raises:
        SourceError: `private_address` for loopback, private, link-local, multicast and reserved ones, `unreachable`.

    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise _unreachable(host, error) from error
    addresses = [str(info[4][0]).partition("%")[0] for info in found]
    for address in addresses:
        if not is_public(address):
            raise SourceError(f"{host} is at {address}, which is not a public address", code="private_address")
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether an address, or the IPv4 one inside an IPv6 one (mapped, 6to4, NAT64, Teredo), is on the open internet."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


def _require_page(response: httpx.Response) -> None:
    """Raises unless the answer is a success in a form we read."""
    status = response.status_code
    if status != 200:
        words = f"the server answers {status} {response.reason_phrase}".strip()
        retry = status in (408, 425, 429) or status >= 500
        hint = "try again later" if retry else "check the address in a browser; what needs a login cannot be fetched"
        raise SourceError(words, code="http_status", retryable=retry, hint=hint)
    encodings = {e.strip() for e in response.headers.get("content-encoding", "").lower().split(",")}
    if not encodings <= {"", "identity", "gzip", "x-gzip", "deflate"}:
        raise SourceError(f"it comes compressed as {', '.join(sorted(encodings))[:60]}", code="unsupported_type")
    kind, _ = _type_of(response)
    if kind not in TYPES and kind not in _UNTOLD:
        raise SourceError(
            f"it is {kind[:60]}; supported: web pages (HTML), plain text, Markdown, PDF", code="unsupported_type"
        )


def _type_of(response: httpx.Response) -> tuple[str, str | None]:
    header = response.headers.get("content-type", "")
    charset = re.search(r"charset=[\"']?([\w.:-]+)", header, re.IGNORECASE)
    kind = header.partition(";")[0].strip().lower()
    return ("" if kind in _UNTOLD else kind), (charset[1] if charset else None)


def _read(response: httpx.Response, max_bytes: int, deadline: float) -> bytes:
    announced = response.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > max_bytes:
        raise _too_large(max_bytes)
    body = bytearray()
    for block in response.iter_bytes():
        body += block
        if len(body) > max_bytes:
            raise _too_large(max_bytes)
        if time.monotonic() > deadline:
            raise _timed_out(str(response.url), TOTAL_S)
    if not body.strip():
        raise SourceError("the server answers with an empty page", code="empty")
    return bytes(body)


def _too_large(max_bytes: int) -> SourceError:
    return SourceError(f"it is larger than {max_bytes / 1e6:.0f} MB, the most that is fetched", code="too_large")


def _timed_out(url: str, total_s: float) -> SourceError:
    host = urlsplit(url).hostname
    return SourceError(
        f"{host} did not answer in time ({min(WAIT_S, total_s):g} s, {total_s:g} s in all)",
        code="timed_out",
        retryable=True,
        hint="try again later",
    )


def _unreachable(where: str, error: Exception) -> SourceError:
    host = urlsplit(where).hostname or where
    reason = re.sub(r"^\[[^\]]*\] ?", "", str(error).strip()) or type(error).__name__
    return SourceError(
        f"{host} cannot be reached: {reason}",
        code="unreachable",
        retryable=True,
        hint="check the address and the network, and run the same command again",
    )
