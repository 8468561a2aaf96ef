"""Is the process alive, can it serve, and what does it measure."""

import asyncio
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from profile_core.contract import Block, Platform, ProfileError
from profile_core.contract.loading import histories
from profile_core.directory import rows
from profile_core.gateway.metrics import Metrics
from profile_core.store import handover
from profile_core.store.migrate import pending

_PATIENCE = 2.0


class Health:
    """The addresses that an operator's tools ask. A reverse proxy keeps the last two from the public."""

    def __init__(self, platform: Platform, metrics: Metrics) -> None:
        self._platform = platform
        self._metrics = metrics
        self._listeners = [heard.name for block in platform.blocks for heard in block.listeners]

    def routes(self) -> Sequence[BaseRoute]:
        """Return ``/alive``, ``/ready`` and ``/metrics``."""
        return [
            Route("/alive", self._alive),
            Route("/ready", self._ready),
            Route("/metrics", self._measured),
        ]

    async def _alive(self, _: Request) -> Response:
        return PlainTextResponse("alive\n")

    async def _ready(self, _: Request) -> Response:
        """Answer 200 when every part can serve, else 503, with a line for each part."""
        parts = await self._parts()
        ready = all(state == "ok" for state in parts.values())
        return JSONResponse({"ready": ready, "parts": parts}, 200 if ready else 503)

    async def _measured(self, _: Request) -> Response:
        async with self._platform.store.read() as tx:
            backlogs = {name: await handover.backlog(tx, name) for name in self._listeners}
        measured = self._metrics.text(backlogs) + self._platform.sources.measured.text()
        return Response(measured, media_type="text/plain; version=0.0.4")

    async def _parts(self) -> dict[str, str]:
        wrong = await self._database()
        if wrong:
            return {"database": wrong}
        blocks = self._platform.blocks
        states = await asyncio.gather(*(self._block(block) for block in blocks))
        return {"database": "ok", **{b.name: state for b, state in zip(blocks, states, strict=True)}}

    async def _database(self) -> str | None:
        try:
            async with asyncio.timeout(_PATIENCE):
                async with self._platform.store.read() as tx:
                    await rows.is_site(tx, self._platform.settings.public_url)
                behind = await pending(self._platform.store, histories(self._platform.blocks))
        except (ProfileError, TimeoutError):
            return "the database does not answer"
        return f"migrations are pending: {', '.join(behind)}" if behind else None

    async def _block(self, block: Block) -> str:
        if block.health is None:
            return "ok"
        try:
            async with asyncio.timeout(_PATIENCE):
                return await block.health(self._platform) or "ok"
        except ProfileError as error:
            return error.message
        except TimeoutError:
            return f"no answer within {_PATIENCE:g} seconds"
