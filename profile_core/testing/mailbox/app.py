"""The web application, with the SMTP server beside it."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from profile_core.testing.mailbox import page, smtp
from profile_core.testing.mailbox.smtp import Box

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "Cache-Control": "no-store",
}


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The configuration file."""

    smtp_port: int


def create_app(config: Config) -> Starlette:
    """Build a mailbox that holds what came since it started."""
    box = Box()

    @asynccontextmanager
    async def listening(_: Starlette) -> AsyncGenerator[None]:
        async with await smtp.listen(box, config.smtp_port):
            yield

    async def every(_: Request) -> Response:
        return HTMLResponse(page.every(box.mails), headers=_HEADERS)

    async def one(request: Request) -> Response:
        return _shown(box, request, page.one)

    async def html(request: Request) -> Response:
        return _shown(box, request, page.html)

    paths = [Route("/", every), Route("/{number:int}", one), Route("/{number:int}/html", html)]
    return Starlette(routes=paths, lifespan=listening)


def _shown(box: Box, request: Request, how: page.Shows) -> Response:
    number: int = request.path_params["number"]
    if not 0 < number <= len(box.mails):
        return HTMLResponse(page.none(), status_code=404, headers=_HEADERS)
    return HTMLResponse(how(number, box.mails[number - 1]), headers=_HEADERS)
