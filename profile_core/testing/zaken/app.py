"""The web application: the addresses of the two APIs that are read, and one by which a test changes what is there."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from profile_core.testing.shelf import seconds
from profile_core.testing.zaken import searching
from profile_core.testing.zaken.config import CaseEntry, Config, Fault
from profile_core.testing.zaken.problems import RefusedError
from profile_core.testing.zaken.resources import Json, Resources

_EXPIRY = 3600
_SLOW = 30.0
_CRS = "EPSG:4326"
_Work = Callable[["System", Request], Awaitable[Response]]


class _Wish(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    fault: Fault | None = None
    case: CaseEntry | None = None


@dataclass(slots=True)
class System:
    """A running case system; ``asked`` are the addresses that were called, with what stood in them."""

    config: Config
    resources: Resources
    fault: Fault = "none"
    asked: list[str] = field(default_factory=list[str])


def create_app(config: Config) -> Starlette:
    """Build a case system."""
    system = System(config, Resources(config))
    zaken, catalogi = "/zaken/api/v1", "/catalogi/api/v1"

    def _route(path: str, work: _Work, method: str = "GET") -> Route:
        async def _endpoint(request: Request) -> Response:
            return await _answered(system, request, work)

        return Route(path, _endpoint, methods=[method])

    return Starlette(
        routes=[
            _route(f"{zaken}/zaken/_zoek", _search, "POST"),
            _route(f"{zaken}/rollen", _list("roles", "zaak")),
            _route(f"{zaken}/statussen", _list("statuses", "zaak")),
            _route(f"{zaken}/resultaten/{{uuid}}", _one("results")),
            _route(f"{catalogi}/zaaktypen/{{uuid}}", _one("kinds")),
            _route(f"{catalogi}/statustypen", _list("status_kinds", "zaaktype")),
            _route(f"{catalogi}/resultaattypen/{{uuid}}", _one("result_kinds")),
            Route("/_control", _controlled(system), methods=["GET", "POST"]),
        ]
    )


async def _answered(system: System, request: Request, work: _Work) -> Response:
    system.asked.append(str(request.url))
    if system.fault == "slow":
        await asyncio.sleep(_SLOW)
    if system.fault == "error":
        return PlainTextResponse("Internal Server Error", 500)
    if system.fault == "garbage":
        return PlainTextResponse("<!doctype html><title>Onderhoud</title>", 200)
    try:
        _authorize(system, request)
        return await work(system, request)
    except RefusedError as refused:
        return refused.answer()


def _authorize(system: System, request: Request) -> None:
    """Check the client's token (HS256, ``iat`` at most an hour ago); 403 as Open Zaak answers, never 401."""
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    claims = next((found for one in system.config.clients.items() if (found := _claims(token, *one))), None)
    if claims is None:
        raise RefusedError(403, "invalid-jwt-signature", "Client credentials zijn niet geldig")
    if claims.get("iss") != claims["client_id"] or "iat" not in claims:
        raise RefusedError(403, "jwt-missing-iat-claim", "Het JWT mist iets")
    if seconds() - claims["iat"] >= _EXPIRY:
        raise RefusedError(403, "jwt-expired", "Het JWT is verlopen")


def _claims(token: str, client: str, secret: str) -> dict[str, Any] | None:
    """Return what a token says, when this client signed it."""
    try:
        claims = jwt.decode(token, OctKey.import_key(secret), ["HS256"]).claims
    except (JoseError, ValueError):
        return None
    return claims if claims.get("client_id") == client else None


async def _search(system: System, request: Request) -> Response:
    """``POST /zaken/_zoek``: filters stand in the body, the page in the address."""
    for name in ("accept-crs", "content-crs"):
        if (given := request.headers.get(name)) != _CRS:
            raise RefusedError(412 if given is None else 406, name, f"'{name}' header ontbreekt")
    body: dict[str, Any] = msgspec.json.decode(await request.body())
    found = (
        system.resources.cases if system.fault == "unfiltered" else searching.search(system.resources, body)
    )
    return _page(system, request, found)


def _list(what: str, filtered: str) -> _Work:
    async def _work(system: System, request: Request) -> Response:
        wanted = dict(request.query_params)
        return _page(system, request, searching.listed(getattr(system.resources, what), wanted, (filtered,)))

    return _work


def _one(what: str) -> _Work:
    async def _work(system: System, request: Request) -> Response:
        some: list[Json] = getattr(system.resources, what)
        found = next((one for one in some if one["url"].endswith(f"/{request.path_params['uuid']}")), None)
        if found is None:
            raise RefusedError(404, "not_found", "Niet gevonden.")
        return JSONResponse(found)

    return _work


def _page(system: System, request: Request, found: list[Json]) -> Response:
    """Answer a page: ``count``, ``next`` and ``previous`` are of the whole, and whole addresses."""
    number, size = int(request.query_params.get("page", "1")), system.config.page_size
    last = max(1, -(-len(found) // size))
    if not 1 <= number <= last:
        raise RefusedError(404, "not_found", "Ongeldige pagina.")

    def _address(page: int) -> str | None:
        if not 1 <= page <= last:
            return None
        base = "https://elsewhere.example" if system.fault == "elsewhere" else system.config.address
        others = {name: value for name, value in request.query_params.items() if name != "page"}
        return f"{base}{request.url.path}?{urlencode(others | {'page': page})}"

    return JSONResponse(
        {
            "count": len(found),
            "next": _address(number + 1),
            "previous": _address(number - 1),
            "results": found[(number - 1) * size : number * size],
        },
        headers={"API-version": "1.5.1"},
    )


def _controlled(system: System) -> Callable[[Request], Awaitable[Response]]:
    async def _control(request: Request) -> Response:
        if request.method == "POST":
            wish = msgspec.json.decode(await request.body(), type=_Wish)
            system.fault = wish.fault or system.fault
            if wish.case is not None:
                system.resources.put(wish.case)
        return JSONResponse({"asked": system.asked, "fault": system.fault})

    return _control
