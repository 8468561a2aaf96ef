"""Token endpoint: a code for an id token, once (RFC 6749 section 4.1.3, RFC 7636 section 4.6)."""

import base64
import secrets
from hashlib import sha256

from joserfc import jwt
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from profile_core.testing.identity_provider.client_assertion import client_of
from profile_core.testing.identity_provider.provider import Grant, Provider
from profile_core.testing.shelf import seconds

_LIFETIME = 300


async def redeem(provider: Provider, request: Request) -> Response:
    """Authenticate the client and give the tokens for its code; a second time there is nothing."""
    form = await request.form()
    client_id = client_of(provider, form)
    if client_id is None:
        return _refused("invalid_client", 401)
    if form.get("grant_type") != "authorization_code":
        return _refused("unsupported_grant_type")
    grant = provider.codes.take(str(form.get("code", "")))
    if grant is None or grant.client_id != client_id or not _fits(grant, form):
        return _refused("invalid_grant")
    answer = {
        "access_token": secrets.token_urlsafe(32),
        "token_type": "Bearer",
        "expires_in": _LIFETIME,
        "scope": "openid profile",
        "id_token": _id_token(provider, grant),
    }
    return JSONResponse(answer, headers={"cache-control": "no-store"})


def _fits(grant: Grant, form: FormData) -> bool:
    hashed = sha256(str(form.get("code_verifier", "")).encode()).digest()
    challenge = base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()
    return form.get("redirect_uri") == grant.redirect_uri and challenge == grant.code_challenge


def _id_token(provider: Provider, grant: Grant) -> str:
    citizen, names, now = grant.session.citizen, provider.config.claims, seconds()
    claims = {
        "iss": provider.issuer,
        "aud": grant.client_id,
        "sub": citizen.sub,
        "iat": now,
        "exp": now + _LIFETIME,
        "auth_time": grant.session.auth_time,
        "acr": grant.session.acr,
        names.given_name: citizen.given_name,
        names.family_name: citizen.family_name,
        names.national_number: citizen.national_number,
    }
    if grant.nonce:
        claims["nonce"] = grant.nonce
    return jwt.encode({"alg": "ES256", "kid": provider.key.kid}, claims, provider.key, ["ES256"])


def _refused(error: str, status: int = 400) -> JSONResponse:
    return JSONResponse({"error": error}, status, headers={"cache-control": "no-store"})
