"""The redirect URI is registered, compared as a string (RFC 9700 section 2.1)."""

from sso.authorize.asked import Asked, UntrustedError


def check_redirect_uri(asked: Asked) -> None:
    """Refuse a redirect URI that is not exactly one of the client's; it must be said even if there is one."""
    if asked.client is None or asked.get("redirect_uri") not in asked.client.redirect_uris:
        raise UntrustedError("unknown_site")
