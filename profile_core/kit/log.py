"""Structured logs, one JSON object a line, redacted. The only place that touches ``logging``."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.typing import FilteringBoundLogger

from profile_core.kit.redaction import redact_value

TOLD = "This stands in the log with the reference of its request."
"""The note (PEP 678) of an exception that needs no further line from the server."""


def get_logger(name: str) -> FilteringBoundLogger:
    """Return the logger of a part, for example ``get_logger("gateway")``.

    It is lazy: made when a module is imported, it still obeys a ``configure`` that comes later.
    """
    return structlog.get_logger(part=name)


def bind(**values: str) -> None:
    """Add values, such as the correlation id, to every line that this task logs from now on."""
    structlog.contextvars.bind_contextvars(**values)


def unbind() -> None:
    """Forget what ``bind`` added."""
    structlog.contextvars.clear_contextvars()


def configure(log_format: str = "json") -> None:
    """Send our logs and those of libraries to standard error through the redaction.

    Ours are written at once: a request has a line, and the way through ``logging`` costs as much as a statement.
    """
    last = structlog.processors.JSONRenderer() if log_format == "json" else structlog.dev.ConsoleRenderer()
    shared = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _redacted,
    ]
    structlog.configure(
        processors=[*shared, last],
        logger_factory=_Lines,
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    for noisy in ("httpx2", "httpcore2", "uvicorn.access", "alembic.runtime.migration"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    logging.getLogger("uvicorn.error").addFilter(_is_news)


class _Lines:
    """Writes lines to what is standard error by then."""

    def __init__(self, *_: object) -> None: ...

    def msg(self, line: str) -> None:
        sys.stderr.write(line + "\n")
        sys.stderr.flush()

    debug = info = warning = error = critical = msg


def _is_news(record: logging.LogRecord) -> bool:
    error = record.exc_info[1] if record.exc_info else None
    return TOLD not in getattr(error, "__notes__", ())


def _redacted(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name, value in event.items():
        if name not in ("timestamp", "level", "_record", "_from_structlog"):
            event[name] = redact_value(name, value)
    return event
