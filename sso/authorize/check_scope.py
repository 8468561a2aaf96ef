"""Every scope is known, the client holds it (RFC 6749 section 3.3) and an agreement allows it; before any login."""

from sso import agreements
from sso.authorize.asked import Asked, RefusedError

AT_LOGIN = frozenset({"openid", "profile", "citizen", "offline_access"})
"""``openid``: who it is. ``profile``: the name. ``citizen``: ask the citizen schema as the citizen.
``offline_access``: refresh tokens, while the session lasts (OpenID Connect Core section 11)."""


def check_scope(asked: Asked) -> None:
    """Refuse a scope that the registration does not hold; ``openid`` must be among them."""
    scopes = asked.words("scope")
    if "openid" not in scopes:
        raise RefusedError("invalid_scope", "The scope openid is missing.")
    if asked.client is None or not scopes <= asked.client.scopes & AT_LOGIN:
        raise RefusedError("invalid_scope", "A scope is unknown, or the client is not registered for it.")
    if missing := agreements.lacking(scopes, asked.agreed):
        raise RefusedError("invalid_scope", _missing(missing))


def _missing(scopes: list[str]) -> str:
    if scopes == [agreements.ANY]:
        return "No agreement of today is about sign-on: ask the region for one of block sso, or use a test client."
    return (
        f"No agreement of today names {' and '.join(scopes)}: ask the region for an agreement about sign-on that "
        "does, ask for less, or use a test client."
    )
