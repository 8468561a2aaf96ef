"""The token endpoint: the grant that was named (RFC 6749 section 3.2)."""

from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sso.issuer import Issuer
from sso.token import asking, authorization_code, client_credentials, exchange, refresh_token
from sso.token.answer import Given
from sso.token.asking import Asking
from sso.token.refusal import RefusedError

_GRANTS: Mapping[str, Callable[[Issuer, Asking], Awaitable[Given]]] = {
    "authorization_code": authorization_code.redeem,
    "refresh_token": refresh_token.refresh,
    "client_credentials": client_credentials.grant,
    exchange.GRANT_TYPE: exchange.exchange,
}
GRANT_TYPES = tuple(_GRANTS)


async def token(issuer: Issuer, request: Request) -> Response:
    """Answer a token request."""
    return await asking.answer(issuer, request, issuer.at.token, _serve)


async def _serve(issuer: Issuer, asking: Asking) -> Response:
    grant = _GRANTS.get(asking.form.need("grant_type"))
    if grant is None:
        raise RefusedError("unsupported_grant_type", "This grant_type is not supported.")
    if asking.application.profile != "standard" and not asking.jkt:
        raise RefusedError("invalid_dpop_proof", "This client is registered for bound tokens only.")
    await issuer.keys.ring()  # nothing is used up where what it gives could not be signed
    return JSONResponse((await grant(issuer, asking)).as_json())
