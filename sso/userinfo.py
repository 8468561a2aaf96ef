"""Userinfo (OpenID Connect Core section 5.3): who the citizen is, while the session lives."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from profile_core.contract import UnauthenticatedError
from sso import authenticate, disclosure, person
from sso.issuer import Issuer
from sso.roles import gather


async def userinfo(issuer: Issuer, request: Request) -> Response:
    """Answer a site that shows the access token which its code gave."""
    try:
        return JSONResponse(await _claims(issuer, request), headers={"Cache-Control": "no-store"})
    except UnauthenticatedError as error:
        body = {"error": error.code.removeprefix("token."), "error_description": error.message}
        return JSONResponse(body, error.status, error.headers | {"Cache-Control": "no-store"})


async def _claims(issuer: Issuer, request: Request) -> dict[str, Any]:
    shown = await authenticate.presented(issuer, request)
    if shown is None or shown.claims.aud != issuer.at.issuer:
        raise authenticate.refusal(issuer, "invalid_token", "Send the access token that the code gave.")
    await issuer.limits.ask(request, shown.claims.client_id)
    async with issuer.platform.store.begin() as tx:
        await authenticate.use_up(issuer, tx, shown)
        application = await authenticate.registered(issuer, tx, shown.claims)
        scopes = shown.claims.left(application)
        if "openid" not in scopes:
            raise authenticate.refusal(
                issuer, "insufficient_scope", "The application lacks the scope openid."
            )
        held = await authenticate.held_by(issuer, tx, shown.claims, application)
        await disclosure.note(tx, application, held, scopes, purpose="userinfo")
    known = {"sub": shown.claims.sub}
    if "profile" not in scopes:
        return known
    roles = await gather.roles_of(issuer, held.session, application.environment)
    return known | person.claims(issuer.platform.keyring, application, held, roles.held)
