"""A nonce comes back in the id token as it was (OpenID Connect Core section 3.1.2.1)."""

from sso.authorize.asked import Asked, RefusedError


def check_nonce(asked: Asked) -> None:
    """Refuse a nonce that is no plain text; it is optional in the code flow, where PKCE does its work."""
    nonce = asked.get("nonce")
    if len(nonce) > 512 or not (nonce.isascii() and (nonce == "" or nonce.isprintable())):
        raise RefusedError("invalid_request", "nonce must be at most 512 printable ASCII characters.")
