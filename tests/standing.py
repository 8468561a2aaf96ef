"""Servers that stand for all tests of a process and are lent from test to test: to start and stop one is slow."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send


class _Standing:
    """Serves what it was given last, from a thread of its own, until the process ends."""

    def __init__(self) -> None:
        self.app: ASGIApp | None = None
        server = uvicorn.Server(
            uvicorn.Config(self._serve, interface="asgi3", port=0, log_level="error", lifespan="off")
        )
        threading.Thread(target=server.run, daemon=True).start()
        while not server.started:
            time.sleep(0.01)
        self.port: int = server.servers[0].sockets[0].getsockname()[1]

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.app is None:
            await send({"type": "http.response.start", "status": 503, "headers": []})
            await send({"type": "http.response.body"})
        else:
            await self.app(scope, receive, send)


_free: list[_Standing] = []


@contextmanager
def stood(app: ASGIApp) -> Iterator[int]:
    """Serve an application that needs no start and no end; gives its port, which a later test may get again."""
    server = _free.pop() if _free else _Standing()
    server.app = app
    try:
        yield server.port
    finally:
        server.app = None
        _free.append(server)
