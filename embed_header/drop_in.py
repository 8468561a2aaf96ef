"""The Flemish header's addresses: a site changes its host name and keeps path, id and code (docs/header/drop-in.md).

``/entry`` brings ``window.globalHeaderClient`` and waits for ``mount()``; ``/embed`` also mounts where it stands.
"""

import json
from collections.abc import Mapping, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from embed_header import rows
from embed_header.model import Configuration
from embed_header.releases import SCRIPT, Release
from profile_core.contract import LANGUAGES, Platform, Texts, directory, ids

How = Literal["entry", "embed"]
HOWS: Sequence[How] = ("entry", "embed")
_PATH = "/api/v2/widget"
_BUNDLE = Path(__file__).parent / "dist" / "drop-in" / "global-header.js"
_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}
_KEPT = {"Cache-Control": "public, max-age=300"}
_UNKNOWN = (
    "There is no header with this id. Ask the operator of the region to give your site its id: "
    "citizen-profile header configure ORIGIN --id UUID"
)
_ESCAPED = {ord("<"): "\\u003c", ord("\u2028"): "\\u2028", ord("\u2029"): "\\u2029"}
"""What JSON allows in a text and a script is better off without (ECMA-262 section 12.3; no end of an element)."""


def address(gateway: str, one: Configuration, how: How) -> str | None:
    """Return where the header of a site is a script; nowhere before it is stored."""
    return f"{gateway}{_PATH}/{one.id}/{how}" if one.id else None


def routes(platform: Platform, release: Release) -> Sequence[BaseRoute]:
    """Return both addresses; ``release`` is the element that they bring along."""
    script = DropIn(platform, release)
    return [
        Route(f"{_PATH}/{{id}}/entry", partial(script.answer, embed=False)),
        Route(f"{_PATH}/{{id}}/embed", partial(script.answer, embed=True)),
    ]


class DropIn:
    """The script of every site: one text for all, and what it is to start with."""

    def __init__(self, platform: Platform, release: Release) -> None:
        """Read the bundle once."""
        self._store = platform.store
        self._gateway = platform.settings.public_url
        self._element = {
            "src": f"{self._gateway}/header/{release.version}/{SCRIPT}",
            "integrity": release.integrity(SCRIPT),
        }
        self._bundle = _BUNDLE.read_text(encoding="utf-8")

    async def answer(self, request: Request, *, embed: bool) -> Response:
        """Answer with the script of a site; an id that is none, and one that no site has, are the same."""
        wanted = ids.parse_id(request.path_params["id"])
        start = await self._start(wanted, embed=embed) if wanted else None
        if start is None:
            return PlainTextResponse(_UNKNOWN, 404, headers={**_HEADERS, "Cache-Control": "no-store"})
        script = f"{self._bundle}\ncitizenProfileDropIn.start({_as_script(start)});\n".encode()
        headers = {**_HEADERS, **_KEPT, "ETag": f'"{sha256(script).hexdigest()}"'}
        if headers["ETag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(script, media_type="text/javascript", headers=headers)

    async def _start(self, wanted: UUID, *, embed: bool) -> Mapping[str, Any] | None:
        async with self._store.read() as tx:
            found = await rows.of_id(tx, wanted)
            site = await directory.site(tx, found.origin) if found else None
        if not found or not site or site.provider != found.provider:
            return None
        return {
            "gateway": self._gateway,
            "script": self._element,
            "embed": embed,
            "config": json.loads(found.flemish) if found.flemish else _usual(site.name, site.origin),
        }


def _usual(name: Texts, origin: str) -> Mapping[str, Any]:
    """Return the configuration of a site that brings none along: its own name, in each of its languages, and a login."""
    named = {code: {"host": {"label": name.in_language(code)}} for code in LANGUAGES}
    host = {"label": name.default.text, "href": origin, "logo": None}
    i18n = {"default": name.default.language, "translations": named}
    login = {"pluginTypeId": "citizen_profile", "session": {"application": {"sessionSupport": True}}}
    return {
        "branding": {"level": 4, "host": host, "i18n": i18n},
        "alert": {"enabled": False, "message": "", "modifier": "success"},
        "extensions": [login],
    }


def _as_script(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPED)
