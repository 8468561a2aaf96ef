"""Introspection (RFC 7662): what a client's own token still is worth.

Nothing is told that the client was not given with the token; anybody else's token is no token.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from profile_core.contract import Tx, clock, ids
from sso import levels, person, sessions
from sso.handle import Handle
from sso.issuer import Issuer
from sso.rows import refresh_tokens
from sso.token import access_token, asking, denied, refresh_token
from sso.token.access_token import AccessToken
from sso.token.asking import Asking


async def introspect(issuer: Issuer, request: Request) -> Response:
    """Answer a client that asks about a token."""
    return await asking.answer(issuer, request, issuer.at.introspect, _introspect)


async def _introspect(issuer: Issuer, asking: Asking) -> Response:
    token = asking.form.need("token")
    claims = await access_token.read(issuer, token)
    async with issuer.platform.store.begin() as tx:
        await asking.use_up(tx)
        if claims is not None:
            known = await _access_token(issuer, tx, asking, claims)
        else:
            known = await _refresh_token(issuer, tx, asking, token)
    said = {"active": True, "iss": issuer.at.issuer, "client_id": asking.application.client_id, **known}
    return JSONResponse(said if known else {"active": False})


async def _access_token(issuer: Issuer, tx: Tx, asking: Asking, claims: AccessToken) -> dict[str, Any]:
    """Return what is told of an access token (section 2.2); nothing where it would be refused."""
    application = asking.application
    if claims.client_id != application.client_id or await denied.is_denied(tx, claims):
        return {}
    known: dict[str, Any] = {
        "token_type": "DPoP" if claims.cnf else "Bearer",
        "sub": claims.sub,
        "aud": claims.aud,
        "iat": claims.iat,
        "exp": claims.exp,
        "jti": claims.jti,
    }
    known |= {"cnf": {"jkt": claims.cnf.jkt}} if claims.cnf else {}
    known |= {"scope": " ".join(sorted(claims.left(application)))}
    if not claims.sid:
        return known
    held = await sessions.of_client(issuer, tx, ids.parse_id(claims.sid), application)
    if held is None:
        return {}
    return known | {"sid": claims.sid, "acr": levels.acr_of(held.level)}


async def _refresh_token(issuer: Issuer, tx: Tx, asking: Asking, token: str) -> dict[str, Any]:
    """Return what is told of a refresh token; nothing where it would be refused."""
    handle, application = Handle.parse(token), asking.application
    if handle is None:
        return {}
    grant = await refresh_tokens.find(
        tx, handle.id, digest=handle.digest, client_id=application.client_id, at=clock.now()
    )
    held = await sessions.of_client(issuer, tx, grant.client_session, application) if grant else None
    scopes = await refresh_token.left(issuer, tx, application, grant) if grant else None
    if grant is None or held is None or not scopes:
        return {}
    known = {
        "scope": " ".join(sorted(scopes)),
        "sub": person.sub_for(issuer.platform.keyring, application, held),
        "exp": int(held.session.ends_at.timestamp()),
        "sid": held.id.hex,
        "acr": levels.acr_of(held.level),
    }
    return known | ({"cnf": {"jkt": grant.jkt}} if grant.jkt else {})
