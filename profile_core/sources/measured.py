"""What an operator's tools may know of sources: how they answered, how fast, and how many are away."""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from profile_core.sources.circuits import Circuits
from profile_core.sources.model import Said

R = TypeVar("R")
_SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0)


class Measured:
    """The figures of one process; a process that asks nobody makes none."""

    def __init__(self, circuits: Circuits) -> None:
        self._circuits = circuits
        self._figures: _Figures | None = None

    def asked(self, said: Sequence[Said]) -> None:
        """Count what came of questions."""
        for one in said:
            self._made.questions.labels(str(one.source.id), one.source.code, one.state.value).inc()

    async def timed(self, call: Coroutine[Any, Any, R]) -> R:
        """Measure how long a call took."""
        began = asyncio.get_running_loop().time()
        try:
            return await call
        finally:
            self._made.seconds.observe(asyncio.get_running_loop().time() - began)

    def text(self) -> bytes:
        """Return everything in Prometheus' text format."""
        if self._figures is None:
            return b""
        self._figures.opened.set(self._circuits.opened)
        return generate_latest(self._figures.registry)

    @property
    def _made(self) -> "_Figures":
        if self._figures is None:
            self._figures = _Figures()
        return self._figures


class _Figures:
    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.questions = Counter(
            "citizen_profile_sources_asked",
            "Questions to sources, by what came of them within the budget.",
            ("id", "source", "state"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "citizen_profile_source_seconds",
            "Time until a source answered, or was waited for no longer.",
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.opened = Gauge(
            "citizen_profile_source_circuits_open",
            "Sources that are taken to be away.",
            registry=self.registry,
        )
