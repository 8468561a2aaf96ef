"""Logins that are under way: stored sealed, had once, and only by the browser that began them."""

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from profile_core.contract import clock, ids
from profile_core.kit.keyring import digest_of, random_bucket
from sso import cookies, rows
from sso.handle import new_secret
from sso.issuer import Issuer
from sso.model import Attempt

_LIFETIME = 600.0
_PURPOSE = "sso attempt"


async def begin(issuer: Issuer, request: Request, attempt: Attempt) -> tuple[str, str]:
    """Store a login that begins; return its ``state`` and the secret that the browser keeps.

    A browser has one secret, so that logins in two tabs do not end each other.
    """
    secret = request.cookies.get(cookies.BROWSER, "")
    secret = secret if len(secret) == len(new_secret()) else new_secret()
    attempt_id = ids.new_id(random_bucket())
    plain = msgspec.json.encode(attempt)
    sealed = issuer.platform.keyring.seal(_PURPOSE, plain, bound_to=attempt_id.bytes)
    async with issuer.platform.store.begin() as tx:
        digest = digest_of(attempt_id, secret)
        await rows.add_attempt(
            tx, attempt_id, digest=digest, sealed=sealed, expires_at=clock.ahead(_LIFETIME)
        )
    return attempt_id.hex, secret


async def take(issuer: Issuer, request: Request) -> Attempt | None:
    """Return the login that an answer belongs to; None when it is not this browser's, is over or was had."""
    attempt_id = ids.parse_id(request.query_params.get("state", ""))
    secret = request.cookies.get(cookies.BROWSER, "")
    if attempt_id is None or not secret:
        return None
    digest = digest_of(attempt_id, secret)
    async with issuer.platform.store.begin() as tx:
        sealed = await rows.take_attempt(tx, attempt_id, digest=digest, at=clock.now())
    if sealed is None:
        return None
    plain = issuer.platform.keyring.open_sealed(_PURPOSE, sealed, bound_to=attempt_id.bytes)
    return msgspec.json.decode(plain, type=Attempt)


def remember(answer: Response, secret: str) -> Response:
    """Let the browser keep its secret."""
    cookies.put(answer, cookies.BROWSER, secret)
    return answer
