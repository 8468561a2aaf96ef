"""What a worker tells an operator's tools, on a port of its own."""

from collections.abc import Generator
from contextlib import contextmanager

import uvicorn
from prometheus_client import CollectorRegistry, Counter, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route


class Metrics:
    """The metrics of one worker process, in a registry of its own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._handed_over = self._counter("handed_over", "Facts that a listener has heard.")
        self._failed = self._counter("handover_failures", "Attempts at which a listener failed.")

    def handed_over(self, listener: str, count: int) -> None:
        """Count what a listener has heard."""
        self._handed_over.labels(listener).inc(count)

    def failed(self, listener: str) -> None:
        """Count an attempt that failed."""
        self._failed.labels(listener).inc()

    async def serve(self, port: int) -> None:
        """Serve ``/alive`` and ``/metrics`` on 127.0.0.1 until cancelled."""
        app = Starlette(routes=[Route("/alive", self._alive), Route("/metrics", self._measured)])
        config = uvicorn.Config(app, port=port, log_config=None, access_log=False, server_header=False)
        await _Server(config).serve()

    async def _alive(self, _: Request) -> Response:
        return PlainTextResponse("alive\n")

    async def _measured(self, _: Request) -> Response:
        return Response(generate_latest(self._registry), media_type="text/plain; version=0.0.4")

    def _counter(self, name: str, help_text: str) -> Counter:
        return Counter(f"citizen_profile_{name}", help_text, ("listener",), registry=self._registry)


class _Server(uvicorn.Server):
    """Leaves the signals to the worker."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield
