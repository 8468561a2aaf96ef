"""A process of a region that goes away while the others run: stopped, hanging, or replaced by one that answers garbage.

The demo, which would end with any of them, is held still from the first stop on.
"""

import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from tests.region import Region

_PATIENCE = 60


class Server:
    """The process that serves an address of a region, found by a word of its command."""

    def __init__(self, region: Region, address: str, word: str) -> None:
        _wait(lambda: "The region runs." in region.log())  # all of them were started
        self._demo = region.process.pid
        self._folder = region.folder
        self._port = urlsplit(address).port or 0
        self._pid = next(pid for pid in _children(self._demo) if word in _command(pid))
        self._again: subprocess.Popen[bytes] | None = None

    def away(self, how: str) -> AbstractContextManager[None]:
        """Have it away in one of the three ways, which are named after the methods below."""
        return getattr(self, how)()

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """Let it take connections and answer nothing."""
        os.kill(self._pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self._pid, signal.SIGCONT)

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Stop it in good order; afterwards it runs again as it was started."""
        command, environment = _command(self._pid), _environment(self._pid)
        os.kill(self._demo, signal.SIGSTOP)
        os.kill(self._pid, signal.SIGTERM)
        _wait(lambda: not self._is_taken())
        try:
            yield
        finally:
            self._start(command, environment)

    @contextmanager
    def talking_garbage(self) -> Iterator[None]:
        """Have something else on its port that answers 200 to everything: a page, or JSON that breaks off."""
        with self.stopped():
            played = ThreadingHTTPServer(("127.0.0.1", self._port), _Garbage)
            thread = threading.Thread(target=played.serve_forever, daemon=True)
            thread.start()
            try:
                yield
            finally:
                played.shutdown()
                played.server_close()
                thread.join()

    def end(self) -> None:
        """End what was started again; the demo cannot."""
        if self._again:
            self._again.terminate()
            self._again.wait(_PATIENCE)

    def _start(self, command: list[str], environment: dict[str, str]) -> None:
        self.end()
        with (self._folder / "var/log/again.log").open("ab") as log:
            self._again = subprocess.Popen(
                command, cwd=self._folder, env=environment, stdin=subprocess.PIPE, stdout=log, stderr=log
            )
        self._pid = self._again.pid
        _wait(self._is_taken)

    def _is_taken(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self._port)) == 0


class _Garbage(BaseHTTPRequestHandler):
    """Any origin may read it, so that what reads it has to make something of it. Connections end with the answer."""

    def do_GET(self) -> None:
        self._answer("text/html", b"<!doctype html><title>Welcome</title><p>It works!")

    def do_OPTIONS(self) -> None:
        self._answer("text/plain", b"")

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self._answer("application/json", b'{"data": {"header": {"summary": {"name": "Ami')

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its name there)
        """Keep quiet."""

    def _answer(self, kind: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.send_header("access-control-allow-origin", "*")
        self.send_header("access-control-allow-headers", "authorization, content-type, dpop")
        self.end_headers()
        self.wfile.write(body)


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _command(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/cmdline").read_text().rstrip("\0").split("\0")


def _environment(pid: int) -> dict[str, str]:
    lines = Path(f"/proc/{pid}/environ").read_text().rstrip("\0").split("\0")
    return {name: value for name, _, value in (line.partition("=") for line in lines)}


def _wait(until: Callable[[], bool]) -> None:
    for _ in range(_PATIENCE * 20):
        if until():
            return
        time.sleep(0.05)
    raise AssertionError("the process did not do what it was asked")
