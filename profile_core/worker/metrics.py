"""What a worker tells an operator's tools, on a port of its own."""

from collections.abc import Awaitable, Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager

import uvicorn
from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from profile_core.contract import Measure
from profile_core.outbound.rows.kept import Backlog
from profile_core.store import Lane

Backlogs = Callable[[], Awaitable[Mapping[str, Backlog]]]
Measures = Callable[[], Awaitable[Sequence[Measure]]]


class Metrics:
    """The metrics of one worker process; ``backlogs`` and the blocks' ``measures`` are asked when they are read."""

    def __init__(self, backlogs: Backlogs, measures: Measures) -> None:
        self._backlogs = backlogs
        self._measures = measures
        self._registry = CollectorRegistry()
        self._handed_over = self._counter("handed_over", "Facts that a listener has heard.", "listener")
        self._failed = self._counter("handover_failures", "Attempts at which a listener failed.", "listener")
        self._attempts = self._counter("outbound_attempts", "Calls, by how they ended.", "use", "outcome")
        self._waiting = self._gauge("waiting", "Calls that wait or are under way, counted to a limit.")
        self._oldest = self._gauge("oldest_seconds", "For how long the oldest due call has waited.")
        self._circuits = self._gauge("circuits_open", "Receivers that seem to be away.", "use", "lane")
        self._stopped = self._gauge("stopped", "1 while the operator has stopped it.")
        self._given_up = self._gauge("failed", "Calls that were given up and are kept, counted to a limit.")

    def handed_over(self, listener: str, count: int) -> None:
        """Count what a listener has heard."""
        self._handed_over.labels(listener).inc(count)

    def failed(self, listener: str) -> None:
        """Count an attempt that failed."""
        self._failed.labels(listener).inc()

    def called(self, use: str, outcome: str) -> None:
        """Count an attempt at a call."""
        self._attempts.labels(use, outcome).inc()

    def circuits(self, use: str, lane: Lane, opened: int) -> None:
        """Say how many receivers of a use and lane seem to be away."""
        self._circuits.labels(use, lane).set(opened)

    async def serve(self, port: int) -> None:
        """Serve ``/alive`` and ``/metrics`` on 127.0.0.1 until cancelled."""
        app = Starlette(routes=[Route("/alive", self._alive), Route("/metrics", self._measured)])
        config = uvicorn.Config(app, port=port, log_config=None, access_log=False, server_header=False)
        await _Server(config).serve()

    async def _alive(self, _: Request) -> Response:
        return PlainTextResponse("alive\n")

    async def _measured(self, _: Request) -> Response:
        for use, backlog in (await self._backlogs()).items():
            self._waiting.labels(use).set(backlog.waiting)
            self._oldest.labels(use).set(backlog.oldest_seconds)
            self._given_up.labels(use).set(backlog.failed)
            self._stopped.labels(use).set(backlog.stopped)
        measured = CollectorRegistry()
        measured.register(_Measured(await self._measures()))
        text = generate_latest(self._registry) + generate_latest(measured)
        return Response(text, media_type="text/plain; version=0.0.4")

    def _counter(self, name: str, help_text: str, *labels: str) -> Counter:
        return Counter(f"citizen_profile_{name}", help_text, labels, registry=self._registry)

    def _gauge(self, name: str, help_text: str, *labels: str) -> Gauge:
        by = labels or ("use",)
        return Gauge(f"citizen_profile_outbound_{name}", help_text, by, registry=self._registry)


class _Measured(Collector):
    """What the blocks measured, as families of metrics."""

    def __init__(self, measures: Sequence[Measure]) -> None:
        self._measures = measures

    def collect(self) -> Iterator[CounterMetricFamily | GaugeMetricFamily]:
        """Yield one family for each name."""
        families: dict[str, CounterMetricFamily | GaugeMetricFamily] = {}
        for one in self._measures:
            kind = CounterMetricFamily if one.name.endswith("_total") else GaugeMetricFamily
            name = f"citizen_profile_{one.name}"
            family = families.setdefault(name, kind(name, one.meaning, labels=list(one.labels)))
            family.add_metric(list(one.labels.values()), one.value)
        yield from families.values()


class _Server(uvicorn.Server):
    """Leaves the signals to the worker."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield
