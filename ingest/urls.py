"""Names of sources: the canonical URL of a page, and the ids that follow from canonical names.

Promise: two ways to write the same page give one canonical URL, two pages never do; no user name or password stays
in it. No network.
"""

from __future__ import annotations

import hashlib
import re
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from bot.errors import SourceError

# Parameters that say where a reader came from, not what is read.
_TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|li_fat_id|igshid?|mc_[ce]id"
    r"|mkt_tok|_ga|_gl|_hs(?:enc|mi)|vero_id|oly_(?:anon|enc)_id|s_cid|icid|ncid|cmpid|ocid|smid|at_(?:medium|campaign|custom\d*)"
    r"|ns_(?:campaign|mchannel|source|linkname)|ref_src|ref_url|xtor|wt\.mc_id)",
    re.IGNORECASE,
)
_PORTS = {"http": 80, "https": 443}
_HASH_DIGITS = 16


def is_url(text: str) -> bool:
    """Whether a source as typed is meant as a URL (any scheme: the wrong ones are named in the error)."""
    return bool(re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", text))


def canonical_url(url: str) -> str:
    """The URL without fragment, tracking parameters, credentials and default port; scheme and host in lower case.

    >>> canonical_url("HTTPS://News.Example:443/a%20b?utm_source=x&id=7#part")
    'https://news.example/a%20b?id=7'

    Raises:
        SourceError: `bad_url`: not an http(s) URL with a host.

    """
    parts = _split(url)
    host = _host(parts)
    port = "" if parts.port in (None, _PORTS[parts.scheme]) else f":{parts.port}"
    query = "&".join(p for p in parts.query.split("&") if p and not _TRACKING.fullmatch(p.split("=", 1)[0]))
    return urlunsplit((parts.scheme, host + port, parts.path or "/", query, ""))


def declared_canonical(page_url: str, declared: str | None) -> str:
    """What the page's rel=canonical says, where it may be believed; else the page's own canonical URL.

    Believed on the same host only, and not where an article's page claims to be the front page.
    """
    own = canonical_url(page_url)
    if not declared:
        return own
    try:
        other = canonical_url(urljoin(page_url, declared.strip()))
    except SourceError:
        return own
    same_host = urlsplit(own).hostname == urlsplit(other).hostname
    to_front_page = urlsplit(other).path == "/" and urlsplit(own).path != "/"
    return other if same_host and not to_front_page else own


def digest(text: str) -> str:
    """A hash with its algorithm's name: ids, versions, fingerprints."""
    return f"sha256-{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:_HASH_DIGITS]}"


def article_id(canonical: str) -> str:
    """The id of what has this canonical name; samples are known by name."""
    return canonical if canonical.startswith("sample:") else digest(canonical)


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url.strip())
        _ = parts.port
    except ValueError as error:
        raise SourceError(f"it is not a URL: {error}", code="bad_url") from error
    if parts.scheme not in _PORTS:
        raise SourceError(
            f"URLs of kind {parts.scheme}: cannot be fetched",
            hint="give an http or https URL, or a file",
            code="bad_url",
        )
    if not parts.hostname or re.search(r"[\s<>\"\\^`{|}\x00-\x1f]", url.strip()):
        raise SourceError("it is not a complete URL", hint="give it as https://host/path", code="bad_url")
    return parts


def _host(parts: SplitResult) -> str:
    name = (parts.hostname or "").rstrip(".")
    if ":" in name:
        return f"[{name}]"
    try:
        ascii_name = name.encode("idna").decode("ascii") if not name.isascii() else name
    except UnicodeError:
        ascii_name = ""
    if not re.fullmatch(r"[A-Za-z0-9._~%-]+", ascii_name):
        raise SourceError(f"there can be no host {name!r}", code="bad_url")
    return ascii_name.lower()
