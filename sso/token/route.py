"""The endpoint: authenticate, look at the proof, then the grant that was named."""

from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from profile_core.directory.model import Application
from sso import dpop, refusals
from sso.issuer import Issuer
from sso.token import authorization_code, client, client_credentials, exchange, form
from sso.token.answer import Given
from sso.token.form import Form
from sso.token.refusal import RefusedError

_GRANTS: Mapping[str, Callable[[Issuer, Application, Form, str], Awaitable[Given]]] = {
    "authorization_code": authorization_code.redeem,
    "client_credentials": client_credentials.grant,
    exchange.GRANT_TYPE: exchange.exchange,
}
GRANT_TYPES = tuple(_GRANTS)


async def token(issuer: Issuer, request: Request) -> Response:
    """Answer a token request; nothing of an answer may be kept (RFC 6749 section 5.1)."""
    headers = {"Cache-Control": "no-store"}
    if "dpop" in request.headers:
        headers["DPoP-Nonce"] = dpop.fresh_nonce(issuer.platform.keyring)
    try:
        given = await _given(issuer, request)
    except RefusedError as refusal:
        refusals.logger.info("token refused", why=refusal.error, description=refusal.description)
        body = {"error": refusal.error, "error_description": refusal.description}
        return JSONResponse(body, refusal.status, headers)
    return JSONResponse(given.as_json(), headers=headers)


async def _given(issuer: Issuer, request: Request) -> Given:
    asked = await form.read(request)
    grant = _GRANTS.get(asked.need("grant_type"))
    if grant is None:
        raise RefusedError("unsupported_grant_type", "This grant_type is not supported.")
    application = await client.authenticated(issuer, asked)
    jkt = await _thumbprint(issuer, request)
    if application.profile != "standard" and not jkt:
        raise RefusedError("invalid_dpop_proof", "This client is registered for bound tokens only.")
    return await grant(issuer, application, asked, jkt)


async def _thumbprint(issuer: Issuer, request: Request) -> str:
    """Return the key that the tokens are to be bound to, empty when there is no proof (RFC 9449 section 5)."""
    proofs = request.headers.getlist("dpop")
    if not proofs:
        return ""
    try:
        if len(proofs) > 1:
            raise dpop.ProofError("invalid_dpop_proof", "Send one proof.")
        proof = dpop.check(issuer.platform.keyring, proofs[0], method="POST", address=issuer.at.token)
        async with issuer.platform.store.begin() as tx:
            await dpop.use(tx, proof)
    except dpop.ProofError as error:
        raise RefusedError(error.error, error.description) from error
    return proof.jkt
