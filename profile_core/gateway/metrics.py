"""What a Prometheus server may collect from a process; names follow its naming rules."""

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from profile_core.store.handover import Backlog

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Metrics:
    """The metrics of one gateway process, in a registry of its own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "citizen_profile_requests",
            "Requests that were answered.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "citizen_profile_request_seconds",
            "Time until a request was answered in full.",
            ("route",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._waiting = self._gauge("waiting", "Handovers that wait or are under way, counted to a limit.")
        self._oldest = self._gauge("oldest_seconds", "For how long the oldest due handover has waited.")
        self._given_up = self._gauge("given_up", "Handovers that were given up, counted to a limit.")

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request under its route's template."""
        known = method if method in _METHODS else "other"
        self._requests.labels(known, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self, backlogs: Mapping[str, Backlog]) -> bytes:
        """Return everything in Prometheus' text format, with what waits for each listener."""
        for listener, backlog in backlogs.items():
            self._waiting.labels(listener).set(backlog.waiting)
            self._oldest.labels(listener).set(backlog.oldest_seconds)
            self._given_up.labels(listener).set(backlog.given_up)
        return generate_latest(self._registry)

    def _gauge(self, name: str, help_text: str) -> Gauge:
        return Gauge(f"citizen_profile_handovers_{name}", help_text, ("listener",), registry=self._registry)
