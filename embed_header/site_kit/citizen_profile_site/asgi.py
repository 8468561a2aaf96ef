"""The endpoint as an ASGI application: for a route of Starlette or FastAPI, or mounted as it is."""

from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any

import httpx2

from citizen_profile_site.endpoint import WAIT, answer_async
from citizen_profile_site.site import Site

Fields = MutableMapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class AsgiHeaderToken:
    """Answers ``POST /citizen-profile/header-token``; both callbacks get the request's ASGI scope.

    ``id_token`` gives the id token of the session that the request belongs to, or None where nobody is logged in;
    ``end_session`` ends that session, since the citizen logged out elsewhere.
    """

    site: Site
    id_token: Callable[[Fields], Awaitable[str | None]]
    end_session: Callable[[Fields], Awaitable[object]]
    client: httpx2.AsyncClient = field(default_factory=lambda: httpx2.AsyncClient(timeout=WAIT))

    async def __call__(
        self,
        scope: Fields,
        receive: Callable[[], Awaitable[Fields]],
        send: Callable[[Fields], Awaitable[None]],
    ) -> None:
        """Answer one HTTP request; mounted bare, start and stop with the server, and take no WebSocket."""
        match scope["type"]:
            case "http":
                await self._answer(scope, send)
            case "lifespan":
                for step in ("startup", "shutdown"):
                    await receive()
                    await send({"type": f"lifespan.{step}.complete"})
            case "websocket":
                await receive()
                await send({"type": "websocket.close"})
            case other:
                raise NotImplementedError(f"The header's token endpoint answers http, not {other}.")

    async def _answer(self, scope: Fields, send: Callable[[Fields], Awaitable[None]]) -> None:
        headers = {name: _sent(scope, name.encode()) for name in ("origin", "dpop")}
        id_token = await self.id_token(scope)
        said = await answer_async(
            self.site, self.client, method=scope["method"], headers=headers, id_token=id_token
        )
        if said.ended:
            await self.end_session(scope)
        told = [(name.encode(), value.encode("latin-1")) for name, value in said.headers.items()]
        await send({"type": "http.response.start", "status": said.status, "headers": told})
        await send({"type": "http.response.body", "body": said.body})


def _sent(scope: Fields, name: bytes) -> str:
    """Join what came more than once, as WSGI servers do (RFC 9110 section 5.2)."""
    return b", ".join(value for sent, value in scope["headers"] if sent.lower() == name).decode("latin-1")
