"""A legacy system as a server of its own: rows by index, slowly, so that there is time to be killed."""

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(slots=True, kw_only=True)
class Legacy:
    """What the system has; ``asked`` are the indexes after which somebody wanted rows, ``answered`` counts them."""

    rows: Sequence[dict[str, Any]] = ()
    pause: float = 0.0
    asked: list[int] = field(default_factory=list[int])
    answered: int = 0
    port: int = 0

    def after(self, index: int, count: int) -> Sequence[dict[str, Any]]:
        """Return the next rows."""
        self.asked.append(index)
        time.sleep(self.pause)
        return [row for row in self.rows if row["nr"] > index][:count]


@contextmanager
def served(legacy: Legacy) -> Iterator[Legacy]:
    """Serve a legacy system meanwhile."""

    class _Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = parse_qs(urlsplit(self.path).query)
            rows = legacy.after(int(asked.get("since", ["0"])[0]), int(asked["count"][0]))
            body = json.dumps({"lines": rows}).encode()
            with suppress(ConnectionError):  # who asked was killed
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            legacy.answered += 1

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its name there)
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    legacy.port = server.server_port
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield legacy
    finally:
        server.shutdown()
        server.server_close()
