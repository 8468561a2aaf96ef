"""Telling a site that a session ended (OpenID Connect Back-Channel Logout 1.0), as long as the session could last, six hours at least."""

import secrets
from functools import partial
from urllib.parse import urlencode

from profile_core.contract import Platform, clock
from profile_core.kit.keyring import Keyring
from profile_core.outbound import Call, Post, Schedule, Use, posting
from sso.ending import USE
from sso.keys import SigningKeys

TYP = "logout+jwt"
EVENT = "http://schemas.openid.net/event/backchannel-logout"
LIFETIME = 120
"""Seconds that a logout token is good for (section 2.4: at most two minutes)."""
_SCHEDULE = Schedule(first=5, factor=2, longest=300, jitter=0)


def uses(platform: Platform) -> list[Use]:
    """Return what sign-on sends outside.

    No answer is final but success: a site answers 400 also where it could not log out (section 2.8), and one
    that is being deployed answers 404 for a minute.
    """
    keys = SigningKeys(platform.store, platform.keyring)
    prepare = partial(_prepare, platform.settings.public_url, keys, platform.keyring)
    return [Use(name=USE, schedule=_SCHEDULE, attempt=posting(prepare, permanent=frozenset()))]


async def _prepare(issuer: str, keys: SigningKeys, keyring: Keyring, call: Call) -> Post:
    """Make the logout token (section 2.4), new at each attempt; it never has a nonce."""
    now = int(clock.now().timestamp())
    claims: dict[str, object] = {
        "iss": issuer,
        "sub": keyring.pairwise(call.payload["sector"], call.subject.id),
        "aud": call.payload["client_id"],
        "iat": now,
        "exp": now + LIFETIME,
        "jti": secrets.token_urlsafe(16),
        "events": {EVENT: {}},
        "sid": call.payload["sid"],
    }
    token = (await keys.ring()).sign(TYP, claims)
    return Post(
        address=call.address,
        headers={"content-type": "application/x-www-form-urlencoded"},
        body=urlencode({"logout_token": token}).encode(),
    )
