"""A server of the hostile script's own: it takes what it is sent, has a script to load, and counts both."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_PATIENCE = 15
_SCRIPT = b"globalThis.evil = true;"
_PAGE = b"<!doctype html><title>No policy</title><p>Anything goes here."


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """One server of two names; ``heard`` holds what was asked under the first: method and address.

    The icon that a browser wants of every window is left out.
    """

    url: str
    page_without_policy: str
    heard: list[str] = field(default_factory=list)

    def heard_by_now(self, wanted: set[str]) -> set[str]:
        """Return all that was asked; what should come is waited for."""
        for _ in range(_PATIENCE * 20):
            if wanted <= set(self.heard):
                break
            time.sleep(0.05)
        return set(self.heard)


@contextmanager
def listening() -> Iterator[Elsewhere]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Evil)
    port = server.server_address[1]
    there = Elsewhere(
        url=f"http://evil.localhost:{port}", page_without_policy=f"http://careless.localhost:{port}/page"
    )
    server.there = there  # type: ignore[attr-defined] (the one way to a handler of the standard library)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield there
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Evil(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        kind, body = ("text/html", _PAGE) if self.path == "/page" else ("text/javascript", _SCRIPT)
        self._answer(kind, body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self._answer("application/json", b"{}")

    def do_OPTIONS(self) -> None:
        self._answer("text/plain", b"")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its name there)
        """Keep quiet."""

    def _answer(self, kind: str, body: bytes) -> None:
        there: Elsewhere = self.server.there  # type: ignore[attr-defined]
        if self.headers["host"] in there.url and self.path != "/favicon.ico":
            there.heard.append(f"{self.command} {self.path}")
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.send_header("access-control-allow-origin", "*")
        self.send_header("access-control-allow-headers", "authorization, content-type, dpop")
        self.end_headers()
        self.wfile.write(body)
