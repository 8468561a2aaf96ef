"""The header's addresses: element and widgets for ever, the element of its line for now, the live count."""

from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from embed_header import drop_in, live, widgets
from embed_header.duties import pages as duties
from embed_header.generator import Generator
from embed_header.releases import Release, by_address, pinned, releases
from embed_header.settings import HeaderSettings
from embed_header.site_check import page as check_page
from embed_header.widgets import Widget
from profile_core.contract import Platform

_PUBLIC = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}
_FOR_EVER = "public, max-age=31536000, immutable"
_FOR_NOW = "public, max-age=300, stale-while-revalidate=86400"
_TYPES = {"js": "text/javascript", "css": "text/css"}


def routes(platform: Platform) -> Sequence[BaseRoute]:
    """Return the routes; releases and widgets are read once."""
    known, drawing = releases(), widgets.widgets(platform.blocks)
    return [
        Route(live.PATH, live.Live(platform, HeaderSettings()).answer, methods=["POST"]),
        *Generator(platform, pinned(known), widgets.pins(drawing)).routes(),
        *drop_in.routes(platform, pinned(known)),
        *duties.routes(platform),
        *check_page.routes(platform),
        Route("/header/widgets/{block}/{name}", Widgets(drawing).answer),
        Route("/header/{version}/{name}", Files(known).answer),
    ]


class Files:
    """Script and style of every release."""

    def __init__(self, known: tuple[Release, ...]) -> None:
        self._releases = by_address(known)

    async def answer(self, request: Request) -> Response:
        """Serve one file to any page of any origin."""
        version, name = request.path_params["version"], request.path_params["name"]
        release = self._releases.get(version)
        if release is None or name not in release.files:
            raise HTTPException(404, "There is no such release of the header.")
        kept = _FOR_EVER if version == release.version else _FOR_NOW
        return _file(request, release.files[name], name, kept, release.integrity(name))


class Widgets:
    """What blocks draw in the panel, under the hash that a page pins it by."""

    def __init__(self, known: tuple[Widget, ...]) -> None:
        self._widgets = widgets.by_address(known)

    async def answer(self, request: Request) -> Response:
        """Serve one module to any page of any origin."""
        block, name = request.path_params["block"], request.path_params["name"]
        widget = self._widgets.get((block, name))
        if widget is None:
            raise HTTPException(404, "There is no such widget: ask for the snippet again.")
        return _file(request, widget.content, name, _FOR_EVER, widget.integrity)


def _file(request: Request, content: bytes, name: str, kept: str, integrity: str) -> Response:
    headers = {**_PUBLIC, "Cache-Control": kept, "ETag": f'"{integrity}"'}
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=_TYPES[name.rpartition(".")[2]], headers=headers)
