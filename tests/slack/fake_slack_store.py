"""What the fake Slack serves besides its API: files of the workspace, response URLs, and web pages for a bot to read."""

from __future__ import annotations

import time
from urllib.parse import quote

from fake_slack_faults import answer
from fake_slack_limits import check_blocks
from fake_slack_records import BOT_TOKEN, USER, Fetch, Json, Refused, Reply, Response
from fake_slack_workspace import RESPONSE_URL_USES, StoredFile, Workspace

HTML = "text/html; charset=utf-8"
SIGN_IN = b"<!DOCTYPE html><html><head><title>Sign in | Slack</title></head><body>Sign in to Fake</body></html>"


class Store(Workspace):
    """A workspace with things to fetch."""

    def add_file(
        self, name: str, content: bytes, mimetype: str = "text/plain", *, user: str = USER, sign_in_page: bool = False
    ) -> Json:
        """A file, as events and files.info describe it. Without the bot's token, and with `sign_in_page` always, it is
        answered with 200 and the page to sign in, as Slack does."""
        with self.lock:
            file_id = self.next_id("F")
            path = f"/files/{file_id}/{{}}{quote(name)}"
            suffix = name.rpartition(".")[2]
            info = {
                **{"id": file_id, "name": name, "title": name, "mimetype": mimetype, "filetype": suffix, "user": user},
                **{"created": int(time.time()), "size": len(content), "mode": "hosted", "is_external": False},
                **{"url_private": self.url + path.format(""), "permalink": f"https://fake.slack.com/files/{file_id}"},
                **{"url_private_download": self.url + path.format("download/"), "file_access": "visible"},
            }
            self.stored_files[file_id] = StoredFile(info, content, sign_in_page)
        return info

    def add_page(
        self,
        path: str,
        body: str | bytes,
        content_type: str = HTML,
        status: int = 200,
        headers: dict[str, str] | None = None,
    ) -> str:
        """A web page at this server; its URL. Like all web servers it does not care who asks."""
        path = f"/pages/{path.lstrip('/')}"
        content = body.encode() if isinstance(body, str) else body
        with self.lock:
            self.pages[path] = Reply(content, content_type, status, headers or {})
        return self.url + path

    def read_file(self, fetch: Fetch) -> Reply:
        """For the server."""
        with self.lock:
            self._file_requests.append(fetch)
            file = self.stored_files.get(fetch.path.split("/")[2])
        self.changed()
        if file is None:
            return Reply(b"not found", "text/plain", 404)
        if file.sign_in_page or fetch.headers.get("authorization") != f"Bearer {BOT_TOKEN}":
            return Reply(SIGN_IN, HTML)
        return Reply(file.content, file.info["mimetype"])

    def read_page(self, fetch: Fetch) -> Reply:
        """For the server."""
        with self.lock:
            self._page_requests.append(fetch)
            page = self.pages.get(fetch.path, Reply(b"<html><body>Not found</body></html>", HTML, 404))
        self.changed()
        return Reply(page.content, page.content_type, page.status, dict(page.headers))

    def respond(self, name: str, body: Json) -> Reply:
        """For the server: one use of a response_url, of which there are five."""
        with self.lock:
            self.response_uses[name] = uses = self.response_uses.get(name, RESPONSE_URL_USES) + 1
            self._responses.append(Response(name, body, time.monotonic()))
        self.changed()
        if uses > RESPONSE_URL_USES:
            return answer({"ok": False, "error": "used_url"}, 404)
        try:
            check_blocks(body.get("blocks") or [])
        except Refused as refusal:
            return Reply(refusal.code.encode(), "text/plain", 400)
        if not (body.get("text") or body.get("blocks") or body.get("attachments") or body.get("delete_original")):
            return Reply(b"no_text", "text/plain", 500)
        return Reply(b"ok", "text/plain")
