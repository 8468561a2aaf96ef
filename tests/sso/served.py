"""Applications of a test served on ports of this machine, from a thread of their own."""

import threading
import time
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp

from tests.databases import free_port


class Served:
    """Servers that end with the test."""

    def __init__(self) -> None:
        self._running: list[tuple[uvicorn.Server, threading.Thread]] = []

    def mount(self, app: ASGIApp, port: int = 0) -> str:
        """Serve an application and return its address."""
        port = port or free_port()
        server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        self._running.append((server, thread))
        return f"http://127.0.0.1:{port}"

    def stop(self) -> None:
        """Stop without a wait for questions that hang, as some tests let them."""
        for server, _ in self._running:
            server.should_exit = server.force_exit = True
        for _, thread in self._running:
            thread.join(10)


def serve() -> Iterator[Served]:
    """Give servers to a fixture."""
    served = Served()
    yield served
    served.stop()
