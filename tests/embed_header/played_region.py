"""A gateway and a municipal site on two origins, played for the header: real HTTP, real proofs, turned by hand."""

import asyncio
import base64
import json
import secrets
import threading
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import uvicorn
from joserfc import jws
from joserfc.jwk import ECKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

HEADER = Path(__file__).parents[2] / "embed_header"
DIST = max(HEADER.glob("dist/*/"), key=lambda folder: tuple(map(int, folder.name.split("."))))
DOCUMENT = (HEADER / "document.graphql").read_text().strip()
TYPES = {".js": "text/javascript", ".css": "text/css"}


@dataclass
class Seen:
    """One request as a server saw it."""

    path: str
    cookies: dict[str, str]
    origin: str | None


@dataclass
class Region:
    """What a test turns, and what it may look at afterwards."""

    gateway: str = ""
    site: str = ""
    logged_in: bool = True
    ended: bool = False
    answers: str = "well"  # well | hang | garbage | 503
    site_answers: str = "well"
    token_lives: int = 300
    refuse_once: bool = False
    summary: dict[str, Any] = field(default_factory=dict)
    language: str = "nl"
    attributes: str = 'organisation="Stad Gent"'
    style: str = ""
    seen: list[Seen] = field(default_factory=list)
    proofs: list[dict[str, Any]] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    streams: int = 0
    over: bool = False
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(8))
    tokens: dict[str, tuple[str, float]] = field(default_factory=dict)


class RefusedError(Exception):
    """A proof or token that does not hold; ``nonce`` asks for another try."""

    def __init__(self, why: str, *, nonce: bool = False) -> None:
        super().__init__(why)
        self.nonce = nonce


def prove(region: Region, request: Request, htu: str, token: str | None = None) -> str:
    """Check a proof as RFC 9449 section 4.3 says, and return the thumbprint of its key."""
    compact = request.headers["dpop"]
    header = json.loads(_unbase64url(compact.split(".")[0]))
    key = ECKey.import_key(header["jwk"])
    assert header["typ"] == "dpop+jwt" and not key.is_private
    registry = jws.JWSRegistry(algorithms=["ES256"], strict_check_header=False)
    claims = json.loads(jws.deserialize_compact(compact, key, registry=registry).payload)
    assert (claims["htm"], claims["htu"]) == ("POST", htu)
    assert claims["jti"] not in [proof["jti"] for proof in region.proofs], "a proof was used twice"
    region.proofs.append(claims)
    if claims.get("nonce") != region.nonce:
        raise RefusedError("nonce", nonce=True)
    if token is not None:
        assert claims["ath"] == _base64url(sha256(token.encode()).digest())
    return key.thumbprint()


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _unbase64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _note(region: Region, request: Request) -> None:
    region.seen.append(Seen(request.url.path, dict(request.cookies), request.headers.get("origin")))


def site_app(region: Region) -> Starlette:
    async def page(request: Request) -> Response:
        header = f"{region.gateway}/header/{DIST.name}"
        policy = (
            f"default-src 'none'; script-src {region.gateway}; style-src {region.gateway}; "
            f"connect-src 'self' {region.gateway}; require-trusted-types-for 'script'"
        )
        return HTMLResponse(
            f'<!doctype html><html lang="{region.language}"><meta charset="utf-8"><title>Stad Gent</title>'
            '<meta name="viewport" content="width=device-width">'
            f'<link rel="stylesheet" href="{header}/fallback.css" crossorigin>'
            f'<link rel="stylesheet" href="{region.gateway}/page.css">'
            f'<script type="module" src="{header}/citizen-profile-header.js" crossorigin></script>'
            f"<citizen-profile-header {region.attributes}>"
            '<a href="/">Stad Gent</a><a href="/login">Aanmelden</a></citizen-profile-header>'
            "<main><h1>Afval en recycling</h1><p>Op maandag halen we restafval op.</p>"
            '<p><a href="/agenda">Bekijk uw ophaalkalender</a></p></main></html>',
            headers={"Content-Security-Policy": policy, "Set-Cookie": "site=1; HttpOnly; SameSite=Lax"},
        )

    async def header_token(request: Request) -> Response:
        _note(region, request)
        if region.site_answers != "well":
            return JSONResponse({"error": "server_error"}, status_code=int(region.site_answers))
        if not region.logged_in or region.ended:
            return JSONResponse({"error": "invalid_grant"}, status_code=401)
        try:
            thumbprint = prove(region, request, f"{region.gateway}/sso/token")
        except RefusedError:
            body = {"error": "use_dpop_nonce"}
            return JSONResponse(body, status_code=400, headers={"DPoP-Nonce": region.nonce})
        token = secrets.token_urlsafe(16)
        region.tokens[token] = (thumbprint, time.monotonic() + region.token_lives)
        grant = {"access_token": token, "token_type": "DPoP", "expires_in": region.token_lives}
        return JSONResponse(grant, headers={"Cache-Control": "no-store"})

    async def elsewhere(request: Request) -> Response:
        if request.url.path in ("/login", "/logout"):
            region.logged_in = request.url.path == "/login"
            return RedirectResponse("/")
        return HTMLResponse(f"<!doctype html><html lang=nl><title>Elders</title><h1>{request.url.path}</h1>")

    return Starlette(
        routes=[
            Route("/", page),
            Route("/citizen-profile/header-token", header_token, methods=["POST"]),
            Route("/{rest:path}", elsewhere),
        ]
    )


def gateway_app(region: Region) -> Starlette:
    def allowed(**more: str) -> dict[str, str]:
        return {
            "Access-Control-Allow-Origin": region.site,
            "Access-Control-Allow-Headers": "authorization, content-type, dpop",
            "Access-Control-Expose-Headers": "DPoP-Nonce, WWW-Authenticate",
            **more,
        }

    def refusal(request: Request) -> Response | None:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=allowed())
        _note(region, request)
        token = request.headers["authorization"].removeprefix("DPoP ")
        if region.refuse_once:
            region.refuse_once = False
            region.tokens.clear()
        known = region.tokens.get(token)
        if known is None or known[1] < time.monotonic() or region.ended:
            challenge = allowed(**{"WWW-Authenticate": 'DPoP error="invalid_token"'})
            return Response(status_code=401, headers=challenge)
        try:
            assert prove(region, request, region.gateway + request.url.path, token) == known[0]
        except RefusedError:
            challenge = {"WWW-Authenticate": 'DPoP error="use_dpop_nonce"', "DPoP-Nonce": region.nonce}
            return Response(status_code=401, headers=allowed(**challenge))
        return None

    async def graphql(request: Request) -> Response:
        if region.answers == "hang":
            while region.answers == "hang" and not region.over:
                await asyncio.sleep(0.05)
        if region.answers == "503" and request.method == "POST":
            return Response(status_code=503, headers=allowed())
        if region.answers == "garbage" and request.method == "POST":
            return HTMLResponse("<h1>Proxy error</h1>", headers=allowed())
        if (refused := refusal(request)) is not None:
            return refused
        asked = await request.json()
        assert asked["query"] == DOCUMENT
        region.languages.append(asked["variables"]["language"])
        return JSONResponse({"data": {"header": region.summary}}, headers=allowed())

    async def live(request: Request) -> Response:
        if region.answers in ("503", "garbage") and request.method == "POST":
            return Response(status_code=503, headers=allowed())
        if (refused := refusal(request)) is not None:
            return refused
        return StreamingResponse(counts(), media_type="text/event-stream", headers=allowed())

    async def counts() -> AsyncGenerator[str]:
        region.streams += 1
        told = None
        try:
            while not (region.ended or region.over) and region.answers == "well":
                if region.summary["unreadCount"] != told:
                    told = region.summary["unreadCount"]
                    yield f'event: count\ndata: {{"unreadCount": {told}}}\n\n'
                await asyncio.sleep(0.05)
            if region.ended:
                yield "event: ended\ndata: {}\n\n"
        finally:
            region.streams -= 1

    async def static(request: Request) -> Response:
        file = DIST / request.path_params["name"]
        cors = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
        return Response(file.read_bytes(), media_type=TYPES[file.suffix], headers=cors)

    async def page_style(request: Request) -> Response:
        style = "body{margin:0;font:18px/1.5 sans-serif}main{max-width:42rem;margin:auto;padding:1rem}"
        return Response(style + region.style, media_type="text/css")

    async def own_page(request: Request) -> Response:
        page = HTMLResponse(f"<!doctype html><html lang=nl><title>Profiel</title><h1>{request.url.path}</h1>")
        page.set_cookie("gateway", "1", httponly=True)
        return page

    return Starlette(
        routes=[
            Route("/graphql", graphql, methods=["POST", "OPTIONS"]),
            Route("/header/v1/live", live, methods=["POST", "OPTIONS"]),
            Route("/header/{version}/{name}", static),
            Route("/page.css", page_style),
            Route("/{rest:path}", own_page),
        ]
    )


@contextmanager
def served(app: Starlette) -> Iterator[int]:
    """Serve on a free port from a thread of its own."""
    config = uvicorn.Config(app, port=0, log_level="error", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join()


@contextmanager
def played() -> Iterator[Region]:
    region = Region()
    with served(gateway_app(region)) as gateway, served(site_app(region)) as site:
        region.gateway = f"http://localhost:{gateway}"
        region.site = f"http://gent.localhost:{site}"
        region.attributes += f' api="{region.gateway}"'
        yield region
        region.over = True
