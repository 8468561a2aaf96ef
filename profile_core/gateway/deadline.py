"""How long a request may take: until its answer begins, so that a live stream is as free as it must be."""

import asyncio

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from profile_core.gateway import answers

_RETRY_AFTER = 5


class Deadline:
    """ASGI middleware: 503 when the answer has not begun so many seconds after the body has ended."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self.app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request against the clock, which stands still while we wait for its body."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        loop = asyncio.get_running_loop()
        began = body_ended = False

        async def received() -> Message:
            nonlocal body_ended
            if began or body_ended:
                return await receive()
            clock.reschedule(None)
            try:
                message = await receive()
                body_ended = not message.get("more_body", False)
            finally:
                clock.reschedule(loop.time() + self._seconds)
            return message

        async def sent(message: Message) -> None:
            nonlocal began
            if message["type"] == "http.response.start":
                began = True
                clock.reschedule(None)
            await send(message)

        try:
            async with asyncio.timeout(self._seconds) as clock:
                await self.app(scope, received, sent)
        except TimeoutError:
            if began:
                raise
            await self._late(Request(scope))(scope, receive, send)

    def _late(self, request: Request) -> ASGIApp:
        message = "This took too long and was stopped. Send the same request again in a few seconds."
        return answers.refusal(request, 503, "timeout", message, {"Retry-After": str(_RETRY_AFTER)})
