"""Id tokens of our own that come back to say which client session is meant; their age does not matter."""

from dataclasses import dataclass
from uuid import UUID

import msgspec

from profile_core.contract import ids
from sso import jose
from sso.issuer import Issuer


class _Claims(msgspec.Struct, frozen=True, kw_only=True):
    iss: str
    aud: str
    sub: str
    sid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """Which client session, and of whom: ``sub`` is by what the client knows the citizen."""

    client_id: str
    sub: str
    sid: UUID


async def read(issuer: Issuer, token: str) -> Hint | None:
    """Return what an id token of ours names; anything else is None."""
    try:
        claims = await issuer.keys.read(token, _Claims, typ="jwt")
    except jose.TokenError:
        return None
    sid = ids.parse_id(claims.sid)
    if claims.iss != issuer.at.issuer or sid is None:
        return None
    return Hint(client_id=claims.aud, sub=claims.sub, sid=sid)
