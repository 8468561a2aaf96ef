"""Requests that clients pushed (RFC 9126): kept sealed for a minute, good for one code."""

from uuid import UUID

import msgspec

from profile_core.contract import Tx, clock
from profile_core.kit.keyring import random_bucket
from sso.handle import Handle
from sso.issuer import Issuer
from sso.rows import pushed_requests

LIFETIME = 60
PREFIX = "urn:ietf:params:oauth:request_uri:"
_PURPOSE = "sso pushed request"
_Pairs = tuple[tuple[str, str], ...]


async def keep(issuer: Issuer, tx: Tx, client_id: str, pairs: _Pairs) -> str:
    """Store what a client pushed and return its ``request_uri`` (section 2.2)."""
    handle = Handle.new(random_bucket())
    sealed = issuer.platform.keyring.seal(_PURPOSE, msgspec.json.encode(pairs), bound_to=handle.id.bytes)
    await pushed_requests.add(
        tx,
        handle.id,
        digest=handle.digest,
        client_id=client_id,
        sealed=sealed,
        expires_at=clock.ahead(LIFETIME),
    )
    return f"{PREFIX}{handle.text}"


async def find(issuer: Issuer, client_id: str, request_uri: str) -> tuple[UUID, _Pairs] | None:
    """Return what the client pushed, and the row it is in; None when it is another's, old or used (section 4).

    Looking uses nothing up: a citizen may reload the page before they have logged in.
    """
    handle = Handle.parse(request_uri.removeprefix(PREFIX))
    if handle is None or "\0" in client_id:  # PostgreSQL holds no such text
        return None
    async with issuer.platform.store.read() as tx:
        sealed = await pushed_requests.sealed_of(
            tx, handle.id, digest=handle.digest, client_id=client_id, at=clock.now()
        )
    if sealed is None:
        return None
    plain = issuer.platform.keyring.open_sealed(_PURPOSE, sealed, bound_to=handle.id.bytes)
    return handle.id, msgspec.json.decode(plain, type=_Pairs)


async def use(tx: Tx, pushed: UUID) -> bool:
    """Use a request up, in the transaction that gives its code; False when it gave one before."""
    return await pushed_requests.use(tx, pushed, at=clock.now())
