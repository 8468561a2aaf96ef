"""The server process: uvicorn with what it lacks, a clock and a size limit on the head of a request."""

import asyncio
import gc
import sys
from contextlib import suppress
from types import FrameType

import httptools
import uvicorn
from starlette.applications import Starlette
from uvicorn.config import STARTUP_FAILURE
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from profile_core.contract import log, open_platform
from profile_core.gateway.app import build
from profile_core.gateway.settings import GatewaySettings
from profile_core.kit.settings import Settings

_YOUNG = 10_000
"""So many objects more than before let the garbage collector look at the new ones; of those that stay, it looks at the
older after five and twenty-five rounds, so that what documents leave behind does not pile up."""


class HeadTooLargeError(httptools.HttpParserError):
    """Line and headers of a request together pass the limit."""


def serve(settings: Settings) -> None:
    """Serve the gateway until SIGTERM or SIGINT; requests under way are finished first."""
    log.configure(settings.log_format)
    gateway = GatewaySettings()
    run(build(open_platform(settings), gateway), settings, gateway)


def run(app: Starlette, settings: Settings, gateway: GatewaySettings) -> None:
    """Serve an application by our rules."""
    config = uvicorn.Config(
        app,
        host=gateway.host,
        port=gateway.port,
        ssl_certfile=gateway.certificate_file,
        http=guarded(settings.header_timeout, gateway.head_size),
        ws="none",
        loop="uvloop",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=gateway.keep_alive,
        timeout_graceful_shutdown=gateway.stop_timeout,
    )
    server = Server(config, app.state.stopping)
    settle()
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        sys.exit(STARTUP_FAILURE)


def settle() -> None:
    """Take all that was made until now, which stays, out of the rounds of the garbage collector.

    Schemas and modules are half a million objects; a bulk call makes enough new ones to have them all looked through.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, 5, 5)


class Server(uvicorn.Server):
    """Says that it stops, so that live streams end at once and nobody waits for them."""

    def __init__(self, config: uvicorn.Config, stopping: asyncio.Event) -> None:
        super().__init__(config)
        self._stopping = stopping

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        self._stopping.set()


def guarded(head_timeout: float, head_size: int) -> type[HttpToolsProtocol]:
    """Return the HTTP protocol with its limits bound, as uvicorn wants it."""
    return type("Guarded", (GuardedProtocol,), {"head_timeout": head_timeout, "head_size": head_size})


class GuardedProtocol(HttpToolsProtocol):
    """HTTP/1.1 whose head must arrive whole in time (408) and within a size (431).

    The clock starts with the connection, and with the first byte after an answer; no trickle prolongs it.
    """

    head_timeout: float
    head_size: int
    _clock: asyncio.TimerHandle | None = None
    _in_head = True
    _taken = 0
    _weight = 0
    _too_large = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._start()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._in_head:
            self._start()
            self._taken += len(data)
        super().data_received(data)
        if self._in_head and self._taken > self.head_size and not self.transport.is_closing():
            self._refuse(431, b"The head of this request is too large.")

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        self._weigh(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:
        super().on_header(name, value)
        self._weigh(len(name) + len(value) + 4)

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._stop()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._in_head = True
        self._taken = self._weight = 0

    def send_400_response(self, msg: str) -> None:
        if self._too_large:
            self._refuse(431, b"The head of this request is too large.")
        else:
            super().send_400_response(msg)

    def _weigh(self, size: int) -> None:
        self._weight += size
        if self._weight > self.head_size:
            self._too_large = True
            raise HeadTooLargeError

    def _start(self) -> None:
        if self._clock is None:
            self._clock = self.loop.call_later(self.head_timeout, self._late)

    def _stop(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _late(self) -> None:
        self._clock = None
        if not self.transport.is_closing():
            self._refuse(408, b"The head of this request came too slowly.")

    def _refuse(self, status: int, message: bytes) -> None:
        length = str(len(message)).encode()
        lines = [
            b"content-type: text/plain; charset=utf-8",
            b"content-length: " + length,
            b"connection: close",
        ]
        self.transport.write(STATUS_LINE[status] + b"\r\n".join(lines) + b"\r\n\r\n" + message)
        self.transport.close()
