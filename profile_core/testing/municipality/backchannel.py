"""Being told by the issuer, server to server, that a citizen logged out (OpenID Connect Back-Channel Logout 1.0)."""

from typing import Any

import httpx2
from joserfc.errors import JoseError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from profile_core.testing.municipality.issuer import RefusedError
from profile_core.testing.municipality.site import TOLD_WITHIN, Site
from profile_core.testing.shelf import seconds

_EVENT = "http://schemas.openid.net/event/backchannel-logout"
_NO_STORE = {"cache-control": "no-store"}


class LogoutTokenError(Exception):
    """The token is signed by the issuer, but tells us nothing; the text says why."""


async def log_out(site: Site, request: Request) -> Response:
    """Check a logout token (section 2.6) and end the sessions that it names."""
    token = str((await request.form()).get("logout_token", ""))
    try:
        claims = await site.issuer.verified(token, typ="logout+jwt", jti={"essential": True})
        _check(site, claims)
    except (JoseError, LogoutTokenError, ValueError) as error:
        return _refused(400, "invalid_request", str(error))
    except (httpx2.HTTPError, RefusedError):
        return _refused(503, "temporarily_unavailable", "The keys of the issuer cannot be read.")
    site.told.put(thing=True, handle=claims["jti"])
    site.end_sessions(sub=claims.get("sub", ""), sid=claims.get("sid", ""))
    return Response(status_code=200, headers=_NO_STORE)


def _check(site: Site, claims: dict[str, Any]) -> None:
    named = [claims.get("sub", ""), claims.get("sid", "")]
    if not any(named) or not all(isinstance(name, str) for name in named):
        raise LogoutTokenError("Name a sub or a sid.")
    if not isinstance(claims.get("events"), dict) or not isinstance(claims["events"].get(_EVENT), dict):
        raise LogoutTokenError(f"The events do not hold {_EVENT}.")
    if "nonce" in claims:
        raise LogoutTokenError("A nonce is for id tokens.")
    if claims["exp"] > seconds() + TOLD_WITHIN:
        raise LogoutTokenError("The token is good for too long.")
    if site.told.get(claims["jti"]):
        raise LogoutTokenError("The token came already.")


def _refused(status: int, error: str, description: str) -> Response:
    return JSONResponse({"error": error, "error_description": description}, status, headers=_NO_STORE)
