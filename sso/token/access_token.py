"""Access tokens: JWTs of five minutes (RFC 9068), signed by us and read by us."""

import secrets
from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec

from profile_core.contract import clock
from profile_core.directory.model import Application
from sso import jose
from sso.issuer import Issuer

TYP = "at+jwt"
LIFETIME = 300
_LEEWAY = 5


class Confirmation(msgspec.Struct, frozen=True):
    """The thumbprint of the key that a token is bound to (RFC 9449 section 6.1)."""

    jkt: str


class AccessToken(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The claims; ``sid`` is the client session that a citizen's token hangs on."""

    iss: str
    sub: str
    aud: str
    client_id: str
    iat: int
    exp: int
    jti: str
    scope: str = ""
    sid: str = ""
    cnf: Confirmation | None = None

    def left(self, application: Application) -> frozenset[str]:
        """Return its scopes; what was taken from the application since then is gone."""
        return application.scopes.intersection(self.scope.split())

    @property
    def until(self) -> datetime:
        """Return the moment from which on it is refused for its age."""
        return datetime.fromtimestamp(self.exp + _LEEWAY, UTC)


async def signed(
    issuer: Issuer,
    *,
    sub: str,
    audience: str,
    client_id: str,
    scopes: Iterable[str],
    sid: str = "",
    jkt: str = "",
) -> str:
    """Make an access token; with ``jkt`` it is bound to that key."""
    now = int(clock.now().timestamp())
    claims = AccessToken(
        iss=issuer.at.issuer,
        sub=sub,
        aud=audience,
        client_id=client_id,
        iat=now,
        exp=now + LIFETIME,
        jti=secrets.token_urlsafe(16),
        scope=" ".join(sorted(scopes)),
        sid=sid,
        cnf=Confirmation(jkt) if jkt else None,
    )
    return (await issuer.keys.ring()).sign(TYP, msgspec.to_builtins(claims))


async def read(issuer: Issuer, token: str) -> AccessToken | None:
    """Return the claims of an access token of ours that has not expired (RFC 9068 section 4); else None."""
    claims = await signed_by_us(issuer, token)
    return claims if claims is not None and claims.until > clock.now() else None


async def signed_by_us(issuer: Issuer, token: str) -> AccessToken | None:
    """Return the claims of an access token of ours, however old it is; else None."""
    try:
        claims = await issuer.keys.read(token, AccessToken, typ=TYP)
    except jose.TokenError:
        return None
    return claims if claims.iss == issuer.at.issuer else None
