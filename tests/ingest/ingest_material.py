"""Material for the ingest tests: a news text, pages, PDFs and a real web server on the loopback."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from bot.errors import SourceError
from ingest.report import IngestReport

PROSE = (
    "The ferry Albatross left Kirkmoor at dawn on Tuesday with 212 passengers and a cargo of seed potatoes.",
    "Captain Edda Holm said that the new engine had used a third less fuel than the old one. She had not expected it.",
    "The harbour board will decide in October whether a second ship, the Petrel, is to be rebuilt in the same way.",
    "Fishermen on the eastern quay complained about the noise, which a consultant had put at 61 decibels.",
)
HEADLINE = "Ferry crosses the sound on a third less fuel"

# As scraped in reality: hard-wrapped with a short first line in each paragraph, a caption, a dateline, a comment form.
SCRAPED = """Ferry crosses the sound on a third less fuel
The board of Kirkmoor harbour, which paid for the engine and the tests, is to decide on a second ship in October
AFP
-
The ferry Albatross at the quay of Kirkmoor on Tuesday, seen from the east. PHOTO: AFP
Kirkmoor, 4 Mar
The ferry Albatross left
Kirkmoor at dawn on Tuesday with 212 passengers and a cargo of seed potatoes,
the first crossing with the engine that was built in over the winter by a yard
in the south.
Captain Edda Holm said that
the new engine had used a third less fuel than the old one. She had not been
expecting so much, she added, and neither had the yard.
The harbour board will decide
in October whether a second ship, the Petrel, is to be rebuilt in the same way.
Most of the money would come from a fund for the islands.
Fishermen on the eastern quay
complained about the noise, which a consultant had put at 61 decibels. A fence
is to be put up before the summer.
Leave a Reply
Your email address will not be published. Required fields are marked *
"""


def page(paragraphs: Sequence[str] = PROSE, *, head: str = "", top: str = "", title: str = HEADLINE) -> str:
    """A page of a news site, with what stands around the article on one."""
    body = "".join(f"<p>{p}</p>" for p in paragraphs)
    return (
        f"<!doctype html><html lang=en><head><title>{title} | Sound Herald</title>{head}</head><body>"
        "<nav><a href=/>Home</a> <a href=/sea>Sea</a></nav><div class=cookie-banner>We use cookies. Accept all</div>"
        f"<article><h1>{title}</h1>{top}{body}</article>"
        "<aside><h3>Related</h3><a href=/a>Lighthouse sold</a></aside>"
        "<section id=comments><h3>Leave a Reply</h3><form><p>Your email address will not be published.</p></form>"
        "</section><footer>&copy; 2021 Sound Herald</footer></body></html>"
    )


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF whose pages have these lines of text; a page without lines has a drawn box and no text."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        stream = "BT /F1 10 Tf 14 TL 50 780 Td " + " ".join(f"({_escaped(line)}) Tj T*" for line in lines) + " ET"
        stream = stream if lines else "50 50 100 100 re S"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    body, offsets = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    body += (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n"
        f"startxref\n{len(body)}\n%%EOF\n"
    )
    return body.encode("latin-1")


def locked(raw: bytes, user: str, owner: str) -> bytes:
    """The PDF encrypted."""
    import io

    from pypdf import PdfWriter

    writer, out = PdfWriter(), io.BytesIO()
    writer.append(io.BytesIO(raw))
    writer.encrypt(user, owner, algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def require_one_clear_line(report: IngestReport, source: str, code: str) -> None:
    """The report of a run has one failure, told in one line, with a line on what to type next."""
    assert [(failed.source, failed.code) for failed in report.failed] == [(source, code)]
    message = report.failed[0].message
    assert 5 < len(message) < 200
    assert "\n" not in message
    assert message[0].islower() or message[0].isdigit() or message.startswith("URL")
    assert "Traceback" not in message
    hint = report.failed[0].hint
    assert 5 < len(hint) < 200
    assert "\n" not in hint
    assert report.exit_code == 1


def code_of(read: Callable[[], object]) -> str | None:
    """The code of the error that reading ends with; None where it does not."""
    try:
        read()
    except SourceError as error:
        return error.code
    return None


Route = Callable[[BaseHTTPRequestHandler], None]


def answer(
    body: bytes | str, content_type: str | None = "text/html; charset=utf-8", status: int = 200, **headers: str
) -> Route:
    """A route that answers with this."""
    raw = body.encode() if isinstance(body, str) else body

    def route(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        if content_type is not None:
            handler.send_header("Content-Type", content_type)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(raw)))
        handler.end_headers()
        handler.wfile.write(raw)

    return route


def redirect(where: str, status: int = 302) -> Route:
    """A route that sends on."""
    return answer(b"", status=status, Location=where)


def endless(block: bytes, pause_s: float, head: bytes = b"") -> Route:
    """A route that writes one block after the other until the client hangs up; no length is announced."""

    def route(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(head)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            handler.wfile.write(block)
            time.sleep(pause_s)

    return route


class Site:
    """A web server: `routes` by path, `seen` the requests so far as (path, headers)."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.routes: dict[str, Route] = {}
        self.seen: list[tuple[str, dict[str, str]]] = []

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.seen]


@contextmanager
def serving() -> Iterator[Site]:
    """A real server on a free port of the loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.seen.append((self.path, dict(self.headers.items())))
            route = site.routes.get(self.path.partition("?")[0], answer("not here", status=404))
            try:
                route(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        site = Site(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
