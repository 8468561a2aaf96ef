"""A site that was written for the Flemish global header; in its pages nothing but the host name is replaced."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from embed_header.releases import SCRIPT, STYLE, releases
from tests.standing import stood

FLANDERS = "https://prod.widgets.burgerprofiel.vlaanderen.be"
WIDGET = "9717ae3b-84e8-43b2-a814-e35a2547927f"
PAGES = Path(__file__).with_name("drop_in_pages")
HEADER = Path(__file__).parents[2] / "embed_header"
NPM = HEADER / "node_modules/@govflanders/vl-widget-global-header-types/dist"
STRICT = (
    "default-src 'none'; script-src {gateway}; style-src {gateway}; connect-src 'self' {gateway}; "
    "img-src {gateway}; require-trusted-types-for 'script'"
)
"""The strictest policy; a page with scripts of its own also names itself."""
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 3"><path d="M0 0h2v3H0z"/></svg>'
_TYPES = {"html": "text/html", "js": "text/javascript", "css": "text/css", "svg": "image/svg+xml"}


@dataclass
class Played:
    """Where both are, and what a test turns."""

    gateway: str = ""
    site: str = ""
    policy: str = STRICT
    broken: bool = False
    """The element's script cannot be had."""
    config: dict[str, Any] = field(default_factory=dict[str, Any])
    asked: list[str] = field(default_factory=list[str])

    def moved(self, text: str) -> str:
        """Change the host name and nothing else."""
        return text.replace(FLANDERS, self.gateway)


@contextmanager
def playing() -> Iterator[Played]:
    """Play the gateway and the site until the test is over."""
    played = Played()
    with stood(_gateway(played)) as gateway, stood(_site(played)) as site:
        played.gateway = f"http://localhost:{gateway}"
        played.site = f"http://gent.localhost:{site}"
        played.config = json.loads(played.moved((PAGES / "config.json").read_text()))
        yield played


def _gateway(played: Played) -> Starlette:
    async def widget(request: Request) -> Response:
        played.asked.append(request.url.path)
        bundle = (HEADER / "dist/drop-in/global-header.js").read_text()
        embed = request.path_params["how"] == "embed"
        start = {"gateway": played.gateway, "embed": embed, "config": played.config}
        files = {"script": _pinned(played, SCRIPT), "style": _pinned(played, STYLE)}
        return _text(f"{bundle}\ncitizenProfileDropIn.start({json.dumps(start | files)});\n", "js")

    async def release(request: Request) -> Response:
        played.asked.append(request.url.path)
        name = request.path_params["name"]
        if played.broken and name == SCRIPT:
            return _text("no such thing", "html", 503)
        return _text(releases()[-1].files[name].decode(), name.rpartition(".")[2])

    async def logo(_: Request) -> Response:
        await asyncio.sleep(0.2)  # the page is painted by then
        return _text(LOGO, "svg")

    return Starlette(
        routes=[
            Route(f"/api/v2/widget/{WIDGET}/{{how}}", widget),
            Route("/header/{version}/{name}", release),
            Route("/logo.svg", logo),
        ]
    )


def _site(played: Played) -> Starlette:
    async def page(request: Request) -> Response:
        answer = _text(played.moved((PAGES / request.path_params["name"]).read_text()), "html")
        if played.policy:
            answer.headers["Content-Security-Policy"] = played.policy.format(gateway=played.gateway)
        return answer

    async def script(request: Request) -> Response:
        return _text((PAGES / f"{request.path_params['name']}.js").read_text(), "js")

    async def npm(request: Request) -> Response:
        return _text((NPM / request.path_params["name"]).read_text(), "js")

    async def elsewhere(_: Request) -> Response:
        return _text("<!doctype html><html lang=nl><title>Elders</title><h1>Elders</h1>", "html")

    return Starlette(
        routes=[
            Route("/npm/{name}", npm),
            Route("/{name}.js", script),
            Route("/pages/{name}", page),
            Route("/{rest:path}", elsewhere),
        ]
    )


def _pinned(played: Played, name: str) -> dict[str, str]:
    release = releases()[-1]
    src = f"{played.gateway}/header/{release.version}/{name}"
    return {"src": src, "integrity": release.integrity(name)}


def _text(text: str, kind: str, status: int = 200) -> Response:
    open_to_all = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
    return Response(text, status, media_type=_TYPES[kind], headers=open_to_all)
