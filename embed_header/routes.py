"""The header's addresses: the element under its version for ever, under its line for now, and the live count."""

from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from embed_header import live, snippet
from embed_header.releases import Release, by_address, releases
from embed_header.settings import HeaderSettings
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
    """Return the routes; the releases are read once."""
    known = releases()
    files = Files(known)
    return [
        Route(live.PATH, live.Live(platform, HeaderSettings()).answer, methods=["POST"]),
        Route("/header/v1/snippet", Snippet(platform.settings.public_url, known[-1]).answer),
        Route("/header/{version}/{name}", files.answer),
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
        headers = {**_PUBLIC, "Cache-Control": kept, "ETag": f'"{release.integrity(name)}"'}
        if headers["ETag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(release.files[name], media_type=_TYPES[name.rpartition(".")[2]], headers=headers)


class Snippet:
    """What a web team pastes, as plain text."""

    def __init__(self, gateway: str, release: Release) -> None:
        self._gateway = gateway
        self._release = release

    async def answer(self, request: Request) -> Response:
        """Print the snippet of the newest release, for the organisation that the question names."""
        organisation = request.query_params.get("organisation", "")
        return PlainTextResponse(
            snippet.html(self._gateway, self._release, organisation=organisation) + "\n",
            headers={"Cache-Control": "no-store"},
        )
