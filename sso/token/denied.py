"""Access tokens that were revoked before they expired: refused wherever one is shown, by all processes at once."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from profile_core.contract import Tx
from profile_core.store import once
from sso.token.access_token import AccessToken

_KIND = "revoked access token"
_LEEWAY = timedelta(seconds=60)


async def deny(tx: Tx, claims: AccessToken) -> None:
    """Refuse an access token from now on; it is remembered until nobody would take it for its age."""
    await once.use(tx, _KIND, claims.jti, until=datetime.fromtimestamp(claims.exp, UTC) + _LEEWAY)


async def is_denied(tx: Tx, claims: AccessToken) -> bool:
    """Tell whether an access token was revoked."""
    return await once.was_used(tx, _KIND, claims.jti)


async def which_denied(tx: Tx, tokens: Collection[str]) -> set[str]:
    """Return the ``jti`` of those access tokens that were revoked."""
    return await once.which_used(tx, _KIND, tokens)
