"""How much body is taken and how long it may take: counted while it streams, by address."""

import asyncio
from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from profile_core.gateway.settings import GatewaySettings

_LINGER = 2.0
"""Seconds for which we still read what a refused client sends, so that it reads our answer and no reset."""
_CLOSE = (b"connection", b"close")


class BodyLimit:
    """ASGI middleware: refuses bodies that are too large (413), too slow (408) or compressed (415)."""

    def __init__(self, app: ASGIApp, settings: GatewaySettings) -> None:
        self.app = app
        self._caps: Mapping[str, int] = {
            "/graphql": settings.citizen_body,
            "/provider/graphql": settings.provider_body,
        }
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request with a counted body."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        cap = self._caps.get(scope["path"], self._settings.other_body)
        body = _Body(scope, receive, send, cap, self._settings.body_timeout)
        await self.app(scope, body.receive, body.send)


class _Body:
    """The body of one request, on its way in; and the answer, which may come before the body has ended."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, cap: int, timeout: float) -> None:
        self._headers: dict[bytes, bytes] = dict(scope["headers"])
        self._receive = receive
        self._send = send
        self._cap = cap
        self._until = asyncio.get_running_loop().time() + timeout
        self._taken = 0
        length = self._headers.get(b"content-length", b"0")
        self._announced = int(length) if length.isdigit() else 0
        self._ended = self._announced == 0 and b"transfer-encoding" not in self._headers

    async def receive(self) -> Message:
        """Hand over the next piece, or raise what is wrong with it."""
        if self._ended:
            return await self._receive()
        if self._headers.get(b"content-encoding", b"identity") != b"identity":
            raise HTTPException(415, "Send the body uncompressed.")
        if self._announced > self._cap:
            raise self._too_large()
        try:
            async with asyncio.timeout_at(self._until):
                message = await self._receive()
        except TimeoutError as error:
            raise HTTPException(408, "The body came too slowly. Send it again.") from error
        self._taken += len(message.get("body", b""))
        self._ended = not message.get("more_body", False)
        if self._taken > self._cap:
            raise self._too_large()
        return message

    async def send(self, message: Message) -> None:
        """Pass the answer on; when the body has not ended, say that the connection closes, and linger."""
        if not self._ended and message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], _CLOSE]
        if not self._ended and message["type"] == "http.response.body" and not message.get("more_body"):
            await self._send({**message, "more_body": True})
            await self._drain()
            message = {"type": "http.response.body", "body": b""}
        await self._send(message)

    async def _drain(self) -> None:
        try:
            async with asyncio.timeout(_LINGER):
                more = True
                while more:
                    more = (await self._receive()).get("more_body", False)
        except TimeoutError:
            return

    def _too_large(self) -> HTTPException:
        return HTTPException(413, f"Send at most {self._cap} bytes in one request.")
