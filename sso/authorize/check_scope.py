"""Every scope is known and the client holds it (RFC 6749 section 3.3), before anybody logs in."""

from sso.authorize.asked import Asked, RefusedError

AT_LOGIN = frozenset({"openid", "profile", "citizen"})
"""``openid``: who it is. ``profile``: the name. ``citizen``: ask the citizen schema as the citizen."""


def check_scope(asked: Asked) -> None:
    """Refuse a scope that the registration does not hold; ``openid`` must be among them."""
    scopes = asked.words("scope")
    if "openid" not in scopes:
        raise RefusedError("invalid_scope", "The scope openid is missing.")
    if asked.client is None or not scopes <= asked.client.scopes & AT_LOGIN:
        raise RefusedError("invalid_scope", "A scope is unknown, or the client is not registered for it.")
