"""Id tokens (OpenID Connect Core section 2).

They name nobody: what the scope ``profile`` gives is read from userinfo (section 5.4), because a site sends its
id token back through the browser's address as ``id_token_hint``.
"""

from typing import Any

from profile_core.contract import clock
from profile_core.directory.model import Application
from sso import levels, person
from sso.issuer import Issuer
from sso.model import ClientSession

TYP = "JWT"
LIFETIME = 300


async def signed(issuer: Issuer, application: Application, held: ClientSession, nonce: str) -> str:
    """Make an id token.

    One that comes by refreshing has no ``nonce``, and the ``auth_time`` of the first (OpenID Connect Core section
    12.2): a login since then, perhaps for another site, was not this site's.
    """
    now = int(clock.now().timestamp())
    claims: dict[str, Any] = {
        "iss": issuer.at.issuer,
        "sub": person.sub_for(issuer.platform.keyring, application, held),
        "aud": application.client_id,
        "iat": now,
        "exp": now + LIFETIME,
        "auth_time": int(held.auth_time.timestamp()),
        "acr": levels.acr_of(held.level),
        "sid": held.id.hex,
    }
    claims |= {"nonce": nonce} if nonce else {}
    return (await issuer.keys.ring()).sign(TYP, claims)
