"""How often each application asks: counted by all gateways together, and said in every answer."""

from collections.abc import Awaitable, Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from profile_core.contract import Caller, Platform
from profile_core.gateway.settings import GatewaySettings
from profile_core.store.limits import Limit, Limits, Usage

_WINDOW = 60
_Answer = Callable[[Request], Awaitable[Response]]


class Counted:
    """Counts the requests of applications, by client id and minute."""

    def __init__(self, platform: Platform, settings: GatewaySettings) -> None:
        self._limits = Limits(platform.store, platform.keyring)
        self._limit = Limit(name="application", most=settings.provider_requests, per=_WINDOW)

    async def admit(self, request: Request, caller: Caller) -> None:
        """Count a request; one too many is answered 429, and when to come back (RFC 6585 section 4)."""
        usage = await self._limits.hit(self._limit, caller.client_id)
        request.state.usage = usage
        if usage.is_exceeded:
            message = (
                f"Your application asked more than {self._limit.most} times in a minute. Nothing was done: "
                f"send the same request again in {usage.ends_in} seconds, and send more items in each."
            )
            raise HTTPException(429, message, usage.headers())

    def saying(self, answer: _Answer) -> _Answer:
        """Let answers say how much is left (draft-ietf-httpapi-ratelimit-headers-10)."""

        async def said(request: Request) -> Response:
            response = await answer(request)
            usage: Usage | None = getattr(request.state, "usage", None)
            if usage is not None:
                response.headers.update(usage.headers())
            return response

        return said
