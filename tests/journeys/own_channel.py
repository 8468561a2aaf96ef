"""A provider's own way to a citizen, such as an SMS: it takes what the region asks it to say, and keeps it."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnChannel:
    """``asked`` holds what it was asked to say, each with the provider's id and a link."""

    url: str
    asked: list[dict[str, str]] = field(default_factory=list[dict[str, str]])


@contextmanager
def own_channel() -> Iterator[OwnChannel]:
    """Listen on a free port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Door)
    there = OwnChannel(url=f"http://sms.localhost:{server.server_address[1]}/profile")
    server.there = there  # type: ignore[attr-defined] (the one way to a handler of the standard library)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield there
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Door(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        said = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))))
        there: OwnChannel = self.server.there  # type: ignore[attr-defined]
        if said["type"].endswith("delivery.requested"):
            there.asked.append(said["data"])
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its name there)
        """Keep quiet."""
