"""Pages of other origins: registered sites may ask with a token, nobody may with our citizens' cookies."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from profile_core.contract import Platform, ProfileError
from profile_core.directory import rows
from profile_core.gateway import answers

_EXPOSED = "DPoP-Nonce, WWW-Authenticate, Retry-After, X-Correlation-ID"
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, DPoP",
    "Access-Control-Max-Age": "600",
}
_SAFE = ("GET", "HEAD", "OPTIONS")


class Origins:
    """ASGI middleware: CORS (fetch.spec.whatwg.org) for exact origins of sites, never with credentials.

    A browser sends cookies along when a sibling domain posts to us. Whatever changes something and does not
    come from our own origin therefore loses its cookies here.
    """

    def __init__(self, app: ASGIApp, platform: Platform) -> None:
        self.app = app
        self._platform = platform
        self._own = platform.settings.public_url
        self._paths = {"/graphql", *(path for block in platform.blocks for path in block.site_paths)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            if scope["method"] not in _SAFE and not self._is_own(headers):
                scope["headers"] = [(name, value) for name, value in scope["headers"] if name != b"cookie"]
            origin = headers.get("origin")
            if origin is not None and origin != self._own and scope["path"] in self._paths:
                await self._serve_foreign(origin, scope, receive, send)
                return
        await self.app(scope, receive, send)

    async def _serve_foreign(self, origin: str, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with self._platform.store.read() as tx:
                known = await rows.is_site(tx, origin)
        except ProfileError as error:
            await (await answers.on_profile_error(Request(scope), error))(scope, receive, send)
            return
        if scope["method"] == "OPTIONS":
            await _preflight(origin if known else None)(scope, receive, send)
        else:
            await self.app(scope, receive, _allowing(send, origin) if known else send)

    def _is_own(self, headers: Headers) -> bool:
        if "origin" in headers:
            return headers["origin"] == self._own
        return headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")


def _preflight(origin: str | None) -> Response:
    if origin is None:
        return Response(status_code=403, headers={"Vary": "Origin"})
    allowed = {"Access-Control-Allow-Origin": origin, "Vary": "Origin"}
    return Response(status_code=204, headers={**_PREFLIGHT, **allowed})


def _allowing(send: Send, origin: str) -> Send:
    async def allowed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Access-Control-Allow-Origin"] = origin
            headers["Access-Control-Expose-Headers"] = _EXPOSED
            headers.add_vary_header("Origin")
        await send(message)

    return allowed
