"""The client is known (RFC 6749 section 4.1.1) and is one that citizens log in at."""

from sso.authorize.asked import Asked, UntrustedError


def check_client(asked: Asked) -> None:
    """Refuse a client that is not registered, without redirecting (RFC 6749 section 4.1.2.1)."""
    if asked.client is None or not asked.client.redirect_uris:
        raise UntrustedError("unknown_site")
