"""GraphiQL for developers of providers, from our own origin; not served in production."""

from collections.abc import Sequence
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from profile_core.contract import NotFoundError

PATH = "/provider/explorer"
_FOLDER = Path(__file__).parent / "explorer_files"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self' data:; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def routes() -> Sequence[BaseRoute]:
    """Return the page and its files."""
    return [Route(PATH, _page), Route(PATH + "/{name}", _file)]


async def _page(_: Request) -> Response:
    return _served(_FOLDER / "explorer.html")


async def _file(request: Request) -> Response:
    known = {path.name: path for path in _FOLDER.iterdir()}
    path = known.get(request.path_params["name"])
    if path is None:
        raise NotFoundError("explorer.unknown", "There is no such file.")
    return _served(path)


def _served(path: Path) -> Response:
    headers = {"Content-Type": _TYPES[path.suffix], "Content-Security-Policy": _POLICY}
    return Response(path.read_bytes(), headers=headers)
