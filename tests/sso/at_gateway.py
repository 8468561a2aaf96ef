"""Our provider behind the whole gateway: its pages, its refusals, and a block with a page of its own."""

from collections.abc import Sequence
from dataclasses import replace

import httpx2
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from profile_core.contract import Block, Platform, page_citizen, texts
from profile_core.gateway.app import build
from profile_core.gateway.settings import GatewaySettings
from profile_core.pages.render import Pages
from sso.block import block as sso
from tests.sso.conftest import Played
from tests.sso.played import ISSUER, Browser

HTML = {"accept": "text/html", "origin": ISSUER}


def gateway(played: Played, *blocks: Block, pages: Pages | None = None) -> tuple[Starlette, Platform]:
    """Compose the gateway of sign-on and other blocks over the database of a test."""
    folders = {"sso": sso.pages} if sso.pages else {}
    shown = pages or Pages(public_url=ISSUER, folders=folders, navigation=sso.navigation)
    platform = replace(played.platform, blocks=(sso, *blocks), pages=shown)
    return build(platform, GatewaySettings()), platform


def browsers(played: Played, *blocks: Block) -> Sequence[Browser]:
    """Open two browsers at the gateway."""
    app, _ = gateway(played, *blocks)
    return [
        Browser(httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=ISSUER)) for _ in range(2)
    ]


def noting(done: list[str]) -> Block:
    """A block whose one page does something for whoever posts to it, and notes for whom."""

    async def do(request: Request) -> Response:
        acting = await page_citizen(request)
        done.append(acting.name)
        return PlainTextResponse("done")

    return Block(
        name="noting",
        title=texts(nl="Noteren"),
        routes=lambda _: [Route("/me/note", do, methods=["GET", "POST"])],
    )


async def enter(browser: Browser, citizen: str = "", **params: str) -> None:
    """Log in for our own pages."""
    answer = await browser.go("/sso/login", **params)
    if answer.headers["location"].startswith("http://127.0.0.1"):
        answer = await browser.back(
            await browser.through(answer, **({"citizen": citizen} if citizen else {}))
        )
    assert answer.headers["location"].startswith("/me"), answer.text
