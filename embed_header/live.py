"""The live count: a stream of server-sent events (html.spec.whatwg.org), read by fetch with a header token."""

import asyncio
from collections.abc import AsyncGenerator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from embed_header.followers import Follower, Followers
from embed_header.settings import HeaderSettings
from profile_core.contract import (
    Acting,
    ForbiddenError,
    Platform,
    Reach,
    UnauthenticatedError,
    clock,
    who_asks,
)

PATH = "/header/v1/live"
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}  # a proxy must not hold events back

_BREATH = ":\n\n"


class Live:
    """The address that answers with a stream."""

    def __init__(self, platform: Platform, settings: HeaderSettings) -> None:
        self._settings = settings
        self._followers = Followers(platform, settings)

    async def answer(self, request: Request) -> Response:
        """Open a stream for the citizen whose header token comes along."""
        events = self._events(await _citizen(request))
        await anext(events)  # takes its place, or is refused before the answer begins
        return StreamingResponse(events, media_type="text/event-stream", headers=_HEADERS)

    async def _events(self, acting: Acting) -> AsyncGenerator[str]:
        """Tell the count at once and when it changes, and that the session has ended.

        The stream also ends with its token, whose life is the longest; the header comes back with the next one.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + self._longest(acting)
        with self._followers.joined(acting) as follower:
            yield _BREATH
            await self._followers.count([follower])
            while loop.time() < until and not follower.over:
                yield await self._next(follower, until - loop.time())

    def _longest(self, acting: Acting) -> float:
        """Return how many seconds a stream lasts at most."""
        if acting.token is None:
            return self._settings.stream_life
        return min(self._settings.stream_life, (acting.token.until - clock.now()).total_seconds())

    async def _next(self, follower: Follower, within: float) -> str:
        """Wait for news; a comment where there is none keeps the connection and the header's patience alive."""
        try:
            async with asyncio.timeout(min(within, self._settings.breathe_every)):
                await follower.news.wait()
        except TimeoutError:
            return _BREATH
        follower.news.clear()
        if follower.over:
            return "event: ended\ndata: {}\n\n" if follower.ended else _BREATH
        return f'event: count\ndata: {{"unreadCount": {follower.unread}}}\n\n'


async def _citizen(request: Request) -> Acting:
    who = await who_asks(request)
    if who is None:
        raise UnauthenticatedError("token.missing", "Send a header token, bound to a key of the page.")
    if not isinstance(who, Acting) or who.reach is not Reach.HEADER:
        raise ForbiddenError("token.kind", "Only a header token opens the live count.")
    return who
