"""A gateway that checks real proofs and fails when it is told to."""

import asyncio
import time
from collections.abc import AsyncGenerator

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from embed_header.document import DOCUMENT
from embed_header.releases import releases
from tests.embed_header.played_proofs import NonceError, note, prove
from tests.embed_header.played_state import Region, integrity, url_safe

TYPES = {"js": "text/javascript", "css": "text/css"}
CORS = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
LOGO = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40" width="120" height="40">
<rect width="40" height="40" rx="6" fill="#00595f"/><path d="M10 28V16l10-6 10 6v12z" fill="#fff"/></svg>"""
PAGE_STYLE = "body{margin:0;font:18px/1.5 sans-serif}main{max-width:42rem;margin:auto;padding:1rem}"


class RefusedError(Exception):
    """Carries the answer of a refusal."""

    def __init__(self, answer: Response) -> None:
        super().__init__(answer.status_code)
        self.answer = answer


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, RefusedError)
    return error.answer


class Gateway:
    def __init__(self, region: Region) -> None:
        self.region = region

    def app(self) -> Starlette:
        return Starlette(
            exception_handlers={RefusedError: _refused},
            routes=[
                Route("/graphql", self.graphql, methods=["POST", "OPTIONS"]),
                Route("/header/v1/live", self.live, methods=["POST", "OPTIONS"]),
                Route("/header/widgets/{block}/{digest}.js", self.widget),
                Route("/header/{version}/{name}", self.static),
                Route("/logo.svg", self.logo),
                Route("/page.css", self.page_style),
                Route("/{rest:path}", self.own_page),
            ],
        )

    async def graphql(self, request: Request) -> Response:
        self.preflight(request)
        while self.region.answers == "hang" and not self.region.over:  # noqa: ASYNC110 (turned from a thread)
            await asyncio.sleep(0.05)
        if self.region.answers == "garbage":
            return HTMLResponse("<h1>Proxy error</h1>", headers=self.allowed())
        self.check(request)
        asked = await request.json()
        assert asked["query"] == DOCUMENT
        self.region.languages.append(asked["variables"]["language"])
        body = {"data": {"header": {"summary": self.region.summary}}}
        self.region.held += 1
        while self.region.holds and not self.region.over:  # noqa: ASYNC110 (turned from a thread)
            await asyncio.sleep(0.05)
        self.region.held -= 1
        return JSONResponse(body, headers=self.allowed())

    async def live(self, request: Request) -> Response:
        self.preflight(request)
        self.check(request)
        return StreamingResponse(self.counts(), media_type="text/event-stream", headers=self.allowed())

    async def counts(self) -> AsyncGenerator[str]:
        self.region.streams += 1
        told = None
        try:
            while self.region.well and not self.region.ended:
                if self.region.summary["unreadCount"] != told:
                    told = self.region.summary["unreadCount"]
                    yield f'event: count\ndata: {{"unreadCount": {told}}}\n\n'
                await asyncio.sleep(0.05)
            if self.region.ended:
                yield "event: ended\ndata: {}\n\n"
        finally:
            self.region.streams -= 1

    async def static(self, request: Request) -> Response:
        name = request.path_params["name"]
        return Response(releases()[-1].files[name], media_type=TYPES[name.split(".")[-1]], headers=CORS)

    async def widget(self, request: Request) -> Response:
        note(self.region, request)
        widget = self.region.widgets.get(request.path_params["block"])
        if widget is None or url_safe(integrity(widget)) != request.path_params["digest"]:
            return Response(status_code=404, headers=CORS)
        return Response(self.region.answers_widget or widget, media_type=TYPES["js"], headers=CORS)

    async def logo(self, _: Request) -> Response:
        return Response(LOGO, media_type="image/svg+xml", headers=CORS)

    async def page_style(self, _: Request) -> Response:
        return Response(PAGE_STYLE + self.region.style, media_type="text/css")

    async def own_page(self, _: Request) -> Response:
        page = HTMLResponse("<!doctype html><html lang=nl><title>Profiel</title><h1>Profiel</h1>")
        page.set_cookie("gateway", "1", httponly=True)
        return page

    def allowed(self, **more: str) -> dict[str, str]:
        return {
            "Access-Control-Allow-Origin": self.region.site,
            "Access-Control-Allow-Headers": "authorization, content-type, dpop",
            "Access-Control-Expose-Headers": "DPoP-Nonce, WWW-Authenticate, Retry-After",
            **more,
        }

    def preflight(self, request: Request) -> None:
        if request.method == "OPTIONS":
            raise RefusedError(Response(status_code=204, headers=self.allowed()))

    def check(self, request: Request) -> None:
        """Refuse what does not come with a token that lives and a fresh proof of its key."""
        note(self.region, request)
        if self.region.answers.isdigit():
            later = {"Retry-After": self.region.retry_after} if self.region.retry_after else {}
            raise RefusedError(Response(status_code=int(self.region.answers), headers=self.allowed(**later)))
        if self.region.refuse_once:
            self.region.refuse_once = False
            self.region.tokens.clear()
        token = request.headers["authorization"].removeprefix("DPoP ")
        thumbprint, until = self.region.tokens.get(token, ("", 0.0))
        if self.region.ended or until < time.monotonic():
            raise self.challenge("invalid_token")
        try:
            assert prove(self.region, request, self.region.gateway + request.url.path, token) == thumbprint
        except NonceError as error:
            raise self.challenge("use_dpop_nonce", **{"DPoP-Nonce": self.region.nonce}) from error

    def challenge(self, error: str, **more: str) -> RefusedError:
        challenge = {"WWW-Authenticate": f'DPoP error="{error}"', **more}
        return RefusedError(Response(status_code=401, headers=self.allowed(**challenge)))
