"""Style, script, font and icon under names that carry their content's hash, so that a browser may keep them for ever."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

PREFIX = "/static/"
_FOLDER = Path(__file__).parent / "static"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
_KEPT = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class StaticFiles:
    """Our static files in memory, each known by the name that it is served under."""

    def __init__(self) -> None:
        """Read what styles refer to first: their text then speaks of hashed names."""
        self._paths: dict[str, str] = {}
        self._bodies: dict[str, bytes] = {}
        for path in sorted(_FOLDER.iterdir(), key=lambda path: (path.suffix == ".css", path.name)):
            if path.suffix in _TYPES:
                self._take(path)

    @property
    def paths(self) -> Mapping[str, str]:
        """Return the public path of each file by its name in the source."""
        return self._paths

    def routes(self) -> list[Route]:
        """Return the one route that serves them."""
        return [Route(PREFIX + "{name}", self._serve)]

    def _take(self, path: Path) -> None:
        body = path.read_bytes()
        if path.suffix == ".css":
            for name, public in self._paths.items():
                body = body.replace(f'url("{name}")'.encode(), f'url("{public}")'.encode())
        hashed = f"{path.stem}.{sha256(body).hexdigest()[:16]}{path.suffix}"
        self._paths[path.name] = PREFIX + hashed
        self._bodies[hashed] = body

    async def _serve(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in self._bodies:
            return PlainTextResponse("There is no such file.\n", status_code=404)
        return Response(self._bodies[name], media_type=_TYPES[Path(name).suffix], headers=_KEPT)
