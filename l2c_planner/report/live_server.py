"""Serves the live view to browsers of this machine: one page and a stream of server-sent events; it changes nothing.

Listens on 127.0.0.1 alone and answers no other name, so that pages of other sites cannot read along.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ADDRESS = "127.0.0.1"
NAMES = (ADDRESS, "localhost")
"""By which a browser may ask for it."""
SIGN_OF_LIFE = 1.0
"""Longest silence on a stream [s]; it also shows who has gone."""
PATIENCE = 5.0
"""A browser that takes nothing for so long is left [s]."""
MOST_BROWSERS = 16


class Feed:
    """The newest event of every kind; who is slow misses those in between."""

    def __init__(self) -> None:
        self._events: dict[str, tuple[int, str]] = {}
        self._count, self._closed, self._news = 0, False, threading.Condition()

    def tell(self, kind: str, content: Any) -> None:
        """Take the place of what this kind has been.

        Raises ValueError for a number that is not finite.
        """
        text = json.dumps(content, separators=(",", ":"), allow_nan=False)
        with self._news:
            self._count += 1
            self._events[kind] = self._count, f"event: {kind}\ndata: {text}\n\n"
            self._news.notify_all()

    def close(self) -> None:
        """End all streams."""
        with self._news:
            self._closed = True
            self._news.notify_all()

    def stream(self) -> Iterator[str]:
        """Events as they come, at first the newest of each kind; a comment when there are none. Until it is closed."""
        seen = 0
        while True:
            with self._news:
                self._news.wait_for(lambda: self._closed or self._count > seen, SIGN_OF_LIFE)  # noqa: B023
                if self._closed:
                    return
                texts = [text for number, text in sorted(self._events.values()) if number > seen]
                seen = self._count
            yield "".join(texts) or ": still here\n\n"


class LiveServer:
    """Answers in threads of its own, until it is closed.

    Raises OSError if the port cannot be used.
    """

    def __init__(self, page: str, feed: Feed, port: int = 0) -> None:
        """port: 0 takes a free one."""
        self._feed = feed
        self._server = _Server((ADDRESS, port), partial(_Handler, page.encode(), feed))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), name="live view", daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        """For a browser."""
        return f"http://{ADDRESS}:{self._server.server_address[1]}/"

    @property
    def browsers(self) -> int:
        """How many follow the events."""
        return self._server.followers

    def close(self) -> None:
        """End the streams, then the server."""
        self._feed.close()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    followers = 0
    lock = threading.Lock()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that goes in the middle of an answer is no news."""


class _Handler(BaseHTTPRequestHandler):
    timeout = PATIENCE
    server: _Server

    def __init__(self, page: bytes, feed: Feed, *request: Any) -> None:
        self._page, self._feed = page, feed
        super().__init__(*request)

    def do_GET(self) -> None:
        """The page, or the events."""
        name = (self.headers.get("Host") or "").rsplit(":", 1)[0]
        if name not in NAMES:
            self.send_error(HTTPStatus.FORBIDDEN)
        elif self.path == "/":
            self._head("text/html; charset=utf-8", len(self._page))
            self.wfile.write(self._page)
        elif self.path == "/events":
            self._follow()
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def _follow(self) -> None:
        with self.server.lock:
            if self.server.followers >= MOST_BROWSERS:
                return self.send_error(HTTPStatus.SERVICE_UNAVAILABLE)
            self.server.followers += 1
        try:
            self._head("text/event-stream")
            with suppress(OSError):  # it has gone, or takes nothing
                for text in self._feed.stream():
                    self.wfile.write(text.encode())
        finally:
            with self.server.lock:
                self.server.followers -= 1

    def _head(self, kind: str, length: int | None = None) -> None:
        self.send_response(HTTPStatus.OK)
        headers = {"Content-Type": kind, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        for header, value in headers.items() if length is None else {**headers, "Content-Length": str(length)}.items():
            self.send_header(header, value)
        self.end_headers()

    def log_message(self, format: str, *words: Any) -> None:
        """Requests are not worth a line."""
