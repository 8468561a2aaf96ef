"""A municipal site with the strictest policy, and the token endpoint that the header asks."""

import secrets
import time

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from embed_header.releases import releases
from tests.embed_header.played_proofs import NonceError, note, prove
from tests.embed_header.played_state import Region

PAGE = """<!doctype html>
<html lang="{language}"><meta charset="utf-8"><title>Stad Gent</title>
<meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="{header}/fallback.css" crossorigin>
<link rel="stylesheet" href="{gateway}/page.css">
<script type="module" src="{header}/citizen-profile-header.js" crossorigin></script>
<citizen-profile-header {attributes} widgets="{pins}">
{slots}{fallback}
</citizen-profile-header>
<main><h1>Afval en recycling</h1><p>Op maandag halen we restafval op.</p>
<p><a href="/agenda">Bekijk uw ophaalkalender</a></p></main></html>"""


class Site:
    def __init__(self, region: Region) -> None:
        self.region = region

    def app(self) -> Starlette:
        token = Route("/citizen-profile/header-token", self.header_token, methods=["POST"])
        return Starlette(routes=[Route("/", self.page), token, Route("/{rest:path}", self.elsewhere)])

    async def page(self, _: Request) -> Response:
        gateway = self.region.gateway
        policy = (
            f"default-src 'none'; script-src {gateway}; style-src {gateway}; "
            f"connect-src 'self' {gateway}; img-src {gateway}; require-trusted-types-for 'script'{self.region.policy}"
        )
        html = PAGE.format(
            language=self.region.language,
            gateway=gateway,
            header=f"{gateway}/header/{releases()[-1].version}",
            attributes=self.region.attributes,
            pins=self.region.pinned,
            slots=self.region.slots,
            fallback=self.region.fallback,
        )
        cookie = "site=1; HttpOnly; SameSite=Lax"
        return HTMLResponse(html, headers={"Content-Security-Policy": policy, "Set-Cookie": cookie})

    async def header_token(self, request: Request) -> Response:
        note(self.region, request)
        if self.region.site_answers != "well":
            return JSONResponse({"error": "server_error"}, status_code=int(self.region.site_answers))
        if not self.region.logged_in or self.region.ended:
            return JSONResponse({"error": "invalid_grant"}, status_code=401)
        try:
            thumbprint = prove(self.region, request, f"{self.region.gateway}/sso/token")
        except NonceError:
            nonce = {"DPoP-Nonce": self.region.nonce}
            return JSONResponse({"error": "use_dpop_nonce"}, status_code=400, headers=nonce)
        token, lives = secrets.token_urlsafe(16), self.region.token_lives
        self.region.tokens[token] = (thumbprint, time.monotonic() + lives)
        return JSONResponse({"access_token": token, "token_type": "DPoP", "expires_in": lives})

    async def elsewhere(self, request: Request) -> Response:
        if request.url.path in ("/login", "/logout"):
            self.region.logged_in = request.url.path == "/login"
            return RedirectResponse("/")
        return HTMLResponse("<!doctype html><html lang=nl><title>Elders</title><h1>Elders</h1>")
