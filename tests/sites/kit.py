"""A municipal site with the site kit, registered at a region: its login is played, its token endpoint is not."""

import json
import os
import secrets
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from itertools import chain
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from wsgiref.simple_server import WSGIRequestHandler, make_server
from wsgiref.validate import validator

import httpx2
from citizen_profile_site import AsgiHeaderToken, Site, WsgiHeaderToken
from joserfc.jwk import ECKey, KeySet, OKPKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from tests.databases import free_port
from tests.embed_header.played_region import served
from tests.region import PROGRAM, Region
from tests.sites.visitor import Visitor
from tests.sso.played import VERIFIER, challenge

PATH = "/citizen-profile/header-token"


@dataclass(frozen=True)
class Played:
    """The site's server: its sessions by handle, each with an id token."""

    site: Site
    sessions: dict[str, str] = field(default_factory=dict)

    def log_in(self, visitor: Visitor) -> str:
        """Log Lotte in as herself and return the handle of her session here."""
        asked = {
            "client_id": self.site.client_id,
            "redirect_uri": f"{self.site.origin}/callback",
            "response_type": "code",
            "scope": "openid",
            "state": "s",
            "nonce": "n",
            "code_challenge": challenge(),
            "code_challenge_method": "S256",
        }
        visitor.visit(f"{self.site.issuer}/sso/authorize?{urlencode(asked)}")
        visitor.follow("Testaanmelding")
        visitor.press("Lotte")
        visitor.press("Lotte")
        handle = secrets.token_urlsafe(8)
        self.sessions[handle] = self._redeemed(parse_qs(urlsplit(str(visitor.page.url)).query)["code"][0])
        return handle

    def _redeemed(self, code: str) -> str:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": f"{self.site.origin}/callback",
            "code_verifier": VERIFIER,
        }
        given = httpx2.post(self.site.token_endpoint, data=form | self.site.authentication())
        assert given.status_code == 200, given.text
        return given.json()["id_token"]


@contextmanager
def on_starlette(region: Region) -> Iterator[Played]:
    """Serve a route of Starlette, which has the path and lets other methods through."""
    with _on_asgi(
        region, lambda endpoint: Starlette(routes=[Route(PATH, endpoint, methods=["POST", "PUT"])])
    ) as it:
        yield it


@contextmanager
def on_asgi(region: Region) -> Iterator[Played]:
    """Serve the endpoint alone, as it is."""
    with _on_asgi(region, lambda endpoint: endpoint) as it:
        yield it


@contextmanager
def _on_asgi(region: Region, within: Callable[[AsgiHeaderToken], Any]) -> Iterator[Played]:
    port = free_port()
    played = join(region, f"http://localhost:{port}", ECKey.generate_key("P-256", auto_kid=True))

    async def id_token(scope: Any) -> str | None:
        return played.sessions.get(Request(scope).cookies.get("session", ""))

    async def end_session(scope: Any) -> None:
        del played.sessions[Request(scope).cookies["session"]]

    endpoint = AsgiHeaderToken(site=played.site, id_token=id_token, end_session=end_session)
    with served(within(endpoint), port):
        yield played


@contextmanager
def on_wsgi(region: Region) -> Iterator[Played]:
    """Serve by the standard library: an application of somebody else's, with the kit mounted in it."""
    port = free_port()
    played = join(region, f"http://localhost:{port}", ECKey.generate_key("P-256", auto_kid=True))

    def handle(environ: dict[str, Any]) -> str:
        cookie = SimpleCookie(environ.get("HTTP_COOKIE", "")).get("session")
        return cookie.value if cookie else ""

    endpoint = WsgiHeaderToken(
        site=played.site,
        id_token=lambda environ: played.sessions.get(handle(environ)),
        end_session=lambda environ: played.sessions.pop(handle(environ)),
    )
    server = make_server("127.0.0.1", port, validator(endpoint), handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield played
    server.shutdown()
    thread.join()
    server.server_close()


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its name there)
        """Say nothing."""


def join(region: Region, origin: str, key: ECKey | OKPKey | RSAKey) -> Played:
    """Register a site with the region, as its operator does."""
    client_id = f"gent-kit-{urlsplit(origin).port}"
    keys = region.folder / f"{client_id}.json"
    keys.write_text(json.dumps(KeySet([key]).as_dict(private=False)))
    options = {
        "--name": "nl=Bibliotheek",
        "--keys": keys.name,
        "--redirect-uri": f"{origin}/callback",
        "--client-id": client_id,
    }
    scopes = ["--scope", "openid", "--scope", "header"]
    subprocess.run(
        [PROGRAM, "site", "join", "gent", origin, *chain(*options.items()), *scopes],
        cwd=region.folder,
        env={**os.environ, "CITIZEN_PROFILE_PUBLIC_URL": region.gateway},
        check=True,
        capture_output=True,
    )
    private = key.as_dict(private=True)
    return Played(Site(origin=origin, issuer=region.gateway, client_id=client_id, private_jwk=private))
