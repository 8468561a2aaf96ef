"""Revocation (RFC 7009): a client gives back what it was given.

A refresh token stands for the client session, which ends with it and with all that hangs on it; an access token
stands for itself (docs/decisions/0014-refresh-tokens-end-with-the-client-session.md).
"""

from starlette.requests import Request
from starlette.responses import Response

from profile_core.contract import Tx, clock
from sso import ending, hints
from sso.handle import Handle
from sso.issuer import Issuer
from sso.rows import refresh_tokens
from sso.token import access_token, asking, denied
from sso.token.asking import Asking
from sso.token.refusal import RefusedError


async def revoke(issuer: Issuer, request: Request) -> Response:
    """Answer a client that gives a token back; one that is not its own, or is none, is no error (section 2.2)."""
    return await asking.answer(issuer, request, issuer.at.revoke, _revoke)


async def _revoke(issuer: Issuer, asking: Asking) -> Response:
    token = asking.form.need("token")
    if await hints.read(issuer, token) is not None:
        raise RefusedError(
            "unsupported_token_type", "An id token cannot be revoked: end the session instead."
        )
    claims = await access_token.read(issuer, token)
    async with issuer.platform.store.begin() as tx:
        await asking.use_up(tx)
        if claims is None:
            await _give_back(tx, asking, token)
        elif claims.client_id == asking.application.client_id:
            await denied.deny(tx, claims)
    return Response(status_code=200)


async def _give_back(tx: Tx, asking: Asking, token: str) -> None:
    """End the client session of a refresh token; the site is told, as whenever one ends."""
    handle = Handle.parse(token)
    if handle is None:
        return
    client_id = asking.application.client_id
    grant = await refresh_tokens.find(
        tx, handle.id, digest=handle.digest, client_id=client_id, at=clock.now()
    )
    if grant is not None:
        await ending.end_client_session(tx, grant.client_session, "revoked")
