"""What waits in a browser: a request until the citizen is ready, a login while it is under way. Stored sealed.

A browser has one secret in a cookie, so that what waits in two tabs does not end each other; whatever waits is
found only together with it (no login CSRF).
"""

from typing import TypeVar
from uuid import UUID

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from profile_core.contract import Tx, clock, ids
from profile_core.kit.keyring import SealError, digest_of, random_bucket
from sso import cookies
from sso.handle import new_secret
from sso.issuer import Issuer
from sso.model import Attempt, Waiting
from sso.rows import attempts

LIFETIME = 1800.0
"""Seconds that a request waits for a citizen who chooses and logs in (WCAG 2.2.1: long enough for everybody)."""
_PURPOSE = "sso attempt"
_ID = 32
_Kept = TypeVar("_Kept", Waiting, Attempt)


def secret_of(request: Request) -> str:
    """Return the secret of a browser; a new one where it has none yet."""
    secret = request.cookies.get(cookies.BROWSER, "")
    return secret if len(secret) == len(new_secret()) else new_secret()


async def keep(issuer: Issuer, tx: Tx, secret: str, what: Waiting | Attempt) -> UUID:
    """Store what begins to wait, for the browser that has the secret; return its id."""
    kept = ids.new_id(random_bucket())
    await attempts.add(
        tx,
        kept,
        digest=digest_of(kept, secret),
        sealed=_sealed(issuer, kept, what),
        expires_at=clock.ahead(LIFETIME),
    )
    return kept


async def find(issuer: Issuer, request: Request, waiting: UUID | None) -> Waiting | None:
    """Return a request that waits in this browser; None when it is over or another's."""
    secret = request.cookies.get(cookies.BROWSER, "")
    if waiting is None or not secret:
        return None
    async with issuer.platform.store.read() as tx:
        sealed = await attempts.sealed_of(tx, waiting, digest=digest_of(waiting, secret), at=clock.now())
    return _opened(issuer, waiting, sealed, Waiting)


async def change(issuer: Issuer, request: Request, waiting: UUID, what: Waiting) -> None:
    """Note what the citizen chose meanwhile."""
    digest = digest_of(waiting, request.cookies.get(cookies.BROWSER, ""))
    async with issuer.platform.store.begin() as tx:
        await attempts.change(tx, waiting, digest=digest, sealed=_sealed(issuer, waiting, what))


async def end(tx: Tx, request: Request, waiting: UUID) -> bool:
    """Let a request wait no longer; False when it did not wait any more."""
    digest = digest_of(waiting, request.cookies.get(cookies.BROWSER, ""))
    return await attempts.take(tx, waiting, digest=digest, at=clock.now()) is not None


def state_of(attempt: UUID, waiting: UUID) -> str:
    """Return the ``state`` of a login: its id, and that of what waits for it, to go on with when it comes twice."""
    return f"{attempt.hex}{waiting.hex}"


async def of_state(issuer: Issuer, request: Request) -> UUID | None:
    """Return what waits still for the login that an answer names."""
    waiting = ids.parse_id(request.query_params.get("state", "")[_ID:])
    return waiting if await find(issuer, request, waiting) is not None else None


async def take_attempt(issuer: Issuer, request: Request) -> Attempt | None:
    """Return the login that an answer belongs to, once; None when it is not this browser's or was had."""
    attempt = ids.parse_id(request.query_params.get("state", "")[:_ID])
    secret = request.cookies.get(cookies.BROWSER, "")
    if attempt is None or not secret:
        return None
    async with issuer.platform.store.begin() as tx:
        sealed = await attempts.take(tx, attempt, digest=digest_of(attempt, secret), at=clock.now())
    return _opened(issuer, attempt, sealed, Attempt)


def remember(answer: Response, secret: str) -> Response:
    """Let the browser keep its secret."""
    cookies.put(answer, cookies.BROWSER, secret)
    return answer


def _sealed(issuer: Issuer, kept: UUID, what: Waiting | Attempt) -> bytes:
    return issuer.platform.keyring.seal(_purpose(type(what)), msgspec.json.encode(what), bound_to=kept.bytes)


def _opened(issuer: Issuer, kept: UUID, sealed: bytes | None, kind: type[_Kept]) -> _Kept | None:
    if sealed is None:
        return None
    try:
        plain = issuer.platform.keyring.open_sealed(_purpose(kind), sealed, bound_to=kept.bytes)
    except SealError:  # the id of a login where that of a request belongs, or the other way round
        return None
    return msgspec.json.decode(plain, type=kind)


def _purpose(kind: type[Waiting | Attempt]) -> str:
    return f"{_PURPOSE} {kind.__name__}"
