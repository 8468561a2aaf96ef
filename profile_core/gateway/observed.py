"""Every request has a reference, a line in the log, a place in the metrics and strict headers."""

import asyncio
import re
import secrets
from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from profile_core.contract import Platform, log
from profile_core.gateway.authentication import Asks
from profile_core.gateway.metrics import Metrics
from profile_core.kit.redaction import contains_number
from profile_core.kit.transport import promises_https

logger = log.get_logger("gateway")
_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
_TRACE = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
_CORRELATION = b"x-correlation-id"
_STRICT = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_HSTS = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}


class Observed:
    """ASGI middleware, the outermost: what blocks find in ``request.state`` is put there here."""

    def __init__(self, app: ASGIApp, platform: Platform, metrics: Metrics) -> None:
        proxies = [part.strip() for part in platform.settings.trusted_proxies.split(",") if part.strip()]
        self.app = ProxyHeadersMiddleware(app, proxies) if proxies else app  # pyright: ignore[reportArgumentType]
        self._networks = [ip_network(proxy, strict=False) for proxy in proxies]
        self._platform = platform
        self._asks = Asks(platform)
        self._metrics = metrics
        said = {**_STRICT, **(_HSTS if promises_https(platform.settings.public_url) else {})}
        self._headers = [(name.lower().encode(), value.encode()) for name, value in said.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request and tell of it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)  # pyright: ignore[reportArgumentType]
            return
        reference = self._reference(scope)
        scope.setdefault("state", {}).update(
            platform=self._platform, asks=self._asks, correlation_id=reference
        )
        log.bind(correlation_id=reference)
        loop = asyncio.get_running_loop()
        status, began = 500, loop.time()

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = self._completed(message["headers"], reference)
            await send(message)

        try:
            await self.app(scope, receive, sent)  # pyright: ignore[reportArgumentType]
        finally:
            self._tell(scope, status, loop.time() - began)
            log.unbind()

    def _reference(self, scope: Scope) -> str:
        """Return the caller's reference when a trusted proxy hands it over, else a new one."""
        headers = Headers(scope=scope)
        given = headers.get("x-correlation-id", "")
        trace = _TRACE.fullmatch(headers.get("traceparent", ""))
        if self._trusted(scope):
            if _REFERENCE.fullmatch(given) and not contains_number(given):
                return given
            if trace:
                return trace.group(1)
        return secrets.token_hex(16)

    def _trusted(self, scope: Scope) -> bool:
        client = scope.get("client")
        return client is not None and _within(client[0], self._networks)

    def _completed(self, headers: Iterable[tuple[bytes, bytes]], reference: str) -> list[tuple[bytes, bytes]]:
        own = [(name, value) for name, value in headers if name != _CORRELATION]
        said = {name for name, _ in own}
        strict = [(name, value) for name, value in self._headers if name not in said]
        return [*own, *strict, (_CORRELATION, reference.encode())]

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "none")
        self._metrics.count(scope["method"], route, status, seconds)
        logger.info(
            "answered", method=scope["method"], route=route, status=status, ms=round(seconds * 1000, 1)
        )


def _within(host: str, networks: list[IPv4Network | IPv6Network]) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return any(address in network for network in networks)
