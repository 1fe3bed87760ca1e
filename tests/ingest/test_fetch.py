from __future__ import annotations

import gzip
import socket
import time

import pytest
from ingest_material import Site, answer, endless, page, redirect

from bot.errors import SourceError
from ingest import fetch as module
from ingest.fetch import MAX_REDIRECTS, fetch, is_public, public_address


def failure(url: str, **options: object) -> SourceError:
    with pytest.raises(SourceError) as caught:
        fetch(url, **options)  # type: ignore[arg-type]
    return caught.value


def test_a_page(site: Site) -> None:
    site.routes["/a"] = answer(page(), "text/html; charset=UTF-8")
    got = fetch(site.url + "/a?x=1#part")
    assert (got.url, got.body.decode(), got.content_type, got.charset) == (
        site.url + "/a?x=1",
        page(),
        "text/html",
        "UTF-8",
    )
    path, headers = site.seen[0]
    assert path == "/a?x=1"
    assert headers["User-Agent"].startswith("Footnote/")


def test_a_compressed_page(site: Site) -> None:
    site.routes["/a"] = answer(gzip.compress(page().encode()), Content_Encoding="gzip")
    assert fetch(site.url + "/a").body.decode() == page()


def test_redirects_end_at_the_last_address(site: Site) -> None:
    for i in range(MAX_REDIRECTS):
        site.routes[f"/{i}"] = redirect(f"/{i + 1}", (301, 302, 303, 307, 308)[i % 5])
    site.routes[f"/{MAX_REDIRECTS}"] = answer(page())
    assert fetch(site.url + "/0").url == f"{site.url}/{MAX_REDIRECTS}"


def test_too_many_redirects(site: Site) -> None:
    for i in range(MAX_REDIRECTS + 2):
        site.routes[f"/{i}"] = redirect(f"/{i + 1}")
    assert failure(site.url + "/0").code == "too_many_redirects"
    assert len(site.seen) == MAX_REDIRECTS + 1


def test_redirects_in_a_circle(site: Site) -> None:
    site.routes |= {"/a": redirect("/b"), "/b": redirect("/a#x")}
    error = failure(site.url + "/a")
    assert (error.code, site.paths) == ("redirect_loop", ["/a", "/b"])


def test_a_redirect_to_the_same_page_that_sets_a_cookie_is_no_circle(site: Site) -> None:
    def route(handler: object) -> None:
        seen = len(site.seen)
        (answer("", status=302, Location="/a", Set_Cookie="seen=1") if seen == 1 else answer(page()))(handler)  # type: ignore[arg-type]

    site.routes["/a"] = route
    assert fetch(site.url + "/a").body.decode() == page()


@pytest.mark.parametrize("where", ["file:///etc/passwd", "ftp://127.0.0.1/", "http://a b/"])
def test_a_redirect_out_of_the_web(site: Site, where: str) -> None:
    site.routes["/a"] = redirect(where)
    assert failure(site.url + "/a").code == "bad_url"


@pytest.mark.parametrize(
    ("status", "retryable"), [(404, False), (410, False), (403, False), (429, True), (500, True), (503, True)]
)
def test_error_statuses(site: Site, status: int, retryable: bool) -> None:
    site.routes["/a"] = answer("<html>sorry</html>", status=status)
    error = failure(site.url + "/a")
    assert (error.code, error.retryable) == ("http_status", retryable)
    assert str(status) in error.message


@pytest.mark.parametrize("kind", ["image/png", "application/json", "video/mp4", "application/zip"])
def test_what_is_no_article_is_named(site: Site, kind: str) -> None:
    site.routes["/a"] = answer(b"xyz", kind)
    error = failure(site.url + "/a")
    assert error.code == "unsupported_type"
    assert kind in error.message
    assert "PDF" in error.message


def test_a_server_that_names_no_type_is_read(site: Site) -> None:
    site.routes["/a"] = answer(page(), None)
    assert fetch(site.url + "/a").content_type == ""


def test_nobody_is_there() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    error = failure(f"http://127.0.0.1:{port}/")
    assert (error.code, error.retryable) == ("unreachable", True)
    assert "127.0.0.1" in error.message


def test_a_host_that_does_not_exist() -> None:
    assert failure("http://no-such-host.invalid/").code == "unreachable"


def test_an_answer_that_breaks_off(site: Site) -> None:
    site.routes["/a"] = lambda handler: handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nshort")
    assert failure(site.url + "/a").code == "unreachable"
    site.routes["/b"] = lambda handler: handler.wfile.write(b"SSH-2.0-OpenSSH\r\n")
    assert failure(site.url + "/b").code == "unreachable"
    site.routes["/c"] = answer(b"no gzip", Content_Encoding="gzip")
    assert failure(site.url + "/c").code == "unreachable"


def test_too_large_whether_announced_or_not(site: Site) -> None:
    site.routes["/told"] = answer(b"x" * 5_000)
    site.routes["/untold"] = endless(b"x" * 100_000, 0, b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n")
    assert failure(site.url + "/told", max_bytes=4_000).code == "too_large"
    started = time.monotonic()
    assert failure(site.url + "/untold", max_bytes=5_000_000).code == "too_large"
    assert time.monotonic() - started < 8


def test_a_decompression_bomb(site: Site) -> None:
    bomb = gzip.compress(b"\0" * 80_000_000)
    assert len(bomb) < 100_000
    site.routes["/a"] = answer(bomb, Content_Encoding="gzip")
    assert failure(site.url + "/a").code == "too_large"
    site.routes["/b"] = answer(b"xyz", Content_Encoding="br")
    assert failure(site.url + "/b").code == "unsupported_type"


def test_nothing_comes(site: Site) -> None:
    site.routes["/empty"] = answer(b"")
    assert failure(site.url + "/empty").code == "empty"
    site.routes["/silent"] = lambda handler: time.sleep(3)
    error = failure(site.url + "/silent", total_s=0.6)
    assert (error.code, error.retryable) == ("timed_out", True)


@pytest.mark.parametrize(
    "head", [b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n"]
)
def test_a_trickle_in_head_or_body_ends_with_the_total_time(site: Site, head: bytes) -> None:
    site.routes["/a"] = endless(b"a", 0.1, head)
    started = time.monotonic()
    assert failure(site.url + "/a", total_s=1.0).code == "timed_out"
    assert time.monotonic() - started < 4


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1", False),
        ("fc00::1", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(address) == public


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "[::1]", "[::ffff:127.0.0.1]"]
)
def test_private_hosts_are_refused_where_they_must_be(site: Site, host: str) -> None:
    error = failure(f"http://{host}:{site.url.rpartition(':')[2]}/a", allow_private=False)
    assert error.code in ("private_address", "unreachable")  # no IPv6, or a resolver without the odd forms
    assert site.seen == []


def test_a_redirect_into_the_private_network_is_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first hop counts as public, as far as this test can have one: its address is let through by name."""
    port = site.url.rpartition(":")[2]
    site.routes |= {"/a": redirect(f"http://localhost:{port}/secret"), "/secret": answer(page())}
    monkeypatch.setattr(
        module, "public_address", lambda host, port: host if host == "127.0.0.1" else public_address(host, port)
    )
    assert failure(site.url + "/a", allow_private=False).code == "private_address"
    assert site.paths == ["/a"]


def test_the_checked_address_is_the_one_connected_to(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A host that resolves to something else a moment later is still asked at the first address, under its name."""
    port = site.url.rpartition(":")[2]
    site.routes["/a"] = answer(page())
    monkeypatch.setattr(module, "public_address", lambda host, port: "127.0.0.1")
    got = fetch(f"http://news.invalid:{port}/a", allow_private=False)
    assert got.url == f"http://news.invalid:{port}/a"
    assert site.seen[0][1]["Host"] == f"news.invalid:{port}"
